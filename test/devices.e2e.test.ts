import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceReport, ExportFile } from '@muster/contract'
import { callerFor, type ApiCaller } from './api.ts'
import { fillSignIn, Journey, problemsOf } from './journey.ts'
import { Browser, callClient, signIn, type Tokens } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Security › Device status in a real browser: who runs what, and the notice to update it. */

type Someone = { id: string; login: string }
let server: TestServer
let journey: Journey
let company: TestCompany
let boss: ApiCaller
let hana: Someone
let dan: Someone
let many: Someone

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  boss = await callerFor(server, company.admin.login)
  const [first, second, third] = await makeMembers(server, company, 3)
  if (!first || !second || !third) throw new Error('no members')
  ;[hana, dan, many] = [first, second, third]
  await boss('PUT', `/companies/${company.companyId}/newest-versions`, {
    revision: 0,
    versions: [{ app: 'mobile', os: 'android', version: '4.0.0' }],
  })
  await use(dan, { vendorId: 'dan', appVersion: '4.0.0', osVersion: '17' })
  await use(many, { vendorId: 'many', model: 'Galaxy S30', appVersion: '3.10.0' })
  // A device used by somebody 110 days long, one row a day, is quicker than 110 sign-ins.
  await addDevices(110)
}, 180_000)
const addDevices = (count: number) =>
  server.database.owner.pool.query(
    `with copy as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
        select d.tenant_id, gen_random_uuid(), 'copy-' || gen_random_uuid(), d.model_id, d.os, d.os_version, d.os_key, d.created_at
        from devices.device d, generate_series(1, $2::integer) i where d.vendor_id = 'many' returning tenant_id, device_id)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select r.tenant_id, c.device_id, r.member_id, r.app, gen_random_uuid(), r.company_id, r.model_id, r.os, r.os_version, r.os_key, r.app_version,
       r.app_key, r.first_access, r.last_access - interval '100 days'
     from copy c, (select * from devices.device_row r where r.member_id = $1 order by r.last_access desc limit 1) r`,
    [many.id, count],
  )

afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const phone = { model: 'Pixel 10', os: 'android', osVersion: '16.2', appVersion: '3.9.0' } as const
async function use(who: Someone, report: Partial<DeviceReport> & { vendorId: string }): Promise<Tokens> {
  const tokens = await signIn(server.url, 'mobile', who.login, password, new Browser())
  await put(tokens, report)
  return tokens
}
const put = (tokens: Tokens, report: Partial<DeviceReport> & { vendorId: string }) =>
  callClient(server.url, tokens, 'PUT', '/client/v1/device', { ...phone, ...report })

async function open(query = '', options: BrowserContextOptions = {}, login = company.admin.login): Promise<Page> {
  const page = await journey.signedIn(login, `/security/devices?company=${company.companyId}${query}`, options)
  await page.getByRole('heading', { level: 1, name: 'Device status' }).waitFor()
  return page
}
const rows = (page: Page) => page.getByRole('region', { name: 'Devices', exact: true }).getByRole('table').getByRole('rowheader')
const said = (page: Page, text: string) => page.locator('main').getByRole('status').getByText(text, { exact: true }).waitFor()
const has = (page: Page, key: string, value: string | null) => page.waitForURL((url) => url.searchParams.get(key) === value)

