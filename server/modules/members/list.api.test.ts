import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memberSorts, memberStates, type ListedMember, type MemberList, type MemberSort, type MemberSummary } from '@muster/contract'
import { markDays } from '../activity/activity.queries.ts'
import { dayAt, getCompany } from '../company/index.ts'
import { listFile } from '../../../test/api.ts'
import { signInToConsole, type Browser } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { affiliate, createTeam } from './index.ts'
import { scopeOf } from './list.service.ts'
import { selectPage, type How } from './page.queries.ts'
import { stateOf } from './state.rules.ts'

let server: TestServer
let company: TestCompany
let other: TestCompany
let browser: Browser
let ids: string[]
const teams: string[] = []
const day = 86_400_000
const people = 72

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  other = await makeCompany(server)
  ids = (await makeMembers(server, company, people)).map((m) => m.id)
  const foreign = await makeMembers(server, other, 3, 'foreign')
  await server.database.owner.pool.query("update members.member set name = '김민서' where member_id = any ($1)", [foreign.map((m) => m.id)])
  browser = await signInToConsole(server.url, company.admin.login, password)
  await makeTeams()
  await makeVariety()
})
afterAll(() => server.stop())

const csv = (asked: object, by = browser) => listFile(by, server.url, `/companies/${company.companyId}/members/exports`, asked)

/** Two topmost teams, one of them with two beneath; every third member leads, every fifth has a second team. */
async function makeTeams() {
  await server.as(company.tenant, async (ctx) => {
    const under = { companyId: company.companyId, position: 0 }
    for (const parentId of [null, null, 0, 0])
      teams.push(await createTeam(ctx, { ...under, parentId: parentId === null ? null : (teams[0] ?? null), name: `Team ${teams.length}` }))
    const rest = { companyId: company.companyId, isLeader: false }
    await affiliate(
      ctx,
      ids.flatMap((memberId, i) => [
        { ...rest, memberId, teamId: teams[i % 4] ?? '', isPrimary: true, isLeader: i % 3 === 0 },
        ...(i % 5 === 0 ? [{ ...rest, memberId, teamId: teams[(i + 1) % 4] ?? '', isPrimary: false }] : []),
      ]),
    )
  })
}

/** Every state, overlay, blank and tie; written beneath the verbs, as triggers must follow whoever writes. */
async function makeVariety() {
  const { pool } = server.database.owner
  const tenant = company.tenant
  const of = async (rest: number, set: string) =>
    pool.query(`update members.member set ${set} where tenant_id = $1 and member_id = any ($2)`, [
      tenant,
      ids.filter((_, i) => i % 9 === rest),
    ])
  await pool.query(
    `insert into members.level (tenant_id, level_id, company_id, name, rank, executive)
     select $1, gen_random_uuid(), $2, 'L' || i, i, i = 2 from generate_series(0, 3) i`,
    [tenant, company.companyId],
  )
  await pool.query(
    `insert into members.position (tenant_id, position_id, company_id, name, rank) select $1, gen_random_uuid(), $2, 'P' || i, i from generate_series(0, 2) i`,
    [tenant, company.companyId],
  )
  await of(0, 'first_signed_in_at = now()')
  await of(1, "first_signed_in_at = now() - interval '5 days'")
  await of(2, "created_at = now() - interval '40 days'")
  await of(3, "activates_at = now() + interval '3 days'")
  await of(4, "suspended_at = now(), suspended_reason = 'administrator'")
  await of(5, "deleted_at = now() - interval '1 day'")
  await of(6, "first_signed_in_at = now(), leave_from = now() - interval '1 day'")
  await of(
    7,
    "first_signed_in_at = now(), app_blocked_at = now(), leave_from = now() - interval '9 days', leave_until = now() - interval '1 second'",
  )
  const names = [
    '김민서',
    '김서준',
    'Émile Zola',
    'emily',
    'ＡＢＣ全角',
    '佐藤 さくら',
    "O'Brien",
    '100%_(.*) "x"',
    '🙂 Smile',
    'Same Name',
    'Same Name',
  ]
  for (const [i, id] of ids.entries()) {
    await pool.query(
      `update members.member set name = $3, employee_number = $4, nickname = $5, created_at = least(created_at, date_trunc('hour', created_at)),
         level_id = (select level_id from members.level where company_id = $6 and rank = $7), custom = '{}' where tenant_id = $1 and member_id = $2`,
      [tenant, id, names[i % names.length], i % 4 === 0 ? null : `0${i % 7}`, i === 0 ? '별명Nick' : null, company.companyId, i % 5],
    )
    await pool.query(
      `update members.affiliation set position_id = (select position_id from members.position where company_id = $3 and rank = $4)
       where tenant_id = $1 and member_id = $2 and is_primary`,
      [tenant, id, company.companyId, i % 4],
    )
  }
  // The server's clock has milliseconds.
  await pool.query(
    "update members.member set activates_at = date_trunc('milliseconds', activates_at), created_at = date_trunc('milliseconds', created_at) where tenant_id = $1",
    [tenant],
  )
  await pool.query('insert into members.alias (tenant_id, company_id, alias, member_id) values ($1, $2, $3, $4)', [
    tenant,
    company.companyId,
    'the.chief',
    ids[1],
  ])
  await server.as(tenant, async (ctx) => {
    const today = dayAt((await getCompany(ctx, company.companyId)).zones, ctx.now)
    const marks = ids.flatMap((memberId, i) =>
      i % 6 === 0 ? [] : [{ companyId: company.companyId, memberId, facts: 6, day: shifted(today, [0, 0, 6, 7, 89, 90][i % 6] ?? 0) }],
    )
    await markDays(ctx.db, ctx.tenant, marks)
  })
}

