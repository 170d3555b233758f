// Completes package-lock.json after `npm install`: npm leaves out the optional packages of other platforms that it did not
// fetch, and then `npm ci` refuses the lock (https://github.com/npm/cli/issues/4828). `--check` only tells whether it is complete.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './bootstrap.mjs'

/** Where `name` would be resolved from `from`, nearest folder first. */
function resolveIn(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder ? `${folder}/` : ''}node_modules/${name}`
    if (packages[path]) return path
    if (!folder) return undefined
  }
}

/** Optional dependencies that the lock names but does not list: `{ name, version }[]`. */
export function missingFromLock(lock) {
  const missing = new Map()
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!resolveIn(lock.packages, path, name)) missing.set(name, version)
    }
  }
  return [...missing].map(([name, version]) => ({ name, version }))
}

/** The platform a binding's name speaks of: `@oxfmt/binding-linux-x64-musl` → linux, x64, musl. */
function platformOf(name) {
  const [, os, cpu, rest] =
    /(android|darwin|freebsd|linux|openharmony|win32|windows)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(\w+))?/.exec(name) ?? []
  if (!os || !cpu) throw new Error(`No platform in the name ${name}: add it to package-lock.json by hand.`)
  const libc = rest?.startsWith('musl') ? 'musl' : rest === 'gnu' || rest === 'gnueabihf' ? 'glibc' : undefined
  return { os: [os === 'windows' ? 'win32' : os], cpu: [cpu], ...(os === 'linux' && libc ? { libc: [libc] } : {}) }
}

function completeLock(lock) {
  const added = missingFromLock(lock)
  for (const { name, version } of added) {
    if (!/^\d/.test(version)) throw new Error(`${name} is wanted as ${version}, not as one version: add it to package-lock.json by hand.`)
    lock.packages[`node_modules/${name}`] = { version, ...(dev ? { dev: true } : {}), optional: true, ...platformOf(name) }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
  return added
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  const names = (process.argv.includes('--check') ? missingFromLock(lock) : completeLock(lock)).map(({ name }) => name)
  if (process.argv.includes('--check')) {
    if (names.length > 0)
      console.error(`package-lock.json lacks ${names.length} optional packages (${names[0]}, …): run \`node scripts/lock.mjs\`.`)
    process.exitCode = names.length > 0 ? 1 : 0
  } else if (names.length > 0) {
    writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(`package-lock.json: added ${names.length} optional packages of other platforms.`)
  }
}
