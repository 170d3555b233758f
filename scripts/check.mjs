// `npm run check`: types, lint, format, dead code, fast rule and architecture tests. Stops at the first failure.
import { command, ensureInstalled, run24 } from './bootstrap.mjs'

ensureInstalled()
const steps = [
  ['types: server, client, tests', [command('typescript', 'tsc'), '-p', '.']],
  ['types: console', [command('typescript', 'tsc'), '-p', 'console']],
  ['lint', [command('oxlint'), '--deny-warnings']],
  ['format', [command('oxfmt'), '--check']],
  ['dead code', [command('knip'), '--no-progress', '--no-config-hints']],
  ['rules', [command('vitest'), 'run', '--project', 'rules', '--reporter', 'dot']],
]
for (const [name, args] of steps) {
  const started = performance.now()
  const code = await run24(args)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`check: ${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (code !== 0) process.exit(1)
}
