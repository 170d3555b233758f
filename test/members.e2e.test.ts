import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { affiliate, createTeam, findMember, markSignedIn } from '../server/modules/members/index.ts'
import { Journey, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** The member list in a real browser against the real server. */

let server: TestServer
let journey: Journey
let company: TestCompany
let people: { id: string; login: string }[]
let labs: string

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  people = await makeMembers(server, company, 70)
  await server.as(company.tenant, async (ctx) => {
    const { companyId } = company
    const root = await createTeam(ctx, { companyId, parentId: null, name: 'Headquarters' })
    labs = await createTeam(ctx, { companyId, parentId: root, name: 'Labs' })
    await affiliate(
      ctx,
      people.map(({ id }, i) => ({ memberId: id, companyId, teamId: i < 12 ? labs : root, isPrimary: true, isLeader: i === 0 })),
    )
    for (const { id } of people.slice(0, 60)) {
      const member = await findMember(ctx, id)
      if (member) await markSignedIn(ctx, member)
    }
  })
  const { pool } = server.database.owner
  await pool.query("update members.member set name = '김민서' where member_id = any ($1)", [people.slice(20, 23).map((p) => p.id)])
  await pool.query('update members.member set app_blocked_at = now() where member_id = $1', [people[30]?.id])
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const total = 71
const pathOf = (query = '', of = company) => `/members?company=${of.companyId}${query}`

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await journey.signedIn(company.admin.login, pathOf(query), options)
  await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor()
  return page
}
const list = (page: Page) => page.locator('main').getByRole('region', { name: 'Members' }).getByRole('table')
const names = (page: Page) => list(page).getByRole('rowheader')
const said = (page: Page, text: string) => page.locator('main').getByRole('status').getByText(text, { exact: true }).waitFor()
const has = (page: Page, key: string, value: string | null) => page.waitForURL((url) => url.searchParams.get(key) === value)

describe('the list', () => {
  it('MB-1: how many members, in which states; each number leads to those it counts', async () => {
    const page = await open()
    await said(page, `${total} members`)
    const counts = page.getByRole('navigation', { name: 'Members by state' })
    await counts.getByRole('link', { name: 'In use 61' }).waitFor()
    await counts.getByRole('link', { name: 'Pending 10' }).click()
    await has(page, 'state', 'pending')
    await said(page, '10 members')
    expect(await names(page).count()).toBe(10)
    await counts.getByRole('link', { name: 'App usage blocked 1' }).click()
    await said(page, '1 member')
  })

  it('pitfall 13: finds by a part of a name as it is typed; the URL holds it, and Back takes it away', async () => {
    const page = await open()
    await said(page, `${total} members`)
    await page.getByLabel('Search name, ID, nickname, employee number').fill('민서')
    await has(page, 'q', '민서')
    await said(page, '3 members')
    expect(await names(page).allInnerTexts()).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('김민서') as string))
    await page.getByRole('button', { name: 'Remove filter: Contains “민서”' }).click()
    await said(page, `${total} members`)
    await page.getByLabel('Search name, ID, nickname, employee number').fill('nobody at all')
    await page.getByRole('heading', { name: 'No member matches' }).waitFor()
    await page.getByRole('button', { name: 'Clear all filters' }).first().click()
    await said(page, `${total} members`)
  })

  it('filters combine, stand as chips that can be removed, and in the URL', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Team', exact: true }).click()
    await page.getByRole('combobox', { name: 'Team' }).fill('Lab')
    await page.getByRole('option', { name: 'Labs (Headquarters)' }).click()
    await has(page, 'team', labs)
    await page.keyboard.press('Escape')
    await said(page, '12 members')
    await page.getByRole('button', { name: 'State', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'Suspended' }).click()
    await page.getByRole('heading', { name: 'No member matches' }).waitFor()
    await page.getByRole('button', { name: 'Remove filter: State: Suspended' }).click()
    await said(page, '12 members')
    await page.getByRole('button', { name: 'Remove filter: Team: Labs with sub-teams' }).waitFor()
    await page.reload()
    await said(page, '12 members')
    expect(await names(page).count()).toBe(12)
  })

  it('pitfall 11: sorts by a column up and down over pages, and back to the order of the organization', async () => {
    const page = await open()
    const id = list(page).getByRole('columnheader', { name: 'ID' })
    await id.getByRole('button').click()
    await has(page, 'sort', 'login')
    expect(await id.getAttribute('aria-sort')).toBe('ascending')
    await names(page).first().getByText('Ada Admin').waitFor()
    expect(await names(page).count()).toBe(50)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.waitForURL((url) => url.searchParams.has('cursor'))
    await expect.poll(() => names(page).count()).toBe(total - 50)
    await page.getByRole('button', { name: 'Previous' }).click()
    await expect.poll(() => names(page).count()).toBe(50)
    await id.getByRole('button').click()
    await has(page, 'direction', 'desc')
    expect(await id.getAttribute('aria-sort')).toBe('descending')
    await id.getByRole('button').click()
    await has(page, 'sort', 'order')
    expect(await id.getAttribute('aria-sort')).toBe('none')
  })

  it('columns are chosen, and the browser remembers them', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Employee number' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Position' }).click()
    await page.keyboard.press('Escape')
    await list(page).getByRole('columnheader', { name: 'Employee number' }).waitFor()
    await page.reload()
    await list(page).getByRole('columnheader', { name: 'Employee number' }).waitFor()
    expect(await list(page).getByRole('columnheader', { name: 'Position' }).count()).toBe(0)
  })

  it('a row leads to its member, by its name and by a click anywhere', async () => {
    const page = await open('&q=member7')
    await said(page, '2 members')
    await list(page).getByText('member7@hanbit.example').click()
    await page.getByRole('heading', { level: 1, name: 'Member 7' }).waitFor()
    await page.goBack()
    await names(page).first().getByRole('link').click()
    await page.waitForURL((url) => url.pathname.startsWith('/members/'))
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  })
})

