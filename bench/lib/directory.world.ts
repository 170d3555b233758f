import { makeCompanies, companiesOf, tenantId } from './companies.ts'
import { stage, type BenchDatabase, type BenchWorld } from './database.ts'

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

/** Sizes; smaller ones are for working on the bench itself and say so in what they print. */
export const sizes = {
  members: size('BENCH_MEMBERS', 1_000_000),
  teams: size('BENCH_TEAMS', 10_000),
  tenants: size('BENCH_TENANTS', 1_000),
  tenantMembers: 200,
}
export const full = sizes.members === 1_000_000 && sizes.teams === 10_000 && sizes.tenants === 1_000

/** Tenants by number; the small ones come first. */
export const big = 2_000
const small = Array.from({ length: sizes.tenants }, (_, n) => n)
export const noon = new Date('2026-12-31T03:00:00Z')

const korean = {
  family: '김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍 전 고 문 양 손 배 백 허 남 심 노 하 곽 성 차 주 우 구 민 진',
  given: '민 서 지 현 준 우 예 은 도 하 윤 수 영 진 성 호 연 재 유 아 주 혜 경 정 동 원 태 승 나 선 상 희 빈 율 찬 건 소 다 인 미',
}
const latin = {
  family:
    'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Müller Schmidt Nguyen Tran Silva Santos Rossi Ferrari Dubois Lefèvre Novák Kowalski Andersson Hansen Ivanov Petrov O’Brien Walsh Murphy Kelly Ali Khan Singh Patel Cohen Levy Okafor Mensah Park Lim',
  given:
    'Anna Ben Chloe Daniel Emma Felix Grace Henry Isabel Jack Karen Liam Mia Noah Olivia Peter Quinn Rosa Samuel Tara Uma Victor Wendy Xavier Yara Zoë Aaron Bella Carl Diana Ethan Fiona George Hana Ivan Julia Kevin Laura Mark Nina',
}
const japanese = {
  family: '佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水',
  given: '翔太 大輔 健太 陽菜 美咲 さくら 直樹 恵子 由美 一郎 花子 涼 葵 蓮 結衣 拓海 真由美 浩二 智子 彩',
}
const list = (words: string) => `string_to_array('${words.replaceAll("'", "''")}', ' ')`

/** A number below `below` that depends on the member's number and on what it is for, the same in every run. */
const any = (salt: number, below: number) => `(hashint8(i::bigint * 64 + ${salt}) & 2147483647) % ${below}`
const one = (words: string, salt: number) => `(${list(words)})[1 + ${any(salt, words.split(' ').length)}]`

const name = `case when ${any(1, 100)} < 70 then ${one(korean.family, 2)} || ${one(korean.given, 3)} || ${one(korean.given, 4)}
  when ${any(1, 100)} < 90 then ${one(latin.given, 5)} || ' ' || ${one(latin.family, 6)}
  else ${one(japanese.family, 7)} || ' ' || ${one(japanese.given, 8)} end`

/** IDs that can be computed: a kind, a tenant and a number. Members' grow with the time of registration, as UUIDv7 do. */
const id = (kind: number, n: string, tenant = 'x.n') =>
  `('0d${kind.toString(16).padStart(6, '0')}-0000-7000-8000-' || lpad(to_hex(${tenant}), 4, '0') || lpad(to_hex(${n}), 8, '0'))::uuid`
const memberId = `('0190' || lpad(to_hex((i / 65536)::integer), 4, '0') || '-' || lpad(to_hex((i % 65536)::integer), 4, '0') || '-7' || lpad(to_hex(${any(9, 4096)}), 3, '0')
  || '-8000-' || lpad(to_hex(x.n), 4, '0') || lpad(to_hex(${any(10, 2_147_483_647)}), 8, '0'))::uuid`

/** A level (1), position (2), user type (3) or team (4) of the measured tenant. */
export const benchId = (kind: number, n: number) =>
  `0d${kind.toString(16).padStart(6, '0')}-0000-7000-8000-${big.toString(16).padStart(4, '0')}${n.toString(16).padStart(8, '0')}`

const titles = { level: 12, position: 15, user_type: 6 }

/** A million members in one tenant, beside a thousand small ones: what most benches build on. */
export const directoryWorld: BenchWorld = { name: `directory-m${sizes.members}-t${sizes.tenants}`, make: makeDirectory }

