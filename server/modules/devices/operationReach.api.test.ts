import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Operation } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { affiliate, createTeam } from '../members/index.ts'
import { countOfCompany } from './operation.queries.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let limited: ApiCaller
let team: string
/** In the company and the team; in the company alone; in the sibling; purged. */
const who = { inTeam: '', inCompany: '', elsewhere: '', purged: crypto.randomUUID() }
type Who = keyof typeof who
const owner = (text: string, values: unknown[] = []) => server.database.owner.pool.query(text, values)

/** An operation that a device has got: on the data of a member, or on a device as a whole that these use. */
async function addOperation(about: { member: Who } | { users: Who[] }): Promise<{ id: string; device: string }> {
  const [id, device, enrolment] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  await owner(
    `with model as (insert into devices.model (tenant_id, name, folded) values ($1, $2::text, '') returning model_id),
      device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
        select $1, $2::uuid, $2::text, model_id, 'android', '17', '', now() from model)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select $1, $2::uuid, m.member_id, 'mobile', gen_random_uuid(), m.company_id, model_id, 'android', '17', '', '3.9.0', '0', now(), now()
     from model, members.member m where m.tenant_id = $1 and m.member_id = any ($3)`,
    [company.tenant, device, 'users' in about ? about.users.map((user) => who[user]) : []],
  )
  await owner(
    `insert into devices.enrolment (tenant_id, enrolment_id, device_id, generation, thumbprint, member_id, enrolled_at) values ($1, $2, $3, 1, '\\x00', $4, now())`,
    [company.tenant, enrolment, device, who.inCompany],
  )
  await owner(
    `insert into devices.operation (tenant_id, operation_id, company_id, device_id, enrolment_id, kind, member_id, reason, requested_at, expires_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'Lost', now(), now() + interval '20 days', 'delivered')`,
    [
      company.tenant,
      id,
      company.companyId,
      device,
      enrolment,
      'member' in about ? 'delete_app_data' : 'reset_device',
      'member' in about ? who[about.member] : null,
    ],
  )
  return { id, device }
}

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  const sibling = await makeCompany(server, { tenant: company.tenant, domain: 'reach.example' })
  const [inTeam, inCompany, helper] = await makeMembers(server, company, 3)
  const [elsewhere] = await makeMembers(server, sibling, 1)
  Object.assign(who, { inTeam: inTeam?.id, inCompany: inCompany?.id, elsewhere: elsewhere?.id })
  boss = await callerFor(server, company.admin.login)
  const at = `/companies/${company.companyId}`
  team = await server.as(company.tenant, async (ctx) => {
    const made = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Sales' })
    await affiliate(ctx, [{ memberId: who.inTeam, companyId: company.companyId, teamId: made, isPrimary: true, isLeader: false }])
    return made
  })
  const role = await boss('POST', `${at}/roles`, { name: 'Phones', permissions: { devices: 'manage' }, seesNames: true })
  const grant = { role: 'custom', roleId: role.body['id'], teamId: team }
  expect((await boss('PUT', `${at}/administrators/${helper?.id}`, { grant })).status).toBe(200)
  limited = await callerFor(server, helper?.login ?? '')
}, 60_000)
afterAll(() => server.stop())

it('P-2: an operation is listed, counted and cancelled as far as a role reaches its member, or one who uses the device', async () => {
  const cases: [about: { member: Who } | { users: Who[] }, whole: boolean, withinTeam: boolean][] = [
    [{ member: 'inTeam' }, true, true],
    [{ member: 'inCompany' }, true, false],
    [{ member: 'elsewhere' }, false, false],
    [{ member: 'purged' }, true, false],
    [{ users: ['inTeam', 'inCompany'] }, true, true],
    [{ users: ['inCompany', 'elsewhere'] }, true, false],
    [{ users: ['elsewhere', 'purged'] }, false, false],
    [{ users: ['purged'] }, true, false],
  ]
  const at = `/companies/${company.companyId}`
  const made = await Promise.all(cases.map(([about]) => addOperation(about)))
  for (const [by, column] of [
    [boss, 1],
    [limited, 2],
  ] as const) {
    const reached = cases.map((one) => one[column])
    const { body } = await by('GET', `${at}/operations?limit=100`)
    const listed = (body['items'] as Operation[]).map(({ id }) => id)
    expect(made.map(({ id }) => listed.includes(id))).toEqual(reached)
    expect(body['total']).toBe(reached.filter(Boolean).length)
    const codes = await Promise.all(
      made.map(async ({ id, device }) => (await by('POST', `${at}/devices/${device}/operations/${id}/cancellation`)).code),
    )
    expect(codes).toEqual(reached.map((isReached) => (isReached ? 'operation_state' : 'not_found')))
  }
})

