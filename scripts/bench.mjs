// `npm run bench [name …]`: bench/<name>.bench.ts one after another, all of them when none is named.
import { existsSync, readdirSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, fail, root, run24 } from './bootstrap.mjs'

const folder = join(root, 'bench')
const suffix = '.bench.ts'
const all = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
      .toSorted()
  : []
const names = process.argv.slice(2)
const unknown = names.find((name) => !all.includes(name))
if (unknown) fail(`no bench named ${unknown}; there are: ${all.join(', ') || 'none yet'}.`)

ensureInstalled()
const model = cpus()[0]?.model.trim() ?? 'unknown processor'
console.log(`machine: ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, ${process.arch}`)
let exitCode = 0
for (const name of names.length > 0 ? names : all) {
  const code = await run24([join(folder, name + suffix)])
  if (code !== 0) console.error(`bench: ${name} FAILED (exit code ${code})`)
  if (code >= 128) process.exit(code)
  exitCode ||= code
}
process.exit(exitCode)
