import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { chromium, type Browser, type LaunchOptions } from 'playwright-core'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

type Executable = { executablePath: string; env?: Record<string, string> }

/** Starts a headless Chromium: `CHROMIUM_PATH`, else the system's, else the one inside node_modules (Linux on x64). */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return await chromium.launch({ headless: true, ...options, ...findExecutable(), args: [...flags, ...(options.args ?? [])] })
}

function findExecutable(): Executable {
  const executablePath = process.env['CHROMIUM_PATH'] ?? systemBrowsers.find((path) => existsSync(path))
  return executablePath ? { executablePath } : bundledChromium()
}

/**
 * Unpacks `@sparticuz/chromium` once per version. Its own `executablePath()` unpacks into a shared /tmp/chromium which a second
 * process then starts half written; here a finished folder is moved into place in one step.
 */
function bundledChromium(): Executable {
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const folder = join(cacheFolder(resolve(packageFolder, '../..')), `muster-chromium-${version}`)
  if (!existsSync(folder)) unpackChromium(join(packageFolder, 'bin'), folder)
  return { executablePath: join(folder, 'chromium'), env: bundledEnvironment(folder) }
}

function cacheFolder(modules: string): string {
  try {
    accessSync(modules, constants.W_OK)
    return join(modules, '.cache')
  } catch {
    return tmpdir()
  }
}

// The package unpacks into os.tmpdir(): a process of its own has its own.
const unpack = `
  import { inflate } from '@sparticuz/chromium'
  for (const archive of process.argv.slice(1)) await inflate(archive)
`

function unpackChromium(bin: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((name) => join(bin, name))
  try {
    execFileSync(process.execPath, ['--input-type=module', '--eval', unpack, ...archives], {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: unfinished },
    })
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Another process may have been first: its folder is as good.
    if (!existsSync(folder)) throw error
  }
}

/** NSS, NSPR and expat come with the package for machines that lack them; its font only serves where there is no font at all. */
function bundledEnvironment(folder: string): Record<string, string> {
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  env['LD_LIBRARY_PATH'] = [join(folder, 'al2023', 'lib'), env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts')
  return env
}