const shifted = (from: string, days: number) => new Date(Date.parse(`${from}T12:00:00Z`) - days * day).toISOString().slice(0, 10)

async function get<T>(path: string, query: Record<string, string> = {}, as = browser, of = company): Promise<T> {
  const answer = await as.fetch(`${server.url}/api/v1/companies/${of.companyId}/${path}?${new URLSearchParams(query)}`)
  return (await answer.json()) as T
}

async function all(query: Record<string, string>, limit = 7): Promise<ListedMember[]> {
  const items: ListedMember[] = []
  let cursor: string | null = null
  do {
    const page: MemberList = await get<MemberList>('members', { ...query, limit: String(limit), ...(cursor ? { cursor } : {}) })
    items.push(...page.items)
    cursor = page.next
  } while (cursor)
  return items
}

describe('filters', () => {
  it('MB-1: the states in SQL are those of stateOf, for the same members at the same instants', async () => {
    const { rows } = await server.database.owner.pool.query<Record<string, Date | string | null>>(
      'select * from members.member where tenant_id = $1',
      [company.tenant],
    )
    const facts = rows.map((r) => ({
      id: r['member_id'] as string,
      createdAt: r['created_at'] as Date,
      activatesAt: r['activates_at'] as Date | null,
      firstSignedInAt: r['first_signed_in_at'] as Date | null,
      suspendedAt: r['suspended_at'] as Date | null,
      deletedAt: r['deleted_at'] as Date | null,
      appBlockedAt: null,
    }))
    const edges = facts.flatMap((f) => [f.createdAt, f.activatesAt].flatMap((at) => (at ? [at.getTime(), at.getTime() + 30 * day] : [])))
    const instants = [...new Set([Date.now(), ...edges.flatMap((at) => [at - 1, at, at + 1])])].filter((at) => at >= Date.now() - day)
    await server.as(company.tenant, async (ctx) => {
      for (const at of instants.slice(0, 40)) {
        const then = { ...ctx, now: new Date(at) }
        for (const state of memberStates) {
          const { scope } = await scopeOf(then, { companyId: company.companyId, filter: { state }, reach: { names: true, team: null } })
          const page = await selectPage(then, scope, { sort: 'name', direction: 'asc', after: null, limit: 500 }, { gather: null })
          const expected = facts.filter((f) => stateOf(f, then.now) === state).map((f) => f.id)
          expect(page.rows.map((r) => r.id).toSorted(), `${state} at ${then.now.toISOString()}`).toEqual(expected.toSorted())
        }
      }
    })
  })

  it('lists all but deleted members unless they are asked for, and every filter combines', async () => {
    const everyone = await all({})
    expect(everyone).toHaveLength(people + 1 - ids.filter((_, i) => i % 9 === 5).length)
    expect((await all({ state: 'deleted' })).every((m) => m.state === 'deleted')).toBe(true)
    const chosen = { state: 'in_use', onLeave: 'false', blocked: 'true', team: teams[0] ?? '', lastUse: '90' }
    const found = await all(chosen)
    const expected = everyone.filter(
      (m) => m.state === 'in_use' && !m.onLeave && m.appBlocked && m.lastUse !== null && m.lastUse > shifted(today(), 90),
    )
    expect(found.every((m) => expected.some((e) => e.id === m.id))).toBe(true)
    expect(found.length).toBeGreaterThan(0)
    expect((await get<{ total: number }>('members/count', chosen)).total).toBe(found.length)
  })

  it.each([
    ['7', 6],
    ['30', 29],
    ['90', 89],
  ] as const)('last use within %s days reaches %i days back, not a day more', async (lastUse, back) => {
    const found = await all({ lastUse })
    const expected = (await all({})).filter((m) => m.lastUse !== null && m.lastUse >= shifted(today(), back))
    expect(found.map((m) => m.id).toSorted()).toEqual(expected.map((m) => m.id).toSorted())
    expect(found.some((m) => m.lastUse === shifted(today(), back))).toBe(back !== 29)
  })

  it('last use longer ago and never are the rest, each once', async () => {
    const parts = await Promise.all(['90', 'older', 'never'].map((lastUse) => all({ lastUse })))
    expect(parts.every((p) => p.length > 0)).toBe(true)
    expect(
      parts
        .flat()
        .map((m) => m.id)
        .toSorted(),
    ).toEqual((await all({})).map((m) => m.id).toSorted())
  })

  it('a team with and without those beneath it; a member of several once', async () => {
    const whole = await all({ team: teams[0] ?? '' })
    expect(new Set(whole.map((m) => m.id)).size).toBe(whole.length)
    const own = await all({ team: teams[0] ?? '', subteams: 'false' })
    expect(own.length).toBeLessThan(whole.length)
    expect((await get<{ error: { code: string } }>('members', { team: crypto.randomUUID() })).error.code).toBe('not_found')
  })
})

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())

