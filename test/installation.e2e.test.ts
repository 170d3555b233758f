import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSmtpSink, type SmtpSink } from '../dev/smtp.ts'
import { affiliate, createTeam } from '../server/modules/members/index.ts'
import { callerFor, type ApiCaller } from './api.ts'
import { Journey, problemsOf } from './journey.ts'
import { Browser, callClient, signIn } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Statistics › Installation status in a real browser: who lacks the apps, and the mail that changes it. */

type Someone = { id: string; login: string }
let smtp: SmtpSink
let server: TestServer
let journey: Journey
let company: TestCompany
let boss: ApiCaller
let at: string
let team: { sales: string; seoul: string }
let hana: Someone
let dan: Someone
let mina: Someone

beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  const { companyId } = company
  at = `/companies/${companyId}/installation`
  boss = await callerFor(server, company.admin.login)
  const [first, second, third] = await makeMembers(server, company, 3)
  if (!first || !second || !third) throw new Error('no members')
  ;[hana, dan, mina] = [first, second, third]
  team = await server.as(company.tenant, async (ctx) => {
    const sales = await createTeam(ctx, { companyId, parentId: null, name: 'Sales' })
    const seoul = await createTeam(ctx, { companyId, parentId: sales, name: 'Seoul' })
    const place = { companyId, isPrimary: true, isLeader: false }
    await affiliate(ctx, [
      { ...place, memberId: hana.id, teamId: sales },
      { ...place, memberId: dan.id, teamId: seoul },
    ])
    return { sales, seoul }
  })
  for (const who of [hana, dan])
    await server.database.owner.pool.query('update members.member set personal_email = $2 where member_id = $1', [
      who.id,
      `${who.login.split('@')[0]}@mail.example`,
    ])
  const nothing = { subject: null, introduction: null }
  const links = {
    ios: 'https://apps.example/ios',
    android: 'https://apps.example/android',
    windows: 'https://apps.example/windows',
    macos: null,
  }
  const saved = await boss('PUT', `${at}/guide-template`, {
    revision: 0,
    template: { texts: { en: nothing, ko: nothing, ja: nothing }, links },
  })
  expect(saved.status).toBe(200)
}, 180_000)

afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await smtp.close()
})

async function open(query = '', options: BrowserContextOptions = {}, login = company.admin.login): Promise<Page> {
  const page = await journey.signedIn(login, `/statistics/installation?company=${company.companyId}${query}`, options)
  await page.getByRole('heading', { level: 1, name: 'Installation status' }).waitFor()
  return page
}
const said = (page: Page, text: string) => page.locator('main').getByRole('status').getByText(text, { exact: true }).waitFor()
const row = (page: Page, login: string) => page.getByRole('table').getByRole('row').filter({ hasText: login })

/** Signs the phone's app in, as the member does once it is installed. */
async function install(who: Someone): Promise<void> {
  const tokens = await signIn(server.url, 'mobile', who.login, password, new Browser())
  const phone = { vendorId: `phone-${who.id}`, model: 'Pixel 10', os: 'android', osVersion: '17', appVersion: '4.0.0' }
  expect((await callClient(server.url, tokens, 'PUT', '/client/v1/device', phone)).status).toBe(200)
}

