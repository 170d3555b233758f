import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { command, fail, requireWritable, root, run24 } from './bootstrap.mjs'

const folder = join(root, 'console')
const dist = join(folder, 'dist')
const stamp = join(dist, '.stamp')

function filesUnder(path) {
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist'].includes(name) && !name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]))
}

/** Hash of all that the built console depends on: its sources, the contract's, the locked versions, and this file. */
function hashOfSources() {
  const hash = createHash('sha256')
  const sources = [...filesUnder(folder), ...filesUnder(join(root, 'contract'))].filter((path) => !/\.test\.tsx?$/.test(path))
  for (const path of [...sources, join(root, 'package-lock.json'), import.meta.filename]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

/** Each text among what was built, compressed beside it as the server hands it out: done once, not at every request. */
async function compress() {
  const encodings = { '.br': promisify(brotliCompress), '.gz': promisify(gzip) }
  const options = { level: constants.Z_BEST_COMPRESSION, params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
  const texts = filesUnder(join(dist, 'assets')).filter((path) => /\.(css|js|svg)$/.test(path))
  await Promise.all(
    texts.flatMap((path) =>
      Object.entries(encodings).map(async ([ending, encode]) => writeFileSync(path + ending, await encode(readFileSync(path), options))),
    ),
  )
}

/** Builds the console into console/dist unless what is there was built from the same sources. */
export async function ensureConsole() {
  const hash = hashOfSources()
  if (existsSync(join(dist, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  requireWritable(dist, 'to build the console')
  console.log('muster: building the console …')
  const started = performance.now()
  const code = await run24([command('vite'), 'build', '--logLevel', 'error'], { cwd: folder, env: { NODE_ENV: 'production' } })
  if (code >= 128) process.exit(code)
  if (code !== 0) fail('the console could not be built: see the lines above.')
  await compress()
  writeFileSync(stamp, hash)
  console.log(`muster: console built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