describe('search', () => {
  it.each([
    ['김민', '김민서'],
    ['민서', '김민서'],
    ['EMIL', 'emily'],
    ['ABC全', 'ＡＢＣ全角'],
    ['ａｂｃ', 'ＡＢＣ全角'],
    ['藤 さ', '佐藤 さくら'],
    ["o'b", "O'Brien"],
    ['%_(.*)', '100%_(.*) "x"'],
    ['"x"', '100%_(.*) "x"'],
    ['🙂', '🙂 Smile'],
    ['é', 'Émile Zola'],
  ])('pitfall 13: %s finds %s and nothing else, literally, in any script and width', async (q, name) => {
    const found = await all({ q })
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map((m) => m.name))).toEqual(new Set([name]))
    expect((await get<{ total: number }>('members/count', { q })).total).toBe(found.length)
  })
  it.each([['명nick'], ['the.chief'], ['MEMBER12']])('finds by nickname, alias address and ID: %s', async (q) => {
    expect((await all({ q })).length).toBeGreaterThan(0)
  })
  it('finds by a whole ID as the list shows it, also while it is being typed, and by words however far apart', async () => {
    const [one] = await all({ q: 'MEMBER12' })
    const [login = '', domain = ''] = (one?.login ?? '').split('@')
    const narrow = `${login}@`
    for (const q of [narrow, `${narrow}${domain.slice(0, 3)}`, `${narrow}${domain}`, `${narrow}${domain.toUpperCase()}`])
      expect(
        (await all({ q })).map((m) => m.id),
        q,
      ).toContain(one?.id)
    expect(await all({ q: `${narrow}elsewhere.example` })).toEqual([])
    expect((await all({ q: '藤   さ' })).length).toBeGreaterThan(0)
  })
  it('finds by the reading and by the name in other languages, as they are now', async () => {
    const [one] = await all({ q: 'MEMBER12' })
    const write = (phonetic: string | null, names: object) =>
      server.database.owner.pool.query('update members.member set phonetic = $2, names = $3 where member_id = $1', [
        one?.id,
        phonetic,
        names,
      ])
    await write('gim minseo', { en: { name: 'Minseo Kimberley', phonetic: null }, ja: { name: '金民瑞', phonetic: 'キムミンソ' } })
    for (const q of ['GIM MIN', 'kimberley', '金民', 'ｷﾑﾐﾝ'])
      expect(
        (await all({ q })).map((m) => m.id),
        q,
      ).toContain(one?.id)
    await write(null, {})
    for (const q of ['GIM MIN', 'kimberley', '金民', 'ｷﾑﾐﾝ']) expect(await all({ q }), q).toEqual([])
  })
  it.each([['.*'], ['_'], ['%'], ['zz\\'], ['서준\n김'], ["'; drop table"]])('pitfall 13: %j is no pattern', async (q) => {
    const found = await all({ q })
    expect(found.every((m) => [m.name, m.login, m.nickname, m.employeeNumber].some((text) => text?.toLowerCase().includes(q)))).toBe(true)
  })
})

