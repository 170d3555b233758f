import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEvent } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { createTeam } from '#modules/members'
import { scopes, type Actor } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { callerFor, listFile, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let reader: ApiCaller
let nameless: ApiCaller
let at: string
let members: { id: string; login: string }[]

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server, { zone: 'Asia/Seoul' })
  at = `/companies/${company.companyId}`
  boss = await callerFor(server, company.admin.login)
  members = await makeMembers(server, company, 6)
  reader = await withRole(members[0]?.id ?? '', members[0]?.login ?? '', true)
  nameless = await withRole(members[1]?.id ?? '', members[1]?.login ?? '', false)
})
afterAll(() => server.stop())

async function withRole(id: string, login: string, seesNames: boolean): Promise<ApiCaller> {
  const role = await boss('POST', `${at}/roles`, { name: `Auditor ${seesNames}`, permissions: { audit: 'view' }, seesNames })
  await boss('PUT', `${at}/administrators/${id}`, { grant: { role: 'custom', roleId: role.body['id'] } })
  return callerFor(server, login)
}

type Page = { items: AuditEvent[]; next: string | null; total: number; totalIsExact: boolean }
const log = async (query = '', by = reader) => (await by('GET', `${at}/audit${query}`)).body as unknown as Page

const csv = (filter: object, by = reader) => listFile(by.browser, server.url, `${at}/audit/exports`, { filter })

/** Records an event as it would have been at an instant. */
async function recordAt(instant: string, action: string, name = 'Somebody', subject = members[2]?.id ?? ''): Promise<void> {
  const actor: Actor = { kind: 'member', memberId: company.admin.id, name, sessionId: newId(new Date()), ip: '203.0.113.9' }
  const scope = scopes(server.database.app.db, () => new Date(instant), createLog('silent'))(company.tenant, actor)
  await scope.transaction((ctx) =>
    recordEvent(ctx, {
      action,
      companyId: company.companyId,
      subject: { kind: 'member', id: subject },
      before: { name: 'Formerly' },
      after: { name: 'After' },
    }),
  )
}

describe('P-4: the audit log', () => {
  it('P-4: says who, from where, what, on whom, before and after; newest first', async () => {
    const target = members[3]?.id ?? ''
    await boss('PUT', `${at}/members/${target}/suspension`)
    const { items } = await log('?limit=1')
    expect(items[0]).toMatchObject({
      actor: { kind: 'member', id: company.admin.id, name: expect.any(String) as string },
      action: 'member.suspended',
      subject: { kind: 'member', id: target, name: 'Member 4' },
      ip: expect.stringMatching(/127\.0\.0\.1|::1/) as string,
      requestId: expect.any(String) as string,
    })
  })

  it('P-4: filters by actor, action, noun and member, all combined', async () => {
    const target = members[4]?.id ?? ''
    await boss('PUT', `${at}/members/${target}/app-block`)
    await boss('DELETE', `${at}/members/${target}/app-block`)
    const actions = async (query: string) => (await log(query)).items.map((e) => e.action)
    expect(await actions(`?member=${target}&action=member.apps_blocked`)).toEqual(['member.apps_blocked'])
    expect(await actions(`?member=${target}&action=member.&actor=${company.admin.id}`)).toEqual([
      'member.apps_unblocked',
      'member.apps_blocked',
    ])
    expect(await actions(`?member=${target}&actor=${members[0]?.id}`)).toEqual([])
    expect(new Set(await actions('?action=role.'))).toEqual(new Set(['role.created']))
    expect((await log('?actor=system')).items.every((e) => e.actor.kind === 'system')).toBe(true)
    expect((await reader('GET', `${at}/audit?action=member`)).code).toBe('input_invalid')
    expect((await reader('GET', `${at}/audit?from=2026-03-02&to=2026-03-01`)).code).toBe('input_invalid')
    expect((await reader('GET', `${at}/audit?limit=201`)).code).toBe('input_invalid')
  })

  it('T-1: days are the company’s, to the millisecond', async () => {
    const marks = ['2026-03-01T14:59:59.999Z', '2026-03-01T15:00:00.000Z', '2026-03-02T14:59:59.999Z', '2026-03-02T15:00:00.000Z']
    for (const mark of marks) await recordAt(mark, 'member.left')
    const on = async (from: string, to: string) =>
      (await log(`?action=member.left&from=${from}&to=${to}`)).items.map((e) => e.at).toReversed()
    expect(await on('2026-03-02', '2026-03-02')).toEqual(marks.slice(1, 3))
    expect(await on('2026-03-01', '2026-03-01')).toEqual(marks.slice(0, 1))
    expect(await on('2026-03-01', '2026-03-03')).toEqual(marks)
  })

  it('pitfall 11: pages make the whole log, no event twice, whatever is recorded meanwhile', async () => {
    for (let i = 0; i < 23; i++) await recordAt(`2026-02-01T00:00:00.${i % 3}00Z`, 'member.counted')
    const whole = await log('?action=member.counted&limit=200')
    expect([whole.total, whole.totalIsExact, whole.next]).toEqual([23, true, null])
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Page = await log(`?action=member.counted&limit=5${next ? `&cursor=${next}` : ''}`)
      seen.push(...page.items.map((e) => e.id))
      next = page.next
      await recordAt('2026-05-01T00:00:00Z', 'member.counted')
    }
    expect(seen).toEqual(whole.items.map((e) => e.id))
    expect((await reader('GET', `${at}/audit?cursor=WyJ4Il0`)).code).toBe('input_invalid')
  })

  it('pitfall 36: a role without names sees none, nor what they stand in, nor can it ask for somebody’s events', async () => {
    const page = await log('?limit=200', nameless)
    expect(page.items.length).toBeGreaterThan(20)
    for (const e of page.items) {
      expect([e.before, e.after, e.ip, e.actor.id]).toEqual([null, null, null, null])
      if (e.actor.kind === 'member') expect(e.actor.name).toBeNull()
      if (['member', 'administrator'].includes(e.subject.kind)) expect([e.subject.id, e.subject.name]).toEqual([null, null])
    }
    for (const [by, whom] of [
      ['member', members[2]?.id ?? ''],
      ['actor', company.admin.id],
    ] as const) {
      expect((await nameless('GET', `${at}/audit?${by}=${whom}`)).code).toBe('names_hidden')
      expect((await csv({ [by]: whom }, nameless)).code).toBe('names_hidden')
    }
    const { lines } = await csv({}, nameless)
    expect(lines.length).toBeGreaterThan(20)
    for (const secret of ['Somebody', 'Member 4', 'Formerly', company.admin.id]) expect(lines.join()).not.toContain(secret)
  })

  it('P-2: a role limited to a team has no audit log', async () => {
    const team = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Seoul' }))
    const roles = (await boss('GET', `${at}/roles`)).body['items'] as { id: string }[]
    await boss('PUT', `${at}/administrators/${members[5]?.id}`, { grant: { role: 'custom', roleId: roles[0]?.id, teamId: team } })
    const limited = await callerFor(server, members[5]?.login ?? '')
    expect((await limited('GET', `${at}/audit`)).code).toBe('forbidden')
    expect((await csv({}, limited)).code).toBe('forbidden')
  })

  it('other companies of the group have logs of their own', async () => {
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: `s${company.domain}` })
    const other = await callerFor(server, sibling.admin.login)
    const page = (await other('GET', `/companies/${sibling.companyId}/audit?limit=200`)).body as unknown as Page
    expect(page.items.map((e) => e.action)).toEqual(expect.arrayContaining(['company.created']))
    expect(JSON.stringify(page.items)).not.toContain(company.companyId)
  })
})