/** The companies with levels, positions, user types, teams, members, affiliations, aliases and their last days of use. */
async function makeDirectory(database: BenchDatabase): Promise<void> {
  const numbers = [...small, big]
  await stage(
    database,
    'companies',
    async () => {
      await makeCompanies(database, numbers, new Date('2020-01-01T00:00:00Z'))
      return `${numbers.length} companies`
    },
    () => Promise.reject(new Error(`companies are half made: delete ${database.folder}`)),
  )
  const found = await companiesOf(database, numbers)
  const world = numbers.map((n, i) => ({
    n,
    tenant: tenantId(n),
    company: found[i] ?? '',
    members: n === big ? sizes.members : sizes.tenantMembers,
    teams: n === big ? sizes.teams : 20,
  }))
  await stage(
    database,
    'directory',
    () => fill(database, JSON.stringify(world)),
    () => Promise.reject(new Error(`the directory is half made: delete ${database.folder}`)),
  )
}

const tables = ['member', 'affiliation', 'team', 'entry', 'search', 'alias', 'tally', 'place', 'team_count'].map((t) => `members.${t}`)

async function fill({ owner }: BenchDatabase, world: string): Promise<string> {
  const client = await owner.connect()
  try {
    // The rows are made whole here, as the triggers would; keys and triggers would only make it slower.
    await client.query("set session_replication_role = replica; set work_mem = '1GB'; set maintenance_work_mem = '2GB'")
    await client.query(
      `create temporary table world as select * from jsonb_to_recordset('${world}') as x (n integer, tenant uuid, company uuid, members integer, teams integer)`,
    )
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
       where i.indrelid = any ($1::regclass[]) and not i.indisunique`,
      [[...tables, 'activity.calendar']],
    )
    for (const index of indexes) await client.query(`drop index ${index.name}`)
    for (const statement of statements) await client.query(statement)
    for (const index of indexes) await client.query(index.definition)
    await client.query(
      `vacuum (freeze, analyze) ${tables.join(', ')}, members.level, members.position, members.user_type, activity.calendar`,
    )
    const { rows } = await client.query<{ n: string }>('select count(*) as n from members.member')
    return `${rows[0]?.n} members`
  } finally {
    client.release(true)
  }
}

const now = `timestamptz '${noon.toISOString()}'`
const nil = "'00000000-0000-0000-0000-000000000000'::uuid"

const statements = [
  ...Object.entries(titles).map(
    ([kind, count], at) =>
      `insert into members.${kind} (tenant_id, ${kind}_id, company_id, name, rank${kind === 'level' ? ', executive' : ''})
       select x.tenant, ${id(at + 1, 'i::integer')}, x.company, '${kind} ' || i, i${kind === 'level' ? ', i < 2' : ''} from world x, generate_series(0, ${count - 1}) i`,
  ),
  // Ten topmost teams, each with up to ten beneath, and so on: subtrees of all sizes.
  `insert into members.team (tenant_id, team_id, company_id, parent_id, name, position)
   select x.tenant, ${id(4, 'i')}, x.company, case when i >= 10 then ${id(4, '(i / 10 - 1)')} end, 'Team ' || i, i % 10 from world x, generate_series(0, x.teams - 1) i`,
  `create temporary table made as
   select x.n, x.tenant, x.company, x.members, x.teams, i, ${memberId} as id, ${name} as name,
     ${now} - make_interval(mins => 30 + (2500000::bigint * (x.members - i) / x.members)::integer) as created_at,
     ${any(11, 1000)} as fate,
     -- Few are at the top: of a thousand one in each of the two executive levels, the most in the lowest.
     ${id(1, `(case when ${any(12, 1000)} < 2 then ${any(12, 1000)} else 2 + least(9, floor(sqrt(${any(13, 100)})))::integer end)`)} as level_id,
     ${id(3, `(case when ${any(14, 100)} < 80 then 0 when ${any(14, 100)} < 95 then 1 else 2 + ${any(15, 4)} end)`)} as user_type_id
   from world x, generate_series(1, x.members) i`,
  `insert into members.member (tenant_id, member_id, company_id, login, name, locale, personal_email, registered_by, created_at, activates_at,
     first_signed_in_at, suspended_at, suspended_reason, deleted_at, app_blocked_at, leave_from, leave_until, phonetic, nickname, employee_number, level_id, user_type_id)
   select tenant, id, company, 'm' || i, name, 'ko', case when ${any(16, 10)} < 8 then 'm' || i || '@mail.example' end, 'admin', created_at,
     case when fate < 2 then ${now} + make_interval(days => 1 + fate) end,
     case when fate >= 40 then created_at + interval '1 day' end,
     case when fate between 40 and 44 then ${now} - interval '20 days' end, case when fate between 40 and 44 then 'administrator' end,
     case when fate between 45 and 46 then ${now} - interval '2 days' end,
     case when fate between 50 and 54 then ${now} - interval '9 days' end,
     case when fate between 60 and 69 then ${now} - interval '50 days' end, case when fate between 65 and 69 then ${now} + interval '50 days' end,
     null, case when ${any(17, 20)} = 0 then 'nick' || ${any(18, 5000)} end, case when ${any(19, 10)} < 9 then 'E' || lpad(i::text, 7, '0') end,
     level_id, user_type_id
   from made`,
  `insert into members.affiliation (tenant_id, member_id, team_id, company_id, position_id, is_primary, is_leader)
   select x.tenant, x.id, ${id(4, 'i % x.teams')}, x.company, case when ${any(20, 10)} < 7 then ${id(2, any(21, titles.position))} end, true, i <= x.teams from made x`,
  `insert into members.affiliation (tenant_id, member_id, team_id, company_id, position_id, is_primary)
   select x.tenant, x.id, ${id(4, `((i % x.teams + 1 + ${any(22, 7)}) % x.teams)`)}, x.company, null, false from made x where ${any(23, 10)} < 2 on conflict do nothing`,
  `insert into members.alias (tenant_id, company_id, alias, member_id) select tenant, company, 'alias' || i, id from made where ${any(24, 20)} = 0`,
  `insert into activity.calendar (tenant_id, company_id, fact, member_id, last, days)
   select d.tenant, d.company, f, d.id, d.last, set_bit(0::bit(768), d.last - activity.base(d.last), 1)
   from (select x.*, date '2026-12-31' - (case when ${any(25, 100)} < 60 then 0 when ${any(25, 100)} < 88 then 1 + ${any(26, 6)}
       when ${any(25, 100)} < 95 then 7 + ${any(26, 23)} when ${any(25, 100)} < 98 then 30 + ${any(26, 60)} else 90 + ${any(26, 500)} end) as last
     from made x where x.fate >= 40) d, generate_series(0, 3) f
   order by d.tenant, d.company, d.id, f`,
  `insert into activity.gap (tenant_id, company_id, fact, day, previous, n)
   select tenant_id, company_id, fact, last, '-infinity', count(*) from activity.calendar where tenant_id = any (select tenant from world) group by 1, 2, 3, 4
   on conflict (tenant_id, company_id, fact, day, previous) do update set n = excluded.n`,
  'analyze members.member, members.affiliation, members.alias',
  `insert into members.entry (tenant_id, member_id, company_id, name_key, login, employee_key, created_at, level_id, user_type_id, position_id, leader,
     activates_at, first_signed_in_at, suspended_at, deleted_at, app_blocked, leave_from, leave_until)
   select m.tenant_id, m.member_id, m.company_id, members.sort_key(m.name, m.phonetic), m.login, coalesce(members.folded(m.employee_number), ''), m.created_at,
     coalesce(m.level_id, ${nil}), coalesce(m.user_type_id, ${nil}), coalesce(a.position_id, ${nil}), coalesce(a.is_leader, false),
     m.activates_at, m.first_signed_in_at, m.suspended_at, m.deleted_at, m.app_blocked_at is not null, m.leave_from, m.leave_until
   from members.member m left join members.affiliation a on a.tenant_id = m.tenant_id and a.member_id = m.member_id and a.is_primary
   where not exists (select from members.entry e where e.tenant_id = m.tenant_id and e.member_id = m.member_id) order by m.tenant_id, m.member_id`,
  `insert into members.search (tenant_id, member_id, company_id, words, grams)
   select w.tenant_id, w.member_id, w.company_id, w.words, members.grams(w.company_id, w.words) from (
     select m.tenant_id, m.member_id, m.company_id, members.folded(concat_ws(chr(10), m.name, m.nickname, m.login, m.employee_number, l.alias)) as words
     from members.member m left join members.alias l on l.tenant_id = m.tenant_id and l.member_id = m.member_id
     where not exists (select from members.search s where s.tenant_id = m.tenant_id and s.member_id = m.member_id)
   ) w`,
  'truncate members.tally',
  `insert into members.tally select tenant_id, company_id, standing, level_id, user_type_id, app_blocked, count(*) from members.entry group by 1, 2, 3, 4, 5, 6`,
  `insert into members.place select distinct tenant_id, company_id, level_id, leader, position_id from members.entry on conflict do nothing`,
  `insert into members.team_count (tenant_id, team_id, direct, total)
   with recursive above as (
     select t.tenant_id, t.team_id, t.team_id as above_id, t.parent_id from members.team t
     union all select u.tenant_id, u.team_id, t.team_id, t.parent_id from above u join members.team t on t.tenant_id = u.tenant_id and t.team_id = u.parent_id
   )
   select u.tenant_id, u.above_id, count(distinct a.member_id) filter (where a.team_id = u.above_id), count(distinct a.member_id)
   from above u join members.affiliation a on a.tenant_id = u.tenant_id and a.team_id = u.team_id
   join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id where m.deleted_at is null group by 1, 2`,
]
