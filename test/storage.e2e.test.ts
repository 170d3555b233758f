import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { reportStorage } from '../server/modules/storage/index.ts'
import { callerFor, type ApiCaller } from './api.ts'
import { Journey, problemsInEveryLook, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Statistics › Storage in a real browser: how full it is, and who uses the most. */

const gib = 1024 ** 3
let server: TestServer
let journey: Journey
let company: TestCompany
let boss: ApiCaller
let people: { id: string; login: string }[]

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  // MB-9: on which Mail is shown beside Drive.
  await server.database.owner.pool.query(`update company.company set plan_core = 'standard_plus' where company_id = $1`, [
    company.companyId,
  ])
  boss = await callerFor(server, company.admin.login)
  people = await makeMembers(server, company, 60)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

async function open(query = '', options: BrowserContextOptions = {}, login = company.admin.login): Promise<Page> {
  const page = await journey.signedIn(login, `/statistics/storage?company=${company.companyId}${query}`, options)
  await page.getByRole('heading', { level: 1, name: 'Storage' }).waitFor()
  return page
}
const report = () =>
  server.as(company.tenant, (ctx) =>
    reportStorage(ctx, company.companyId, {
      members: people.flatMap(({ id: member }, i) => [
        { member, kind: 'drive' as const, used: i * gib, limit: 60 * gib },
        ...(i === 0 ? [{ member, kind: 'mail' as const, used: gib, limit: null }] : []),
      ]),
      company: [{ kind: 'drive', limit: 2_000 * gib }],
    }),
  )
const said = (page: Page, text: string) => page.locator('main').getByRole('status').getByText(text, { exact: true }).waitFor()

describe('MB-9: storage in use', () => {
  it('MB-9: what no service has reported is said to be unknown, and how it is reported', async () => {
    const page = await open()
    await page.getByRole('heading', { name: 'No service has reported storage yet' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Go to Apps' }).click()
    await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor()
  })

  it('MB-9: a notification leads to who uses the most: how full and since when, those near their limit, page by page, as a file', async () => {
    await report()
    const page = await journey.signedIn(company.admin.login, `/account?company=${company.companyId}`)
    const told = page.getByRole('listitem').filter({ hasText: 'Drive storage is 80% full' })
    await told.getByRole('link', { name: 'See who uses the most' }).click()
    const drive = page.getByRole('region', { name: 'Drive' })
    await drive.getByText('88%').waitFor()
    await drive.getByText(/^At 80% or more since /).waitFor()
    expect(await page.getByRole('region', { name: 'Mail' }).getByText('No limit is known for the company.').count()).toBe(1)
    await said(page, '60 members')
    const rows = page.getByRole('table').getByRole('row')
    expect(await rows.nth(1).innerText()).toContain('59 GB')
    await page.getByRole('button', { name: 'Next' }).press('Enter')
    await rows.nth(10).getByText('0 byte').waitFor()
    expect(await problemsInEveryLook(page)).toEqual([])

    await page.setViewportSize({ width: 1440, height: 1000 })
    await drive.getByRole('link', { name: '6 members use 90% or more of their own limit' }).press('Enter')
    await said(page, '6 members')
    expect(new URL(page.url()).searchParams.get('filled')).toBe('90')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    expect(file.suggestedFilename()).toMatch(/^storage_drive_/)
    await page.getByRole('button', { name: 'How full', exact: true }).press('Enter')
    await page.getByRole('menuitemradio', { name: '100% or more (0)' }).click()
    await page.getByRole('heading', { name: 'Nobody’s storage is that full' }).waitFor()
    await page.getByRole('button', { name: 'Clear all filters' }).last().click()
    await said(page, '60 members')
    await rows.nth(1).getByRole('link').first().press('Enter')
    await page.getByRole('link', { name: 'All members' }).waitFor()
  })

  it('P-2: a role without names sees totals alone', async () => {
    const who = people[1]
    const { body } = await boss('POST', `/companies/${company.companyId}/roles`, {
      name: 'Nameless',
      permissions: { statistics: 'view' },
      seesNames: false,
    })
    await boss('PUT', `/companies/${company.companyId}/administrators/${who?.id}`, {
      grant: { role: 'custom', roleId: body['id'], teamId: null },
    })
    const page = await open('', {}, who?.login)
    await page.getByRole('heading', { name: 'Your role sees totals, not names' }).waitFor()
    await page.getByRole('region', { name: 'Drive' }).getByText('88%').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
  })
})
