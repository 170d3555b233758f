// What every script needs before anything is installed: plain Node >= 20.10, no dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { constants as osConstants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(new URL('..', import.meta.url)))
const windows = process.platform === 'win32'
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')
const node24 = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node')

/** Ends the process with exit code 1 and one line that says what is wrong. */
export function fail(line) {
  console.error(`muster: ${line}`)
  process.exit(1)
}

/** Fails naming `folder` unless this process may write into it (or into the nearest folder above that exists). */
export function requireWritable(folder, purpose) {
  let existing = folder
  while (!existsSync(existing)) existing = resolve(existing, '..')
  try {
    accessSync(existing, constants.W_OK)
  } catch {
    fail(`cannot write to ${existing}, which is needed ${purpose}. Change its owner or permissions and try again.`)
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for: npm writes what it installed into node_modules/.package-lock.json.
 * Packages of other platforms (`optional`) may be absent.
 */
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  if (!wanted) fail(`cannot read ${join(root, 'package-lock.json')}.`)
  if (!present || !existsSync(node24)) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true
    const there = present[path]
    return there ? there.version === entry.version && there.integrity === entry.integrity : entry.optional || entry.devOptional || false
  })
}

/** The environment for npm: our own node_modules/.bin must not be on PATH, since `npm ci` deletes the Node in it. */
function environmentForNpm() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder))
  return { ...process.env, PATH: path.join(delimiter) }
}

/** Runs `npm ci` when node_modules is missing or differs from package-lock.json; exits 1 with one line when that fails. */
export function ensureInstalled() {
  if (isInstalled()) return
  requireWritable(root, 'to install the dependencies')
  requireWritable(modules, 'to install the dependencies')
  console.log('muster: installing dependencies (npm ci), about a minute …')
  const started = performance.now()
  const npm = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: environmentForNpm(),
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: windows,
  })
  if (npm.error) fail(`cannot run npm: ${npm.error.message}. Install npm and try again.`)
  if (npm.signal) process.exit(128 + osConstants.signals[npm.signal])
  if (npm.status !== 0) fail(`installing the dependencies failed: ${reasonOf(npm.stderr)}. Run \`npm ci\` in ${root} to see all of it.`)
  if (!existsSync(node24)) {
    fail(`Node 24 was not installed (${node24} is missing). Are install scripts switched off (npm config get ignore-scripts)?`)
  }
  console.log(`muster: dependencies installed in ${Math.round((performance.now() - started) / 1000)} s`)
}

/** The sentence that matters in npm's error output. */
function reasonOf(stderr) {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  const code = lines.find((line) => line.startsWith('code '))?.slice(5)
  const text = lines.find((line) => line && !/^(code|syscall|errno|path|network|command) /.test(line))
  return [code, text?.replace(/\.$/, '')].filter(Boolean).join(': ') || 'npm said nothing'
}

/** The script behind the command `name` of an installed package, to be run by Node 24. */
export function command(packageName, name = packageName) {
  const folder = join(modules, packageName)
  const declared = readJson(join(folder, 'package.json'))?.bin
  const file = typeof declared === 'string' ? declared : declared?.[name]
  if (!file) fail(`${packageName} is not installed completely: delete ${modules} and try again.`)
  return join(folder, file)
}

/** The environment in which children find Node 24 and the installed commands first. */
function environment(extra) {
  return { ...process.env, PATH: [bin, process.env.PATH ?? ''].join(delimiter), ...extra }
}

/** Starts Node 24 with `args`; `options` as of `child_process.spawn`. */
export function spawn24(args, options = {}) {
  const { env, ...rest } = options
  return spawn(node24, args, { cwd: root, stdio: 'inherit', ...rest, env: environment(env) })
}

/**
 * Runs Node 24 with `args` and resolves to its exit code (128 + n when signal n ended it).
 * SIGINT, SIGTERM and SIGHUP reach the child exactly once: it has a process group of its own, so a Ctrl-C that the terminal
 * sends to the whole group, and npm once more to us, is passed on by us alone.
 */
export function run24(args, options = {}) {
  const child = spawn24(args, inOwnGroup(options))
  const stop = forwardSignals([child])
  return new Promise((done) => {
    child.once('error', (error) => fail(`cannot run ${node24}: ${error.message}.`))
    child.once('exit', (code, signal) => {
      stop()
      done(code ?? 128 + osConstants.signals[signal])
    })
  })
}

/** Spawn options for a child that only we signal. It may not read the terminal then, so it gets no input. */
export function inOwnGroup(options = {}) {
  return { stdio: ['ignore', 'inherit', 'inherit'], detached: !windows, ...options }
}

const repeatMs = 1000
const watchMs = 250

/**
 * Passes signals on to `children`, each signal at most once a second; returns what undoes it.
 * `npm` runs a script by `sh -c`, and passes SIGTERM to that shell alone, which dies of it and tells nobody: started by npm, the
 * death of our parent means SIGTERM too.
 */
export function forwardSignals(children) {
  const lastSent = new Map()
  const forward = (signal) => {
    if (performance.now() - (lastSent.get(signal) ?? -Infinity) < repeatMs) return
    lastSent.set(signal, performance.now())
    for (const child of children) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)

  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    forward('SIGTERM')
  }, watchMs).unref()
  if (!process.env.npm_lifecycle_event) clearInterval(watch)

  return () => {
    clearInterval(watch)
    for (const signal of signals) process.off(signal, forward)
  }
}