it('P-2: of one device, too, a role is shown the operations on those whom it reaches', async () => {
  const { id, device } = await addOperation({ users: ['inTeam', 'inCompany'] })
  await owner(
    `insert into devices.operation (tenant_id, operation_id, company_id, device_id, enrolment_id, kind, member_id, reason, requested_at, expires_at, state)
     select tenant_id, gen_random_uuid(), company_id, device_id, enrolment_id, 'delete_app_data', m.id, reason, requested_at, expires_at, state
     from devices.operation, unnest($2::uuid[]) m (id) where operation_id = $1`,
    [id, [who.inTeam, who.inCompany]],
  )
  const shownTo = async (by: ApiCaller) => {
    const { body } = await by('GET', `/companies/${company.companyId}/devices/${device}/operations`)
    return (body['items'] as Operation[]).map(({ member }) => member?.id ?? 'the device').toSorted()
  }
  expect(await shownTo(boss)).toEqual(['the device', who.inTeam, who.inCompany].toSorted())
  expect(await shownTo(limited)).toEqual(['the device', who.inTeam].toSorted())
})

it('DS-11: counting operations looks up those whom they are about, among however many members and devices', async () => {
  const whose = [company.tenant, company.companyId]
  await owner(
    `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at)
     select $1, gen_random_uuid(), $2, 'many' || i, 'M', 'en', 'admin', now() from generate_series(1, 3000) i`,
    whose,
  )
  await owner(
    `insert into members.affiliation (tenant_id, member_id, team_id, company_id, is_primary)
     select tenant_id, member_id, $3, company_id, true from members.member where tenant_id = $1 and company_id = $2 and login like 'many%'`,
    [...whose, team],
  )
  // Each with a device, an operation on every tenth.
  await owner(
    `with many as (select m.*, d.model_id from members.member m, (select model_id from devices.device where tenant_id = $1 limit 1) d
       where m.tenant_id = $1 and m.company_id = $2 and m.login like 'many%'),
     device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
       select tenant_id, member_id, member_id::text, model_id, 'android', '17', '', now() from many)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select tenant_id, member_id, member_id, 'mobile', gen_random_uuid(), company_id, model_id, 'android', '17', '', '3.9.0', '0', now(), now() from many`,
    whose,
  )
  await owner(
    `insert into devices.operation (tenant_id, operation_id, company_id, device_id, enrolment_id, kind, member_id, reason, requested_at, expires_at, state)
     select m.tenant_id, gen_random_uuid(), m.company_id, m.member_id, e.enrolment_id, k.kind, case k.kind when 'delete_app_data' then m.member_id end,
       'Lost', now(), now() + interval '20 days', 'delivered'
     from members.member m, (select enrolment_id from devices.enrolment where tenant_id = $1 limit 1) e, unnest(array['delete_app_data', 'reset_device']) k (kind)
     where m.tenant_id = $1 and m.company_id = $2 and m.login like 'many%0'`,
    whose,
  )
  await owner('vacuum analyze members.member, members.affiliation, devices.device_row, devices.operation')
  // What the connection has read, with what it did before.
  const readOf = async (ctx: Ctx) => {
    const { rows } = await sql<{ scans: number; fetched: number }>`
      select sum(seq_scan)::integer as scans, sum(idx_tup_fetch)::integer as fetched from pg_stat_xact_user_tables
      where (schemaname, relname) in (('members', 'member'), ('members', 'affiliation'), ('devices', 'device_row'))`.execute(ctx.db)
    return rows[0] ?? { scans: 0, fetched: 0 }
  }
  for (const teams of [null, [team]]) {
    const read = await server.as(company.tenant, async (ctx) => {
      const before = await readOf(ctx)
      expect(await countOfCompany(ctx, { companyId: company.companyId, open: true, before: null, teams })).toBeGreaterThanOrEqual(600)
      const after = await readOf(ctx)
      return { scans: after.scans - before.scans, fetched: after.fetched - before.fetched }
    })
    expect(read.scans).toBe(0)
    expect(read.fetched).toBeLessThan(2_000)
  }
})
