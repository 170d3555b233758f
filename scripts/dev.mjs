// `npm run dev`: the server restarted on every change, and the console by Vite with hot reload.
import { command, ensureInstalled, forwardSignals, inOwnGroup, root, spawn24 } from './bootstrap.mjs'

ensureInstalled()
const children = [
  spawn24(['--watch', '--watch-preserve-output', 'server/main.ts'], inOwnGroup()),
  spawn24([command('vite')], inOwnGroup({ cwd: `${root}/console` })),
]
forwardSignals(children)
// Either of them ending ends the other: half a development server only confuses.
for (const child of children) {
  child.once('exit', (code) => {
    process.exitCode ||= code ?? 0
    for (const other of children) if (other !== child && other.exitCode === null) other.kill('SIGTERM')
  })
}
