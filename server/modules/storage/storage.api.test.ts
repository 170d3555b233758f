import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerFor, listFile, type ApiCaller } from '../../../test/api.ts'
import { clientOf, registerApp } from '../../../test/app.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { deleteMember } from '../members/index.ts'

let server: TestServer
let company: TestCompany
let other: TestCompany
let boss: ApiCaller
let token: string
let people: { id: string; login: string }[]
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  other = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  await plan('standard_plus', true)
  people = await makeMembers(server, company, 8)
  token = await serviceToken(['storage'])
})
afterAll(() => server.stop())

async function serviceToken(scopes: 'storage'[]): Promise<string> {
  const app = await registerApp(boss, company, { kind: 'service', scopes })
  return (await openid.clientCredentialsGrant(await clientOf(server.url, app))).access_token
}
const person = (i: number) => people[i]?.id ?? ''
const at = (path: string) => `/companies/${company.companyId}${path}`

async function report(body: unknown, by: string | null = token) {
  const answer = await fetch(`${server.url}/service/v1/storage`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...(by && { authorization: `Bearer ${by}` }) },
    body: JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { stored?: number; ignored?: unknown[]; error?: { code: string; details: unknown } },
  }
}
const drive = (i: number, used: number, limit: number | null = 1_000, when?: string) => ({
  member: person(i),
  kind: 'drive' as const,
  used,
  limit,
  ...(when && { at: when }),
})
const plan = (core: string, hasDrive: boolean) =>
  server.database.owner.pool.query('update company.company set plan_core = $2, plan_drive = $3 where company_id = $1', [
    company.companyId,
    core,
    hasDrive,
  ])
const totals = async () => (await boss('GET', at('/storage'))).body['items']

/** How many members are at each step. */
const filled = (...members: number[]) => [50, 60, 70, 80, 90, 100].map((percent, i) => ({ percent, members: members[i] }))

/** Counted from the rows, for want of which a sum would be believed. */
async function recount() {
  const { rows } = await server.database.owner.pool.query(
    `select t.kind from storage.total t left join (
       select company_id, kind, sum(used) as used, sum(coalesce(quota, 0)) as quota, count(*) as members,
         count(*) filter (where quota is null) as unlimited,
         array[count(*) filter (where used * 2 >= quota and used > 0), count(*) filter (where used * 10 >= quota * 9 and used > 0)] as filled
       from storage.used group by 1, 2) u on u.company_id = t.company_id and u.kind = t.kind
     where (t.used, t.quota, t.members, t.unlimited, array[t.at_50, t.at_90]::bigint[])
       is distinct from (coalesce(u.used, 0), coalesce(u.quota, 0), coalesce(u.members, 0), coalesce(u.unlimited, 0), coalesce(u.filled, '{0,0}'))`,
  )
  return rows
}