describe('sorts', () => {
  const ways: [How, string][] = [
    [{ gather: null }, 'gathered'],
    ['walk', 'walked'],
  ]
  it.each(memberSorts.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => [sort, direction] as const)))(
    'pitfalls 11 and 12: %s %s over many pages is the set, in one order with ties and blanks',
    async (sort, direction) => {
      const pages = await all({ sort, direction })
      const whole = await all({ sort, direction }, 200)
      expect(pages.map((m) => m.id)).toEqual(whole.map((m) => m.id))
      expect(new Set(pages.map((m) => m.id)).size).toBe(pages.length)
      const backwards = await all({ sort, direction: direction === 'asc' ? 'desc' : 'asc' }, 200)
      expect(backwards.map((m) => m.id)).toEqual(whole.map((m) => m.id).toReversed())
      expect(ordered(sort, direction === 'asc' ? whole : whole.toReversed())).toBe(true)
    },
  )

  it.each(
    memberSorts.filter((s) => s !== 'lastUse').flatMap((sort) => (['asc', 'desc'] as const).map((direction) => [sort, direction] as const)),
  )('sorted by %s %s, gathering and walking find the same pages', async (sort, direction) => {
    await server.as(company.tenant, async (ctx) => {
      const { scope } = await scopeOf(ctx, {
        companyId: company.companyId,
        filter: { onLeave: 'false', team: teams[0] ?? '', q: 'm' },
        reach: { names: true, team: null },
      })
      const [gathered, walked] = await Promise.all(
        ways.map(async ([how]) => {
          const found: string[] = []
          for (let after: string[] | null = null; ;) {
            const { rows } = await selectPage(ctx, scope, { sort, direction, after, limit: 5 }, how)
            if (rows.length === 0) return found
            found.push(...rows.map((r) => r.id))
            after = rows.at(-1)?.place ?? null
          }
        }),
      )
      expect(gathered?.length).toBeGreaterThan(10)
      expect(walked).toEqual(gathered)
    })
  })

  it('refuses a place of another list, or on a day that the calendar does not have', async () => {
    const page = await get<MemberList>('members', { sort: 'name', limit: '5' })
    const madeUp = (sort: MemberSort, at: string) => ({
      sort,
      cursor: Buffer.from(JSON.stringify([sort, 'asc', at, crypto.randomUUID()])).toString('base64url'),
    })
    const known = ['2026-02-03 04:05:06.789+00', '2026-02-03 04:05:06-03:30'].map((at) => madeUp('createdAt', at))
    for (const query of [...known, madeUp('lastUse', '2026-02-03'), madeUp('lastUse', '-infinity')])
      expect((await get<MemberList>('members', query)).items).toBeInstanceOf(Array)
    for (const query of [
      { sort: 'login', cursor: page.next ?? '' },
      { sort: 'name', direction: 'desc', cursor: page.next ?? '' },
      { cursor: 'x' },
      ...['2026-99-99', '2026-02-30', '0000-01-01', 'yesterday!'].flatMap((at) => [
        madeUp('lastUse', at),
        madeUp('createdAt', `${at} 00:00:00+00`),
      ]),
      ...['2026-02-03 24:61:00+00', '2026-02-03 00:00:00+99', '-infinity'].map((at) => madeUp('createdAt', at)),
    ])
      expect((await get<{ error: { code: string } }>('members', query)).error.code).toBe('input_invalid')
  })
})

const blank = (value: string | null) => value ?? ''
const key: Record<Exclude<MemberSort, 'order' | 'name'>, (m: ListedMember) => string> = {
  login: (m) => m.login.split('@')[0] ?? '',
  employeeNumber: (m) => blank(m.employeeNumber),
  createdAt: (m) => m.createdAt,
  lastUse: (m) => blank(m.lastUse),
}
function ordered(sort: MemberSort, list: ListedMember[]): boolean {
  if (sort === 'order') {
    const executives = list.map((m) => (m.level?.name === 'L2' ? 0 : 1))
    return executives.every((e, i) => i === 0 || (executives[i - 1] ?? 0) <= e)
  }
  if (sort === 'name') return list.findIndex((m) => m.name === 'Émile Zola') < list.findIndex((m) => m.name === 'emily')
  return list.every((m, i) => i === 0 || key[sort](list[i - 1] ?? m) <= key[sort](m))
}

