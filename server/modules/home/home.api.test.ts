import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeLines, type Home, type HomeItem, type MemberList, type Permissions } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { createRole } from '../company/index.ts'
import { hasOpenOperation, setNewest } from '../devices/index.ts'
import { affiliate, createTeam, deleteMember, setLeave, suspendMember, transferMember } from '../members/index.ts'
import { reportStorage } from '../storage/index.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let team: string
let people: { id: string; login: string }[]
const person = (i: number) => people[i]?.id ?? ''
const at = (path = '') => `/companies/${company.companyId}${path}`
const owner = (text: string, values: unknown[] = []) => server.database.owner.pool.query(text, values)
const homeOf = async (by = boss, where = at()) => (await by('GET', `${where}/home`)).body as unknown as Home

/** Every line as an administrator sees it: those of the first answer, and those that are counted by themselves. */
async function linesOf(by = boss): Promise<HomeItem[]> {
  const { items } = await homeOf(by)
  const whole = items.map(async (item) => {
    if (item.count !== null) return [item]
    return (await by('GET', at(`/home/${item.line}`))).body['items'] as HomeItem[]
  })
  return (await Promise.all(whole)).flat()
}

const counts: Record<HomeItem['list'], (item: HomeItem) => string> = {
  members: () => '/members/count',
  devices: () => '/devices/count',
  storage: () => '/storage/members',
  installation: () => '/installation/members/count',
  operations: () => '/operations',
  mails: () => '/settings/mail/undelivered',
  deliveries: ({ subject }) => `/webhooks/${subject?.id}/deliveries`,
  recipients: ({ subject }) => `/installation/guides/${subject?.id}/recipients`,
}
/** How many the list shows that a line leads to. */
async function totalOf(item: HomeItem, by = boss): Promise<unknown> {
  return (await by('GET', at(`${counts[item.list](item)}?${new URLSearchParams(item.filter)}`))).body['total']
}

