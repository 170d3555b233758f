import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SecurityCheck } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { appointAdministrator } from '../company/index.ts'
import { suspendMember } from '../members/index.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

async function checklist(memberId: string, by = boss): Promise<Record<string, SecurityCheck>> {
  const answer = await by('GET', `/companies/${company.companyId}/members/${memberId}/security-checklist`)
  expect(answer.code).toBeNull()
  return Object.fromEntries((answer.body['items'] as SecurityCheck[]).map((line) => [line.check, line]))
}

it('MB-2, MB-4, MB-8: each line says how it stands and what mends it, and follows what is done', async () => {
  const [who] = await makeMembers(server, company, 1, 'some')
  const { pool } = server.database.owner
  const policy = { minLength: 8, kinds: 1, expiryDays: 30, reuse: 0, attempts: null, breached: true }
  const signIn = { rememberDays: null, passkeyAlone: false, easyLogin: { line: false, phone: false } }
  await boss('PUT', `/companies/${company.companyId}/security/sign-in`, { revision: 0, password: policy, twoStep: 'optional', ...signIn })
  await pool.query(`update signin.password set changed_at = now() - interval '31 days', change_reason = null where member_id = $1`, [
    who?.id,
  ])
  await pool.query(
    `insert into notifications.notice (tenant_id, notice_id, member_id, kind, data, created_at)
     select $1, gen_random_uuid(), $2, 'new_sign_in', jsonb_build_object('newCountry', country, 'newDevice', true), now() - age::interval
     from (values (true, '29 days 23:59'), (true, '30 days 00:01'), (false, '1 day')) as n (country, age)`,
    [company.tenant, who?.id],
  )
  await pool.query('update members.member set first_signed_in_at = now() where member_id = $1', [who?.id])
  const before = await checklist(who?.id ?? '')
  expect(before).toMatchObject({
    password: { state: 'bad', finding: 'password_expired', mend: { what: 'request_password_change', reason: null } },
    two_step: { state: 'warn', finding: 'two_step_off', mend: { what: 'switch_two_step_on', reason: null } },
    places: { state: 'warn', finding: 'places_country', count: 1 },
  })
  await boss('POST', `/companies/${company.companyId}/members/${who?.id}/password-change-request`)
  await boss('PUT', `/companies/${company.companyId}/members/${who?.id}/two-step`, { on: true })
  expect(await checklist(who?.id ?? '')).toMatchObject({
    password: { finding: 'password_must_change', mend: { what: 'member' } },
    two_step: { finding: 'two_step_awaited' },
  })
})

it('P-2, P-3: what the reader may not do says why: their role, their own account, the member’s state', async () => {
  const [who, looker] = await makeMembers(server, company, 2, 'other')
  await server.as(company.tenant, (ctx) =>
    appointAdministrator(ctx, { companyId: company.companyId, memberId: looker?.id ?? '', role: 'operations_admin' }),
  )
  const by = await callerFor(server, looker?.login ?? '')
  expect((await checklist(who?.id ?? '', by))['two_step']?.mend?.reason).toBe('forbidden')
  expect((await checklist(company.admin.id))['two_step']).toMatchObject({ state: 'bad', mend: { reason: 'own_account' } })
  await server.as(company.tenant, (ctx) => suspendMember(ctx, who?.id ?? ''))
  expect((await checklist(who?.id ?? ''))['two_step']?.mend?.reason).toBe('member_state')
})
