import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SecurityCheck } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { appointAdministrator } from '../company/index.ts'
import { setMdm } from '../devices/index.ts'
import { affiliate, createTeam, deleteMember, suspendMember } from '../members/index.ts'

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

const pool = () => server.database.owner.pool
/** A phone with the mobile app. */
const addPhone = (memberId: string) =>
  pool().query(
    `with model as (insert into devices.model (tenant_id, name, folded) values ($1, $2::text, '') returning model_id),
      device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
        select $1, $2::uuid, $2::text, model_id, 'android', '17', '', now() from model)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select $1, $2::uuid, $3, 'mobile', $2::uuid, $4, model_id, 'android', '17', '', '3.9.0', '0', now(), now() from model`,
    [company.tenant, crypto.randomUUID(), memberId, company.companyId],
  )

it('MB-2, MB-4, MB-8: each line says how it stands and what mends it, and follows what is done', async () => {
  const [who] = await makeMembers(server, company, 1, 'some')
  const policy = { minLength: 8, kinds: 1, expiryDays: 30, reuse: 0, attempts: null, breached: true }
  const signIn = { rememberDays: null, passkeyAlone: false, easyLogin: { line: false, phone: false } }
  await boss('PUT', `/companies/${company.companyId}/security/sign-in`, { revision: 0, password: policy, twoStep: 'optional', ...signIn })
  await pool().query(`update signin.password set changed_at = now() - interval '31 days', change_reason = null where member_id = $1`, [
    who?.id,
  ])
  await pool().query(
    `insert into notifications.notice (tenant_id, notice_id, member_id, kind, data, created_at)
     select $1, gen_random_uuid(), $2, 'new_sign_in', jsonb_build_object('newCountry', country, 'newDevice', true), now() - age::interval
     from (values (true, '29 days 23:59'), (true, '30 days 00:01'), (false, '1 day')) as n (country, age)`,
    [company.tenant, who?.id],
  )
  await pool().query('update members.member set first_signed_in_at = now() where member_id = $1', [who?.id])
  await pool().query(`update members.membership set from_at = now() - interval '1 year' where member_id = $1`, [who?.id])
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
  const reason = async () => (await checklist(who?.id ?? ''))['two_step']?.mend?.reason
  const act = async () => (await boss('PUT', `/companies/${company.companyId}/members/${who?.id}/two-step`, { on: true })).code
  await server.as(company.tenant, (ctx) => suspendMember(ctx, who?.id ?? ''))
  expect([await reason(), await act()], 'whoever is suspended is made safer before they come back').toEqual([null, null])
  await boss('PUT', `/companies/${company.companyId}/members/${who?.id}/two-step`, { on: false })
  await server.as(company.tenant, (ctx) => deleteMember(ctx, who?.id ?? ''))
  expect([await reason(), await act()]).toEqual(['member_state', 'member_state'])
})

it('P-2: what is the whole company’s is not offered to a role limited to a team', async () => {
  const [who, looker] = await makeMembers(server, company, 2, 'within')
  await addPhone(who?.id ?? '')
  const team = await server.as(company.tenant, async (ctx) => {
    const made = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Within' })
    await affiliate(ctx, [{ memberId: who?.id ?? '', companyId: company.companyId, teamId: made, isPrimary: true, isLeader: false }])
    return made
  })
  const permissions = { members: 'manage', security: 'manage', devices: 'manage' }
  const { body } = await boss('POST', `/companies/${company.companyId}/roles`, { name: 'Within', permissions, seesNames: true })
  await boss('PUT', `/companies/${company.companyId}/administrators/${looker?.id}`, {
    grant: { role: 'custom', roleId: body['id'], teamId: team },
  })
  await pool().query(`update signin.policy set two_step = 'off' where company_id = $1`, [company.companyId])
  const lines = await checklist(who?.id ?? '', await callerFor(server, looker?.login ?? ''))
  await pool().query(`update signin.policy set two_step = 'optional' where company_id = $1`, [company.companyId])
  expect(lines['two_step']?.mend).toEqual({ what: 'change_policy', reason: 'forbidden' })
  expect(lines['apps']?.mend).toEqual({ what: 'keep_versions', reason: 'forbidden' })
})

it('P-1, DS-10: MDM counts while it is in force; MB-16: sign-ins from before a transfer do not', async () => {
  const [who = { id: '', login: '' }] = await makeMembers(server, company, 1, 'moved')
  await addPhone(who.id)
  await server.as(company.tenant, (ctx) => setMdm(ctx, company.companyId, { revision: 0, mode: 'required' }))
  expect((await checklist(who.id))['mdm']).toMatchObject({ finding: 'mdm_missing', count: 1 })
  const plan = (core: string, drive: boolean) =>
    pool().query('update company.company set plan_core = $2, plan_drive = $3, plan_approval = $3 where company_id = $1', [
      company.companyId,
      core,
      drive,
    ])
  await plan('free', false)
  expect(Object.keys(await checklist(who.id))).not.toContain('mdm')
  await plan('standard', true)

  await pool().query('update members.member set first_signed_in_at = now() where member_id = $1', [who.id])
  await pool().query(
    `insert into notifications.notice (tenant_id, notice_id, member_id, kind, data, created_at)
     values ($1, gen_random_uuid(), $2, 'new_sign_in', '{"newCountry": true, "newDevice": true}', now() - interval '2 days')`,
    [company.tenant, who.id],
  )
  const from = (age: string) =>
    pool().query(`update members.membership set from_at = now() - $2::interval where member_id = $1`, [who.id, age])
  await from('3 days')
  expect((await checklist(who.id))['places']).toMatchObject({ count: 1 })
  await from('1 day')
  expect((await checklist(who.id))['places']).toMatchObject({ finding: 'places_known', count: null })
})