describe('MB-9: storage in use, as the services report it', () => {
  it('MB-9: a service whom the company lets do it reports; no other', async () => {
    expect((await report({ members: [drive(0, 1)] }, null)).body.error?.code).toBe('not_signed_in')
    expect((await report({ members: [drive(0, 1)] }, 'x'.repeat(43))).body.error?.code).toBe('not_signed_in')
    expect((await report({ members: [drive(0, 1)] }, await serviceToken([]))).body.error?.code).toBe('forbidden')
    const [stranger] = await makeMembers(server, other, 1, 'stranger')
    const answer = await report({
      members: [
        { ...drive(0, 100), limit: null },
        { member: stranger?.id, kind: 'mail', used: 1, limit: 1 },
      ],
    })
    expect(answer.body).toEqual({ stored: 1, ignored: [{ path: 'members.1', reason: 'unknown_member' }] })
    expect((await boss('GET', at(`/members/${person(0)}/storage`))).body).toEqual({
      kinds: ['drive', 'mail'],
      items: [{ kind: 'drive', used: 100, limit: null, reportedAt: expect.any(String) }],
    })
  })

  it('MB-9: malformed: refused whole, every problem named, nothing stored', async () => {
    const { status, body } = await report({ members: [drive(1, 5), drive(2, -1), { ...drive(3, 0.5), kind: 'photos' }], extra: 1 })
    expect(status).toBe(400)
    const issues = (body.error?.details as { issues: { path: string }[] } | undefined)?.issues.map((issue) => issue.path)
    expect(issues).toEqual(expect.arrayContaining(['members.1.used', 'members.2.used', 'members.2.kind', '']))
    expect((await boss('GET', at(`/members/${person(1)}/storage`))).body['items']).toEqual([])
    const many = Array.from({ length: 1_001 }, () => drive(1, 5))
    expect((await report({ members: many })).status).toBe(400)
  })

  it('MB-9: a late or repeated report replaces nothing newer; one of a time ahead is not stored; of two in one report the newer counts', async () => {
    const hour = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString()
    const newer = hour(1)
    expect((await report({ members: [drive(1, 10, 100, newer)] })).body.stored).toBe(1)
    expect((await report({ members: [drive(1, 10, 100, newer)] })).body).toEqual({
      stored: 0,
      ignored: [{ path: 'members.0', reason: 'not_newer' }],
    })
    expect((await report({ members: [drive(1, 99, 100, hour(2)), drive(2, 1, 100, hour(-1))] })).body.ignored).toEqual([
      { path: 'members.1', reason: 'ahead' },
      { path: 'members.0', reason: 'not_newer' },
    ])
    const both = await report({ members: [drive(2, 20, 100, hour(3)), drive(2, 30, 100, hour(2))] })
    expect(both.body).toEqual({ stored: 1, ignored: [{ path: 'members.0', reason: 'not_newer' }] })
    const ofPerson = async (i: number) => (await boss('GET', at(`/members/${person(i)}/storage`))).body['items']
    expect(await ofPerson(1)).toMatchObject([{ used: 10 }])
    expect(await ofPerson(2)).toMatchObject([{ used: 30 }])
  })

  it('MB-9: sums are exact, step by step; the company’s own limit counts before its members’', async () => {
    await report({ members: [drive(0, 100, 1_000), drive(3, 900, 1_000), drive(4, 899, 1_000)] })
    // And 10 of 100, 30 of 100.
    expect(await totals()).toMatchObject([
      { kind: 'drive', used: 1_939, limit: 3_200, limitOf: 'members', members: 5, step: 60, filled: filled(2, 2, 2, 2, 1, 0) },
      {
        kind: 'mail',
        used: 0,
        limit: null,
        limitOf: null,
        members: 0,
        step: null,
        since: null,
        filled: filled(0, 0, 0, 0, 0, 0),
        reportedAt: null,
      },
    ])
    await report({ company: [{ kind: 'drive', limit: 1_939 }] })
    expect(await totals()).toMatchObject([{ limit: 1_939, limitOf: 'company', step: 100 }, {}])
    const twice = { kind: 'mail', limit: 1 }
    expect((await report({ company: [twice, twice] })).status).toBe(400)
    expect(await recount()).toEqual([])
  })

  it('MB-9: two services at once, in whatever order: each value once, the sums right', async () => {
    const values = people.map((_, i) => drive(i, 50 + i, 200))
    await Promise.all(Array.from({ length: 10 }, (_, i) => report({ members: i % 2 ? values : values.toReversed() })))
    expect(await recount()).toEqual([])
    expect(await totals()).toMatchObject([{ members: 8, used: 8 * 50 + 28 }, {}])
  })

  it('MB-9: the largest first, page by page, ties and all; near the limit: those alone', async () => {
    await report({ members: people.map((_, i) => drive(i, i < 4 ? 500 : 90 + i, 100)) })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await boss('GET', at(`/storage/members?limit=3${cursor && `&cursor=${cursor}`}`))
      expect(body['total']).toBe(8)
      seen.push(...(body['items'] as { member: { id: string }; used: number }[]).map((row) => `${row.used} ${row.member.id}`))
      cursor = (body['next'] as string | null) ?? ''
    } while (cursor)
    expect(new Set(seen).size).toBe(8)
    expect(seen.map((line) => Number(line.split(' ')[0]))).toEqual([500, 500, 500, 500, 97, 96, 95, 94])
    // However full they are, the order is one over all steps, and over its pages.
    await report({ members: people.map((_, i) => drive(i, i < 4 ? 500 + i : 90 + i, i < 4 ? 100 + 100 * i : 1_000)) })
    const page = async (query: string) => (await boss('GET', at(`/storage/members?filled=80${query}`))).body
    const first = await page('&limit=3')
    const second = await page(`&limit=3&cursor=${String(first['next'])}`)
    const used = [first, second].flatMap((body) => (body['items'] as { used: number }[]).map((row) => row.used))
    expect([first['total'], used, second['next']]).toEqual([4, [503, 502, 501, 500], null])
    expect(await recount()).toEqual([])
    expect((await boss('GET', at('/storage/members?cursor=made-up'))).code).toBe('input_invalid')
  })

  it('MB-9: of a step that the company reaches, administrators of the whole company are told, once', async () => {
    const told = async () => {
      const { body } = await boss('GET', '/me/notices?limit=100')
      return (body['items'] as { kind: string; data: { kind: string; step: number } }[])
        .filter(({ kind, data }) => kind === 'storage_filling' && data.kind === 'mail')
        .map(({ data }) => data.step)
    }
    const since = async () => ((await totals()) as { since: string | null }[])[1]?.since
    const mail = (used: number) => ({ member: person(0), kind: 'mail', used, limit: null })
    await report({ members: [mail(40)], company: [{ kind: 'mail', limit: 100 }] })
    expect([await told(), await since()]).toEqual([[], null])
    await report({ members: [mail(72)] })
    const seventy = await since()
    expect([await told(), seventy]).toEqual([[70], expect.any(String)])
    await report({ members: [mail(68)] })
    await report({ members: [mail(71)] })
    expect(await told(), 'it wavers').toEqual([70])
    expect(await since()).not.toBe(seventy)
    // Neither of two at once knows of the other's value: whoever comes second does.
    await Promise.all([report({ members: [mail(79)] }), report({ company: [{ kind: 'mail', limit: 79 }] })])
    expect((await told()).filter((step) => step === 100)).toHaveLength(1)
  })

  it('MB-9, DS-8, P-2: the list as a CSV file; a role without names gets the number alone', async () => {
    const file = await listFile(boss.browser, server.url, at('/storage/exports'), { kind: 'drive', filled: '80' })
    expect(file.name).toMatch(/^storage_drive_/)
    expect(file.lines[0]?.trim()).toBe('Name,ID,Drive in use (bytes),Drive limit (bytes),In use (%),As of')
    expect(file.lines.slice(1).map((line) => line.split(',').slice(2, 5).join(' '))).toEqual([
      '503 400 125',
      '502 300 167',
      '501 200 250',
      '500 100 500',
    ])
    const role = await boss('POST', at('/roles'), { name: 'Totals', permissions: { statistics: 'view' }, seesNames: false })
    await boss('PUT', at(`/administrators/${person(7)}`), { grant: { role: 'custom', roleId: role.body['id'], teamId: null } })
    const blind = await callerFor(server, people[7]?.login ?? '')
    expect((await blind('GET', at('/storage/members?filled=80'))).body).toEqual({ items: [], next: null, total: 4, namesHidden: true })
    expect((await blind('POST', at('/storage/exports'), {})).code).toBe('names_hidden')
  })

  it('MB-9: with the Drive option on a standard plan: Drive only', async () => {
    await report({ members: [{ ...drive(0, 7), kind: 'mail' }] })
    await plan('standard', true)
    expect(await totals()).toMatchObject([{ kind: 'drive' }])
    expect((await boss('GET', at(`/members/${person(0)}/storage`))).body).toMatchObject({ kinds: ['drive'], items: [{ kind: 'drive' }] })
    expect((await boss('GET', at('/storage/members?kind=mail'))).body).toMatchObject({ items: [], total: 0 })
    await plan('standard_plus', true)
    expect(await totals()).toMatchObject([{ kind: 'drive' }, { kind: 'mail', used: 7 }])
  })

  it('MB-15, MB-9: whoever is purged takes up nothing any more', async () => {
    await server.as(company.tenant, (ctx) => deleteMember(ctx, person(5)))
    await server.database.owner.pool.query(`update members.member set deleted_at = now() - interval '8 days' where member_id = $1`, [
      person(5),
    ])
    expect(await totals()).toMatchObject([{ members: 8 }, {}])
    await server.runJob('members.purge')
    expect(await totals()).toMatchObject([{ members: 7 }, {}])
    expect(await recount()).toEqual([])
  })
})