describe('totals', () => {
  it('MB-1: the summary is what the list holds, before and after the counts are folded', async () => {
    const check = async () => {
      const summary = await get<MemberSummary>('members/summary')
      const everyone = await all({})
      for (const state of memberStates) expect(summary.states[state], state).toBe((await all({ state })).length)
      expect(summary.total).toBe(everyone.length)
      expect(summary.onLeave).toBe(everyone.filter((m) => m.onLeave).length)
      expect(summary.appBlocked).toBe(everyone.filter((m) => m.appBlocked).length)
    }
    await check()
    await server.runJob('members.fold_tally')
    await check()
  })

  it('every filter has the same exact total in the list, in the count and by going through all pages', async () => {
    const level = (await all({})).find((m) => m.level)?.level?.id ?? ''
    for (const query of [
      {},
      { state: 'in_use' },
      { state: 'pending', level },
      { onLeave: 'false', level },
      { onLeave: 'true' },
      { blocked: 'true' },
      { level },
      { team: teams[0] ?? '', level },
    ]) {
      const page = await get<MemberList>('members', query as Record<string, string>)
      const { total } = await get<{ total: number }>('members/count', query as Record<string, string>)
      expect(total, JSON.stringify(query)).toBe((await all(query as Record<string, string>)).length)
      expect(page.total, JSON.stringify(query)).toBe(total)
    }
  })
})

describe('reach', () => {
  const administrator = async (login: string, set: { team?: string; names?: boolean }) => {
    const [who] = await makeMembers(server, company, 1, login)
    const { pool } = server.database.owner
    const role = crypto.randomUUID()
    await pool.query(
      `insert into company.role (tenant_id, company_id, role_id, name, permissions, sees_names, created_at) values ($1, $2, $3, $4, '{"members": "view"}', $5, now())`,
      [company.tenant, company.companyId, role, login, set.names ?? true],
    )
    await pool.query(
      "insert into company.administrator (tenant_id, company_id, member_id, role, role_id, team_id, created_at) values ($1, $2, $3, 'custom', $4, $5, now())",
      [company.tenant, company.companyId, who?.id, role, set.team ?? null],
    )
    return signInToConsole(server.url, who?.login ?? '', password)
  }

  it('P-2: a role limited to a team sees its subtree, in list, totals and file', async () => {
    const limited = await administrator('limited', { team: teams[0] ?? '' })
    const expected = await all({ team: teams[0] ?? '' })
    const page = await get<MemberList>('members', { limit: '200' }, limited)
    expect(page.items.map((m) => m.id).toSorted()).toEqual(expected.map((m) => m.id).toSorted())
    expect((await get<MemberSummary>('members/summary', {}, limited)).total).toBe(expected.length)
    expect((await get<{ error: { code: string } }>('members', { team: teams[1] ?? '' }, limited)).error.code).toBe('not_found')
    expect((await get<MemberList>('members', { team: teams[2] ?? '' }, limited)).items.length).toBeGreaterThan(0)
    expect((await csv({}, limited)).lines).toHaveLength(expected.length + 1)
  })

  it('pitfall 36: a role without names sees none, cannot search for them, and takes no file', async () => {
    const nameless = await administrator('nameless', { names: false })
    const page = await get<MemberList>('members', {}, nameless)
    expect(page).toMatchObject({ items: [], next: null, namesHidden: true, total: (await get<MemberList>('members')).total })
    for (const path of ['members', 'members/count'])
      expect((await get<{ error: { code: string } }>(path, { q: '김' }, nameless)).error.code).toBe('names_hidden')
    expect((await get<{ error: { code: string } }>('members.xlsx', {}, nameless)).error.code).toBe('names_hidden')
    expect((await csv({}, nameless)).code).toBe('names_hidden')
  })

  it('no one of another company is found, counted or listed', async () => {
    const theirs = await signInToConsole(server.url, other.admin.login, password)
    expect((await get<MemberList>('members', { q: '김민' }, theirs, other)).items).toHaveLength(3)
    expect((await get<{ error: { code: string } }>('members', {}, theirs, company)).error.code).toBe('not_found')
  })
})

