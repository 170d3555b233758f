import { versionKey } from '../../server/modules/devices/version.rules.ts'
import { stage, type BenchDatabase, type BenchWorld } from './database.ts'
import { tenantId } from './companies.ts'
import { big, directoryWorld, noon } from './directory.world.ts'

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

/**
 * Device rows of one company: so many on the tab *Mobile app*, and ten times as many on the tab *PC*, so that one tenant holds both and the
 * smaller is measured beside the larger. BENCH_DEVICES makes fewer, for working on the bench itself; BENCH_TENFOLD=0 leaves the larger out.
 */
export const deviceSizes = { mobile: size('BENCH_DEVICES', 1_000_000), tenfold: size('BENCH_TENFOLD', 1) === 1 }
export const devicesFull = deviceSizes.mobile === 1_000_000
const models = 5_000

/** Versions with how many of a hundred run them; the rest is spread over old ones. */
export const appVersions = [
  '4.2.1',
  '4.2.0',
  '4.1.3',
  '4.0.0',
  '3.10.2',
  '3.9.0',
  ...Array.from({ length: 54 }, (_, i) => `${2 + (i % 2)}.${i % 9}.${i}`),
]
const shares = [38, 22, 12, 8, 6, 4]
export const osVersions = {
  android: ['17', '16', '15.1', '14', ...Array.from({ length: 16 }, (_, i) => `${8 + (i % 5)}.${i}`)],
  ios: ['20.1', '20.0.1', '19.6', '18.2', ...Array.from({ length: 16 }, (_, i) => `${14 + (i % 4)}.${i}`)],
  windows: [
    '10.0.26100.4061',
    '10.0.22631.4460',
    '10.0.19045.5011',
    ...Array.from({ length: 17 }, (_, i) => `10.0.${17_000 + i * 13}.${i}`),
  ],
  macos: ['26.1', '15.5', '14.7', ...Array.from({ length: 17 }, (_, i) => `${11 + (i % 4)}.${i}`)],
}

/** The directory of a million members, with their devices. */
export const devicesWorld: BenchWorld = {
  name: `devices-${deviceSizes.mobile}${deviceSizes.tenfold ? '-x10' : ''}`,
  from: directoryWorld,
  make: (database) =>
    stage(
      database,
      'devices',
      () => fill(database),
      () => Promise.reject(new Error(`the devices are half made: delete ${database.folder}`)),
    ),
}

/** A number below `below` that depends on the row and on what it is for, the same in every run. */
const any = (salt: number, below: number) => `((hashint8(i * 64 + ${salt}) & 2147483647) % ${below})`
const quoted = (texts: readonly string[]) => `array[${texts.map((t) => `'${t.replaceAll("'", "''")}'`).join(', ')}]`
/** Of a hundred as many as `shares` says the first, the second …; the rest any of those after them. */
const skewed = (salt: number, count: number) => {
  let below = 0
  const cases = shares.map((share, i) => `when ${any(salt, 100)} < ${(below += share)} then ${i + 1}`)
  return `(case ${cases.join(' ')} else ${shares.length + 1} + ${any(salt + 1, count - shares.length)} end)`
}
const osOf = `(case when t.tab = 2 then case when ${any(1, 100)} < 80 then 'windows' else 'macos' end when ${any(1, 100)} < 62 then 'android' else 'ios' end)`
const version = (kind: 'text' | 'key') =>
  `(case os ${Object.entries(osVersions)
    .map(([os, all]) => `when '${os}' then (${quoted(kind === 'text' ? all : all.map(versionKey))})[1 + v % ${all.length}]`)
    .join(' ')} end)`

const tables = ['devices.device', 'devices.device_row']

