#!/usr/bin/env node
// Plain Node >= 20.10: the command itself is TypeScript, which Node 24 runs as it is; npm has installed one beside it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
const beside = (path) => fileURLToPath(new URL(path, import.meta.url))
if (major >= 24) await import('./process.ts')
else {
  const node24 = beside(`../node_modules/node/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`)
  if (!existsSync(node24)) {
    console.error(`muster: needs Node 24; this is ${process.version}. Run npm ci in the folder of Muster.`)
    process.exit(1)
  }
  const { status, signal } = spawnSync(node24, [beside('process.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}
