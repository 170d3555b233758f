import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemberActivity } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { dayInZone } from '../company/index.ts'
import { affiliate, createTeam } from '../members/index.ts'
import { byDayQuery } from '../sessions/count.queries.ts'
import { recordMarks, useMarks } from './index.ts'
import { calendarsQuery } from './member.queries.ts'
import { addDays } from './period.rules.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let people: { id: string; login: string }[]
const zone = 'Asia/Kathmandu'
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server, { zone })
  people = await makeMembers(server, company, 4)
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

const person = (i: number) => people[i]?.id ?? ''
const today = () => dayInZone(zone, new Date())
async function activityOf(memberId: string, by = boss): Promise<MemberActivity> {
  const answer = await by('GET', `/companies/${company.companyId}/members/${memberId}/activity`)
  expect(answer.code).toBeNull()
  return answer.body as unknown as MemberActivity
}
/** A connection of a member, which began then and ended a second later. */
const connect = (memberId: string, at: string, surface = 'pc', companyId = company.companyId) =>
  server.database.owner.pool.query(
    `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at, ended_at, ended_reason)
     values ($1, gen_random_uuid(), $2, $3, $4, $4, 'password', $5, $5::timestamptz + interval '1 second', 'signed_out')`,
    [company.tenant, memberId, companyId, surface, at],
  )

describe('MB-2: a member’s sign-ins per day and active days by app', () => {
  it('MB-2, T-1, T-2: sign-ins fall on the company’s days, by apps and in browsers; the first of 90 days is whole, and survives the purge', async () => {
    const id = person(0)
    await server.database.owner.pool.query(`update members.membership set from_at = now() - interval '2 years' where member_id = $1`, [id])
    const first = addDays(today(), -89)
    // Kathmandu is 5:45 ahead: its day begins at 18:15 of the day before.
    const midnight = `${addDays(first, -1)}T18:15:00Z`
    await connect(id, midnight)
    await connect(id, midnight, 'web')
    await connect(id, `${addDays(first, -1)}T18:14:59.999Z`)
    await connect(id, `${first}T18:15:00Z`, 'web')
    await connect(id, midnight, 'pc', crypto.randomUUID())
    await server.runJob('signin.tidy')
    const { signIns } = await activityOf(id)
    expect([signIns.from, signIns.to, signIns.app.length]).toEqual([first, today(), 90])
    expect(signIns.app.slice(0, 3)).toEqual([1, 0, 0])
    expect(signIns.web.slice(0, 3)).toEqual([1, 1, 0])
  })

  it('MB-2, AU-1: a year of active days by surface, with the day a year ago and without the one before; nothing known before the member came', async () => {
    const id = person(1)
    const empty = await activityOf(id)
    expect(empty.year.knownFrom).toBe(today())
    expect(empty.signIns.app.slice(-2)).toEqual([null, 0])
    const { from, to } = empty.year
    const use = (surface: 'mobile' | 'web', day: string) => useMarks({ memberId: id, companyId: company.companyId, surface, day })
    await server.as(company.tenant, (ctx) =>
      recordMarks(ctx, [...use('mobile', from), ...use('mobile', to), ...use('web', addDays(from, -1)), ...use('web', to)]),
    )
    const { year } = await activityOf(id)
    expect(year.knownFrom).toBe(from)
    expect(Object.fromEntries(year.surfaces.map((s) => [s.surface, s.days]))).toEqual({
      mobile: [from, to],
      pc: [],
      drive_mobile: [],
      drive_explorer: [],
      web: [to],
    })
  })

  it('P-2: a role limited to a team reaches its members alone', async () => {
    const [limited] = await makeMembers(server, company, 1, 'limited')
    const team = await server.as(company.tenant, async (ctx) => {
      const made = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Team' })
      await affiliate(ctx, [{ memberId: person(0), companyId: company.companyId, teamId: made, isPrimary: true, isLeader: false }])
      return made
    })
    const role = [company.tenant, company.companyId, crypto.randomUUID()]
    const { pool } = server.database.owner
    await pool.query(`insert into company.role values ($1, $2, $3, 'Few', '{"members": "view"}', true, now())`, role)
    await pool.query(
      `insert into company.administrator (tenant_id, company_id, role_id, member_id, role, created_at, team_id) values ($1, $2, $3, $4, 'custom', now(), $5)`,
      [...role, limited?.id, team],
    )
    const by = await callerFor(server, limited?.login ?? '')
    expect((await activityOf(person(0), by)).today).toBe(today())
    expect((await by('GET', `/companies/${company.companyId}/members/${person(1)}/activity`)).code).toBe('not_found')
  })

  it('MB-2: both are found by key, under row-level security', async () => {
    const of = { memberId: person(0), companyId: company.companyId }
    const { pool } = server.database.owner
    // Of a handful of rows any index is as good as another.
    await pool.query(
      `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at)
       select $1, gen_random_uuid(), m, $2, 'pc', 'pc', 'password', now() - interval '1 hour' * n
       from (select gen_random_uuid() as m from generate_series(1, 200)) who, generate_series(1, 100) n`,
      [company.tenant, company.companyId],
    )
    await pool.query('analyze sessions.connection, activity.calendar')
    const plans = await server.as(company.tenant, async (ctx) => {
      const explain = async (query: { sql: string; parameters: readonly unknown[] }) =>
        JSON.stringify((await ctx.db.executeQuery({ ...query, sql: `explain (costs off) ${query.sql}` } as never)).rows)
      await ctx.db.executeQuery({
        sql: 'set local enable_seqscan = off',
        parameters: [],
        query: { kind: 'RawNode' },
        queryId: { queryId: 'p' },
      } as never)
      const [byDay, calendars] = [
        byDayQuery(ctx, of, [new Date(Date.now() - 7_000_000_000)]).compile(ctx.db),
        calendarsQuery(ctx, of, today()).compile(ctx.db),
      ]
      return [await explain(byDay), await explain(calendars)]
    })
    expect(plans[0]).toMatch(/connection_of_member.*Index Cond.*tenant_id.*member_id.*created_at/)
    expect(plans[1]).toMatch(/calendar_pkey.*Index Cond.*tenant_id.*company_id.*member_id/)
  })
})
