import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { hashSecret, newSecret } from '../../platform/ids.ts'
import { signInToConsole } from '../../../test/openid.ts'
import { makeCompany, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { offerSetup } from './index.ts'

let server: TestServer
let company: TestCompany
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1', '::1'] })
  company = await makeCompany(server, { zone: 'Asia/Seoul' })
})
afterAll(() => server.stop())
afterEach(() => void vi.useRealTimers())

async function changeZone(zone: string): Promise<Response> {
  const browser = await signInToConsole(server.url, company.admin.login, password)
  return browser.fetch(`${server.url}/api/v1/companies/${company.companyId}/settings/time-zone`, {
    method: 'PUT',
    headers: { origin: server.url, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
    body: JSON.stringify({ zone }),
  })
}

describe('T-3: changing the time zone', () => {
  it('T-3, P-4: says when it takes effect, and the audit log who changed what, from where, before and after', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T03:00:00Z') })
    const answer = await changeZone('America/Los_Angeles')
    expect(await answer.json()).toEqual({ zone: 'America/Los_Angeles', effectiveAt: '2026-11-22T08:00:00.000Z', firstDay: '2026-11-22' })
    const { rows } = await server.database.owner.pool.query(
      "select * from audit.event where action = 'company.time_zone_changed' order by event_id desc limit 1",
    )
    expect(rows[0]).toMatchObject({
      tenant_id: company.tenant,
      company_id: company.companyId,
      actor_kind: 'member',
      actor_id: company.admin.id,
      ip: '203.0.113.9',
      subject_kind: 'company',
      subject_id: company.companyId,
      before: { zones: [{ zone: 'Asia/Seoul', from: null }] },
      after: { zone: 'America/Los_Angeles', effectiveAt: '2026-11-22T08:00:00.000Z' },
      request_id: answer.headers.get('x-request-id'),
    })
  })

  it('T-3: a change that is not in force yet is replaced, and one back to the zone in force withdraws it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T04:00:00Z') })
    const zones = async () =>
      (
        await server.database.owner.pool.query<{ zone: string }>('select zone from company.zone where company_id = $1 order by from_at', [
          company.companyId,
        ])
      ).rows.map((r) => r.zone)
    await changeZone('Asia/Kathmandu')
    expect(await zones()).toEqual(['Asia/Seoul', 'Asia/Kathmandu'])
    await changeZone('Asia/Seoul')
    expect(await zones()).toEqual(['Asia/Seoul'])
    const events = () => server.database.owner.pool.query(`select from audit.event where action = 'company.time_zone_changed'`)
    const before = (await events()).rowCount
    await changeZone('Asia/Seoul')
    expect((await events()).rowCount).toBe(before)
  })
})

describe('addresses', () => {
  it('pitfall 34: X-Forwarded-For is believed from a trusted proxy', () => {
    expect(server.logged.some((line) => line.includes('203.0.113.9'))).toBe(true)
  })
})

describe('the one-time setup link', () => {
  it('creates the first company once; of two at once one wins; there is no second', async () => {
    const empty = await startTestServer()
    const token = newSecret()
    const older = newSecret()
    const now = new Date()
    expect(await offerSetup(empty.database.app.db, hashSecret(older), now)).toBe(true)
    expect(await offerSetup(empty.database.app.db, hashSecret(token), now)).toBe(true)
    const setUp = (link: string, login: string) =>
      fetch(`${empty.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          token: link,
          companyName: 'First',
          domain: 'first.example',
          zone: 'Asia/Seoul',
          locale: 'ko',
          name: 'Ada',
          login,
          password,
        }),
      })
    expect((await setUp(older, 'ada')).status).toBe(410)
    const answers = await Promise.all([setUp(token, 'ada'), setUp(token, 'bob')])
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 410])
    expect((await setUp(token, 'eve')).status).toBe(410)
    expect(await offerSetup(empty.database.app.db, hashSecret(newSecret()), now)).toBe(false)
    const { rows } = await empty.database.owner.pool.query<{ login: string; role: string }>(
      'select m.login, a.role from members.member m join company.administrator a using (tenant_id, member_id)',
    )
    expect(rows).toHaveLength(1)
    await signInToConsole(empty.url, `${rows[0]?.login}@first.example`, password)
    await empty.stop()
  })

  it('T-2: lives 7 days', async () => {
    const empty = await startTestServer()
    const token = newSecret()
    const at = new Date('2026-11-01T00:00:00.000Z')
    await offerSetup(empty.database.app.db, hashSecret(token), at)
    const use = async (now: string) => {
      const { rows } = await empty.database.app.pool.query<{ used: boolean }>('select company.use_setup($1, $2) as used', [
        hashSecret(token),
        now,
      ])
      return rows[0]?.used
    }
    expect(await use('2026-11-08T00:00:00.000Z')).toBe(false)
    expect(await use('2026-11-07T23:59:59.999Z')).toBe(true)
    await empty.stop()
  })
})
