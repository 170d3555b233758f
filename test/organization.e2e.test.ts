import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Team, Title } from '@muster/contract'
import { addTeamMembers, affiliate, createTeam, createTitle, moveTeam, setLeave } from '../server/modules/members/index.ts'
import { fillSignIn, Journey, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Teams, the organization chart, levels and positions, in a real browser against the real server. */

let server: TestServer
let journey: Journey
let company: TestCompany
let people: { id: string; login: string }[]
const ids: Record<string, string> = {}

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  people = await makeMembers(server, company, 60)
  await server.as(company.tenant, async (ctx) => {
    const { companyId } = company
    const team = async (name: string, parent: string | null, hidden = false) => {
      ids[name] = await createTeam(ctx, { companyId, name, parentId: parent && (ids[parent] ?? null), private: hidden })
    }
    await team('Sales', null)
    await team('Home sales', 'Sales')
    await team('Abroad', 'Sales')
    await team('Logistics', null)
    await team('Finance', null)
    await team('Ventures', 'Finance', true)
    const positionId = await createTitle(ctx, 'position', companyId, { name: 'Team lead' })
    await createTitle(ctx, 'level', companyId, { name: 'Director', executive: true })
    await createTitle(ctx, 'level', companyId, { name: 'Staff' })
    const place = (n: number, name: string, more: object = {}) => ({
      memberId: people[n]?.id ?? '',
      teamId: ids[name] ?? '',
      companyId,
      isPrimary: true,
      isLeader: false,
      ...more,
    })
    await affiliate(ctx, [
      place(0, 'Home sales', { isLeader: true, positionId }),
      place(1, 'Home sales'),
      place(2, 'Abroad', { visible: false }),
      place(3, 'Abroad'),
      place(4, 'Ventures'),
    ])
    await setLeave(ctx, people[1]?.id ?? '')
  })
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const open = async (path: string, options: BrowserContextOptions = {}, login = company.admin.login): Promise<Page> => {
  const page = await journey.signedIn(login, path, options)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}
const line = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name} (Private|\\d)`) })
const api = async <T>(page: Page, path: string): Promise<T> =>
  (await (await page.request.get(`${server.url}/api/v1/companies/${company.companyId}${path}`)).json()) as T
/** The tree as the API has it: `Parent > Child` in order. */
async function tree(page: Page): Promise<string[]> {
  const { items } = await api<{ items: Team[] }>(page, '/teams')
  const nameOf = (id: string | null): string => items.find((t) => t.id === id)?.name ?? ''
  return items.map((t) => (t.parentId ? `${nameOf(t.parentId)} > ${t.name}` : t.name))
}
const lines = (page: Page) =>
  page.getByRole('treeitem').evaluateAll((all) => all.map((el) => el.querySelector('[title]')?.getAttribute('title')))
const says = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()

describe('the tree by keyboard alone', () => {
  it('RE-2: arrows, Home, End, letters; Enter shows the team; the active line is told', async () => {
    const page = await open('/teams')
    const box = page.getByRole('tree', { name: 'Team tree' })
    await line(page, 'Sales').waitFor()
    await box.focus()
    const active = async (name: string) =>
      `${await box.getAttribute('aria-activedescendant')} ${await page.getByRole('treeitem', { name, exact: true }).getAttribute('id')}`
    for (const [key, name] of [
      ['ArrowDown', 'Home sales 2 members'],
      ['ArrowDown', 'Abroad 2 members'],
      ['ArrowLeft', 'Sales 4 members'],
      ['ArrowLeft', 'Sales 4 members'],
      ['ArrowDown', 'Logistics 0 members'],
      ['End', 'Ventures Private team 1 member'],
      ['Home', 'Sales 4 members'],
      ['ArrowRight', 'Sales 4 members'],
      ['ArrowRight', 'Home sales 2 members'],
      ['f', 'Finance 1 member'],
    ] as const) {
      await page.keyboard.press(key)
      const [told, id] = (await active(name)).split(' ')
      expect(told, key).toBe(id)
    }
    expect(await line(page, 'Sales').getAttribute('aria-expanded')).toBe('true')
    expect(await line(page, 'Abroad').getAttribute('aria-level')).toBe('2')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Finance' }).waitFor()
    expect(new URL(page.url()).searchParams.get('team')).toBe(ids['Finance'])
    await page.reload()
    await page.getByRole('heading', { level: 2, name: 'Finance' }).waitFor()
  })

  it('P-2, RE-2: Alt with an arrow moves up, down, in and out, and says where to; F2 edits', async () => {
    const page = await open('/teams')
    await line(page, 'Logistics').waitFor()
    await page.getByRole('tree').focus()
    await page.keyboard.press('l')
    await page.keyboard.press('Alt+ArrowUp')
    await says(page, 'Logistics is now 1 of 3 in the company.')
    await page.keyboard.press('Alt+ArrowUp')
    await says(page, 'Logistics cannot go further that way.')
    await page.keyboard.press('Alt+ArrowDown')
    await says(page, 'Logistics is now 2 of 3 in the company.')
    await expect.poll(() => lines(page)).toEqual(['Sales', 'Home sales', 'Abroad', 'Logistics', 'Finance', 'Ventures'])
    await page.keyboard.press('Alt+ArrowRight')
    await says(page, 'Logistics is now 3 of 3 in Sales.')
    expect(await tree(page)).toContain('Sales > Logistics')
    await expect.poll(() => line(page, 'Logistics').getAttribute('aria-level')).toBe('2')
    await page.keyboard.press('Alt+ArrowLeft')
    await says(page, 'Logistics is now 2 of 3 in the company.')
    await expect.poll(() => line(page, 'Logistics').getAttribute('aria-level')).toBe('1')
    await page.keyboard.press('F2')
    const dialog = page.getByRole('dialog', { name: 'Edit team' })
    await dialog.getByLabel('Name').fill('Logistics and stores')
    await page.keyboard.press('Enter')
    await line(page, 'Logistics and stores').waitFor()
    await page.getByRole('tree').focus()
    await page.keyboard.press('F2')
    await dialog.getByLabel('Name').fill('Sales')
    await page.keyboard.press('Enter')
    await dialog.getByRole('alert').getByText('This name is already in use.').waitFor()
    await dialog.getByLabel('Name').fill('Logistics')
    await page.keyboard.press('Enter')
    await line(page, 'Logistics').waitFor()
  })
})

describe('the tree by pointer', () => {
  it('P-2: dragged into, before and after another; not beneath itself', async () => {
    const page = await open('/teams')
    const target = async (name: string, at: number) => ({ x: 120, y: ((await line(page, name).boundingBox())?.height ?? 0) * at })
    await line(page, 'Logistics').dragTo(line(page, 'Finance'), { targetPosition: await target('Finance', 0.5) })
    await says(page, 'Logistics is now 2 of 2 in Finance.')
    await expect.poll(() => line(page, 'Logistics').getAttribute('aria-level')).toBe('2')
    await line(page, 'Finance').dragTo(line(page, 'Ventures'), { targetPosition: await target('Ventures', 0.5) })
    expect(await tree(page)).toContain('Finance')
    await line(page, 'Logistics').dragTo(line(page, 'Finance'), { targetPosition: await target('Finance', 0.1) })
    await says(page, 'Logistics is now 2 of 3 in the company.')
    await expect.poll(() => lines(page)).toEqual(['Sales', 'Home sales', 'Abroad', 'Logistics', 'Finance', 'Ventures'])
  })

  it('P-2: a move by a slip is taken back', async () => {
    const page = await open('/teams')
    const before = await tree(page)
    await line(page, 'Abroad').dragTo(line(page, 'Logistics'))
    await page.getByText(/^Abroad is now \d of \d in Logistics\./).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/^Abroad is now \d of \d in Sales\./).waitFor()
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
    expect(await tree(page)).toEqual(before)
  })

  it('the third way: the move dialog; and a refused delete says what is in the way', async () => {
    const page = await open(`/teams?team=${ids['Abroad']}`)
    const more = page.getByRole('button', { name: 'More actions for Abroad' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Move…' }).click()
    const move = page.getByRole('dialog', { name: 'Move Abroad' })
    await move.getByRole('combobox', { name: 'Beneath' }).fill('Logis')
    await page.getByRole('option', { name: 'Logistics' }).click()
    await move.getByRole('button', { name: 'Move' }).click()
    await page.getByRole('navigation', { name: 'Teams above' }).getByText('Logistics').waitFor()
    expect(await tree(page)).toContain('Logistics > Abroad')
    await more.click()
    const deleting = page.getByRole('menuitem', { name: 'Delete… It still has members.' })
    expect(await deleting.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Expand all' }).click()
    await line(page, 'Abroad').click()
    await page.getByRole('tree').press('Delete')
    const dialog = page.getByRole('dialog', { name: 'Delete Abroad?' })
    await dialog.getByRole('alert').getByText('It still has members.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await server.as(company.tenant, (ctx) =>
      moveTeam(ctx, company.companyId, ids['Abroad'] ?? '', { parentId: ids['Sales'] ?? null, beforeId: null }),
    )
  })

  it('finds teams, keeps the search in the URL, and stays quick with 10,000 of them', async () => {
    const big = await makeCompany(server, { name: 'Ten thousand' })
    await server.database.owner.pool.query(
      `insert into members.team (tenant_id, team_id, company_id, parent_id, name, position)
       select $1, gen_random_uuid(), $2, null, 'Team ' || n, n from generate_series(1, 10000) n`,
      [big.tenant, big.companyId],
    )
    const page = await open('/teams', {}, big.admin.login)
    await line(page, 'Team 1').waitFor()
    expect(await page.getByRole('treeitem').count()).toBeLessThan(80)
    await page.getByRole('tree').focus()
    await page.keyboard.press('End')
    await line(page, 'Team 10000').waitFor()
    expect(await line(page, 'Team 10000').getAttribute('aria-posinset')).toBe('10000')
    await page.getByRole('textbox', { name: 'Find a team' }).fill('team 99')
    await page.waitForURL(/find=/)
    await expect.poll(() => lines(page).then((all) => all[0])).toBe('Team 99')
    await page.getByRole('textbox', { name: 'Find a team' }).fill('.*')
    await page.getByText('No team has this name.').waitFor()
  })
})

describe('one team', () => {
  it('MB-3: who is in it, in order; adds and takes out; the counts follow', async () => {
    const page = await open(`/teams?team=${ids['Home sales']}`)
    const members = page.getByRole('region', { name: /^Members/ })
    await members.getByText('Member 1', { exact: true }).waitFor()
    const first = members.getByRole('listitem').first()
    await first.getByText('Team lead').waitFor()
    await first.getByText('Leader').waitFor()
    await first.getByRole('img', { name: 'Primary team' }).waitFor()
    await members.getByRole('listitem').nth(1).getByText('On leave').waitFor()
    await page.getByRole('button', { name: 'Add members' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add members to Home sales' })
    await dialog.getByRole('textbox').fill('member11')
    await dialog.getByRole('checkbox', { name: /member11@/ }).check()
    await dialog.getByRole('button', { name: 'Add 1 member' }).click()
    await members.getByText('member11@hanbit.example').waitFor()
    await line(page, 'Home sales')
      .and(page.getByRole('treeitem', { name: /3 members/ }))
      .waitFor()
    await members.getByRole('button', { name: 'Take Member 11 out of the team' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take out' }).click()
    await members.getByText('member11@hanbit.example').waitFor({ state: 'detached' })
    await page.getByRole('treeitem', { name: 'Home sales 2 members' }).waitFor()
    expect(await members.getByRole('listitem').count()).toBe(2)
  })

  it('MB-3: many members come page by page', async () => {
    const team = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Zone' }))
    await server.as(company.tenant, (ctx) =>
      addTeamMembers(
        ctx,
        company.companyId,
        team,
        people.slice(5).map((p) => p.id),
      ),
    )
    const page = await open(`/teams?team=${team}`)
    const members = page.getByRole('region', { name: /^Members/ })
    await expect.poll(() => members.getByRole('listitem').count()).toBe(50)
    await members.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => members.getByRole('listitem').count()).toBe(55)
  })

  it('P-2: created, made private, described; someone else’s change in between is told', async () => {
    const page = await open('/teams')
    await page.getByRole('button', { name: 'New team' }).click()
    const dialog = page.getByRole('dialog', { name: 'New team' })
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.getByRole('alert').getByText('Enter a name.').waitFor()
    await dialog.getByLabel('Name').fill('Research')
    await dialog.getByLabel('Description').fill('What comes next')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 2, name: 'Research' }).waitFor()
    await page.getByText('What comes next').waitFor()
    await page.getByRole('switch', { name: 'Private team' }).click({ force: true })
    await page.getByRole('heading', { level: 2 }).getByRole('img', { name: 'Private team' }).waitFor()
    await page.getByRole('button', { name: 'More actions for Research' }).click()
    await page.getByRole('menuitem', { name: 'Edit team' }).click()
    const edit = page.getByRole('dialog', { name: 'Edit team' })
    await edit.getByLabel('Name').fill('Research lab')
    await server.database.owner.pool.query("update members.team set revision = revision + 1 where name = 'Research' and company_id = $1", [
      company.companyId,
    ])
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit.getByRole('alert').getByText('Someone else changed this meanwhile.').waitFor()
    expect(await edit.getByLabel('Name').inputValue()).toBe('Research lab')
  })
})

describe('the chart', () => {
  it('MB-7, MB-14: as members see it, without what is private; with everything when asked', async () => {
    const page = await open('/chart')
    const chart = page.getByRole('list', { name: 'Organization chart' })
    await chart.getByText('Sales', { exact: true }).waitFor()
    const part = (name: string) => chart.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })
    const subteams = part('Sales').getByRole('button', { name: '2 sub-teams' })
    await chart.getByText('Team lead').waitFor()
    await subteams.click()
    await chart.getByText('Team lead').waitFor({ state: 'detached' })
    await subteams.click()
    expect(
      await part('Finance')
        .getByRole('button', { name: /sub-team/ })
        .count(),
    ).toBe(0)
    await part('Abroad').last().getByRole('button', { name: 'Members' }).click()
    await chart.getByText('Member 4', { exact: true }).waitFor()
    expect(await chart.getByText('Member 3', { exact: true }).count()).toBe(0)
    await part('Home sales').last().getByRole('button', { name: 'Members' }).click()
    await chart.getByText('On leave').waitFor()
    await page.getByText('Everything', { exact: true }).click()
    await page.waitForURL(/as=all/)
    await chart.getByText('Ventures').waitFor()
    await page.reload()
    await chart.getByText('On leave').waitFor()
  })
})

describe('levels and positions', () => {
  const names = async (page: Page) => (await api<{ items: Title[] }>(page, '/levels')).items.map((title) => title.name)
  it('P-4: added, renamed, moved by button and by dragging, deleted; what is in use says so', async () => {
    const page = await open('/settings/organization')
    const levels = page.getByRole('region', { name: 'Levels' })
    await levels.getByText('Director').waitFor()
    await levels.getByRole('button', { name: 'Add level' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Intern')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await levels.getByText('Intern').waitFor()
    await levels.getByRole('button', { name: 'Move Intern up' }).click()
    await levels.getByText('Intern is now 2 of 3.').waitFor()
    expect(await names(page)).toEqual(['Director', 'Intern', 'Staff'])
    const row = (name: string) => levels.getByRole('listitem').filter({ hasText: name })
    await row('Staff').dragTo(row('Director'))
    await levels.getByText('Staff is now 1 of 3.').waitFor()
    await expect.poll(() => names(page)).toEqual(['Staff', 'Director', 'Intern'])
    await row('Director').dragTo(row('Intern'))
    await expect.poll(() => names(page)).toEqual(['Staff', 'Intern', 'Director'])
    await levels.getByRole('button', { name: 'Delete Intern' }).click()
    await page.getByRole('dialog', { name: 'Delete Intern?' }).getByRole('button', { name: 'Delete' }).click()
    await row('Intern').waitFor({ state: 'detached' })
    const positions = page.getByRole('region', { name: 'Positions' })
    const used = positions.getByRole('button', { name: 'Delete Team lead. Members have it, so it cannot be deleted.' })
    expect(await used.getAttribute('aria-disabled')).toBe('true')
    await used.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

describe('who may what', () => {
  async function appoint(names: boolean, team: string | null, level: 'view' | 'manage'): Promise<string> {
    const [member] = await makeMembers(server, company, 1, `role${names}${level}`.toLowerCase())
    const roleId = crypto.randomUUID()
    const { pool } = server.database.owner
    await pool.query(
      `insert into company.role values ($1, $2, $3::uuid, $3::uuid::text, jsonb_build_object('members', $5::text), $4, now())`,
      [company.tenant, company.companyId, roleId, names, level],
    )
    await pool.query(
      `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
      [company.tenant, company.companyId, member?.id, roleId, team],
    )
    return member?.login ?? ''
  }

  it('P-2, pitfall 36: a role without names sees counts only', async () => {
    const page = await open(`/teams?team=${ids['Home sales']}`, {}, await appoint(false, null, 'view'))
    await page.getByText('Your administrator role sees totals, not names.').waitFor()
    await page.getByRole('region', { name: 'Members (2)' }).waitFor()
    expect(await page.getByText(/Member \d/).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'New team' }).count()).toBe(0)
    await page.goto('/chart')
    await page.getByText('Sales', { exact: true }).waitFor()
    expect(await page.getByText('Team lead').count()).toBe(0)
  })

  it('P-2, pitfall 28: a role limited to a team sees its subtree, whose root stays where it is', async () => {
    const page = await open(`/teams?team=${ids['Sales']}`, {}, await appoint(true, ids['Sales'] ?? null, 'manage'))
    await line(page, 'Sales').waitFor()
    expect((await lines(page)).toSorted()).toEqual(['Abroad', 'Home sales', 'Sales'])
    expect(await page.getByRole('button', { name: 'New team' }).count()).toBe(0)
    await page.getByRole('tree').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Alt+ArrowDown')
    await says(page, 'Sales cannot go further that way.')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Alt+ArrowLeft')
    await says(page, 'was not moved. Your administrator role does not allow this.')
  })

  it('P-2: without the permission there is no page', async () => {
    const [member] = await makeMembers(server, company, 1, 'plain')
    const page = await journey.newPage()
    await page.goto('/teams')
    await fillSignIn(page, member?.login ?? '')
    await page.locator('main').getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('tree').count()).toBe(0)
  })
})

