// The member page of those who have used everything for long, at a million members of one tenant among a thousand others.
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../test/browser.ts'
import { signInToConsole } from '../test/openid.ts'
import { adminLogin, adminPassword, companiesOf } from './lib/companies.ts'
import { ensureConsole } from './lib/console.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { big, full, noon, sizes } from './lib/directory.world.ts'
import { createReport, median, percentile, type Report } from './lib/figure.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { heavy, heavyIds, heavyMembers, memberWorld } from './lib/member.world.ts'
import { startNode, type BenchNode } from './lib/node.ts'

const requests = 600
const warmUp = 60
const slower = 4
const openings = 7

/** Presses *More* as soon as it is there, and tells when its menu and when the profile is, in milliseconds since the address was asked for. */
const pressMore = `
  let [menu, profile, pressed] = [0, 0, false]
  globalThis.opened = new Promise((resolve) => {
    const look = () => {
      const more = pressed ? undefined : [...document.querySelectorAll('main button')].find((button) => button.textContent === 'More' && !button.disabled)
      if (more) {
        pressed = true
        more.focus()
        more.click()
      }
      if (document.querySelector('[role=menu]')) menu ||= performance.now()
      if (document.querySelector('#member-profile')) profile ||= performance.now()
      if (menu && profile) resolve({ menu, profile })
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })`

type Opening = { menu: number; profile: number }

const report = createReport(
  { 'member.page.p95_ms': { most: 60, unit: 'ms' }, 'member.page.interactive_s': { most: 1.5, unit: 's' } },
  !full,
)

await ensureConsole()
const database = await openBenchDatabase(memberWorld)
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}${sizes.members} members in one tenant, beside ${sizes.tenants}; ${heavyMembers} of them with ${heavy.devices} devices, ${heavy.connections} connections, a year of use; PostgreSQL ${database.version}`,
  )
  const node = await startNode(database, noon)
  try {
    await measureRequests(database, node, report)
    await measureOpening(database, node, report)
  } finally {
    await node.stop()
  }
} finally {
  await database.stop()
}
report.end()

/** The request of the first paint, one after another over all heavy members; then what each part of the page asks for itself. */
async function measureRequests(made: BenchDatabase, node: BenchNode, said: Report): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  const ids = await heavyIds(made)
  const getter = createGetter()
  try {
    // Requests are limited per cookie: as many sessions as stay below that.
    const browsers = await Promise.all(Array.from({ length: 8 }, () => signInToConsole(node.url, adminLogin(big), adminPassword)))
    const cookies = browsers.map((b) => [...b.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    let turn = 0
    const measure = async (path: (member: string) => string, count: number) => {
      const times: number[] = []
      for (let i = 0; i < count + warmUp; i++) {
        const cookie = cookies[turn++ % cookies.length] ?? ''
        const ms = await getter.latency(`${node.url}/api/v1/companies/${companyId}/${path(ids[i % ids.length] ?? '')}`, cookie)
        if (i >= warmUp) times.push(ms)
      }
      return times
    }
    const page = await measure((id) => `members/${id}`, requests)
    said.figure('member.page.p95_ms', percentile(page, 95), percentiles(page))
    const parts = {
      use: (id: string) => `members/${id}/activity`,
      checklist: (id: string) => `members/${id}/security-checklist`,
      devices: (id: string) => `members/${id}/devices`,
      connections: (id: string) => `members/${id}/connections?limit=10`,
      history: (id: string) => `audit?member=${id}&limit=8`,
    }
    for (const [name, path] of Object.entries(parts)) {
      const times = await measure(path, 200)
      said.extra(`member.${name}.p95_ms`, percentile(times, 95), 'ms')
      said.note(`${name}: ${percentiles(times)}`)
    }
  } finally {
    getter.close()
  }
}

/**
 * From asking for the page's address, as the console shows it, until its *More* has opened at a press, in Chromium with its processor slowed down: by
 * somebody who has been in the console before, and by somebody who never was.
 */
async function measureOpening(made: BenchDatabase, node: BenchNode, said: Report): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  const addresses = (await heavyIds(made)).map((id) => `${node.url}/members/${id}?company=${companyId}`)
  const browser = await launchBrowser()
  try {
    const known = await openingTimes(browser, addresses, false)
    const first = await openingTimes(browser, addresses, true)
    const seconds = (times: readonly Opening[]) => times.map(({ menu }) => (menu / 1000).toFixed(2)).join(', ')
    const medianOf = (times: readonly Opening[], what: keyof Opening) => median(times.map((time) => time[what])) / 1000
    said.note(`opened ${openings} times, processor ${slower} times slower: ${seconds(known)} s; with an empty cache ${seconds(first)} s`)
    said.figure('member.page.interactive_s', medianOf(known, 'menu'), 'scripts in the browser’s cache')
    said.extra('member.page.profile_s', medianOf(known, 'profile'), 's')
    said.extra('member.page.first_visit_s', medianOf(first, 'menu'), 's')
  } finally {
    await browser.close()
  }
}

async function openingTimes(browser: Browser, addresses: readonly string[], emptied: boolean): Promise<Opening[]> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(addresses[0] ?? '')
  await page.locator('input[name=id]').fill(adminLogin(big))
  await page.locator('input[name=password]').fill(adminPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'More', exact: true }).waitFor()
  const tools = await context.newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const times: Opening[] = []
  // By the page's own clock: what drives the browser runs in the same slowed processor.
  await page.addInitScript(pressMore)
  for (let i = 0; i < openings; i++) {
    await page.goto('about:blank')
    if (emptied) await tools.send('Network.clearBrowserCache')
    await page.goto(addresses[(i + 1) % addresses.length] ?? '', { waitUntil: 'commit' })
    times.push(await page.evaluate<Opening>('opened'))
  }
  await context.close()
  return times
}