describe('the selection', () => {
  it('pitfall 15: select all says it means this page; another filter or page selects nothing', async () => {
    const page = await open()
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByText('50 selected on this page').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await expect.poll(() => names(page).count()).toBe(total - 50)
    expect(await page.getByText(/selected on this page/).count()).toBe(0)
    await page
      .getByRole('checkbox', { name: /^Select M/ })
      .first()
      .check()
    await page.getByText('1 selected on this page').waitFor()
    await page.getByLabel('Search name, ID, nickname, employee number').fill('member')
    await has(page, 'cursor', null)
    await expect.poll(() => page.getByText(/selected on this page/).count()).toBe(0)
  })

  it('MB-12: an action on several says on how many and what it does, happens, and the list says so', async () => {
    const page = await open('&q=member4')
    for (const n of [40, 41]) await page.getByRole('checkbox', { name: `Select Member ${n}`, exact: true }).check()
    await page.getByRole('button', { name: 'Block app usage', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Block app usage of 2 members?' })
    await dialog.getByText('The web keeps working.').waitFor()
    await dialog.getByRole('button', { name: 'Block app usage (2)' }).click()
    await page.getByText('Block app usage: done for 2 members.').waitFor()
    await list(page).getByText('App usage blocked').nth(1).waitFor()
    await page.getByRole('link', { name: 'App usage blocked 3' }).waitFor()
    expect(await page.getByRole('link', { name: 'App usage blocked 3' }).count()).toBe(1)
  })

  it('P-3, pitfall 15: whom the server refuses is named, with the reason; the others are done', async () => {
    const page = await open('&sort=login&direction=asc')
    await page.getByRole('checkbox', { name: 'Select Ada Admin' }).check()
    await page.getByRole('checkbox', { name: 'Select Member 1', exact: true }).check()
    await page.getByRole('button', { name: 'Suspend', exact: true }).click()
    await page.getByRole('button', { name: 'Suspend (2)' }).click()
    const refused = page.getByRole('dialog', { name: '1 member was refused' })
    await refused.getByText('Ada Admin').waitFor()
    await refused.getByText('Done for 1 member. Not for:').waitFor()
    await refused.getByText('You cannot do this to your own account.', { exact: false }).waitFor()
    await refused.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('link', { name: 'Suspended 1' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

describe('from the list to a member and back', () => {
  it('RE-2: each page has its own title; a member page leads back to the list as it was left', async () => {
    const page = await open('&q=member6&sort=login&direction=desc')
    await expect.poll(() => page.title()).toBe('Members – Muster')
    await names(page).first().getByRole('link').click()
    await expect.poll(() => page.title()).toMatch(/^Member 6\d? – Muster$/)
    await page.getByRole('link', { name: 'Member list' }).click()
    await has(page, 'q', 'member6')
    await has(page, 'direction', 'desc')
    await page.goto(`/members/xyz?company=${company.companyId}`)
    await page.getByRole('alert').getByText('This page does not exist').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  })
})

describe('who leaves the list by what is done to them', () => {
  it('MB-15: of deleted ones only Undelete is offered; of a mixed choice it is done to those it changes, and said of no other', async () => {
    const small = await makeCompany(server)
    const [one, two] = await makeMembers(server, small, 3)
    await server.database.owner.pool.query('update members.member set deleted_at = now() where member_id = any ($1)', [[one?.id, two?.id]])
    const page = await journey.signedIn(small.admin.login, pathOf('&state=deleted', small))
    await said(page, '2 members')
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    const bar = page.getByRole('region', { name: 'Actions on the selected members' })
    expect(await bar.getByRole('button').allInnerTexts()).toEqual(['Undelete account', 'Clear selection'])
    await page.getByRole('checkbox', { name: 'Select Member 2', exact: true }).uncheck()
    await bar.getByRole('button', { name: 'Undelete account' }).click()
    await page.getByRole('button', { name: 'Undelete account (1)' }).click()
    await page.getByText('Undelete account: done for 1 member.').waitFor()
    await page.goto(pathOf('&sort=login&direction=asc', small))
    await page.getByRole('checkbox', { name: 'Select Member 1', exact: true }).check()
    await page.getByRole('checkbox', { name: 'Select Member 3', exact: true }).check()
    expect(await bar.getByRole('button', { name: 'Undelete account' }).count()).toBe(0)
  })

  it('pitfall 15: when no selected row is left, whom the server refused is still named, also who is there no more', async () => {
    const small = await makeCompany(server)
    const [, deleted, gone] = await makeMembers(server, small, 3)
    const page = await journey.signedIn(small.admin.login, pathOf('&state=pending', small))
    await said(page, '3 members')
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    const { pool } = server.database.owner
    await pool.query("update members.member set deleted_at = now() - interval '8 days' where member_id = $1", [gone?.id])
    await server.runJob('members.purge')
    await pool.query('update members.member set deleted_at = now() where member_id = $1', [deleted?.id])
    await page.getByRole('button', { name: 'Suspend', exact: true }).click()
    await page.getByRole('button', { name: 'Suspend (3)' }).click()
    const refused = page.getByRole('dialog', { name: '2 members were refused' })
    await refused.getByText('Done for 1 member. Not for:').waitFor()
    await page.getByText('No member matches').waitFor({ state: 'attached' })
    await refused.getByText('Member 2: The member’s current state does not allow this.').waitFor()
    await refused.getByText(/^Member 3: /).waitFor()
    await refused.getByRole('button', { name: 'Close' }).last().click()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  it('MB-18: a password reset from the card stays on screen until it is closed', async () => {
    const small = await makeCompany(server)
    const [person] = await makeMembers(server, small, 1)
    await server.database.owner.pool.query("update members.member set activates_at = now() - interval '31 days' where member_id = $1", [
      person?.id,
    ])
    const page = await journey.signedIn(small.admin.login, pathOf('&state=pending_expired', small))
    await said(page, '1 member')
    await names(page).first().getByRole('link').hover()
    await page.getByRole('dialog', { name: 'Member 1' }).getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Reset password' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reset the password of Member 1' })
    await dialog.getByRole('button', { name: 'Reset password' }).click()
    const shown = page.getByRole('dialog', { name: 'The new password' })
    await shown.getByLabel('Password', { exact: true }).waitFor()
    await page.getByText('No member matches').waitFor({ state: 'attached' })
    await page.setViewportSize({ width: 390, height: 844 })
    expect((await shown.getByLabel('Password', { exact: true }).innerText()).length).toBeGreaterThanOrEqual(12)
    await shown.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByRole('button', { name: 'Close for good' }).click()
    await shown.waitFor({ state: 'detached' })
  })
})

describe('files', () => {
  it('pitfall 35: a file that is refused says so on the page', async () => {
    const page = await open('&q=민서')
    await said(page, '3 members')
    for (const [kind, address, text] of [
      [/^CSV file/, '**/members/exports', 'The file could not be made'],
      [/^Excel file/, '**/members.xlsx?*', 'The file could not be downloaded'],
    ] as const) {
      await page.route(address, (route) => route.abort())
      await page.getByRole('button', { name: 'Download' }).click()
      await page.getByRole('menuitem', { name: kind }).click()
      const told = page.getByRole('alert').filter({ hasText: text })
      await told.getByRole('button').click()
      await expect.poll(() => told.count()).toBe(0)
    }
  })

  it('DS-8, pitfall 17: the CSV and the Excel file hold the list as filtered, with the columns on screen', async () => {
    const page = await open('&q=민서')
    await said(page, '3 members')
    const files: string[] = []
    for (const kind of ['CSV file 3 rows, downloaded at once', 'Excel file (up to 5,000)']) {
      await page.getByRole('button', { name: 'Download' }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: kind }).click()])
      files.push(download.suggestedFilename())
      if (download.suggestedFilename().endsWith('.csv')) {
        const text = await readFile(await download.path(), 'utf8')
        expect(text.startsWith('\u{feff}Name,ID,State,Team,Position,Level,Last use\n')).toBe(true)
        expect(text.trim().split('\n')).toHaveLength(4)
      }
    }
    expect(files).toEqual([expect.stringMatching(/^members_.*\.csv$/), expect.stringMatching(/^members_.*\.xlsx$/)])
  })
})

describe('RE-2', () => {
  it('the keyboard alone searches, filters, sorts, selects, acts and opens', async () => {
    const page = await open()
    await said(page, `${total} members`)
    await page.getByLabel('Search name, ID, nickname, employee number').focus()
    await page.keyboard.type('member5')
    await has(page, 'q', 'member5')
    await page.getByRole('button', { name: 'State', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitemradio', { name: 'In use' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('[role=menuitemradio]:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.has('state'))
    await page.getByRole('button', { name: /^Remove filter: State/ }).focus()
    await page.keyboard.press('Enter')
    await has(page, 'state', null)
    await list(page).getByRole('button', { name: 'Name' }).focus()
    await page.keyboard.press('Enter')
    await has(page, 'sort', 'name')
    await page.getByRole('checkbox', { name: 'Select all on this page' }).focus()
    await page.keyboard.press('Space')
    await page.getByText(/selected on this page/).waitFor()
    await page.getByRole('button', { name: 'Suspend', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await names(page).first().getByRole('link').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname.startsWith('/members/'))
  })

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('axe finds nothing, and nothing scrolls sideways: %s, %i px wide', async (colorScheme, width) => {
    const page = await open('', { colorScheme, viewport: { width, height: 900 } })
    await said(page, `${total} members`)
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByText('50 selected on this page').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'State', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'Suspended' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
  })

  it.each([
    ['ko', '구성원'],
    ['ja', 'メンバー'],
  ] as const)('speaks %s', async (locale, title) => {
    await server.database.owner.pool.query('update members.member set locale = $1 where member_id = $2', [locale, company.admin.id])
    try {
      const page = await journey.signedIn(company.admin.login, pathOf())
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await page.locator('tbody tr').first().waitFor()
      expect(await problemsOf(page)).toEqual([])
    } finally {
      await server.database.owner.pool.query("update members.member set locale = 'en' where member_id = $1", [company.admin.id])
    }
  })
})

describe('states', () => {
  it('a company of one, an error with a way on, and a role that sees no names', async () => {
    const page = await open()
    await page.route('**/api/v1/companies/*/members?*', (route) => route.abort())
    await page.getByLabel('Search name, ID, nickname, employee number').fill('x')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/api/v1/companies/*/members?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    const { pool } = server.database.owner
    const role = crypto.randomUUID()
    await pool.query(
      `insert into company.role (tenant_id, company_id, role_id, name, permissions, sees_names, created_at) values ($1, $2, $3, 'Totals', '{"members": "view"}', false, now())`,
      [company.tenant, company.companyId, role],
    )
    await pool.query(
      "insert into company.administrator (tenant_id, company_id, member_id, role, role_id, created_at) values ($1, $2, $3, 'custom', $4, now())",
      [company.tenant, company.companyId, people[59]?.id, role],
    )
    const nameless = await journey.signedIn(people[59]?.login ?? '', pathOf())
    await nameless.getByRole('heading', { name: 'Your role sees totals, not names' }).waitFor()
    await said(nameless, `${total} members`)
    expect(await nameless.getByLabel('Search name, ID, nickname, employee number').count()).toBe(0)
    expect(await nameless.getByText('Member 1', { exact: true }).count()).toBe(0)
  })
})
