import { tenantId } from './companies.ts'
import { stage, type BenchDatabase, type BenchWorld } from './database.ts'
import { big, directoryWorld, noon, sizes } from './directory.world.ts'

/** Members of the measured company who have used everything for long, spread over all of it. */
export const heavyMembers = 60
export const heavy = { devices: 20, connections: 3_000, events: 200 }

/** The directory of a million members, some of whom have all that a member page can show. */
export const memberWorld: BenchWorld = {
  name: `member-m${sizes.members}-t${sizes.tenants}`,
  from: directoryWorld,
  make: (database) =>
    stage(
      database,
      'heavy members',
      () => fill(database),
      () => Promise.reject(new Error(`the heavy members are half made: delete ${database.folder}`)),
    ),
}

/** Their ids, in order of registration. */
export async function heavyIds({ owner }: BenchDatabase): Promise<string[]> {
  const { rows } = await owner.query<{ member_id: string }>(
    'select distinct member_id from devices.device_row where tenant_id = $1 order by member_id',
    [tenantId(big)],
  )
  return rows.map((row) => row.member_id)
}

/** A number below `below` that depends on the row and on what it is for, the same in every run. */
const any = (salt: number, below: number) => `((hashint8(k::bigint * 64 + ${salt}) & 2147483647) % ${below})`
const now = `timestamptz '${noon.toISOString()}'`
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 17; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36',
]
const quoted = (texts: readonly string[]) => `array[${texts.map((text) => `'${text}'`).join(', ')}]`
const surfaces = ['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web']

async function fill({ owner }: BenchDatabase): Promise<string> {
  const client = await owner.connect()
  const tenant = tenantId(big)
  try {
    // The rows are made whole here; keys and triggers would only make it slower.
    await client.query('set session_replication_role = replica')
    await client.query(
      `create temporary table who as
       select row_number() over () as m, member_id, company_id from (
         select member_id, company_id, row_number() over (order by member_id) as r, count(*) over () as n from members.member
         where tenant_id = '${tenant}' and first_signed_in_at is not null and suspended_at is null and deleted_at is null
       ) a where r % (n / ${heavyMembers}) = 0 limit ${heavyMembers}`,
    )
    for (const statement of statements(tenant)) await client.query(statement)
    await client.query(
      'vacuum (freeze, analyze) sessions.connection, devices.device, devices.device_row, devices.model, audit.event, activity.calendar, signin.password, notifications.notice',
    )
    return `${heavyMembers} members, each with ${heavy.devices} devices, ${heavy.connections} connections, a year of use, ${heavy.events} events`
  } finally {
    client.release(true)
  }
}

/** Nine days of ten marked, a year long, as two years of bits. */
const year = `(select string_agg(case when (i * 7919) % 10 = 0 or i < 370 then '0' else '1' end, '' order by i) from generate_series(0, 767) i)`

const statements = (tenant: string) => [
  `insert into devices.model (tenant_id, name, folded) select '${tenant}', 'Model ' || i, 'model ' || i from generate_series(1, ${heavy.devices}) i`,
  `create temporary table made as
   select m, member_id, company_id, i, m * 1000 + i as k, gen_random_uuid() as id, (array['mobile', 'pc', 'drive_mobile', 'drive_explorer'])[1 + i % 4] as app,
     (select model_id from devices.model where tenant_id = '${tenant}' and name = 'Model ' || i) as model_id
   from who, generate_series(1, ${heavy.devices}) i`,
  `insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
   select '${tenant}', id, id::text, model_id, case when i % 2 = 0 then 'android' else 'windows' end, '1', '', ${now} from made`,
  `insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
   select '${tenant}', id, member_id, app, id, company_id, model_id, case when i % 2 = 0 then 'android' else 'windows' end, '1', '', '4.' || i, '', ${now} - interval '300 days',
     ${now} - interval '1 hour' * ${any(1, 2_000)} from made`,
  // Interleaved over the members, as they would come: one member's rows lie far apart.
  `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, device_id, ip, user_agent, created_at, ended_at, ended_reason)
   select '${tenant}', gen_random_uuid(), member_id, company_id, surface, surface, 'password', null, '203.0.113.7', agent, began,
     case when n > 20 then least(began + interval '1 hour' * ${any(4, 48)}, ${now}) end, case when n > 20 then 'signed_out' end
   from (
     select w.*, n, (${quoted(surfaces)})[1 + ${any(2, 5)}] as surface, (${quoted(agents)})[1 + ${any(3, 3)}] as agent, k,
       ${now} - interval '1 second' * (n * (88 * 86400 / ${heavy.connections})) as began
     from generate_series(1, ${heavy.connections}) n, who w, lateral (select w.m * 10000 + n as k) x order by n, w.m
   ) c`,
  `insert into activity.calendar (tenant_id, company_id, fact, member_id, last, days)
   select '${tenant}', company_id, f, member_id, date '2026-12-31', set_bit((${year})::bit(768), date '2026-12-31' - activity.base(date '2026-12-31'), 1)
   from who, generate_series(0, 7) f
   on conflict (tenant_id, company_id, member_id, fact) do update set last = excluded.last, days = excluded.days`,
  `insert into audit.event (tenant_id, event_id, company_id, at, actor_kind, actor_name, action, subject_kind, subject_id, before, after)
   select '${tenant}', ('01900000-' || lpad(to_hex(n), 4, '0') || '-7' || lpad(to_hex(m), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid, company_id, ${now} - interval '1 day' * n, 'system', 'bench',
     'member.updated', 'member', member_id, '{"nickname": "a"}', '{"nickname": "b"}'
   from who, generate_series(1, ${heavy.events}) n`,
  `insert into signin.password (tenant_id, member_id, hash, changed_at) select '${tenant}', member_id, 'none', ${now} - interval '40 days' from who on conflict do nothing`,
  `insert into notifications.notice (tenant_id, notice_id, member_id, kind, data, created_at)
   select '${tenant}', gen_random_uuid(), member_id, 'new_sign_in', '{"newDevice": true, "newCountry": false}', ${now} - interval '1 day' * n from who, generate_series(1, 60) n`,
]
