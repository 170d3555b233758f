import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MemberDetail } from '@muster/contract'
import { recordMarks, useMarks } from '../server/modules/activity/index.ts'
import { appointAdministrator, createCompany, dayInZone } from '../server/modules/company/index.ts'
import { affiliate, createTeam, markSignedIn, findMember } from '../server/modules/members/index.ts'
import { problemsInEveryLook, problemsOf, Journey } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** The member page and everything that acts on one member, in a real browser against the real server. */

let server: TestServer
let journey: Journey
let company: TestCompany
let labs: string
let headquarters: string
let sales: string
let people: { id: string; login: string }[]
let taken = 0

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  people = await makeMembers(server, company, 40)
  labs = await server.as(company.tenant, async (ctx) => {
    headquarters = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Headquarters' })
    sales = await createTeam(ctx, { companyId: company.companyId, parentId: headquarters, name: 'Sales' })
    await affiliate(
      ctx,
      people.map(({ id }) => ({ memberId: id, companyId: company.companyId, teamId: headquarters, isPrimary: true, isLeader: false })),
    )
    for (const { id } of people.slice(0, 35)) {
      const member = await findMember(ctx, id)
      if (member) await markSignedIn(ctx, member)
    }
    const other = await createCompany(ctx, {
      name: 'Hanbit Labs',
      domain: 'labs.example',
      zone: 'America/Los_Angeles',
      locale: 'en',
      plan: { core: 'none', drive: false, approval: true },
    })
    await appointAdministrator(ctx, { companyId: other, memberId: company.admin.id, role: 'sub_admin' })
    return other
  })
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

/** A member nobody else in this file touches. */
function someone(): { id: string; login: string; name: string } {
  const person = people[taken++]
  if (!person) throw new Error('make more members')
  return { ...person, name: `Member ${taken}` }
}

const pathOf = (id: string, companyId = company.companyId) => `/members/${id}?company=${companyId}`

async function open(person: { id: string; name: string }, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await journey.signedIn(company.admin.login, pathOf(person.id), options)
  await page.getByRole('heading', { level: 1, name: person.name }).waitFor()
  return page
}

/** What the API says to this very browser, now. */
async function detail(page: Page, id: string, companyId = company.companyId): Promise<MemberDetail> {
  const answer = await page.request.get(`${server.url}/api/v1/companies/${companyId}/members/${id}`)
  expect(answer.status()).toBe(200)
  return (await answer.json()) as MemberDetail
}