describe('files', () => {
  const fetchFile = (path: string) => browser.fetch(`${server.url}/api/v1/companies/${company.companyId}/${path}`)

  it('pitfall 17: the CSV is the list as filtered and sorted, with the columns chosen; formulas are text; P-4: it is on record', async () => {
    await server.database.owner.pool.query("update members.member set nickname = '=cmd|x', employee_number = '007' where member_id = $1", [
      ids[0],
    ])
    const file = await csv({ filter: { state: 'in_use' }, sort: 'name', columns: ['login', 'nickname', 'employeeNumber', 'team'] })
    const [head, ...lines] = file.lines
    expect(file.name).toMatch(/^members_\d{4}-\d\d-\d\d\.csv$/)
    expect(head).toBe('Name,ID,Team,Employee number,Nickname')
    const listed = await all({ sort: 'name', state: 'in_use' })
    expect(lines).toHaveLength(listed.length)
    expect(lines.every((line, i) => line.includes(listed[i]?.login ?? 'none'))).toBe(true)
    expect(lines.join('\n')).toContain(`,007,'=cmd|x`)
    const { rows } = await server.database.owner.pool.query<{ after: unknown }>(
      "select after from audit.event where action = 'export.requested' order by event_id",
    )
    expect(rows.at(-1)?.after).toEqual({ list: 'members', filter: { state: 'in_use' } })
  })

  it('the Excel file has real dates and text', async () => {
    const answer = await fetchFile('members.xlsx?columns=employeeNumber,createdAt,state')
    const book = await readXlsxFile(Buffer.from(await answer.arrayBuffer()))
    const rows = Array.isArray(book[0]) ? (book as unknown as unknown[][]) : (book[0] as unknown as { data: unknown[][] }).data
    expect(rows[0]).toEqual(['Name', 'State', 'Employee number', 'Registered'])
    expect(rows.length).toBe((await all({})).length + 1)
    expect(rows.slice(1).every((row) => row[3] instanceof Date)).toBe(true)
    expect(rows.some((row) => row[2] === '007')).toBe(true)
  })

  it('pitfall 18: 5,000 members fit an Excel file, 5,001 do not', async () => {
    const crowded = await makeCompany(server)
    const add = (from: number, to: number) =>
      server.database.owner.pool.query(
        `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at)
         select $1, gen_random_uuid(), $2, 'c' || i, 'Crowd', 'en', 'admin', now() from generate_series($3::integer, $4::integer) i`,
        [crowded.tenant, crowded.companyId, from, to],
      )
    await add(1, 4_999)
    const theirs = await signInToConsole(server.url, crowded.admin.login, password)
    const file = () => theirs.fetch(`${server.url}/api/v1/companies/${crowded.companyId}/members.xlsx`)
    expect((await file()).status).toBe(200)
    await add(5_000, 5_000)
    expect(await (await file()).json()).toMatchObject({ error: { code: 'too_many_rows', details: { total: 5_001 } } })
  }, 60_000)
})

describe('totals by last use', () => {
  it('AU-6: days of members who are deleted, purged or gone to another company count no more; who comes back counts again', async () => {
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: 'sibling.example' })
    const leaving = (await makeMembers(server, company, 5, 'leaving')).map((m) => m.id)
    const { pool } = server.database.owner
    await server.as(company.tenant, async (ctx) => {
      const marks = leaving.map((memberId, i) => ({ companyId: company.companyId, memberId, facts: 6, day: shifted(today(), i * 3) }))
      await markDays(ctx.db, ctx.tenant, marks)
    })
    const check = async () => {
      for (const lastUse of ['7', '30', '90']) {
        const counted = (await get<{ total: number }>('members/count', { lastUse })).total
        expect(counted, lastUse).toBe((await all({ lastUse })).length)
        expect((await get<MemberList>('members', { lastUse })).total, lastUse).toBe(counted)
      }
    }
    await check()
    await pool.query('update members.member set deleted_at = now() where member_id = $1', [leaving[0]])
    await check()
    await pool.query('delete from members.member where member_id = $1', [leaving[1]])
    await check()
    await pool.query('update members.member set company_id = $1 where member_id = any ($2)', [sibling.companyId, leaving.slice(2, 4)])
    await check()
    await pool.query('update members.member set company_id = $1 where member_id = $2', [company.companyId, leaving[2]])
    await check()
    await server.runJob('members.fold_tally')
    await check()
  })
})
