// What a browser must load until the Active users page can be used.
import type { Page } from 'playwright-core'
import { recordMarks, useMarks } from '../server/modules/activity/index.ts'
import { launchBrowser } from '../test/browser.ts'
import { firstLoadLimit, firstLoadOf, kilobytes, watchCode } from '../test/firstLoad.ts'
import { adminLogin, adminPassword, companiesOf, makeCompanies, memberIds, uuidText } from './lib/companies.ts'
import { ensureConsole } from './lib/console.ts'
import { openBenchDatabase, stage, type BenchDatabase } from './lib/database.ts'
import { createReport } from './lib/figure.ts'
import { dayNumber, dayOf } from './lib/lives.ts'
import { startNode } from './lib/node.ts'
import { scopeOf } from './lib/world.ts'

const report = createReport({ 'console.first_load_kb_gz': { most: firstLoadLimit, unit: 'kB' } })

const members = 50
await ensureConsole()
const database = await openBenchDatabase({ name: 'console', make: makeTinyCompany })
const browser = await launchBrowser()
try {
  const node = await startNode(database, new Date())
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const url = `${node.url}/statistics/active-users`
  await signIn(page, url)

  // A first visit of somebody signed in: nothing is in the cache.
  const loading = await context.newPage()
  const cache = await context.newCDPSession(loading)
  await cache.send('Network.enable')
  await cache.send('Network.clearBrowserCache')
  const code = watchCode(loading)
  const started = performance.now()
  await loading.goto(url)
  await usable(loading)
  const milliseconds = performance.now() - started
  const files = await code()
  await loading.getByText('7 days', { exact: true }).first().click()
  await loading.getByRole('button', { name: 'View' }).first().click()
  await loading.waitForURL(/active=7d/)
  report.check(
    files.length > 0 && files.every((f) => f.compressed || f.bytes < 1024),
    'the page works, and every larger file came compressed',
  )
  report.check(
    files.every((f) => !f.fromCache),
    'nothing came from the cache',
  )

  const chart = files.filter((f) => f.isChart)
  for (const f of files.toSorted((a, b) => b.gzipped - a.gzipped).slice(0, 8))
    report.note(`${(f.gzipped / 1000).toFixed(1).padStart(6)} kB ${f.name}`)
  report.note(`${files.length} files; usable ${milliseconds.toFixed(0)} ms after the first request, on this machine, from this machine`)
  report.figure(
    'console.first_load_kb_gz',
    firstLoadOf(files),
    chart.length === 0 ? 'with the chart, which has no chunk of its own' : 'without the chart',
  )
  if (chart.length > 0) report.extra('console.chart_kb_gz', kilobytes(chart), 'kB')
  else report.note('the chart has no chunk of its own: it is drawn by the page itself and counted above')
  await node.stop()
} finally {
  await browser.close()
  await database.stop()
}
report.end()

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('input[name=id]').fill(adminLogin(0))
  await page.locator('input[name=password]').fill(adminPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await usable(page)
}

/** Both sections show their figure and can be asked for another period. */
async function usable(page: Page): Promise<void> {
  const view = page.getByRole('button', { name: 'View' })
  await view.nth(1).waitFor()
  await page.locator('svg[role], [role=img], [role=application], svg rect, svg path').first().waitFor()
  await view.first().click({ trial: true })
}

/** A company with a month of use. */
async function makeTinyCompany(made: BenchDatabase): Promise<void> {
  const make = async () => {
    await makeCompanies(made, [0], new Date(Date.now() - 60 * 86_400_000))
    const [companyId = ''] = await companiesOf(made, [0])
    const ids = memberIds(0, members)
    const today = dayNumber(new Date().toISOString().slice(0, 10))
    const uses = Array.from({ length: 30 * members }, (_, i) => ({
      memberId: uuidText(ids, i % members),
      companyId,
      surface: 'mobile' as const,
      day: dayOf(today - Math.floor(i / members)),
    }))
    await scopeOf(made, 0, new Date()).transaction((ctx) => recordMarks(ctx, uses.flatMap(useMarks)))
    return `${members} members × 30 days`
  }
  await stage(made, 'company', make, () => Promise.reject(new Error(`the company is half made: delete ${made.folder}`)))
}