async function choose(page: Page, action: string) {
  await page.getByRole('button', { name: 'More' }).click()
  // Behind its name stands why it cannot be done, which may name another action.
  await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

/** How often the page has asked for something with a method and an ending of the path. */
function count(page: Page, method: string, ending: string): () => number {
  let requests = 0
  page.on('request', (request) => {
    if (request.method() === method && new URL(request.url()).pathname.endsWith(ending)) requests++
  })
  return () => requests
}

const head = (page: Page) => page.locator('main header')

describe('MB-2: the page', () => {
  it('MB-1, MB-2, MB-3: who it is, in which state, the primary team marked, how the account came to be', async () => {
    const person = someone()
    const page = await open(person)
    await head(page).getByText('In use').waitFor()
    await head(page).getByText(person.login).waitFor()
    const teams = page.getByRole('region', { name: 'Teams' })
    await teams.getByRole('group', { name: 'Headquarters' }).getByText('Primary team').waitFor()
    const account = page.getByRole('region', { name: 'Account' })
    await account.getByText('With a password given by an administrator').waitFor()
    await account.getByText('Mobile app, PC app, Drive mobile app, Drive explorer, Web').waitFor()
    await page.getByRole('region', { name: 'Devices' }).getByText('No device in the last 3 years.').waitFor()
    const parts = ['Profile', 'Use', 'Security', 'Storage', 'Devices', 'Connections', 'History']
    expect(await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link').allInnerTexts()).toEqual(parts)
  })

  it('MB-2: one page: an address for each part, charts by keyboard and as tables, what mends each line, the history, and all of it on paper', async () => {
    const person = someone()
    const { pool } = server.database.owner
    await pool.query(
      `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at)
       values ($1, gen_random_uuid(), $2, $3, 'pc', 'pc', 'password', now())`,
      [company.tenant, person.id, company.companyId],
    )
    const use = { memberId: person.id, companyId: company.companyId, surface: 'mobile', day: dayInZone('Asia/Seoul', new Date()) } as const
    await server.as(company.tenant, (ctx) => recordMarks(ctx, useMarks(use)))
    const page = await journey.signedIn(company.admin.login, `${pathOf(person.id)}&section=devices`)
    await page.locator('#section-devices:focus').waitFor()
    await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name: 'Use' }).press('Enter')
    await page.locator('#section-use:focus').waitFor()
    await page.getByRole('heading', { level: 1, name: person.name }).click({ trial: true })
    const year = page.getByRole('region', { name: 'Active days' })
    await year.getByRole('application').focus()
    await page.keyboard.press('End')
    await year.getByRole('status').filter({ hasText: 'Mobile app (Today so far)' }).waitFor({ state: 'attached' })
    await year.getByRole('button', { name: 'Mobile app 1' }).press('Enter')
    await year.getByRole('button', { name: 'Show as table' }).press('Enter')
    expect(await year.getByRole('row').count()).toBe(2)
    const signIns = page.getByRole('region', { name: 'Sign-ins' })
    await signIns.getByText('1 sign-in', { exact: true }).waitFor()
    await signIns.getByRole('button', { name: 'Show as table' }).press('Enter')
    expect(await signIns.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).toEqual(['1', '0'])

    const checklist = page.getByRole('region', { name: 'Security checklist' })
    await checklist.getByText('The company does not use 2-step verification').waitFor()
    expect(await checklist.getByRole('link', { name: 'Sign-in policy: 2-step verification' }).getAttribute('href')).toContain(
      '/security/sign-in',
    )
    await checklist.getByText('Only the member can do this, on their own page.').first().waitFor()
    await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name: 'History' }).press('Enter')
    const history = page.getByRole('region', { name: 'History' })
    await history
      .getByRole('button', { name: /^Show details of/ })
      .first()
      .press('Enter')
    await history.getByRole('table').waitFor()
    expect(await history.getByRole('link', { name: 'All in the audit log' }).getAttribute('href')).toContain(`member=${person.id}`)

    await page.evaluate(
      'window.print = () => { document.documentElement.dataset.printed = String(document.querySelectorAll("main section").length) }',
    )
    await page.getByRole('button', { name: 'Print' }).click()
    await page.locator('html[data-printed="12"]').waitFor({ state: 'attached' })
    await page.emulateMedia({ media: 'print' })
    for (const hidden of [page.getByRole('navigation').first(), page.getByRole('button', { name: 'More' })])
      expect(await hidden.isVisible()).toBe(false)
    expect(await page.getByRole('heading', { level: 1, name: person.name }).isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
    expect(await problemsInEveryLook(page)).toEqual([])
  })

  it('MB-2: printed by the browser it shows all of its parts; paper says that some have not come yet, and the next time they are there', async () => {
    const page = await open(someone())
    await page.getByRole('region', { name: 'Profile' }).waitFor()
    const prints = () =>
      page.evaluate<boolean>(
        'dispatchEvent(new Event("beforeprint")); const said = document.body.textContent.includes("had not loaded yet"); dispatchEvent(new Event("afterprint")); said',
      )
    expect(await prints()).toBe(true)
    await expect.poll(prints).toBe(false)
    const history = page.getByRole('region', { name: 'History' })
    await history
      .getByRole('button', { name: /^Show details of/ })
      .first()
      .waitFor()
  })

  it('MB-2: on a phone its parts are tabs, each with an address, and the way back goes from one to the other', async () => {
    const person = someone()
    const page = await open(person, { viewport: { width: 360, height: 740 } })
    const tab = (name: string) => page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name })
    await page.getByRole('region', { name: 'Profile' }).waitFor()
    expect(await page.getByRole('region', { name: 'Devices' }).count()).toBe(0)
    await tab('Devices').click()
    await page.getByRole('region', { name: 'Devices' }).waitFor()
    expect(await page.getByRole('region', { name: 'Profile' }).count()).toBe(0)
    expect([await tab('Devices').getAttribute('aria-current'), await tab('Profile').getAttribute('aria-current')]).toEqual(['page', null])
    await page.reload()
    await page.getByRole('region', { name: 'Devices' }).waitFor()
    await tab('Security').click()
    await page.getByRole('region', { name: 'Security checklist' }).waitFor()
    await page.goBack()
    await page.getByRole('region', { name: 'Devices' }).waitFor()
  })

  it('MB-2: every action of More; one that cannot apply is disabled and says why, and opens nothing; of a pair one shows', async () => {
    const page = await open(someone())
    await page.getByRole('button', { name: 'More' }).click()
    const items = page.getByRole('menu').getByRole('menuitem')
    expect(await items.allInnerTexts()).toEqual([
      'Set leave of absence',
      'Reset password',
      'Change password',
      'Request password change',
      'Resend invitation\nOnly a pending member registered with a creation link can be invited again.',
      'Transfer to a group company',
      'Block app usage',
      'Suspend',
      'Delete account',
    ])
    const invitation = items.filter({ hasText: 'Resend invitation' })
    expect(await invitation.getAttribute('aria-disabled')).toBe('true')
    await invitation.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('P-3: nothing can be done to oneself, and the menu says so', async () => {
    const page = await open({ id: company.admin.id, name: 'Ada Admin' })
    await head(page).getByText('Super Admin').waitFor()
    await page.getByRole('button', { name: 'More' }).click()
    for (const item of await page.getByRole('menuitem').all()) {
      expect(await item.getAttribute('aria-disabled')).toBe('true')
      expect(await item.innerText()).toContain('You cannot do this to your own account.')
    }
  })

  it('P-3: of an administrator who stands above, nothing is changed: the page says why, and nothing opens', async () => {
    const [helper, chief] = await makeMembers(server, company, 2, 'rank')
    const { pool } = server.database.owner
    const role = [company.tenant, company.companyId, crypto.randomUUID()]
    await pool.query(`insert into company.role values ($1, $2, $3, 'Helpers', '{"members": "manage"}', true, now())`, role)
    await pool.query(
      "insert into company.administrator (tenant_id, company_id, role_id, member_id, role, created_at) values ($1, $2, $3, $4, 'custom', now())",
      [...role, helper?.id],
    )
    await server.as(company.tenant, (ctx) =>
      appointAdministrator(ctx, { companyId: company.companyId, memberId: chief?.id ?? '', role: 'sub_admin' }),
    )
    const page = await journey.signedIn(helper?.login ?? '', pathOf(chief?.id ?? ''))
    for (const place of [head(page), page.getByRole('region', { name: 'Teams' })])
      await place.getByText('This administrator stands above you.', { exact: false }).waitFor()
    for (const name of ['Edit profile', 'Edit teams']) {
      const button = page.getByRole('button', { name })
      expect(await button.getAttribute('aria-disabled')).toBe('true')
      await button.click({ force: true })
    }
    for (const control of await page.getByRole('switch').all()) expect(await control.isDisabled()).toBe(true)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await problemsOf(page)).toEqual([])
  })

  it('MB-2: another company’s member, and one that never was, are not found', async () => {
    const foreign = await makeCompany(server)
    for (const id of [foreign.admin.id, crypto.randomUUID(), 'nonsense']) {
      const page = await journey.signedIn(company.admin.login, pathOf(id))
      await page.getByRole('alert').waitFor()
      expect(await page.locator('main').innerText()).not.toContain('Ada Admin')
    }
  })

  it('P-2: a role that may only look is told so, has no buttons, and its switches are locked', async () => {
    const [looker] = await makeMembers(server, company, 1, 'looker')
    const person = someone()
    await server.as(company.tenant, (ctx) =>
      appointAdministrator(ctx, { companyId: company.companyId, memberId: looker?.id ?? '', role: 'operations_admin' }),
    )
    const page = await journey.signedIn(looker?.login ?? '', pathOf(person.id))
    await head(page).getByText('Your role may look at members, not change them.').waitFor()
    expect(await page.getByRole('button', { name: /More|Edit/ }).count()).toBe(0)
    expect(await page.getByRole('switch').count()).toBe(4)
    for (const control of await page.getByRole('switch').all()) expect(await control.isDisabled()).toBe(true)
  })
})