describe('DS-5, DS-6: the notice to update', () => {
  it('DS-6, DS-7: everyone on 3.9 or older is found and told; the notice is under the member’s bell; the new version takes the mark away', async () => {
    const tokens = await use(hana, { vendorId: 'hana' })
    const page = await open()
    await page.getByRole('button', { name: 'App version', exact: true }).click()
    await page.getByRole('textbox', { name: 'App version' }).fill('3.9')
    await page.keyboard.press('Enter')
    await has(page, 'appVersion', '3.9')
    await said(page, '1 device')
    await page.getByRole('button', { name: 'Remove filter: App version: 3.9 or older' }).waitFor()
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByRole('button', { name: 'Send update notification', exact: true }).click()
    const ask = page.getByRole('dialog', { name: 'Send the update notification for 1 device?' })
    await ask.waitFor()
    expect(await problemsOf(page)).toEqual([])
    await ask.getByRole('button', { name: 'Send (1)' }).click()
    await page.getByText('The update notification was sent for 1 device.').waitFor()
    await rows(page).first().waitFor()
    await page.getByText('Notified').waitFor()

    const own = await journey.newPage()
    await own.goto('/account')
    await fillSignIn(own, hana.login)
    await own.getByRole('button', { name: /Notifications, \d unread/ }).click()
    await own
      .getByRole('listitem')
      .filter({ hasText: 'Update the mobile app' })
      .getByText('Pixel 10 runs version 3.9.0. The newest is 4.0.0.')
      .first()
      .waitFor()

    await put(tokens, { vendorId: 'hana', appVersion: '4.0.0' })
    await page.goto(`/security/devices?company=${company.companyId}&user=${encodeURIComponent(hana.login)}`)
    await said(page, '1 device')
    await rows(page).first().waitFor()
    expect(await page.getByRole('button', { name: /^Update available/ }).count()).toBe(0)
  })

  it('DS-6, pitfall 35: the answer got lost on its way: pressing again sends nothing twice', async () => {
    await use(dan, { vendorId: 'dan-lost', model: 'Pixel 7' })
    const page = await open('&model=Pixel 7')
    await page.getByRole('button', { name: /^Update available/ }).click()
    let sent = 0
    await page.route('**/devices/update-notices', async (route) => {
      sent += 1
      if (sent > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    const send = page.getByRole('button', { name: 'Send (1)' })
    await send.click()
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).first().waitFor()
    await send.click()
    await page.getByText('The update notification was sent for 1 device.').waitFor()
    const { rows: notices } = await server.database.owner.pool.query(`select from notifications.notice where data->>'model' = 'Pixel 7'`)
    expect([sent, notices.length]).toEqual([2, 1])
    await server.database.owner.pool.query(
      `delete from devices.device_row where device_id in (select device_id from devices.device where vendor_id = 'dan-lost')`,
    )
  })

  it('DS-6, pitfalls 15 and 16: of many one page is loaded; who cannot get it is named with the reason; the selection goes with another filter; the 101st is refused', async () => {
    await boss('PUT', `/companies/${company.companyId}/members/${many.id}/suspension`)
    const page = await open('&sort=model&direction=asc')
    await said(page, '113 devices')
    await expect.poll(() => rows(page).count()).toBe(50)
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.waitForURL((url) => url.searchParams.has('cursor'))
    await page.getByText('50 selected, 0 of them on this page').waitFor()
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('100 selected, 0 of them on this page').waitFor()
    const [first] = await page.getByRole('checkbox', { name: /^Select (Galaxy|Pixel)/ }).all()
    await first?.click()
    await page.getByRole('alert').getByText('Up to 100 devices at a time.').waitFor()
    expect(await first?.isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Send update notification', exact: true }).click()
    await page.getByRole('button', { name: 'Send (100)' }).click()
    const result = page.getByRole('dialog', { name: 'Not sent for 100 devices' })
    await result.getByText('The account is suspended').first().waitFor()
    expect(await problemsOf(page)).toEqual([])
    await result.getByRole('button', { name: 'Close' }).last().click()
    expect(await page.getByText(/selected/).count()).toBe(0)
    await boss('DELETE', `/companies/${company.companyId}/members/${many.id}/suspension`)

    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByRole('button', { name: 'Not used', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'Not used for 90 days' }).click()
    await said(page, '110 devices')
    expect(await page.getByText(/selected/).count()).toBe(0)
  })

  it('MB-10: the member’s page has the same link, which tells that one device', async () => {
    await server.database.owner.pool.query('delete from devices.update_notice')
    await use(dan, { vendorId: 'dan-old', model: 'Pixel 8' })
    const page = await journey.signedIn(company.admin.login, `/members/${dan.id}?company=${company.companyId}`)
    const card = page.getByRole('region', { name: 'Devices' })
    await card.getByRole('button', { name: 'Update available: send the notification to Member 2, Pixel 8' }).click()
    await page.getByRole('button', { name: 'Send (1)' }).click()
    await card.getByText('Notified').waitFor()
    await card.getByRole('link', { name: 'Pixel 8' }).click()
    await page.getByRole('dialog', { name: 'Pixel 8' }).waitFor()
    expect(new URL(page.url()).searchParams.get('user')).toBe(dan.login)
  })
})

describe('DS-7, DS-9, DS-12: what runs where', () => {
  it('DS-12: each number leads to those it counts; a version to the devices that run it; saved searches', async () => {
    const page = await open()
    const counts = page.getByRole('navigation', { name: 'Devices in numbers' })
    await counts.getByRole('link', { name: 'Not used for 90 days 110' }).click()
    await has(page, 'stale', 'true')
    await said(page, '110 devices')
    await page.getByRole('table', { name: 'Android' }).getByRole('link', { name: 'Android 17' }).click()
    await has(page, 'osVersion', '17')
    await said(page, '1 device')
    await page.getByRole('button', { name: 'Saved searches' }).click()
    await page.getByRole('textbox', { name: 'Save this search as' }).fill('New systems')
    expect(await problemsOf(page, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('“New systems” was saved.').waitFor()
    await page.keyboard.press('Escape')
    await counts.getByRole('link', { name: /^All devices/ }).click()
    await has(page, 'osVersion', null)
    await page.getByRole('button', { name: 'Saved searches' }).click()
    await page.getByRole('button', { name: /^New systems/ }).click()
    await has(page, 'osVersion', '17')
    await page.getByRole('button', { name: 'Saved searches' }).click()
    await page.getByRole('button', { name: 'Forget “New systems”' }).click()
    await page.getByText('No saved searches yet.').waitFor()
  })

  it('DS-7: newest versions: one error per field; what another changed meanwhile is not overwritten', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Newest versions' }).click()
    const dialog = page.getByRole('dialog', { name: 'Newest versions' })
    const pc = dialog.getByRole('group', { name: 'PC app' })
    await pc.getByLabel('Windows').fill('soon')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await pc.getByText('A version such as 4.0.1').waitFor()
    expect(await dialog.getByText('A version such as 4.0.1').count()).toBe(1)
    expect(await problemsOf(page)).toEqual([])
    await pc.getByLabel('Windows').fill('5.0')
    const { body } = await boss('GET', `/companies/${company.companyId}/newest-versions`)
    const kept = [
      { app: 'mobile', os: 'android', version: '4.0.0' },
      { app: 'pc', os: 'macos', version: '6.0' },
    ]
    await boss('PUT', `/companies/${company.companyId}/newest-versions`, { revision: body['revision'], versions: kept })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Someone else changed this meanwhile.', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Start from what is kept now' }).click()
    await vi.waitFor(async () => expect(await pc.getByLabel('macOS').inputValue()).toBe('6.0'))
    expect(await pc.getByLabel('Windows').inputValue()).toBe('')
    await pc.getByLabel('Windows').fill('5.0')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The settings were saved.').waitFor()
    const after = await boss('GET', `/companies/${company.companyId}/newest-versions`)
    expect(after.body['versions']).toContainEqual({ app: 'pc', os: 'windows', version: '5.0' })
  })

  it('DS-9, RE-2: by the keyboard alone: the detail opens from the model, closes by Escape, and the focus comes back', async () => {
    const page = await open(`&user=${encodeURIComponent(dan.login)}`)
    await said(page, '2 devices')
    await rows(page).nth(1).waitFor()
    const model = rows(page).first().getByRole('link')
    await model.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.has('device'))
    const drawer = page.getByRole('dialog')
    await drawer.getByText('First access').waitFor()
    expect(await problemsOf(page)).toEqual([])
    for (let i = 0; i < 8; i++) await page.keyboard.press('Tab')
    expect(await drawer.locator(':focus').count()).toBe(1)
    await drawer.getByRole('button', { name: /^Update available/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Send the update notification for 1 device?' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Send the update notification for 1 device?' }).waitFor({ state: 'detached' })
    await drawer.locator('button:focus').waitFor()
    await page.keyboard.press('Escape')
    await has(page, 'device', null)
    await rows(page).first().locator('a:focus').waitFor()
  })

  it('RE-2: axe finds nothing, light and wide, dark and on 360 px, where the list is cards', async () => {
    const wide = await open(`&user=${encodeURIComponent(dan.login)}`, { colorScheme: 'light' })
    await rows(wide).first().waitFor()
    expect(await problemsOf(wide)).toEqual([])
    const narrow = await open(`&user=${encodeURIComponent(dan.login)}`, { colorScheme: 'dark', viewport: { width: 360, height: 740 } })
    await narrow.getByRole('list', { name: 'Devices' }).getByRole('listitem').first().waitFor()
    expect(await problemsOf(narrow)).toEqual([])
  })
})

describe('DS-8: the list as a file', () => {
  const filesOf = async () => (await boss('GET', '/me/exports')).body['items'] as ExportFile[]

  it('DS-8: small ones are downloaded at once; large ones are made in the background, cancelled or told of, and stand on one’s own page', async () => {
    const page = await journey.signedIn(company.admin.login, '/security/devices?model=Pixel')
    const button = page.getByRole('button', { name: 'Download CSV' })
    await page.locator('[aria-description$=", downloaded at once"]').waitFor()
    const [small] = await Promise.all([page.waitForEvent('download'), button.press('Enter')])
    expect(small.suggestedFilename()).toMatch(/^devices_mobile_\d{4}-\d\d-\d\d\.csv$/)
    expect((await readFile(await small.path(), 'utf8')).split('\n')[1]).toMatch(/^Pixel (8|10),/)

    await addDevices(5_100)
    await page.goto('/security/devices?company=' + company.companyId)
    await page.locator('[aria-description$=" rows, made in the background"]').waitFor()
    await button.press('Enter')
    const toast = page.getByRole('alert').filter({ hasText: 'Your file is being made' })
    await toast.getByText('Waiting to start').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await toast.getByRole('button', { name: /^Cancel devices_mobile_/ }).press('Enter')
    await toast.getByText('Cancelled').waitFor()
    await button.press('Enter')
    await page.getByText('Waiting to start').waitFor()
    await server.runEnqueued('exports.make')
    const [large] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download devices_mobile_/ }).press('Enter'),
    ])
    expect((await readFile(await large.path(), 'utf8')).trim().split('\n').length).toBeGreaterThan(5_100)
    expect((await filesOf()).slice(0, 2).map(({ state }) => state)).toEqual(['done', 'cancelled'])
  })

  it.each([
    ['en', 1440, 'light', { card: 'My files', cancelled: 'Cancelled', ready: 'Your file is ready', open: /^Download devices_mobile_/ }],
    ['ko', 360, 'dark', { card: '내 파일', cancelled: '취소됨', ready: '파일이 준비되었습니다', open: /^devices_mobile_\S+ 다운로드$/ }],
  ] as const)('RE-2: one’s own files and the notification of one, in %s at %i px', async (locale, width, colorScheme, texts) => {
    await boss('PATCH', '/me', { locale })
    const page = await journey.signedIn(company.admin.login, '/account', { viewport: { width, height: 1000 }, colorScheme })
    const card = page.getByRole('region', { name: texts.card })
    await card.getByText(texts.cancelled).waitFor()
    expect(await problemsOf(page)).toEqual([])
    const told = page.getByRole('listitem').filter({ hasText: texts.ready })
    const [again] = await Promise.all([page.waitForEvent('download'), told.getByRole('button', { name: texts.open }).press('Enter')])
    expect(again.suggestedFilename()).toMatch(/^devices_mobile_/)
    await boss('PATCH', '/me', { locale: 'en' })
  })
})

describe('P-1, P-2: who sees it', () => {
  it('P-2: a role without names sees totals alone; P-1: the plan that lacks the page locks it, with the sentence that opens it', async () => {
    const [who] = await makeMembers(server, company, 1, 'nameless')
    const { body } = await boss('POST', `/companies/${company.companyId}/roles`, {
      name: 'Nameless',
      permissions: { devices: 'view' },
      seesNames: false,
    })
    await boss('PUT', `/companies/${company.companyId}/administrators/${who?.id}`, {
      grant: { role: 'custom', roleId: body['id'], teamId: null },
    })
    const page = await open('', {}, who?.login)
    await page.getByRole('heading', { name: 'Your role sees totals, not names' }).waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await server.database.owner.pool.query(
      `update company.company set plan_core = 'free', plan_drive = false, plan_approval = false where company_id = $1`,
      [company.companyId],
    )
    await page.reload()
    await page.getByText('It opens with Drive, Approval, or Core Lite, Standard or Standard Plus.').waitFor()
  })
})