describe('every screen', () => {
  const screens: [string, string, ((page: Page) => Promise<void>)?][] = [
    ['the tree', '/teams'],
    ['a team', '/teams?team={team}'],
    ['a team’s form', '/teams?team={team}', (page) => page.getByRole('button', { name: 'New sub-team' }).click()],
    ['adding members', '/teams?team={team}', (page) => page.getByRole('button', { name: 'Add members' }).click()],
    ['a team that is not there', '/teams?team=00000000-0000-7000-8000-000000000000'],
    ['the chart', '/chart?as=all&team={team}'],
    ['levels and positions', '/settings/organization'],
  ]
  it.each(screens)('RE-2: %s: axe finds nothing, light at 1440 px, dark at 360 px', async (_, path, act) => {
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 360],
    ] as const) {
      const page = await open(path.replace('{team}', ids['Home sales'] ?? ''), { colorScheme, viewport: { width, height: 800 } })
      await page.waitForLoadState('networkidle')
      await act?.(page)
      if (act) await page.getByRole('dialog').waitFor()
      expect(await problemsOf(page), `${colorScheme} ${width}`).toEqual([])
    }
  })

  it('RE-2: 360 px: the tree first, a team as a page beneath, and back', async () => {
    const page = await open('/teams', { viewport: { width: 360, height: 740 } })
    await line(page, 'Sales').click()
    await page.getByRole('heading', { level: 2, name: 'Sales' }).waitFor()
    expect(await page.getByRole('tree').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'All teams' }).click()
    await page.getByRole('tree').waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 2, name: 'Sales' }).waitFor()
  })

  it('an empty company says what to do; a failure says so and tries again', async () => {
    const empty = await makeCompany(server, { name: 'Empty' })
    const page = await open('/teams', {}, empty.admin.login)
    await page.getByRole('heading', { name: 'There are no teams yet' }).waitFor()
    await page.getByRole('button', { name: 'Create the first team' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('First')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await line(page, 'First').waitFor()
    const other = await open('/chart', {}, empty.admin.login)
    await other.route('**/api/v1/**/teams?as=member', (route) => route.abort(), { times: 2 })
    await other.reload()
    await other.getByRole('alert').waitFor()
    await other.getByRole('button', { name: /again/i }).click()
    await other.getByText('First').waitFor()
    expect(await other.getByRole('alert').count()).toBe(0)
  })
})