describe('MB-12 … MB-15: actions that ask for a yes', () => {
  it('MB-13: suspend says what happens, a double click sends once, and the page shows what the server says', async () => {
    const person = someone()
    const page = await open(person)
    const sent = count(page, 'PUT', '/suspension')
    const dialog = await choose(page, 'Suspend')
    await dialog.getByText('They are signed out everywhere at once.').waitFor()
    await dialog.getByRole('button', { name: 'Suspend' }).dblclick()
    await head(page).getByText('Suspended').waitFor()
    expect(sent()).toBe(1)
    expect((await detail(page, person.id)).state).toBe('suspended')
    await page.getByText(`${person.name} is suspended.`).waitFor()
    const back = await choose(page, 'Unsuspend')
    await back.getByText('Ended sessions and a leave that the suspension removed do not return.').waitFor()
    await back.getByRole('button', { name: 'Unsuspend' }).click()
    await head(page).getByText('In use').waitFor()
  })

  it('pitfall 35: what the server refuses meanwhile is shown, once, and the page follows', async () => {
    const person = someone()
    const page = await open(person)
    const dialog = await choose(page, 'Suspend')
    const other = await open(person)
    await (await choose(other, 'Delete account')).getByRole('button', { name: 'Delete account' }).click()
    await head(other).getByText('Deleted').waitFor()
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    const refusal = page.getByText('The member’s current state does not allow this.')
    await refusal.waitFor()
    expect(await refusal.count()).toBe(1)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await head(page).getByText('Deleted').waitFor()
  })

  it('MB-12: app usage is blocked; the web is said to work on', async () => {
    const person = someone()
    const page = await open(person)
    const dialog = await choose(page, 'Block app usage')
    await dialog.getByText('The web keeps working.').waitFor()
    await dialog.getByRole('button', { name: 'Block app usage' }).click()
    await head(page).getByText('App usage blocked').waitFor()
    expect((await detail(page, person.id)).appBlocked).toBe(true)
    await (await choose(page, 'Unblock app usage')).getByRole('button', { name: 'Unblock app usage' }).click()
    await head(page).getByText('App usage blocked').waitFor({ state: 'detached' })
  })

  it('MB-15: delete and undelete say what does not return, before and after, and until when', async () => {
    const person = someone()
    const page = await open(person)
    const lost = 'Sessions, team message rooms and link invitations do not return'
    const dialog = await choose(page, 'Delete account')
    await dialog.getByText(`${lost}, even if the account comes back.`).waitFor()
    await dialog.getByText(/You can bring the account back for 7 × 24 hours, until about/).waitFor()
    await dialog.getByRole('button', { name: 'Delete account' }).click()
    await head(page).getByText('Deleted', { exact: true }).waitFor()
    await head(page)
      .getByText(/Can be brought back until .*will not return/)
      .waitFor()
    expect(await page.getByRole('button', { name: 'Edit profile' }).isDisabled()).toBe(true)
    const back = await choose(page, 'Undelete account')
    await back.getByText(`${lost}.`).waitFor()
    await back.getByRole('button', { name: 'Undelete account' }).click()
    await head(page).getByText('In use').waitFor()
    await page.getByRole('alert').filter({ hasText: 'is back' }).getByText(`${lost}.`).waitFor()
  })
})

