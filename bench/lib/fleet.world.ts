import { createHash } from 'node:crypto'
import { bornDevice, signInByPage, type Kept } from '../../dev/fleet/index.ts'
import { createClient, memoryStorage } from '../../client/index.ts'
import { hashPassword, setPasswords } from '../../server/modules/signin/index.ts'
import { scopes, systemActor } from '../../server/platform/context.ts'
import { createLog } from '../../server/platform/log.ts'
import { companiesOf, makeCompanies, memberIds, tenantId, uuidText } from './companies.ts'
import { stage, type BenchDatabase } from './database.ts'

/** Devices in the fleet; fewer, by BENCH_FLEET, are for working on the bench itself. */
export const fleetSize = Number(process.env['BENCH_FLEET'] ?? 50_000)
export const fleetFull = fleetSize === 50_000
const others = 1_000
const ours = others
export const fleetTenant = tenantId(ours)
export const fleetSeed = 9
const ids = memberIds(ours, fleetSize + 1)
/** Who carries device `n`. */
export const memberOf = (n: number) => uuidText(ids, n)
/** The member after all of these has signed in for real. */
const template = fleetSize
const templatePassword = 'bench of a fleet'
const redirectUri = 'app.muster.mobile:/callback'

/** One company of so many members, each with a phone, among 1,000 others. */
export async function makeFleetCompany(database: BenchDatabase): Promise<void> {
  const numbers = Array.from({ length: others + 1 }, (_, n) => n)
  const broken = () => Promise.reject(new Error(`the data are half made: delete ${database.folder}`))
  const companies = async () => {
    await makeCompanies(database, numbers, new Date('2026-01-01T00:00:00Z'))
    return `${numbers.length} companies with an administrator each`
  }
  await stage(database, 'companies', companies, broken)
  const members = async () => {
    const [companyId = ''] = await companiesOf(database, [ours])
    const all = Array.from({ length: fleetSize + 1 }, (_, n) => memberOf(n))
    await database.owner.query(
      `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, first_signed_in_at)
       select $1, m, $2, 'member' || n, 'Member ' || n, 'en', 'admin', '2026-01-01', '2026-01-01' from unnest($3::uuid[]) with ordinality as u (m, n)`,
      [fleetTenant, companyId, all],
    )
    await database.owner.query(
      `insert into members.membership (tenant_id, member_id, from_at, company_id) select $1, m, '2026-01-01', $2 from unnest($3::uuid[]) m`,
      [fleetTenant, companyId, all],
    )
    const scope = scopes(database.app.db, () => new Date(), createLog('silent'))(fleetTenant, systemActor('bench'))
    const hash = await hashPassword(templatePassword)
    await scope.transaction((ctx) => setPasswords(ctx, [{ id: memberOf(template), companyId }], hash))
    await database.owner.query('vacuum (analyze) members.member, members.membership')
    return `${fleetSize} members`
  }
  await stage(database, 'members', members, broken)
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const refreshTokenOf = (n: number, round: string) => digest(`${round} refresh ${n}`)
const vendorIdOf = (n: number) => bornDevice(fleetSeed, n, 'mobile').report.vendorId
/** A UUID of a number and what it is for. */
const uuidOf = (n: number, what: string) =>
  createHash('sha256')
    .update(`${what} ${n}`)
    .digest('hex')
    .slice(0, 32)
    .replace(/(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-7$3-8$4-$5')

const cleared = [
  'signin.artifact',
  'devices.device_row',
  'sessions.connection',
  'sessions.sso',
  'devices.device',
  'activity.calendar',
  'activity.gap',
  'activity.day',
]

/**
 * Signs one device in for real, by password, at a node whose clock stands a day before the morning, and gives all others a copy of what that
 * left in the database, with tokens, connection and device of their own: 50,000 real sign-ins would take half an hour of hashing and
 * are what `bench signin` measures. What a run before left is gone.
 */
export async function signFleetIn(database: BenchDatabase, url: string, round: string, yesterday: Date): Promise<void> {
  const { owner } = database
  await owner.query('delete from signin.locator where tenant_id = $1', [fleetTenant])
  for (const table of cleared) await owner.query(`delete from ${table} where tenant_id = $1`, [fleetTenant])
  const { report, userAgent } = bornDevice(fleetSeed, template, 'mobile')
  const client = createClient({
    server: url,
    client: 'mobile',
    redirectUri,
    storage: memoryStorage(),
    clock: { now: () => yesterday, wait: () => Promise.resolve() },
  })
  const domain = `tenant${ours}.example`
  const who = { id: `member${template + 1}@${domain}`, password: templatePassword }
  await signInByPage(client, who, redirectUri, { 'user-agent': userAgent })
  await client.reportDevice(report)
  await client.recordUse(yesterday)
  await client.flush()
  await copyTemplate(database, round)
}

type Template = { connection: string; sso: string | null; device: string }

async function copyTemplate({ owner }: BenchDatabase, round: string): Promise<void> {
  const { rows } = await owner.query<Template>(
    `select connection_id as connection, sso_id as sso, device_id as device from sessions.connection where tenant_id = $1 and member_id = $2`,
    [fleetTenant, memberOf(template)],
  )
  const [found] = rows
  if (!found) throw new Error('the template is not signed in')
  const copies = Array.from({ length: fleetSize }, (_, n) => n)
  await owner.query('drop table if exists bench.copy')
  await owner.query(
    `create table bench.copy as select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[]) as c (member, connection, sso, device, vendor, refresh)`,
    [
      copies.map(memberOf),
      copies.map((n) => uuidOf(n, 'connection')),
      copies.map((n) => digest(`sso ${n}`).slice(0, 21)),
      copies.map((n) => uuidOf(n, 'device')),
      copies.map(vendorIdOf),
      copies.map((n) => refreshTokenOf(n, round)),
    ],
  )
  const { rows: rowIds } = await owner.query<{ row_id: string }>('select row_id from devices.device_row where tenant_id = $1', [
    fleetTenant,
  ])
  const swaps: [string | null | undefined, string][] = [
    [memberOf(template), 'c.member::text'],
    [found.connection, 'c.connection::text'],
    [found.sso, 'c.sso'],
    [found.device, 'c.device::text'],
    [vendorIdOf(template), 'c.vendor'],
    [rowIds[0]?.row_id, `overlay(c.device::text placing '9' from 15 for 1)`],
  ]
  const swapped = swaps.reduce((text, [from, to]) => (from ? `replace(${text}, '${from}', ${to})` : text), 'to_jsonb(t)::text')
  // The hash of a grant is of its id; of a token, of its value. Access tokens have run out over night: none is copied.
  const hashOf = `jsonb_build_object('hash', sha256(convert_to(case t.kind when 'Grant' then 'Grant:' || c.connection else t.kind || ':' || c.refresh end, 'utf8')))`
  const copy = async (table: string, where = 'true', more = `'{}'::jsonb`) => {
    const { rows: columns } = await owner.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema || '.' || table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
      [table],
    )
    const names = columns.map(({ name }) => name).join(', ')
    await owner.query(
      `insert into ${table} (${names}) select ${names} from (
         select (jsonb_populate_record(null::${table}, (${swapped})::jsonb || ${more})).* from ${table} t, bench.copy c where t.tenant_id = '${fleetTenant}' and ${where}
       ) as made`,
    )
  }
  await copy('sessions.sso')
  await copy('devices.device')
  await copy('sessions.connection')
  await copy('devices.device_row')
  await copy('signin.artifact', `t.kind in ('Grant', 'RefreshToken', 'Session')`, hashOf)
  await owner.query(
    `insert into signin.locator (hash, tenant_id, expires_at)
     select a.hash, a.tenant_id, a.expires_at from signin.artifact a where a.tenant_id = $1
     union all select sha256(convert_to('uid:' || a.uid, 'utf8')), a.tenant_id, a.expires_at from signin.artifact a where a.tenant_id = $1 and a.uid is not null
     on conflict do nothing`,
    [fleetTenant],
  )
  await owner.query(
    'vacuum (analyze) signin.artifact, signin.locator, sessions.connection, sessions.sso, devices.device, devices.device_row, activity.calendar',
  )
}

/** What device `n` has kept over night: who is signed in, uses not yet brought, and whether its app was updated meanwhile. */
export function nightOf(n: number, url: string, round: string, uses: readonly Date[], updated: boolean) {
  const sub = `${fleetTenant}.${memberOf(n)}`
  const prefix = `muster mobile ${new URL(url).host}`
  const { report } = bornDevice(fleetSeed, n, 'mobile')
  const session = { id: `morning ${n}`, sub, accessToken: 'run out', refreshToken: refreshTokenOf(n, round), renewAt: 0 }
  const kept: Kept = { resets: 0, told: !updated, enrolled: false, report: updated ? { ...report, appVersion: '9.9.9' } : report }
  return {
    session: [`${prefix} session`, JSON.stringify(session)] as const,
    uses: uses.length > 0 ? ([`${prefix} uses`, JSON.stringify({ [sub]: uses.map((at) => at.toISOString()) })] as const) : undefined,
    kept: JSON.stringify(kept),
  }
}
