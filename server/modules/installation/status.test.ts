import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { selectStatuses } from './status.queries.ts'
import { guideBlockedBy, installationState, type InstallationFacts } from './status.rules.ts'

let database: TestDatabase
const [tenant, companyId] = [randomUUID(), randomUUID()]
const now = new Date('2026-06-10T03:00:00Z')
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const inTenant = <T>(work: (ctx: Ctx) => Promise<T>) =>
  scopes(database.app.db, () => now, createLog('silent'))(tenant, systemActor('test')).transaction(work)

const contacts = [
  { hasPersonalEmail: false, optedOut: false },
  { hasPersonalEmail: true, optedOut: false },
  { hasPersonalEmail: true, optedOut: true },
]
const allowed = [['web'], ['mobile', 'web'], ['pc', 'drive_mobile'], ['mobile', 'pc', 'web']] as const
const histories = [[], ['mobile'], ['pc'], ['mobile', 'pc']] as const
/** MB-1: the states, and leave, as columns of `members.member`. */
const states: Record<
  string,
  { created?: string; first?: string; activates?: string; suspended?: string; deleted?: string; leave?: string }
> = {
  in_use: { first: '2026-01-02' },
  on_leave: { first: '2026-01-02', leave: '2026-06-01' },
  pending: { created: '2026-06-01' },
  pending_expired: { created: '2026-01-01' },
  begun: { activates: '2026-06-10T03:00:00Z' },
  awaiting: { activates: '2026-06-10T03:00:01Z' },
  suspended: { first: '2026-01-02', suspended: '2026-05-01' },
  deleted: { first: '2026-01-02', deleted: '2026-06-09' },
}
/** Where the template comes from: a member's own, which stands over that of the user type; or the user type's. */
const sources = ['own', 'type'] as const

type Case = InstallationFacts & { id: string; state: string; permission: string; source: (typeof sources)[number] }

const cases: Case[] = contacts.flatMap((contact) =>
  allowed.flatMap((surfaces, template) =>
    histories.flatMap((used) =>
      Object.entries(states).flatMap(([state, columns]) =>
        [false, true].flatMap((appBlocked) =>
          sources.map((source) => {
            return {
              ...contact,
              id: randomUUID(),
              surfaces,
              used,
              state,
              appBlocked,
              source,
              permission: templateId(template),
              activatesAt: columns.activates === undefined ? null : new Date(columns.activates),
              suspended: state === 'suspended',
              deleted: state === 'deleted',
            }
          }),
        ),
      ),
    ),
  ),
)

function templateId(n: number) {
  return `00000000-0000-4000-8000-00000000000${n}`
}

it('IS-1, IS-2: the rule and the SQL say the same of every combination of e-mail, permission, history, state and block', async () => {
  const { pool } = database.owner
  await pool.query("insert into company.tenant values ($1, 'T', now())", [tenant])
  await pool.query(
    "insert into company.company (tenant_id, company_id, name, plan_core, locale, created_at) values ($1, $2, 'C', 'standard', 'en', now())",
    [tenant, companyId],
  )
  for (const [n, surfaces] of allowed.entries()) {
    await pool.query(
      'insert into members.service_permission (tenant_id, permission_id, company_id, name, surfaces) values ($1, $2, $3, $4, $5)',
      [tenant, templateId(n), companyId, `P${n}`, surfaces],
    )
    await pool.query(
      'insert into members.user_type (tenant_id, user_type_id, company_id, name, rank, permission_id) values ($1, $2, $3, $4, $5, $6)',
      [tenant, templateId(n + 4), companyId, `T${n}`, n, templateId(n)],
    )
  }
  await pool.query(
    `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, activates_at, first_signed_in_at,
       suspended_at, suspended_reason, deleted_at, leave_from, app_blocked_at, personal_email, permission_id, user_type_id)
     select $1, x.id, $2, 'm' || row_number() over (), 'M', 'en', 'admin', coalesce(x.created, '2026-01-01'), x.activates, x.first,
       x.suspended, case when x.suspended is not null then 'administrator' end, x.deleted, x.leave,
       case when x.blocked then timestamptz '2026-05-05' end, case when x.email then 'm@mail.example' end, x.own, x.type
     from jsonb_to_recordset($3) x (id uuid, created timestamptz, activates timestamptz, first timestamptz, suspended timestamptz, deleted timestamptz,
       leave timestamptz, blocked boolean, email boolean, own uuid, type uuid)`,
    [
      tenant,
      companyId,
      JSON.stringify(
        cases.map((c) => ({
          ...states[c.state],
          id: c.id,
          blocked: c.appBlocked,
          email: c.hasPersonalEmail,
          own: c.source === 'own' ? c.permission : null,
          type: c.source === 'own' ? templateId(4) : templateId(Number(c.permission.at(-1)) + 4),
        })),
      ),
    ],
  )
  await pool.query(
    `insert into installation.opt_out (tenant_id, member_id, opted_out_at) select $1, id, now() from unnest($2::uuid[]) id`,
    [tenant, cases.filter((c) => c.optedOut).map((c) => c.id)],
  )
  await pool.query(`insert into devices.model (tenant_id, name, folded) values ($1, 'M', 'm')`, [tenant])
  const used = cases.flatMap((c) => [...c.used, 'drive_mobile'].map((app) => ({ app, member: c.id, device: randomUUID() })))
  await pool.query(
    `insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
     select $1, x.device, x.device::text, (select model_id from devices.model where tenant_id = $1), 'ios', '26', '', now()
     from jsonb_to_recordset($2) x (device uuid)`,
    [tenant, JSON.stringify(used)],
  )
  await pool.query(
    `insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select $1, x.device, x.member, x.app, x.device, $2, d.model_id, 'ios', '26', '', '1', '', now(), now()
     from jsonb_to_recordset($3) x (device uuid, member uuid, app text) join devices.device d on d.tenant_id = $1 and d.device_id = x.device`,
    [tenant, companyId, JSON.stringify(used)],
  )

  const rows = await inTenant((ctx) =>
    selectStatuses(
      ctx,
      companyId,
      cases.map((c) => c.id),
    ),
  )
  const found = new Map(rows.map((r) => [r.member_id, r]))
  for (const c of cases) {
    const { id, ...what } = c
    const row = found.get(id)
    const said = row && { mobile: row.mobile, pc: row.pc, blocked: row.blocked_by }
    const ruled = { mobile: installationState(c, 'mobile'), pc: installationState(c, 'pc'), blocked: guideBlockedBy(c, now) }
    // Deleted members are not listed.
    expect({ ...what, said }).toEqual({ ...what, said: c.deleted ? undefined : ruled })
  }
  expect(cases).toHaveLength(3 * 4 * 4 * 8 * 2 * 2)
  // With an address: seven pairs of permission and history lack something, in five states, from either source.
  expect(rows.filter((r) => r.blocked_by === null)).toHaveLength(7 * 5 * 2)
})