let number = 0
/** Someone with a custom role of these permissions. */
async function custom(permissions: Permissions, limits: { names?: boolean; team?: string } = {}): Promise<ApiCaller> {
  const [who] = await makeMembers(server, company, 1, `role${++number}x`)
  const role = await server.as(company.tenant, (ctx) =>
    createRole(ctx, company.companyId, { name: `Role ${number}`, permissions, seesNames: limits.names ?? true }),
  )
  await owner(
    `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
    [company.tenant, company.companyId, who?.id, role, limits.team ?? null],
  )
  return callerFor(server, who?.login ?? '')
}

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  people = await makeMembers(server, company, 12)
  team = await server.as(company.tenant, async (ctx) => {
    const made = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Sales' })
    for (const i of [0, 4, 6, 8])
      await affiliate(ctx, [{ memberId: person(i), companyId: company.companyId, teamId: made, isPrimary: true, isLeader: false }])
    return made
  })
  await makeStates()
  await makeDevices()
  await makeMails()
  await makeWebhook()
  const used = [95, 90, 89].map((bytes, i) => ({ member: person(i), kind: 'drive' as const, used: bytes, limit: 100 }))
  await server.as(company.tenant, (ctx) => reportStorage(ctx, company.companyId, { members: used, company: [] }))
}, 120_000)
afterAll(() => server.stop())

/** 0 to 4: in use, of whom 0 and 1 have lapsed, 2 never used it here, 3 is away, 4 used it; 5 suspended; 6 and 7 pending, 8 expired. */
async function makeStates(): Promise<void> {
  await owner(`update members.member set first_signed_in_at = now() - interval '60 days' where member_id = any ($1)`, [
    [0, 1, 2, 3, 4, 5].map(person),
  ])
  await owner(
    `update members.member set first_signed_in_at = null, nickname = 'new', created_at = now() - interval '1 day' where member_id = any ($1)`,
    [[7, 9, 10, 11].map(person)],
  )
  await owner(
    `update members.member set first_signed_in_at = null, nickname = 'new', created_at = now() - interval '25 days' where member_id = $1`,
    [person(6)],
  )
  await owner(
    `update members.member set first_signed_in_at = null, nickname = 'new', created_at = now() - interval '31 days' where member_id = $1`,
    [person(8)],
  )
  const used = async (i: number, days: number) =>
    owner(
      `select activity.mark($1, array[$2::uuid], array[$3::uuid], array[((now() at time zone 'Asia/Seoul')::date - $4::integer)], array[6::smallint])`,
      [company.tenant, company.companyId, person(i), days],
    )
  for (const [i, days] of [
    [0, 30],
    [1, 200],
    [3, 40],
    [4, 29],
    [5, 1],
  ] as const)
    await used(i, days)
  await server.as(company.tenant, async (ctx) => {
    await suspendMember(ctx, person(5), 'administrator')
    await setLeave(ctx, person(3))
  })
}

/** A phone of member 0 and one of member 1, both behind the newest version; on the first an operation waits for four days. */
async function makeDevices(): Promise<void> {
  await server.as(company.tenant, (ctx) =>
    setNewest(ctx, company.companyId, { revision: 0, versions: [{ app: 'mobile', os: 'android', version: '4.1.0' }] }),
  )
  for (const i of [0, 1])
    await owner(
      `with model as (insert into devices.model (tenant_id, name, folded) values ($1, $2::text, '') returning model_id),
        device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
          select $1, $2::uuid, $2::text, model_id, 'android', '17', '', now() from model)
       insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
         first_access, last_access)
       select $1, $2::uuid, $3, 'mobile', $2::uuid, $4, model_id, 'android', '17', '', '3.9.0', '0', now(), now() from model`,
      [company.tenant, `00000000-0000-7000-8000-00000000000${i}`, person(i), company.companyId],
    )
  const device = '00000000-0000-7000-8000-000000000000'
  const enrolment = crypto.randomUUID()
  await owner(
    `insert into devices.enrolment (tenant_id, enrolment_id, device_id, generation, thumbprint, member_id, enrolled_at) values ($1, $2, $3, 1, '\\x00', $4, now())`,
    [company.tenant, enrolment, device, person(0)],
  )
  for (const [days, member] of [
    [4, person(0)],
    [2, person(0)],
  ] as const)
    await owner(
      `insert into devices.operation (tenant_id, operation_id, company_id, device_id, enrolment_id, kind, member_id, reason, requested_at, expires_at, state)
       values ($1, gen_random_uuid(), $2, $3, $4, 'delete_app_data', $5, 'Lost', now() - make_interval(days => $6), now() + interval '20 days', 'delivered')`,
      [company.tenant, company.companyId, device, enrolment, member, days],
    )
}

/** One refused, one of unknown outcome; beside them a sent one, one just being handed over, and a refused one of long ago. And a send with a failure. */
async function makeMails(): Promise<void> {
  await owner(
    `insert into notifications.mail (tenant_id, mail_id, company_id, member_id, kind, address, sealed, created_at, attempted_at, sent_at, failed_at, reply)
     select $1, gen_random_uuid(), $2, $3, 'invitation', 'a@mail.example', m.sealed, now() - m.age, now() - m.age, m.sent, m.failed, m.reply
     from (values (null::bytea, interval '1 day', null::timestamptz, now(), '550 no such mailbox'), (null, interval '2 days', null, null, null),
       (null, interval '1 hour', now(), null, '250 ok'), ('\\x00', interval '1 second', null, null, null), (null, interval '20 days', null, now(), '550'))
       m (sealed, age, sent, failed, reply)`,
    [company.tenant, company.companyId, person(0)],
  )
  const guide = crypto.randomUUID()
  await owner(
    `insert into installation.guide (tenant_id, guide_id, company_id, sent_at, by_id, by_name, everyone, texts, links, recipients, sent, failed, ended_at)
     values ($1, $2, $3, now() - interval '1 day', $4, 'Ada', true, '{}', '{}', 3, 1, 2, now())`,
    [company.tenant, guide, company.companyId, company.admin.id],
  )
  await owner(
    `insert into installation.recipient (tenant_id, guide_id, member_id, name, login, address, mobile, pc, state, due_at)
     select $1, $2, m.id, 'N', 'l', 'a@mail.example', 'not_installed', 'installed', m.state, now() from unnest($3::uuid[], array[3, 3, 2]::smallint[]) m (id, state)`,
    [company.tenant, guide, [person(0), person(1), person(2)]],
  )
  await owner(`update members.member set personal_email = 'a@mail.example' where member_id = any ($1)`, [[4, 9].map(person)])
}

async function makeWebhook(): Promise<void> {
  await owner(
    `with endpoint as (
       insert into integrations.endpoint (tenant_id, endpoint_id, company_id, kind, name, url, types, secret, revision, created_at)
       values ($1, gen_random_uuid(), $2, 'webhook', 'Rooms', 'https://told.example/events', '{team.created}', '\\x00', 1, now()) returning tenant_id, endpoint_id
     ), event as (
       insert into integrations.event (tenant_id, event_id, company_id, type, action, lane, subject_kind, at, actor_kind, after, pending)
       values ($1, $3, $2, 'team.created', 'team.created', gen_random_uuid(), 'team', now(), 'system', '{"name": "Team"}', false) returning event_id, lane
     )
     insert into integrations.delivery (tenant_id, endpoint_id, seq, event_id, lane, state, waiting_since, settled_at)
     select tenant_id, endpoint_id, nextval('integrations.delivery_seq'), event_id, lane, 'dead', now(), now() from endpoint, event`,
    [company.tenant, company.companyId, crypto.randomUUID()],
  )
}

describe('Home: what needs an administrator today', () => {
  it('every line counts exactly what its list shows by its filter', async () => {
    const items = await linesOf()
    expect(items.map(({ line }) => line)).toEqual(
      homeLines.filter((line) => !['full_mail', 'outdated_pc', 'outdated_drive_mobile'].includes(line)),
    )
    expect(await Promise.all(items.map((item) => totalOf(item)))).toEqual(items.map(({ count }) => count))
    const counted = Object.fromEntries(items.map(({ line, count }) => [line, count]))
    expect(counted).toMatchObject({
      overdue_operations: 1,
      dead_deliveries: 1,
      undelivered_mails: 2,
      failed_guides: 2,
      expired_invitations: 1,
      expiring_invitations: 1,
      full_drive: 2,
      outdated_mobile: 2,
      lapsed_members: 3,
    })
    expect(items.every(({ isExact }) => isExact)).toBe(true)
  })

  it('AU-8: lapsed: in use and not away, not used for 30 days to the day, or never here; the list holds them', async () => {
    const query = 'state=in_use&onLeave=false&lastUse=lapsed'
    for (const sort of ['order', 'lastUse', 'name'])
      for (const direction of ['asc', 'desc']) {
        const { body } = await boss('GET', at(`/members?${query}&sort=${sort}&direction=${direction}`))
        const { items, total } = body as unknown as MemberList
        expect([items.map(({ id }) => id).toSorted(), total]).toEqual([[0, 1, 2].map(person).toSorted(), 3])
      }
  })

  it('MB-1: expiring: pending, within the last 7 of the 30 days', async () => {
    const { body } = await boss('GET', at('/members?expiring=true'))
    expect((body as unknown as MemberList).items.map(({ id }) => id)).toEqual([person(6)])
  })

  it('pitfall 20: the list of mails says what became of each, page by page', async () => {
    const first = (await boss('GET', at('/settings/mail/undelivered?limit=2'))).body as { items: object[]; next: string; total: number }
    expect(first).toMatchObject({
      items: [
        { outcome: 'refused', reply: '550 no such mailbox' },
        { outcome: 'unknown', reply: null },
      ],
      total: 3,
    })
    const second = (await boss('GET', at(`/settings/mail/undelivered?limit=2&cursor=${first.next}`))).body
    expect(second).toMatchObject({ items: [{ outcome: 'refused', member: { id: person(0) } }], next: null })
    expect((await boss('GET', at('/settings/mail/undelivered?cursor=x'))).code).toBe('input_invalid')
  })

  it('P-2: a role sees the lines whose lists it may open, within its team, and counts as they do', async () => {
    const limited = await custom({ members: 'view', devices: 'view', installation: 'view', statistics: 'view' }, { team })
    const uncounted = async (by?: ApiCaller) => (await homeOf(by)).items.flatMap(({ line, count }) => (count === null ? [line] : []))
    const slow = ['outdated_mobile', 'outdated_pc', 'outdated_drive_mobile', 'lapsed_members']
    expect(await uncounted()).toEqual(slow)
    expect(await uncounted(limited)).toEqual(
      expect.arrayContaining([...slow, 'full_drive', 'full_mail', 'missing_apps', 'missing_addresses']),
    )
    const items = await linesOf(limited)
    expect(Object.fromEntries(items.map(({ line, count }) => [line, count]))).toMatchObject({
      overdue_operations: 1,
      failed_guides: 1,
      expired_invitations: 1,
      expiring_invitations: 1,
      full_drive: 1,
      outdated_mobile: 1,
      lapsed_members: 1,
    })
    expect(await Promise.all(items.map((item) => totalOf(item, limited)))).toEqual(items.map(({ count }) => count))
    expect((await limited('GET', at('/home/undelivered_mails'))).code).toBe('not_found')

    const nameless = await custom({ members: 'view', devices: 'view', installation: 'view', settings: 'view' }, { names: false })
    const counted = await linesOf(nameless)
    expect(counted.map(({ line }) => line)).not.toEqual(expect.arrayContaining(['overdue_operations']))
    expect(counted.map(({ line }) => line)).toEqual(expect.arrayContaining(['undelivered_mails', 'lapsed_members', 'dead_deliveries']))
    expect(await Promise.all(counted.map((item) => totalOf(item, nameless)))).toEqual(counted.map(({ count }) => count))
    expect((await nameless('GET', at('/settings/mail/undelivered'))).body).toMatchObject({ items: [], total: 3, namesHidden: true })

    expect(await homeOf(await custom({ audit: 'view' }))).toMatchObject({ items: [], steps: [] })
  })

  it('P-1: what the plan does not open has no line', async () => {
    await owner(`update company.company set plan_core = 'none', plan_drive = false, plan_approval = false where company_id = $1`, [
      company.companyId,
    ])
    const late = await callerFor(server, company.admin.login)
    const lists = (await homeOf(late)).items.map(({ list }) => list)
    expect(lists.filter((list) => ['devices', 'operations', 'installation', 'recipients'].includes(list))).toEqual([])
    expect((await late('GET', at('/home/outdated_pc'))).code).toBe('not_found')
    await owner(`update company.company set plan_core = 'standard' where company_id = $1`, [company.companyId])
  })

  it('a new company is told its first steps, until they are taken; T-3: and of a change of zone ahead', async () => {
    const young = await makeCompany(server, { tenant: company.tenant, domain: 'young.example' })
    const where = `/companies/${young.companyId}`
    const founder = await callerFor(server, young.admin.login)
    const { items, steps } = await homeOf(founder, where)
    expect(items.filter(({ count }) => count !== null)).toEqual([expect.objectContaining({ line: 'missing_addresses', count: 1 })])
    expect(steps).toEqual(['mail', 'members', 'versions', 'links'].map((step) => ({ step, done: false })))
    await makeMembers(server, young, 1, 'first')
    await founder('PUT', `${where}/settings/time-zone`, { zone: 'Asia/Kathmandu' })
    expect(await homeOf(founder, where)).toMatchObject({
      steps: [{ step: 'mail' }, { step: 'members', done: true }, {}, {}],
      company: { zone: 'Asia/Seoul', zoneChange: { zone: 'Asia/Kathmandu' } },
    })
    expect((await founder('GET', at('/home'))).code).toBe('not_found')
  })

  it('MB-15, MB-16: of a purged member no mail stays; of one who went to another company nothing is shown', async () => {
    const group = await makeCompany(server, { tenant: company.tenant, domain: 'group.example' })
    const [left, gone] = await makeMembers(server, company, 2, 'parted')
    const insert = (member: string | undefined, reply: string) =>
      owner(
        `insert into notifications.mail (tenant_id, mail_id, company_id, member_id, kind, address, created_at, attempted_at, failed_at, reply)
         values ($1, gen_random_uuid(), $2, $3, 'invitation', 'own@mail.example', now(), now(), now(), $4)`,
        [company.tenant, company.companyId, member, reply],
      )
    await insert(left?.id, '550 own@mail.example?')
    await insert(gone?.id, '550 no')
    const shown = async () => (await boss('GET', at('/settings/mail/undelivered?limit=2'))).body['items'] as { address: string }[]
    expect((await shown()).map(({ address }) => address)).toEqual(['own@mail.example', 'own@mail.example'])
    await server.as(company.tenant, async (ctx) => {
      await transferMember(ctx, left?.id ?? '', { companyId: group.companyId, login: 'moved' }, hasOpenOperation)
      await deleteMember(ctx, gone?.id ?? '')
    })
    await owner(`update members.member set deleted_at = now() - interval '7 days' where member_id = $1`, [gone?.id])
    await server.runJob('members.purge')
    expect((await shown())[0]).toMatchObject({ member: null, address: null, reply: null, outcome: 'refused' })
    const { rows } = await server.database.owner.pool.query('select 1 from notifications.mail where member_id = $1', [gone?.id])
    expect(rows).toEqual([])
  })
})