describe('P-4: the file', () => {
  it('pitfall 17: CSV as filtered, formulas neutralised, quoted; that it was asked for is itself recorded', async () => {
    await recordAt('2026-04-01T00:00:00Z', 'member.named', '=HYPERLINK("http://evil")')
    await recordAt('2026-04-01T00:00:01Z', 'member.named', '김, "철수"')
    const { lines } = await csv({ action: 'member.named' })
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(
      'Time,Time (UTC),Who,Who (ID),From,What,Kind,On whom or what,On whom or what (ID),Before,After,Request number,Through API token',
    )
    expect(lines[1]).toContain('2026-04-01 09:00:01,2026-04-01T00:00:01.000Z,"김, ""철수""",')
    expect(lines[2]).toContain(`"'=HYPERLINK(""http://evil"")",`)
    const [newest] = (await log('?action=export.requested&limit=1')).items
    expect(newest).toMatchObject({ after: { list: 'audit', filter: { action: 'member.named' } }, actor: { id: members[0]?.id } })
  })

  it('counts up to 10,000 for the page, which says that there are more', async () => {
    await server.database.owner.pool.query(
      `insert into audit.event (tenant_id, event_id, company_id, at, actor_kind, actor_name, action, subject_kind)
       select $1, gen_random_uuid(), $2, now(), 'system', 'bulk', 'bulk.made', 'company' from generate_series(1, 12345)`,
      [company.tenant, company.companyId],
    )
    const page = await log('?action=bulk.made')
    expect([page.total, page.totalIsExact]).toEqual([10_000, false])
  })
})

describe('P-4: append-only, for the server’s own role as well', () => {
  it.each([
    ["update audit.event set actor_name = 'Nobody'", 'permission denied'],
    ['delete from audit.event', 'permission denied'],
    ['truncate audit.event', 'permission denied'],
    ['drop table audit.event', 'must be owner'],
    ['alter table audit.event disable row level security', 'must be owner'],
  ])('P-4: %s is refused', async (statement, why) => {
    await expect(server.database.app.pool.query(statement)).rejects.toThrow(why)
  })
})