describe('MB-14: leave of absence', () => {
  it('MB-14, T-1: a period on the company’s clock, whatever the browser’s zone; shown, and removed', async () => {
    const person = someone()
    const page = await open(person, { timezoneId: 'America/New_York' })
    const dialog = await choose(page, 'Set leave of absence')
    await dialog.getByLabel('With a start and an end').check()
    await dialog.getByText(/Times are those of the company: Asia\/Seoul \(GMT\+9\)/).waitFor()
    await dialog.getByRole('button', { name: 'Set leave of absence' }).click()
    await dialog.getByRole('alert').getByText('Enter both start and end.').waitFor()
    await dialog.getByLabel('Start', { exact: true }).fill('2026-01-05T09:00')
    await dialog.getByLabel('End', { exact: true }).fill('2026-01-05T09:00')
    await dialog.getByRole('button', { name: 'Set leave of absence' }).click()
    await dialog.getByRole('alert').getByText('The leave must end after it starts, and in the future.').waitFor()
    const year = new Date().getUTCFullYear() + 1
    await dialog.getByLabel('End', { exact: true }).fill(`${year}-03-01T18:00`)
    await dialog.getByRole('button', { name: 'Set leave of absence' }).click()
    await head(page).getByText(`On leave until 1 Mar ${year}, 18:00`).waitFor()
    expect((await detail(page, person.id)).leave).toEqual({
      from: '2026-01-05T00:00:00.000Z',
      until: `${year}-03-01T09:00:00.000Z`,
      now: true,
    })
    await (await choose(page, 'Remove leave of absence')).getByRole('button', { name: 'Remove leave of absence' }).click()
    await head(page).getByText('On leave').waitFor({ state: 'detached' })
  })

  it('MB-14: without a period; suspending says that it is lost, and it is', async () => {
    const person = someone()
    const page = await open(person)
    await (await choose(page, 'Set leave of absence')).getByRole('button', { name: 'Set leave of absence' }).click()
    await head(page).getByText('On leave', { exact: true }).waitFor()
    const dialog = await choose(page, 'Suspend')
    await dialog.getByText('Their leave of absence is removed, and does not come back by unsuspending.').waitFor()
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await head(page).getByText('Suspended').waitFor()
    expect((await detail(page, person.id)).leave).toBeNull()
  })
})