describe('IS-3: the mail that gets the apps installed', () => {
  it('IS-1 to IS-3: filter who lacks the app, send to one; the mail arrives', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Mobile app', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'Not installed' }).click()
    await page.waitForURL((url) => url.searchParams.get('mobile') === 'not_installed')
    await said(page, '4 members')
    // IS-2: who cannot be selected says why.
    expect(
      await row(page, mina.login)
        .getByRole('checkbox', { name: /cannot be selected: No personal e-mail/ })
        .isDisabled(),
    ).toBe(true)
    expect(await problemsOf(page)).toEqual([])
    await row(page, hana.login).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Send install guide' }).click()
    const ask = page.getByRole('dialog', { name: 'Send install guide' })
    await ask.getByText('Send the install guide to 1 member?').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await ask.getByRole('button', { name: 'Send to 1' }).click()
    await page.getByText('The install guide is on its way to 1 member.').waitFor()
    await page.getByRole('list', { name: 'Sent guides' }).getByText('Waiting').waitFor()

    await server.runEnqueued('installation.deliver')
    const sent = page.getByRole('list', { name: 'Sent guides' }).getByRole('listitem').first()
    await sent.getByText('Sent 1').waitFor()
    expect(smtp.mails).toHaveLength(1)
  })

  it('IS-4, IS-5: the mail leads to the store; the phone signs in; the row turns to installed, and the send says what it brought about', async () => {
    const [mail] = smtp.mails
    const store = await journey.newPage()
    await store.route('https://apps.example/**', (route) => route.fulfill({ body: 'The store', contentType: 'text/plain' }))
    await store.setContent(mail?.html || '')
    const link = await store.locator('a[href="https://apps.example/android"]').first().getAttribute('href')
    await store.goto(link ?? '')
    await store.getByText('The store').waitFor()

    await install(hana)
    const page = await open('&view=sends')
    const sent = page.getByRole('list', { name: 'Sent guides' }).getByRole('listitem').first()
    await sent.getByText('1', { exact: true }).first().waitFor()
    await sent.getByText('100%').first().waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Members' }).last().click()
    await row(page, hana.login).getByText('Pixel 10').waitFor()
  })

  it('IS-5: the file has the status at send time; the receivers show what became of each mail', async () => {
    const page = await open('&view=sends')
    const sent = page.getByRole('list', { name: 'Sent guides' }).getByRole('listitem').first()
    const [download] = await Promise.all([page.waitForEvent('download'), sent.getByRole('link', { name: 'CSV' }).click()])
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toContain(hana.login)
    expect(text).toContain('Not installed')
    await sent.getByRole('button', { name: 'Recipients' }).click()
    const dialog = page.getByRole('dialog', { name: /^Recipients of/ })
    await dialog.getByText(hana.login).waitFor()
    expect(await problemsOf(page)).toEqual([])
  })

  it('IS-2, pitfall 19: an app installed between opening and OK: the server refuses and the dialog says so', async () => {
    const page = await open('&guide=selectable')
    await row(page, dan.login).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Send install guide' }).click()
    const ask = page.getByRole('dialog', { name: 'Send install guide' })
    await ask.getByText('Send the install guide to 1 member?').waitFor()
    await boss('PUT', `/companies/${company.companyId}/members/${dan.id}/app-block`)
    await ask.getByRole('button', { name: 'Send to 1' }).click()
    await ask.getByRole('alert').getByText('None of them can get an install guide now.').waitFor()
    await boss('DELETE', `/companies/${company.companyId}/members/${dan.id}/app-block`)
    expect((await boss('POST', `${at}/guides`, { to: { members: [mina.id] } })).code).toBe('guide_nobody')
  })

  it('IS-3: Notify all says to how many it goes, whatever is filtered on screen', async () => {
    const page = await open('&mobile=no_permission')
    await said(page, '0 members')
    await page.getByRole('button', { name: 'Notify all members' }).click()
    const ask = page.getByRole('dialog', { name: 'Notify all members' })
    await ask.getByText('Send the install guide to 2 members?').waitFor()
    await ask.getByText('It goes to every member of the company who can be sent one').waitFor()
    await ask.getByRole('button', { name: 'Cancel' }).click()
    expect(smtp.mails).toHaveLength(1)
  })
})

describe('IS-1: the page', () => {
  it('IS-1: a team chosen by keyboard, without its sub-teams: list, numbers and URL follow', async () => {
    const page = await open()
    await said(page, '4 members')
    const tree = page.getByRole('tree', { name: 'Team tree' })
    await tree.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('team') === team.sales)
    await said(page, '2 members')
    await page.getByRole('switch', { name: 'With sub-teams' }).click()
    await page.waitForURL((url) => url.searchParams.get('subteams') === 'false')
    await said(page, '1 member')
    await page.getByRole('button', { name: 'All members', exact: true }).click()
    await said(page, '4 members')
    expect(new URL(page.url()).searchParams.get('team')).toBeNull()
  })

  it('RE-2: on a phone the tree opens and closes, the rows are cards; dark and Korean, too', async () => {
    const page = await open('', { viewport: { width: 360, height: 760 }, colorScheme: 'dark' })
    await page.getByRole('list', { name: 'Members and their apps' }).getByText(hana.login).waitFor()
    await page.getByRole('button', { name: 'Team: All members' }).click()
    await page.getByRole('tree').getByText('Seoul', { exact: true }).click()
    await page.waitForURL((url) => url.searchParams.get('team') === team.seoul)
    await said(page, '1 member')
    expect(await problemsOf(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true)
  })

  it('P-1: locked where the plan lacks it, with what opens it', async () => {
    await server.database.owner.pool.query(`update company.company set plan_core = 'none' where company_id = $1`, [company.companyId])
    const page = await journey.signedIn(company.admin.login, `/statistics/installation?company=${company.companyId}`)
    await page.getByText('It opens with any Core plan.').waitFor()
    expect(await page.getByRole('tree').count()).toBe(0)
    await server.database.owner.pool.query(`update company.company set plan_core = 'standard' where company_id = $1`, [company.companyId])
  })
})
