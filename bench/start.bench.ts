// From `npm start` on an empty data folder to the sample being served.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ActiveUsers } from '@muster/contract'
import { freePort } from '../server/platform/embedded.ts'
import { signInToConsole, type Browser } from '../test/openid.ts'
import { ensureConsole, root } from './lib/console.ts'
import { createReport, median, spread } from './lib/figure.ts'

const times = 3
const report = createReport({ 'start.cold_s': { most: 30, unit: 's' } })

await ensureConsole()
const seconds: number[] = []
for (let i = 0; i < times; i++) seconds.push(await startOnce())
report.figure('start.cold_s', median(seconds), `${spread(seconds, 's')}, to /readyz`)
report.end()

/** One start on a folder that is not there yet. Answers the seconds until it is ready; whether the sample is served is looked at after. */
async function startOnce(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-start-'))
  const port = await freePort()
  const started = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...withoutOurNode(), PORT: String(port), MUSTER_DATA: path.join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  try {
    const url = `http://localhost:${port}`
    await ready(url, child)
    const took = (performance.now() - started) / 1000
    const distinct = await served(url, () => said)
    report.note(`ready after ${took.toFixed(2)} s, all of it looked at after ${((performance.now() - started) / 1000).toFixed(2)} s`)
    report.check(distinct > 0, `the sample's administrator signs in and sees ${distinct} active users`)
    return took
  } finally {
    if (child.pid) process.kill(-child.pid, 'SIGTERM')
    await ended
    await stopped(path.join(folder, 'data', 'muster.pid'))
    await rm(folder, { recursive: true, force: true })
  }
}

/** `npm run bench` puts node_modules/.bin first; a person's shell does not. */
function withoutOurNode(): NodeJS.ProcessEnv {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((f) => !f.endsWith(path.join('node_modules', '.bin')))
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MUSTER_|DATABASE_URL$|NODE_)/.test(name)))
  return { ...env, PATH: folders.join(path.delimiter) }
}

async function ready(url: string, child: { exitCode: number | null }): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Signs in with what the terminal says, and reads the page. */
async function served(url: string, said: () => string): Promise<number> {
  for (let i = 0; i < 100 && !said().includes('with the password'); i++) await new Promise((resolve) => setTimeout(resolve, 50))
  const [, id = '', password = ''] = /Sign in as (\S+) with the password (\S+)/.exec(said()) ?? []
  const browser: Browser = await signInToConsole(url, id, password)
  const me = (await (await browser.fetch(`${url}/api/v1/me`)).json()) as { companies: { id: string }[] }
  const company = me.companies[0]?.id ?? ''
  const page = (await (
    await browser.fetch(`${url}/api/v1/companies/${company}/statistics/active-users?active=1y&mobile=1y`)
  ).json()) as ActiveUsers
  return page.active.series.active?.distinct ?? 0
}

/** The server stops its database last, and takes this file away after that. */
async function stopped(pidFile: string): Promise<void> {
  const until = performance.now() + 60_000
  while (existsSync(pidFile) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 100))
}