async function fill({ owner }: BenchDatabase): Promise<string> {
  const tenant = tenantId(big)
  const client = await owner.connect()
  try {
    await client.query("set session_replication_role = replica; set work_mem = '1GB'; set maintenance_work_mem = '2GB'")
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
       where i.indrelid = any ($1::regclass[]) and not i.indisunique`,
      [tables],
    )
    for (const index of indexes) await client.query(`drop index ${index.name}`)
    await client.query(
      `insert into devices.model (tenant_id, name, folded)
       select $1, name, members.folded(name) from (select case i % 4 when 0 then 'Samsung SM-' || (array['A', 'S', 'F', 'M'])[1 + i / 4 % 4] || (100 + i)
         when 1 then 'Pixel ' || i when 2 then 'iPhone' || i || ',' || i % 7 else 'ThinkPad X' || i end as name from generate_series(0, ${models - 1}) i) m`,
      [tenant],
    )
    const parts = [
      { tab: 1, count: deviceSizes.mobile, from: 0 },
      ...(deviceSizes.tenfold ? [{ tab: 2, count: deviceSizes.mobile * 10, from: deviceSizes.mobile }] : []),
    ]
    await client.query(
      `create temporary table who as select member_id, company_id, row_number() over (order by member_id) - 1 as n from members.member where tenant_id = '${tenant}'`,
    )
    await client.query('create index on who (n)')
    await client.query('analyze who')
    const { rows: known } = await client.query<{ members: number; first: number }>(
      `select (select count(*)::integer from who) as members, (select min(model_id) from devices.model where tenant_id = $1) as first`,
      [tenant],
    )
    const { members = 1, first = 0 } = known[0] ?? {}
    for (const { tab, count, from } of parts) {
      await client.query(
        `create temporary table made as
         select i, t.tab, ('0e000000-0000-7000-8000-' || lpad(to_hex(${any(2, 65_536)}), 4, '0') || lpad(to_hex(i), 8, '0'))::uuid as id,
           ${first} + least(${any(3, models)}, ${any(4, models)}) as model_id, ${osOf} as os, ${skewed(5, 20)} - 1 as v,
           ${skewed(7, appVersions.length)} as a,
           -- Most were used lately; one in ten not for a year.
           timestamptz '${noon.toISOString()}' - interval '1 second' * (case when ${any(9, 100)} < 60 then ${any(10, 86_400)} when ${any(9, 100)} < 80 then ${any(10, 30 * 86_400)}
             when ${any(9, 100)} < 90 then ${any(10, 200 * 86_400)} else 200 * 86400 + ${any(10, 880 * 86_400)} end) as last_access,
           w.member_id, w.company_id
         from (select ${tab} as tab) t, generate_series(${from}::bigint, ${from + count - 1}::bigint) i
         join who w on w.n = i % ${members}`,
      )
      await client.query(
        `insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
         select '${tenant}', id, 'vendor-' || i, model_id, os, ${version('text')}, ${version('key')}, last_access from made`,
      )
      await client.query(
        `insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
         select '${tenant}', id, member_id, case when tab = 1 then 'mobile' when ${any(11, 3)} = 0 then 'drive_explorer' else 'pc' end, id, company_id, model_id, os,
           ${version('text')}, ${version('key')}, (${quoted(appVersions)})[a], (${quoted(appVersions.map(versionKey))})[a], last_access - interval '100 days', last_access
         from made`,
      )
      await client.query('drop table made')
    }
    await client.query(
      `insert into devices.tally select r.tenant_id, r.company_id, r.tab, r.app, r.os, r.os_key, r.app_key, count(*) from devices.device_row r group by 1, 2, 3, 4, 5, 6, 7`,
    )
    for (const index of indexes) await client.query(index.definition)
    await client.query(`vacuum (freeze, analyze) ${tables.join(', ')}, devices.model, devices.tally`)
    const { rows } = await client.query<{ n: string; mb: number }>(
      `select (select count(*) from devices.device_row) as n, pg_total_relation_size('devices.device_row') / 1000000 as mb`,
    )
    return `${rows[0]?.n} device rows, ${rows[0]?.mb} MB with their indexes`
  } finally {
    client.release(true)
  }
}
