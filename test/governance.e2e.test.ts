import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTeam } from '../server/modules/members/index.ts'
import { callerFor, type ApiCaller } from './api.ts'
import { fillSignIn, Journey, problemsInEveryLook, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Administrators, audit log, company settings and service permissions in a real browser against the real server. */

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
let people: { id: string; login: string }[]
let journey: Journey
const pages = {
  'Company settings': '/settings/company',
  Administrators: '/settings/administrators',
  'Service permissions': '/settings/service-permissions',
  'Audit log': '/audit',
}

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  at = `/companies/${company.companyId}`
  boss = await callerFor(server, company.admin.login)
  people = await makeMembers(server, company, 6, 'person')
  for (const [i, name] of ['Sora Kim', 'Maria Silva', 'Tom Berg', 'Yuki Sato', 'Lena Adler', 'Omar Haddad'].entries())
    await server.database.owner.pool.query('update members.member set name = $2, first_signed_in_at = now() where member_id = $1', [
      people[i]?.id,
      name,
    ])
  await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Seoul' }))
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const openAs = (login: string, path: string, options: BrowserContextOptions = {}) => journey.signedIn(login, path, options)
const open = (path: string, options: BrowserContextOptions = {}) => openAs(company.admin.login, path, options)
const dialog = (page: Page) => page.getByRole('dialog')
async function pick(page: Page, name: string, label = 'Member'): Promise<void> {
  await dialog(page)
    .getByRole('combobox', { name: label })
    .or(dialog(page).getByLabel(label, { exact: true }))
    .first()
    .fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

it('P-2: signing in leads to Home, which every role opens; the menu has the pages that the role opens, and no others', async () => {
  const [auditor] = await makeMembers(server, company, 1, 'auditor')
  const { body } = await boss('POST', `${at}/roles`, { name: 'Auditors', permissions: { audit: 'view' }, seesNames: true })
  await boss('PUT', `${at}/administrators/${auditor?.id ?? ''}`, {
    grant: { role: 'custom', roleId: body['id'] },
  })
  const page = await openAs(auditor?.login ?? '', '/')
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  const menu = page.getByRole('navigation').getByRole('link')
  expect(await menu.allTextContents()).toEqual(['Home', 'Audit log'])
  await menu.last().click()
  await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor()
})

describe('Settings › Administrators', () => {
  it('P-2, pitfall 35: a custom role is made, given with a team, changed and taken away; the page shows what the server says', async () => {
    const page = await open('/settings/administrators')
    await page.getByRole('button', { name: 'New role' }).click()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).getByText('Enter a name of up to 100 characters.').waitFor()
    await dialog(page).getByText('Choose at least one menu.').waitFor()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Branch help desk')
    await dialog(page).getByRole('radio', { name: 'Members: Manage' }).check()
    await dialog(page).getByRole('radio', { name: 'Settings: View' }).check()
    await dialog(page).getByRole('button', { name: 'Save' }).dblclick()
    await page.getByText('Branch help desk was saved.').waitFor()
    await page.getByText('Members: manage').waitFor()

    await page.getByRole('button', { name: 'Appoint administrator' }).click()
    await dialog(page).getByRole('button', { name: 'Appoint', exact: true }).click()
    await dialog(page).getByText('Choose a member.').waitFor()
    await pick(page, 'Sora Kim')
    await dialog(page).getByRole('radio', { name: 'Branch help desk' }).check()
    await pick(page, 'Seoul', 'Limit to a team')
    await dialog(page).getByRole('button', { name: 'Appoint', exact: true }).click()
    await row(page, 'Sora Kim').getByText('Branch help desk').waitFor()
    await row(page, 'Sora Kim').getByText('Seoul').waitFor()
    expect(
      await page.getByRole('button', { name: /^Delete Branch help desk\. Administrators have this role/ }).getAttribute('aria-disabled'),
    ).toBe('true')

    await row(page, 'Sora Kim').getByRole('button', { name: 'Actions for Sora Kim' }).click()
    await page.getByRole('menuitem', { name: 'Change role…' }).click()
    await dialog(page).getByRole('radio', { name: 'Sub Admin' }).check()
    await dialog(page).getByRole('button', { name: 'Change role' }).click()
    await row(page, 'Sora Kim').getByText('Sub Admin').waitFor()
    await row(page, 'Sora Kim').getByText('Whole company').waitFor()

    await row(page, 'Sora Kim').getByRole('button', { name: 'Actions for Sora Kim' }).click()
    await page.getByRole('menuitem', { name: 'Remove role…' }).click()
    await dialog(page).getByText('They can no longer use the console').waitFor()
    await dialog(page).getByRole('button', { name: 'Remove role' }).click()
    await row(page, 'Sora Kim').waitFor({ state: 'detached' })
  })

  it('P-3: what cannot be done to oneself says why; who may not grant is told who may', async () => {
    const page = await open('/settings/administrators')
    await row(page, company.admin.login)
      .getByRole('button', { name: /^Actions for/ })
      .click()
    expect(await page.getByRole('menuitem', { name: 'Remove role…' }).isDisabled()).toBe(true)
    await boss('PUT', `${at}/administrators/${people[3]?.id}`, { grant: { role: 'sub_admin' } })
    const sub = await openAs(people[3]?.login ?? '', '/settings/administrators')
    await sub.getByText('Only the Super Admin can appoint administrators and change roles.').waitFor()
    await row(sub, 'Yuki Sato').waitFor()
    expect(await sub.getByRole('button', { name: 'Appoint administrator' }).count()).toBe(0)
  })

  it('P-2: the Super Admin role is offered; the receiver, no administrator yet, sees the offer and accepts it', async () => {
    const own = await makeCompany(server, { name: 'Handover Inc', domain: 'handover.example' })
    const [heir] = await makeMembers(server, own, 1, 'heir')
    await server.database.owner.pool.query('update members.member set first_signed_in_at = now() where member_id = $1', [heir?.id])
    const giver = await openAs(own.admin.login, '/settings/administrators')
    await giver.getByRole('button', { name: 'Offer to someone…' }).click()
    await pick(giver, 'Member 1')
    await dialog(giver).getByText('You then become Sub Admin.').waitFor()
    await dialog(giver).getByRole('button', { name: 'Offer the role' }).click()
    await giver.getByText(/^Offered to Member 1/).waitFor()

    const receiver = await journey.newPage()
    await receiver.goto('/')
    await fillSignIn(receiver, heir?.login ?? '')
    await receiver.getByRole('heading', { name: 'My account' }).waitFor()
    await receiver.getByRole('button', { name: 'Accept…' }).click()
    await dialog(receiver).getByText('then becomes Sub Admin').waitFor()
    await dialog(receiver).getByRole('button', { name: 'Become Super Admin' }).click()
    await receiver.getByText('You are now Super Admin of Handover Inc.').waitFor()
    await receiver.goto('/settings/administrators')
    await receiver.getByRole('button', { name: 'Appoint administrator' }).waitFor()
    await giver.reload()
    await giver.getByText('Only the Super Admin can appoint administrators and change roles.').waitFor()
    expect(await giver.getByRole('button', { name: 'Offer to someone…' }).count()).toBe(0)
  })
})

describe('Settings › Company', () => {
  it('P-1: the plan is changed, and the locks appear in the menu; a locked page says what opens it', async () => {
    const page = await open('/settings/company')
    const menu = page.getByRole('navigation', { name: 'Main menu' })
    await page.getByRole('heading', { name: 'Plan' }).waitFor()
    const lock = menu.getByRole('link', { name: 'Device status' }).getByRole('img', { name: 'Not included in your plan' })
    expect(await lock.count()).toBe(0)
    await page.getByLabel('Core', { exact: true }).first().click()
    await page.getByRole('option', { name: 'None' }).click()
    for (const name of ['Drive', 'Approval']) await page.getByRole('switch', { name, exact: true }).setChecked(false, { force: true })
    await page.getByText('You have unsaved changes.').waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The settings were saved.').waitFor()
    for (const name of ['Installation status', 'Device status']) {
      await menu.getByRole('link', { name }).getByRole('img', { name: 'Not included in your plan' }).waitFor()
      await menu.getByRole('link', { name }).click()
      await page.getByRole('heading', { name: `${name} is not included in your plan` }).waitFor()
    }
    await page.getByText('It opens with Drive, Approval, or Core Lite, Standard or Standard Plus.').waitFor()
    await page.goto('/settings/company')
    await page.getByLabel('Core', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Standard Plus' }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await lock.waitFor({ state: 'detached' })
    await menu.getByRole('link', { name: 'Device status' }).click()
    await page.getByRole('heading', { level: 1, name: 'Device status' }).waitFor()
  })

  it('says what is wrong beside its field, asks before unsaved changes are lost, and names another’s change', async () => {
    const page = await open('/settings/company')
    const name = page.getByLabel('Company name')
    await name.fill('')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Enter a name of up to 100 characters.').waitFor()
    await name.fill('Mine')
    await page.getByRole('link', { name: 'Administrators' }).click()
    await dialog(page).getByText('Your changes to the settings will be lost.').waitFor()
    await dialog(page)
      .getByRole('button', { name: 'Stay' })
      .or(dialog(page).getByRole('button', { name: 'Cancel' }))
      .first()
      .click()
    const { revision } = (await boss('GET', `${at}/settings`)).body
    await boss('PATCH', `${at}/settings`, { revision, settings: { name: 'Theirs' } })
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Someone else changed these settings in the meantime.').waitFor()
    await page.getByRole('button', { name: 'Load latest' }).click()
    await expect.poll(() => name.inputValue()).toBe('Theirs')
  })

  it('T-3: domains come and go; a change of time zone says when it takes effect, before and after', async () => {
    const page = await open('/settings/company')
    const domains = page.getByRole('region', { name: 'Domains' })
    await domains.getByLabel('New alias domain').fill('not a domain')
    await domains.getByLabel('New alias domain').press('Enter')
    await domains.getByText('Enter a domain such as example.com.').waitFor()
    await domains.getByLabel('New alias domain').fill('hanbit.co.example')
    await domains.getByRole('button', { name: 'Add' }).click()
    await domains.getByRole('button', { name: 'Remove hanbit.co.example' }).click()
    await dialog(page).getByRole('button', { name: 'Remove domain' }).click()
    await domains.getByText('hanbit.co.example').waitFor({ state: 'detached' })

    const zone = page.getByRole('region', { name: 'Time zone' })
    await zone.getByRole('button', { name: 'Change…' }).click()
    await pick(page, 'Asia/Tokyo', 'New time zone')
    await dialog(page)
      .getByText(/^Takes effect on .* \(GMT\+9\)/)
      .waitFor()
    await dialog(page).getByRole('button', { name: 'Change time zone' }).click()
    await zone.getByText(/^Changes to Asia\/Tokyo on /).waitFor()
    await zone.getByRole('button', { name: 'Keep Asia/Seoul' }).click()
    await zone.getByText(/^Changes to Asia\/Tokyo on /).waitFor({ state: 'detached' })
    expect((await boss('GET', `${at}/settings`)).body).toMatchObject({
      zone: 'Asia/Seoul',
      zoneChange: null,
      domains: [{ isPrimary: true }],
    })
  })
})

describe('Settings › Service permissions', () => {
  it('a template is made, becomes the default after a confirm, and cannot be deleted while it is', async () => {
    await boss('POST', `${at}/user-types`, { name: 'Contractor', permissionId: null })
    const page = await open('/settings/service-permissions')
    await page.getByText('There are no templates yet').waitFor()
    await page.getByRole('button', { name: 'New template' }).click()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Web only')
    for (const app of ['Mobile app', 'PC app', 'Drive mobile app', 'Drive explorer'])
      await dialog(page).getByLabel(app, { exact: true }).uncheck()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await row(page, 'Web only').getByRole('img', { name: 'Forbidden' }).nth(3).waitFor()
    await page.getByLabel('For members who have none of their own and none by user type').first().click()
    await page.getByRole('option', { name: 'Web only' }).click()
    await dialog(page).getByText('Whoever is signed in to what is forbidden now is signed out there at once.').waitFor()
    await dialog(page).getByRole('button', { name: 'Change default' }).click()
    await row(page, 'Web only').getByText('Company default').waitFor()
    expect(
      await row(page, 'Web only')
        .getByRole('button', { name: /^Delete/ })
        .getAttribute('aria-disabled'),
    ).toBe('true')
    await page.getByLabel('Contractor', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Web only' }).click()
    await dialog(page).getByRole('button', { name: 'Change permission' }).click()
    await row(page, 'Web only').getByText('Contractor').waitFor()
  })
})

describe('Audit log', () => {
  it('P-4, T-1: says who, what, on whom and from where; filters stand in the URL; details show before and after', async () => {
    await boss('PUT', `${at}/members/${people[2]?.id}/suspension`)
    const page = await open('/audit', { timezoneId: 'America/Los_Angeles' })
    const suspended = row(page, 'Member suspended').first()
    await suspended.getByRole('link', { name: 'Tom Berg' }).waitFor()
    await suspended.getByText(/127\.0\.0\.1|::1/).waitFor()
    const time = suspended.locator('time')
    const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Seoul', dateStyle: 'medium', timeStyle: 'medium' })
    expect(await time.textContent()).toBe(shown.format(new Date((await time.getAttribute('datetime')) ?? '')))
    expect(await time.getAttribute('title')).toContain(`GMT+9 · UTC: ${await time.getAttribute('datetime')}`)
    await suspended.getByRole('button', { name: /^Show details/ }).click()
    await page.getByRole('button', { name: 'Only events on Tom Berg' }).click()
    await page.waitForURL((url) => url.searchParams.get('member') === people[2]?.id)
    await row(page, 'Company created').waitFor({ state: 'detached' })
    await page.reload()
    await row(page, 'Member suspended').first().waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('What', { exact: true }).first().fill('Company settings')
    await page.getByRole('option', { name: 'Company settings changed' }).click()
    await page.waitForURL(/action=company\.settings_changed/)
    await page
      .getByRole('button', { name: /^Show details/ })
      .last()
      .click()
    await page.getByRole('columnheader', { name: 'Before' }).waitFor()
    await page.goto('/audit?from=2026-01-02&to=2026-01-01')
    await page.getByText('The first day is after the last.').waitFor()
    await page.goto('/audit?action=nonsense')
    await page.getByRole('button', { name: 'Clear filters' }).last().click()
    await row(page, 'Company created').first().waitFor()
  })

  it('RE-2: before and after are in the reader’s language, with names in place of ids', async () => {
    const omar = people[5]?.id ?? ''
    const level = (await boss('POST', `${at}/levels`, { name: 'Senior' })).body['id']
    const { revision } = (await boss('GET', `${at}/members/${omar}`)).body
    const profile = { levelId: level, birthday: '1990-05-12', phones: [{ kind: 'work', number: '02-555-0100' }], locale: 'ja' }
    const changed = await boss('PATCH', `${at}/members/${omar}`, { revision, profile })
    const [seoul] = (await boss('GET', `${at}/teams`)).body['items'] as { id: string }[]
    const affiliation = { teamId: seoul?.id, positionId: null, isPrimary: true, isLeader: false, visible: true, useTeamFeature: false }
    await boss('PUT', `${at}/members/${omar}/affiliations`, { revision: changed.body['revision'], affiliations: [affiliation] })
    const { pool } = server.database.owner
    await pool.query("update members.member set locale = 'ko' where member_id = $1", [company.admin.id])
    try {
      const page = await open(`/audit?member=${omar}`)
      for (const [action, rows] of [
        ['소속 변경', ['소속 팀 – 팀: Seoul, 조직도에 표시: 예, 조직장: 아니요, 주 소속: 예, 직책: –, 팀 공유 대상에 포함: 아니요']],
        ['프로필 변경', ['직급 – Senior', '생년월일 – 1990년 5월 12일', '전화번호 – 종류: 회사, 번호: 02-555-0100', '언어 English 日本語']],
      ] as const) {
        await row(page, action).first().getByRole('button').last().click()
        for (const name of rows) await expect.poll(() => page.getByRole('row', { name, exact: true }).count()).toBe(1)
      }
    } finally {
      await pool.query("update members.member set locale = 'en' where member_id = $1", [company.admin.id])
    }
  })

  it('pitfall 17: the file has what is on screen', async () => {
    const page = await open('/audit?action=member.suspended')
    await row(page, 'Member suspended').first().waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(await page.getByRole('row').count())
    expect(lines[1]).toContain('member.suspended,member,Tom Berg')
  })

  it('pitfall 36: a role without names sees neither who nor on whom', async () => {
    const role = await boss('POST', `${at}/roles`, { name: 'Nameless', permissions: { audit: 'view' }, seesNames: false })
    await boss('PUT', `${at}/administrators/${people[4]?.id}`, { grant: { role: 'custom', roleId: role.body['id'] } })
    const page = await openAs(people[4]?.login ?? '', '/audit')
    await page.getByText('Your role sees no names').waitFor()
    await row(page, 'Member suspended').first().getByText('Hidden').first().waitFor()
    expect(await page.getByText('Tom Berg').count()).toBe(0)
    await page.goto('/settings/administrators')
    await page.getByRole('heading', { name: 'Your role does not include this page' }).waitFor()
  })
})

describe('RE-2', () => {
  it.each(Object.entries(pages))('%s: by keyboard alone to its first action', async (title, path) => {
    const page = await open(path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await page.getByRole('main').getByRole('button').first().waitFor()
    let tabs = 0
    while (!(await page.evaluate('document.activeElement?.closest("main button, main input, main a") !== null'))) {
      await page.keyboard.press('Tab')
      expect(tabs++, 'Tab never reaches the page').toBeLessThan(40)
    }
  })

  const dialogs: [string, string, (page: Page) => Promise<void>][] = [
    ['a role', '/settings/administrators', (page) => page.getByRole('button', { name: 'New role' }).click()],
    ['an appointment', '/settings/administrators', (page) => page.getByRole('button', { name: 'Appoint administrator' }).click()],
    ['the time zone', '/settings/company', (page) => page.getByRole('button', { name: 'Change…' }).click()],
    ['a service permission', '/settings/service-permissions', (page) => page.getByRole('button', { name: 'New template' }).click()],
  ]
  it.each(dialogs)('RE-2: the dialog of %s passes axe and fits, light at 1440, dark at 360 px', async (_, path, act) => {
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 360],
    ] as const) {
      const page = await open(path, { colorScheme, viewport: { width, height: 900 } })
      await act(page)
      await dialog(page).waitFor()
      expect(await problemsOf(page), `${colorScheme} ${width}`).toEqual([])
    }
  })

  it.each(Object.entries(pages))('RE-2: %s passes axe and fits, light at 1440, dark at 360 px', async (title, path) => {
    const page = await open(path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
    await page.waitForLoadState('networkidle')
    if (path === '/audit')
      await page
        .getByRole('button', { name: /^Show details/ })
        .first()
        .click()
    expect(await problemsInEveryLook(page)).toEqual([])
  })
})
