import { createHash } from 'node:crypto'
import { artifactHash } from '../../server/modules/signin/artifact.queries.ts'
import { companiesOf, memberIds, tenantId, uuidText } from './companies.ts'
import { stage, type BenchDatabase } from './database.ts'
import { loadHistory } from './history.ts'
import { requestBytes } from './load.ts'
import { dayNumber } from './lives.ts'
import { reporters, sizes, today } from './world.ts'

const token = (m: number) => `bench.${createHash('sha256').update(`bench token ${m}`).digest('base64url')}`

/**
 * Members with an app that is signed in, written by the owner as a sign-in leaves them: ten thousands of real ones would spend their time
 * on hashing passwords.
 */
export async function makeReporters(database: BenchDatabase): Promise<void> {
  const { owner } = database
  const make = async () => {
    const [companyId = ''] = await companiesOf(database, [reporters])
    const tenant = tenantId(reporters)
    const ids = memberIds(reporters, sizes.tokens)
    const numbers = Array.from({ length: sizes.tokens }, (_, m) => m)
    const members = numbers.map((m) => uuidText(ids, m))
    const hashes = numbers.map((m) => artifactHash('AccessToken', token(m)))
    await owner.query(
      `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, first_signed_in_at)
       select $1, m, $2, 'member' || n, 'Member ' || n, 'en', 'admin', '2024-01-01', '2024-01-01' from unnest($3::uuid[]) with ordinality as u (m, n)`,
      [tenant, companyId, members],
    )
    await owner.query(
      `insert into members.membership (tenant_id, member_id, from_at, company_id) select $1, m, '2024-01-01', $2 from unnest($3::uuid[]) m`,
      [tenant, companyId, members],
    )
    // A member has one connection, of the same number.
    await owner.query(
      `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at)
       select $1, m, m, $2, 'mobile', 'mobile', 'password', '2026-01-01' from unnest($3::uuid[]) m`,
      [tenant, companyId, members],
    )
    await owner.query(
      `insert into signin.artifact (tenant_id, hash, kind, connection_id, payload, expires_at)
       select $1, h, 'AccessToken', m, '{}', '2099-01-01' from unnest($2::bytea[], $3::uuid[]) as u (h, m)`,
      [tenant, hashes, members],
    )
    await owner.query(`insert into signin.locator (hash, tenant_id, expires_at) select h, $1, '2099-01-01' from unnest($2::bytea[]) h`, [
      tenant,
      hashes,
    ])
    await owner.query('vacuum (freeze, analyze) members.member, members.membership, sessions.connection, signin.artifact, signin.locator')
    return `${sizes.tokens} members, signed in`
  }
  const clean = async () => {
    for (const table of ['signin.locator', 'signin.artifact', 'sessions.connection', 'members.membership', 'members.member']) {
      const but = table === 'members.member' ? " and login <> 'admin'" : ''
      await owner.query(`delete from ${table} where tenant_id = $1${but}`, [tenantId(reporters)])
    }
  }
  await stage(database, 'reporting members', make, clean)
}

/** Gives the reporting members their history of before, so that every run marks the same calendars. */
export async function resetHistory(database: BenchDatabase): Promise<void> {
  const tenant = tenantId(reporters)
  const [companyId = ''] = await companiesOf(database, [reporters])
  for (const table of ['calendar', 'gap', 'day']) await database.owner.query(`delete from activity.${table} where tenant_id = $1`, [tenant])
  await database.owner.query('vacuum activity.calendar, activity.gap, activity.day')
  await loadHistory(
    database,
    [{ tenant: reporters, tenantId: tenant, companyId, members: sizes.tokens }],
    dayNumber(today),
    sizes.tenantDays,
  )
  await database.owner.query('vacuum (analyze) activity.calendar, activity.gap, activity.day')
}

/** A report of a use now, as an app sends it, of every member. */
export function reportsTo(path: string): Buffer[] {
  return Array.from({ length: sizes.tokens }, (_, m) =>
    requestBytes('POST', path, { authorization: `Bearer ${token(m)}`, 'content-length': '0', 'user-agent': 'MusterMobile/4.2.0' }),
  )
}

/** How many reporting members have the fact `active` on a day, according to the counts and to the calendars. */
export async function countDay(database: BenchDatabase, day: string): Promise<{ counted: number; marked: number }> {
  const { rows } = await database.owner.query<{ counted: number; marked: number }>(
    `select coalesce((select n from activity.day where tenant_id = $1 and fact = 2 and day = $2), 0) as counted,
       (select count(*)::integer from activity.calendar where tenant_id = $1 and fact = 2 and last = $2) as marked`,
    [tenantId(reporters), day],
  )
  return rows[0] ?? { counted: -1, marked: -1 }
}
