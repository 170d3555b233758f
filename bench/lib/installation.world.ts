import { companiesOf, tenantId } from './companies.ts'
import { stage, type BenchDatabase, type BenchWorld } from './database.ts'
import { benchId, big, directoryWorld, noon, sizes } from './directory.world.ts'

/** Service permissions of the measured company: what they allow, by number. */
const templates = [['mobile', 'pc', 'web'], ['mobile', 'web'], ['web'], ['pc', 'web']]
const templateId = (n: number) => benchId(5, n)

/** The directory of a million members, with service permissions, the apps they have used, and the states and counts that follow. */
export const installationWorld: BenchWorld = {
  name: `installation-m${sizes.members}-t${sizes.tenants}`,
  from: directoryWorld,
  make: (database) =>
    stage(
      database,
      'installation',
      () => fill(database),
      () => Promise.reject(new Error(`installation status is half made: delete ${database.folder}`)),
    ),
}

/** A number below `below` that depends on the member's number and on what it is for, the same in every run. */
const any = (salt: number, below: number) => `((hashint8(i * 64 + ${salt}) & 2147483647) % ${below})`
const tables = ['devices.device', 'devices.device_row', 'installation.entry', 'installation.tally', 'installation.team_count']

async function fill(database: BenchDatabase): Promise<string> {
  const tenant = tenantId(big)
  const [company] = await companiesOf(database, [big])
  const client = await database.owner.connect()
  try {
    // The rows are made whole here, as the triggers would; keys and triggers would only make it slower.
    await client.query("set session_replication_role = replica; set work_mem = '1GB'; set maintenance_work_mem = '1GB'")
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
       where i.indrelid = any ($1::regclass[]) and not i.indisunique`,
      [tables],
    )
    for (const index of indexes) await client.query(`drop index ${index.name}`)
    for (const [n, surfaces] of templates.entries())
      await client.query(
        'insert into members.service_permission (tenant_id, permission_id, company_id, name, surfaces, is_default) values ($1, $2, $3, $4, $5, $6)',
        [tenant, templateId(n), company, `Template ${n}`, surfaces, n === 0],
      )
    // One user type has the web only, one the PC app besides; one member in fifty has a template of their own.
    await client.query('update members.user_type set permission_id = $2 where tenant_id = $1 and rank = 4', [tenant, templateId(2)])
    await client.query('update members.user_type set permission_id = $2 where tenant_id = $1 and rank = 5', [tenant, templateId(3)])
    await client.query(
      `create temporary table who as select m.member_id, m.company_id, m.tenant_id, row_number() over (order by m.member_id) as i from members.member m where m.tenant_id = '${tenant}'`,
    )
    await client.query(
      `update members.member m set permission_id = (array['${templateId(1)}', '${templateId(2)}']::uuid[])[1 + ${any(31, 2)}]
       from who where m.tenant_id = who.tenant_id and m.member_id = who.member_id and ${any(30, 50)} = 0`,
    )
    await client.query(
      `insert into devices.model (tenant_id, name, folded) values ('${tenant}', 'Pixel 10', 'pixel 10'), ('${tenant}', 'ThinkPad', 'thinkpad')`,
    )
    for (const statement of [...devices(tenant), ...states(tenant)]) await client.query(statement)
    for (const index of indexes) await client.query(index.definition)
    await client.query(`vacuum (freeze, analyze) ${tables.join(', ')}, members.member, members.service_permission, members.user_type`)
    const { rows } = await client.query<{ n: string; mb: number; counts: string }>(
      `select (select count(*) from installation.entry) as n, pg_total_relation_size('installation.entry') / 1000000 as mb,
         (select count(*) from installation.team_count) as counts`,
    )
    return `${rows[0]?.n} states, ${rows[0]?.mb} MB with their indexes, ${rows[0]?.counts} counts of teams`
  } finally {
    client.release(true)
  }
}

/** Three of four have used the mobile app, half the PC app, some on two devices. */
const devices = (tenant: string) => [
  `create temporary table made as
   select *, ('0e' || lpad(to_hex(k), 6, '0') || '-0000-7000-8000-0000' || lpad(to_hex(i), 8, '0'))::uuid as id,
     timestamptz '${noon.toISOString()}' - interval '1 second' * ${any(35, 20_000_000)} as last_access
   from who, (values (1, 'mobile', 'android'), (2, 'pc', 'windows'), (3, 'mobile', 'ios')) a (k, app, os)
   where case k when 1 then ${any(32, 100)} < 74 when 2 then ${any(33, 100)} < 52 else ${any(32, 100)} < 74 and ${any(34, 100)} < 12 end`,
  `insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
   select tenant_id, id, id::text, (select model_id from devices.model m where m.tenant_id = made.tenant_id and m.name = case app when 'pc' then 'ThinkPad' else 'Pixel 10' end),
     os, '1', '', last_access from made`,
  `insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
   select d.tenant_id, d.device_id, made.member_id, made.app, d.device_id, made.company_id, d.model_id, d.os, '1', '', '1', '', made.last_access, made.last_access
   from made join devices.device d on d.tenant_id = '${tenant}' and d.device_id = made.id`,
  'analyze devices.device_row',
]

const nil = "'00000000-0000-0000-0000-000000000000'::uuid"
const states = (tenant: string) => [
  `insert into installation.entry (tenant_id, member_id, company_id, name_key, login, source_id, standing, activates_at, contact, has_mobile, has_pc)
   select a.tenant_id, a.member_id, a.company_id, e.name_key, a.login,
     case when a.app_blocked_at is not null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else coalesce(a.permission_id, a.user_type_id, ${nil}) end,
     case when a.deleted_at is not null then 3 when a.suspended_at is not null then 2
       when a.activates_at is not null and not coalesce(a.activates_at <= a.first_signed_in_at, false) then 1 else 0 end,
     a.activates_at, (a.personal_email is not null)::integer, m.member_id is not null, p.member_id is not null
   from members.member a join members.entry e on e.tenant_id = a.tenant_id and e.member_id = a.member_id
   left join (select distinct tenant_id, member_id from devices.device_row where app = 'mobile') m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
   left join (select distinct tenant_id, member_id from devices.device_row where app = 'pc') p on p.tenant_id = a.tenant_id and p.member_id = a.member_id
   on conflict (tenant_id, member_id) do nothing`,
  'truncate installation.tally',
  `insert into installation.tally select tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc, count(*) from installation.entry
   where standing < 3 group by 1, 2, 3, 4, 5, 6, 7`,
  `insert into installation.team_count (tenant_id, company_id, beneath, team_id, source_id, members, mobile, pc, lack_mobile, lack_pc, lack_both)
   with recursive above as (
     select t.tenant_id, t.company_id, t.team_id, t.team_id as above_id, t.parent_id from members.team t where t.tenant_id = '${tenant}'
     union all select u.tenant_id, u.company_id, u.team_id, t.team_id, t.parent_id from above u
     join members.team t on t.tenant_id = u.tenant_id and t.team_id = u.parent_id
   ), spots as (
     select false as beneath, a.member_id, a.team_id, t.company_id from members.affiliation a join members.team t on t.tenant_id = a.tenant_id and t.team_id = a.team_id
     where a.tenant_id = '${tenant}'
     union all
     select distinct true, a.member_id, u.above_id, u.company_id from members.affiliation a join above u on u.team_id = a.team_id where a.tenant_id = '${tenant}'
   )
   select e.tenant_id, s.company_id, s.beneath, s.team_id, e.source_id, count(*), count(*) filter (where e.has_mobile), count(*) filter (where e.has_pc),
     count(*) filter (where e.standing < 2 and e.contact = 1 and not e.has_mobile and e.has_pc),
     count(*) filter (where e.standing < 2 and e.contact = 1 and e.has_mobile and not e.has_pc),
     count(*) filter (where e.standing < 2 and e.contact = 1 and not e.has_mobile and not e.has_pc)
   from spots s join installation.entry e on e.tenant_id = '${tenant}' and e.member_id = s.member_id
   where e.standing < 3 group by 1, 2, 3, 4, 5`,
]