describe('MB-18: reset password', () => {
  it('MB-18: shown once, large, to copy and print; closing warns; no address, storage or history holds it', async () => {
    const person = someone()
    const page = await open(person)
    const dialog = await choose(page, 'Reset password')
    expect(await dialog.getByLabel('Send it by mail').isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Reset password' }).dblclick()
    await page.getByRole('dialog', { name: 'The new password' }).waitFor()
    const shown = page.getByRole('dialog').getByLabel('Password', { exact: true })
    const secret = await shown.innerText()
    expect(secret.length).toBeGreaterThanOrEqual(12)

    await page.emulateMedia({ media: 'print' })
    const sheet = page.locator('[data-print-sheet]')
    expect(await sheet.isVisible()).toBe(true)
    expect(await sheet.innerText()).toContain(secret)
    expect(await page.locator('#root').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    expect(await sheet.isVisible()).toBe(false)

    await page.keyboard.press('Escape')
    await page.getByText('After closing, this password cannot be shown again.').waitFor()
    await page.getByRole('button', { name: 'Keep open' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByRole('button', { name: 'Close for good' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('region', { name: 'Account' }).getByText('Must be changed at the next sign-in').waitFor()
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href, document.documentElement.outerHTML])',
    )
    expect(kept).not.toContain(secret)
    expect(server.logged.join('\n')).not.toContain(secret)
  })
})

describe('MB-16: transfer', () => {
  it('MB-16: lists what is lost, names the company on its button, and follows the member there under the new ID', async () => {
    const person = someone()
    const page = await open(person)
    const dialog = await choose(page, 'Transfer to a group company')
    for (const lost of ['Messages are lost.', 'The mailbox is lost.', 'The personal folder in Drive is lost.'])
      await dialog.getByText(lost).waitFor()
    await dialog.getByLabel('New ID').fill('not an id')
    await dialog.getByRole('button', { name: 'Transfer to Hanbit Labs' }).click()
    await dialog.getByText('Use letters, digits, dots, hyphens and underscores; begin with a letter or digit.').waitFor()
    await dialog.getByLabel('New ID').fill('moved.one')
    await dialog.getByRole('button', { name: 'Transfer to Hanbit Labs' }).dblclick()
    await head(page).getByText('moved.one@labs.example').waitFor()
    expect(new URL(page.url()).searchParams.get('company')).toBe(labs)
    await page.goto(pathOf(person.id))
    await page.getByRole('alert').getByText('This was not found, or you may not see it.').waitFor()
  })
})

describe('MB-3, MB-6, MB-7: teams and search', () => {
  it('pitfall 35: the next switch waits until the page has what the first one left: no change of one’s own counts as another’s', async () => {
    const person = someone()
    const page = await open(person)
    const answer = Promise.withResolvers<void>()
    await page.route(`**/members/${person.id}`, (route) => answer.promise.then(() => route.continue()))
    const team = page.getByRole('group', { name: 'Headquarters' })
    const search = page.getByRole('group', { name: 'Auto-complete in member search' }).getByRole('switch', { name: 'For the other teams' })
    await search.click({ force: true })
    await expect.poll(async () => (await detail(page, person.id)).search.concurrent).toBe(false)
    expect(await team.getByRole('switch', { name: 'Private' }).isDisabled()).toBe(true)
    answer.resolve()
    await expect.poll(() => team.getByRole('switch', { name: 'Private' }).isDisabled()).toBe(false)
    await team.getByRole('switch', { name: 'Private' }).click({ force: true })
    await expect.poll(async () => (await detail(page, person.id)).affiliations[0]?.visible).toBe(false)
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('MB-7, MB-6: switches save at once and show what the server answers', async () => {
    const person = someone()
    const page = await open(person)
    // A switch waits for the one before, and keeps its place under the keyboard meanwhile.
    const turn = async (control: Locator) => {
      await control.focus()
      await expect.poll(() => control.isEnabled()).toBe(true)
      await page.keyboard.press('Space')
      await expect.poll(() => control.isEnabled()).toBe(true)
      await control.and(page.locator(':focus')).waitFor()
    }
    const team = page.getByRole('group', { name: 'Headquarters' })
    await turn(team.getByRole('switch', { name: 'Private' }))
    await expect.poll(async () => (await detail(page, person.id)).affiliations[0]?.visible).toBe(false)
    await team.getByRole('switch', { name: 'Private', checked: true }).waitFor()
    await turn(team.getByRole('switch', { name: 'Include when sharing with the team' }))
    await expect.poll(async () => (await detail(page, person.id)).affiliations[0]?.useTeamFeature).toBe(false)
    const search = page.getByRole('group', { name: 'Auto-complete in member search' })
    await turn(search.getByRole('switch', { name: 'For the other teams' }))
    await expect.poll(async () => (await detail(page, person.id)).search).toEqual({ primary: true, concurrent: false })
    await page.reload()
    await search.getByRole('switch', { name: 'For the other teams', checked: false }).waitFor()
  })

  it('MB-3: a second team, and another primary one', async () => {
    const person = someone()
    const page = await open(person)
    await page.getByRole('button', { name: 'Edit teams' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Add a team').fill('Sal')
    await page.getByRole('option', { name: 'Headquarters › Sales' }).click()
    const row = dialog.getByRole('group', { name: 'Headquarters › Sales' })
    await row.getByLabel('Primary team').check()
    await row.getByLabel('Leader').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('region', { name: 'Teams' }).getByRole('group', { name: 'Sales', exact: true }).getByText('Primary team').waitFor()
    const { affiliations } = await detail(page, person.id)
    expect(affiliations.map((a) => [a.team.id === sales, a.isPrimary, a.isLeader])).toEqual(
      expect.arrayContaining([
        [true, true, true],
        [false, false, false],
      ]),
    )
  })
})

describe('MB-2: editing the profile', () => {
  const save = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const edit = async (page: Page) => {
    await page.getByRole('button', { name: 'Edit profile' }).click()
    await page.getByRole('dialog').waitFor()
    return page.getByRole('dialog')
  }

  it('MB-2: every part of it; what is wrong is told at its field, and what was typed stays', async () => {
    const person = someone()
    const page = await open(person)
    const dialog = await edit(page)
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('')
    await dialog.getByLabel('Personal e-mail').fill('not mail')
    await dialog.getByRole('button', { name: 'Add a phone number' }).click()
    await dialog.getByLabel('Phone number 1', { exact: true }).fill('x')
    await save(page)
    await dialog.getByText('Enter a name of up to 100 characters.').waitFor()
    await dialog.getByText('Enter an e-mail address such as name@example.com.').waitFor()
    await dialog.getByText('Enter a phone number such as +82 10-1234-5678.').waitFor()
    expect(await dialog.getByLabel('Personal e-mail').inputValue()).toBe('not mail')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('김서연')
    await dialog.getByLabel('Name in 日本語').fill('キム・ソヨン')
    await dialog.getByLabel('Personal e-mail').fill('seoyeon@mail.example')
    await dialog.getByLabel('Phone number 1', { exact: true }).fill('+82 10-1234-5678')
    await dialog.getByLabel('Alias addresses').fill('admin')
    await dialog.getByLabel('Birthday').fill('1990-05-12')
    await save(page)
    await dialog.getByText('One of these is the ID or alias of someone else.').waitFor()
    await dialog.getByLabel('Alias addresses').press('Backspace')
    await dialog.getByLabel('Alias addresses').fill('seoyeon.kim')
    await save(page)
    await page.getByRole('heading', { level: 1, name: '김서연' }).waitFor()
    expect((await detail(page, person.id)).profile).toMatchObject({
      name: '김서연',
      names: { ja: { name: 'キム・ソヨン', phonetic: null } },
      personalEmail: 'seoyeon@mail.example',
      phones: [{ kind: 'mobile', number: '+82 10-1234-5678' }],
      aliases: ['seoyeon.kim'],
      birthday: '1990-05-12',
    })
    await page.getByRole('region', { name: 'Profile' }).getByText('12 May 1990').waitFor()
  })

  it('MB-2: another administrator saved meanwhile: their fields are shown, the reader’s input is kept, and per field one stays', async () => {
    const person = someone()
    const [mine, theirs] = [await open(person), await open(person)]
    const level = { headers: { origin: server.url }, data: { name: 'Senior' } }
    expect((await mine.request.post(`${server.url}/api/v1/companies/${company.companyId}/levels`, level)).status()).toBe(201)
    const dialog = await edit(mine)
    await dialog.getByLabel('Duties').fill('Sales')
    await dialog.getByLabel('Nickname').fill('Sunny')
    const other = await edit(theirs)
    await other.getByLabel('Duties').fill('Law')
    await other.getByLabel('Workplace').fill('Seoul')
    await other.getByRole('button', { name: 'Add a phone number' }).click()
    await other.getByLabel('Phone number 1', { exact: true }).fill('02-555-0100')
    await other.getByLabel('Level').click()
    await theirs.getByRole('option', { name: 'Senior' }).click()
    await save(theirs)
    await other.waitFor({ state: 'detached' })
    await save(mine)
    const told = dialog.getByRole('alert', { name: 'Someone else changed this member meanwhile' })
    await told.getByText('Theirs: Law').waitFor()
    await told.getByText('Yours: Sales').waitFor()
    await told.getByText('Now: Seoul').waitFor()
    await told.getByText('Now: Mobile 02-555-0100').waitFor()
    await told.getByText('Now: Senior').waitFor()
    expect(await dialog.getByLabel('Nickname').inputValue()).toBe('Sunny')
    await told.getByText('Take theirs').click()
    await expect.poll(() => dialog.getByRole('textbox', { name: 'Duties' }).inputValue()).toBe('Law')
    await told.getByText('Keep mine').click()
    await expect.poll(() => dialog.getByRole('textbox', { name: 'Duties' }).inputValue()).toBe('Sales')
    await save(mine)
    await dialog.waitFor({ state: 'detached' })
    expect((await detail(mine, person.id)).profile).toMatchObject({ duty: 'Sales', nickname: 'Sunny', workplace: 'Seoul' })
  })

  it('MB-2: a photo is made small before it is sent, shown on the page, and removed', async () => {
    const person = someone()
    const page = await open(person)
    const picture = await page.evaluate<string>(
      `(() => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 900 })
        canvas.getContext('2d').fillRect(100, 100, 900, 500)
        return canvas.toDataURL('image/png').split(',')[1]
      })()`,
    )
    const dialog = await edit(page)
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') })
    await dialog.getByRole('button', { name: 'Change photo' }).waitFor()
    await dialog.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await dialog.getByRole('alert').getByText('This file is not a picture that can be read.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    const image = head(page).locator('img')
    await image.waitFor()
    await expect.poll(() => image.evaluate((el) => (el as unknown as { naturalWidth: number }).naturalWidth)).toBe(320)
    await edit(page)
    await dialog.getByRole('button', { name: 'Remove photo' }).click()
    await dialog.getByRole('button', { name: 'Choose a photo' }).waitFor()
    expect((await detail(page, person.id)).photoChangedAt).toBeNull()
  })
})

describe('MB-2: a member’s name anywhere', () => {
  const card = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })

  it('MB-2: hovered for a moment it shows who it is; an action from the card asks, is done, and the card tells the new state', async () => {
    const person = someone()
    const page = await journey.signedIn(company.admin.login, `/teams?company=${company.companyId}&team=${headquarters}`)
    const name = page.getByRole('link', { name: person.name, exact: true })
    await name.hover()
    await card(page, person.name).getByText(person.login).waitFor()
    await card(page, person.name).getByText('Headquarters').waitFor()
    await card(page, person.name).getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Suspend' }).click()
    const dialog = page.getByRole('dialog', { name: `Suspend ${person.name}?` })
    await page.mouse.move(5, 5)
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await page.getByText(`${person.name} is suspended.`).waitFor()
    await page.mouse.move(5, 5)
    await name.hover()
    await card(page, person.name).getByText('Suspended').waitFor()
    await name.click()
    await page.getByRole('heading', { level: 1, name: person.name }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/members/${person.id}`)
  })

  it('RE-2: by keyboard: focus shows the card, Tab leads into it, Escape closes it', async () => {
    const person = someone()
    const page = await journey.signedIn(company.admin.login, `/teams?company=${company.companyId}&team=${headquarters}`)
    const name = page.getByRole('link', { name: person.name, exact: true })
    await name.waitFor()
    await page.keyboard.press('Tab')
    await name.focus()
    await card(page, person.name).getByRole('button', { name: 'More' }).waitFor()
    expect(await problemsOf(page, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('[role=menuitem]:focus').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await card(page, person.name).waitFor({ state: 'detached' })
  })
})

describe('service permission', () => {
  it('MB-2: a member’s own one is chosen and shown; without one it is inherited', async () => {
    const person = someone()
    const page = await open(person)
    const made = await page.request.post(`${server.url}/api/v1/companies/${company.companyId}/service-permissions`, {
      headers: { origin: server.url },
      data: { name: 'Web only', surfaces: ['web'] },
    })
    expect(made.status()).toBe(201)
    const account = page.getByRole('region', { name: 'Account' })
    await account.getByText('From the user type or the company’s default').waitFor()
    await account.getByRole('button', { name: 'Change service permission' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('On apps that it forbids they are signed out at once.').waitFor()
    await dialog.getByLabel('Service permission').click()
    await page.getByRole('option', { name: 'Web only' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await account.getByText('Set for this member: Web only').waitFor()
    expect((await detail(page, person.id)).servicePermission.surfaces).toEqual(['web'])
  })
})

describe('RE-2: by keyboard alone', () => {
  it('RE-2, MB-13: More, the action and its confirmation, without a pointer; Escape leaves everything as it was', async () => {
    const person = someone()
    const page = await open(person)
    const more = page.getByRole('button', { name: 'More' })
    const dialog = page.getByRole('dialog', { name: `Suspend ${person.name}?` })
    const ask = async () => {
      await page.keyboard.press('Enter')
      await page.locator('[role=menuitem]:focus').waitFor()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await dialog.waitFor()
    }
    await more.focus()
    await ask()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    // The focus is where it was: the next Enter opens the menu again.
    await ask()
    await dialog.locator('button:focus').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await head(page).getByText('Suspended').waitFor()
    expect((await detail(page, person.id)).state).toBe('suspended')
  })
})

describe.each([
  ['light', 1440],
  ['dark', 360],
] as const)('every screen, %s, %i px', (colorScheme, width) => {
  const look = async (person: { id: string; name: string }) => open(person, { colorScheme, viewport: { width, height: 900 } })

  it('RE-2: the page, its menu and its dialogs: axe finds nothing, and nothing scrolls sideways', async () => {
    const person = { id: people[0]?.id ?? '', name: 'Member 1' }
    const page = await look(person)
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menu').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    for (const action of [
      'Set leave of absence',
      'Reset password',
      'Change password',
      'Request password change',
      'Transfer to a group company',
      'Block app usage',
      'Suspend',
      'Delete account',
    ]) {
      const dialog = await choose(page, action)
      if (action === 'Transfer to a group company') await dialog.getByLabel('New ID').waitFor()
      expect(await problemsOf(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    for (const button of ['Edit profile', 'Edit teams', 'Change service permission']) {
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).waitFor()
      expect(await problemsOf(page)).toEqual([])
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })

  it('RE-2: what another has changed meanwhile: axe finds nothing, and nothing scrolls sideways', async () => {
    const person = { id: people[1]?.id ?? '', name: 'Member 2' }
    const page = await look(person)
    await page.getByRole('button', { name: 'Edit profile' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Duties').fill('Mine')
    const { revision } = await detail(page, person.id)
    const theirs = {
      revision,
      profile: {
        duty: `Law, ${colorScheme} ${width}`,
        phones: [{ kind: 'work', number: `02-555-${1000 + width}` }],
        workplace: colorScheme,
      },
    }
    const address = `${server.url}/api/v1/companies/${company.companyId}/members/${person.id}`
    expect((await page.request.patch(address, { headers: { origin: server.url }, data: theirs })).status()).toBe(200)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert', { name: 'Someone else changed this member meanwhile' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
  })

  it('RE-2: not found', async () => {
    const page = await journey.signedIn(company.admin.login, pathOf(crypto.randomUUID()), { colorScheme, viewport: { width, height: 900 } })
    await page.getByRole('alert').waitFor()
    expect(await problemsOf(page)).toEqual([])
  })
})
