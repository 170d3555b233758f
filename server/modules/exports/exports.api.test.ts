import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExportFile, Notice } from '@muster/contract'
import { callerByToken, callerFor, type ApiAnswer, type ApiCall, type ApiCaller } from '../../../test/api.ts'
import { createTeam } from '../members/index.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let sub: ApiCaller
let at: string
let subId: string
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  at = `/companies/${company.companyId}`
  await setMdm('third_party')
  const [second] = await makeMembers(server, company, 1, 'sub')
  subId = second?.id ?? ''
  await appoint(`'sub_admin', null, null`)
  ;[boss, sub] = [await callerFor(server, company.admin.login), await callerFor(server, second?.login ?? '')]
})
afterAll(() => server.stop())

const query = async <T extends object>(text: string, values: unknown[] = []) =>
  (await server.database.owner.pool.query<T>(text, values)).rows
const setMdm = (mode: string) =>
  query('insert into devices.mdm values ($1, $2, $3, 1) on conflict (tenant_id, company_id) do update set mode = excluded.mode', [
    company.tenant,
    company.companyId,
    mode,
  ])
/** What the second administrator holds from now on. */
async function appoint(held: string): Promise<void> {
  await query(`delete from company.administrator where member_id = $1`, [subId])
  await query(
    `insert into company.administrator (tenant_id, company_id, member_id, role, role_id, team_id, created_at)
     select $1, $2, $3, h.*, now() from (values (${held})) h`.replace('h.*', 'h.column1, h.column2::uuid, h.column3::uuid'),
    [company.tenant, company.companyId, subId],
  )
}

/** Device rows of the administrator: so many of a model. */
const addDevices = (model: string, count: number) =>
  query(
    `with model as (insert into devices.model (tenant_id, name, folded) values ($1, $2, members.folded($2)) returning model_id),
      device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
        select $1, gen_random_uuid(), '00' || i || $2, model_id, 'android', '017', '', now() from model, generate_series(1, $3) i returning *)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select $1, device_id, $4, 'mobile', device_id, $5, model_id, 'android', '017', '', '4.0', '', timestamptz '2026-01-01 20:00Z', now() from device`,
    [company.tenant, model, count, company.admin.id, company.companyId],
  )

const ask = (list: string, body: object, caller = boss) => caller('POST', `${at}/${list}/exports`, body)
const fileOf = ({ body }: ApiAnswer) => body as unknown as ExportFile
const askDevices = async (filter: object, caller = boss) => {
  const answer = await ask('devices', { tab: 'mobile', filter }, caller)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return fileOf(answer)
}
const get = async (id: string, caller = boss) => fileOf(await caller('GET', `/me/exports/${id}`))
const open = (id: string, caller = boss) => caller.browser.fetch(`${server.url}/api/v1/me/exports/${id}/file`)
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code
/** The cells of a file, as another library reads them; it refuses rows of different lengths. */
async function cellsOf(id: string, caller = boss): Promise<string[][]> {
  const answer = await open(id, caller)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/csv;charset=utf-8')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.subarray(0, 3).toString('hex'), 'so that Excel reads Hangul').toBe('efbbbf')
  return parse(bytes, { bom: true }) as string[][]
}
const work = () => server.runEnqueued('exports.make')
const noticesOf = async (caller = boss) => (await caller('GET', '/me/notices')).body['items'] as Notice[]
const until = async (met: () => Promise<boolean>) => {
  const late = Date.now() + 15_000
  while (!(await met())) {
    if (Date.now() > late) throw new Error(`it did not come to that: ${server.logged.slice(-5).join('')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const stored = async () => (await readdir(path.join(server.dataDir, 'files', company.tenant)).catch(() => [])).toSorted()

describe('DS-8, pitfall 18: at once, or in the background', () => {
  it.each([
    [4_999, 'done'],
    [5_000, 'done'],
    [5_001, 'waiting'],
  ])('DS-8: %i rows are %s with the answer, and all of them in the file', async (count, state) => {
    await addDevices(`Model-${count}`, count)
    const asked = await askDevices({ model: `Model-${count}` })
    expect(asked).toMatchObject({
      list: 'devices',
      state,
      problem: null,
      name: expect.stringMatching(/^devices_mobile_\d{4}-\d\d-\d\d\.csv$/) as string,
    })
    if (state === 'waiting') {
      expect(await codeOf(await open(asked.id))).toBe('file_not_ready')
      await work()
    }
    const file = await get(asked.id)
    expect(file).toMatchObject({ state: 'done', rows: count, total: count, expiresAt: expect.any(String) as string })
    expect(file.size).toBeGreaterThan(count * 50)
    const cells = await cellsOf(asked.id)
    expect(cells).toHaveLength(count + 1)
    expect(new Set(cells.map((row) => row[2])).size, 'no row twice').toBe(count + 1)
    const told = (await noticesOf()).filter(({ data }) => 'export' in data && data.export === asked.id)
    expect(told.map(({ kind, data }) => [kind, 'rows' in data && data.rows])).toEqual(state === 'waiting' ? [['export_done', count]] : [])
  })

  it('DS-8: what is searched for reaches the database as text: quotes, backslashes, percent signs; and finds what the page finds', async () => {
    const odd = [`O'Brien "5\\'`, `%_$1 {"a"}`, `'; drop table devices.device_row; --`]
    for (const model of odd) await addDevices(model, 2)
    for (const model of odd) {
      const { id } = await askDevices({ model, user: 'Ada' })
      const cells = await cellsOf(id)
      expect(cells.slice(1).map((row) => row[0])).toEqual([model, model])
    }
    expect(await cellsOf((await askDevices({ model: 'nowhere' })).id), 'nothing found: the head alone').toHaveLength(1)
    expect(await cellsOf((await askDevices({ appVersion: 'no version' })).id)).toHaveLength(1)
  })

  it('pitfall 17: formulas, Hangul, line breaks and leading zeros; as many heads as cells; times on the company’s clock, also before its zone changed', async () => {
    const odd = ['=1+1', '+82', '-1', '@sum', '\ttab', '갤럭시 "A"\n폴드', '007']
    for (const model of odd) await addDevices(`${model} T17`, 1)
    await query(`insert into company.zone (tenant_id, company_id, zone, from_at) values ($1, $2, 'America/New_York', '2026-06-01Z')`, [
      company.tenant,
      company.companyId,
    ])
    const { id } = await askDevices({ model: 'T17' })
    const [head, ...rows] = await cellsOf(id)
    expect(head).toEqual([
      'Device',
      'MDM profile',
      'Vendor ID',
      'User',
      'User ID',
      'OS',
      'OS version',
      'App',
      'App version',
      'Update available',
      'First access',
      'Recent access',
    ])
    const shown = new Set(rows.map((row) => row[0]))
    expect(shown).toEqual(new Set(["'=1+1 T17", "'+82 T17", "'-1 T17", "'@sum T17", "'\ttab T17", '갤럭시 "A"\n폴드 T17', '007 T17']))
    const row = rows.find(([model]) => model?.startsWith('007'))
    expect(row?.slice(1, 11)).toEqual([
      'Unregistered',
      '001007 T17',
      'Ada Admin',
      company.admin.login,
      'Android',
      '017',
      'Mobile app',
      '4.0',
      'No',
      '2026-01-02 05:00:00',
    ])
  })
})

it('DS-8: sent packed as it stands, and unpacked to who asks for that', async () => {
  await addDevices('Packed', 40)
  const { id, size } = await askDevices({ model: 'Packed' })
  const [packed, plain] = await Promise.all(
    ['gzip', 'identity'].map((encoding) =>
      boss.browser.fetch(`${server.url}/api/v1/me/exports/${id}/file`, { headers: { 'accept-encoding': encoding } }),
    ),
  )
  expect([packed, plain].map((answer) => answer?.headers.get('content-encoding') ?? null)).toEqual(['gzip', null])
  expect([packed, plain].map((answer) => answer?.headers.get('vary'))).toEqual(['accept-encoding', 'accept-encoding'])
  expect(Number(packed?.headers.get('content-length'))).toBeLessThan((size ?? 0) / 5)
  expect(Number(plain?.headers.get('content-length'))).toBe(size)
  const texts = await Promise.all([packed, plain].map((answer) => answer?.text()))
  expect(texts[0]).toContain('Packed')
  expect(texts[1]).toBe(texts[0])
})

it('DS-2, DS-10: profile and vendor ID as the page shows them: none where MDM is off, with own MDM the vendor ID of registered devices', async () => {
  await addDevices('Enrolled', 2)
  await query(
    `insert into devices.enrolment (tenant_id, enrolment_id, device_id, generation, thumbprint, member_id, enrolled_at, profile_at)
     select $1, gen_random_uuid(), device_id, 1, 'x', $2, now(), now() from devices.device where tenant_id = $1 and vendor_id = '001Enrolled'`,
    [company.tenant, company.admin.id],
  )
  const shown = async () => (await cellsOf((await askDevices({ model: 'Enrolled' })).id)).map((row) => row.slice(0, 3)).toSorted()
  await setMdm('optional')
  expect(await shown()).toEqual([
    ['Device', 'MDM profile', 'Vendor ID'],
    ['Enrolled', 'Registered', '001Enrolled'],
    ['Enrolled', 'Unregistered', ''],
  ])
  expect(await cellsOf((await askDevices({ model: 'Enrolled', profile: 'registered' })).id)).toHaveLength(2)
  await setMdm('off')
  expect((await shown())[0]).toEqual(['Device', 'User', 'User ID'])
  await setMdm('third_party')
})

describe('DS-8: the other lists', () => {
  const insert = {
    members: `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at)
      select $1, gen_random_uuid(), $2, 'crowd' || i, 'Crowd', 'en', 'admin', now() from generate_series($3::integer, $4::integer) i`,
    audit: `insert into audit.event (tenant_id, event_id, company_id, at, actor_kind, actor_name, action, subject_kind, after)
      select $1, gen_random_uuid(), $2, now(), 'system', 'bulk', 'bulk.made', 'company', jsonb_build_object('n', i) from generate_series($3::integer, $4::integer) i`,
    connections: `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, user_agent, created_at)
      select $1, gen_random_uuid(), $5, $2, 'pc', 'pc', 'password', 'crowd ' || i, now() - i * interval '1 second'
      from generate_series($3::integer, $4::integer) i`,
  }
  it.each([
    ['members', 'members', { filter: { q: 'crowd' }, columns: ['login'] }, 1],
    ['audit', 'audit', { filter: { action: 'bulk.made' } }, 10],
    ['connections', 'members/{sub}/connections', { kind: 'app' }, 0],
  ] as const)('DS-8, pitfall 18: %s: 4,999 and 5,000 rows with the answer, 5,001 by notification', async (list, place, body, cell) => {
    const values = (from: number, to: number) => [company.tenant, company.companyId, from, to, ...(list === 'connections' ? [subId] : [])]
    for (const [from, to] of [
      [1, 4_999],
      [5_000, 5_000],
      [5_001, 5_001],
    ] as const) {
      await query(insert[list], values(from, to))
      const asked = fileOf(await ask(place.replace('{sub}', subId), body))
      expect(asked).toMatchObject({ list, state: to > 5_000 ? 'waiting' : 'done' })
      await work()
      const rows = (await cellsOf(asked.id)).slice(1)
      expect(rows).toHaveLength(to)
      if (list !== 'connections') expect(new Set(rows.map((row) => row[cell])).size, 'no row twice').toBe(to)
      const told = (await noticesOf()).filter(({ data }) => 'export' in data && data.export === asked.id)
      expect(told.map(({ kind }) => kind)).toEqual(to > 5_000 ? ['export_done'] : [])
    }
    if (list === 'members') await query(`delete from members.member where name = 'Crowd'`)
  })

  it('DS-8: members with the columns chosen, the audit log, and a member’s connections', async () => {
    const members = await cellsOf(fileOf(await ask('members', { filter: { q: 'Ada' }, columns: ['state', 'login'] })).id)
    expect(members).toEqual([
      ['Name', 'ID', 'State'],
      ['Ada Admin', company.admin.login, 'In use'],
    ])
    const log = await cellsOf(fileOf(await ask('audit', { filter: { action: 'export.requested', member: company.admin.id } })).id)
    expect(log).toHaveLength(1)
    const all = await cellsOf(fileOf(await ask('audit', { filter: { action: 'export.' } })).id)
    expect(all.filter((row) => row[5] === 'export.requested').length).toBeGreaterThan(3)
    const connections = await cellsOf(fileOf(await ask(`members/${subId}/connections`, { kind: 'web' })).id)
    expect(connections[0]).toHaveLength(11)
    expect(connections[1]?.slice(2, 3)).toEqual(['Admin console'])
    expect(connections).toHaveLength(2)
  })

  it('RE-2, P-4: in the language of the one who asks; asking and each download are events', async () => {
    await boss('PATCH', '/me', { locale: 'ko' })
    const { id } = fileOf(await ask('members', { columns: ['login'] }))
    expect((await cellsOf(id))[0]).toEqual(['이름', 'ID'])
    await cellsOf(id)
    await boss('PATCH', '/me', { locale: 'en' })
    const { body } = await boss('GET', `${at}/audit?action=export.&limit=3`)
    expect(body['items']).toMatchObject([
      { action: 'export.downloaded', after: { list: 'members' } },
      { action: 'export.downloaded', actor: { id: company.admin.id } },
      { action: 'export.requested', after: { list: 'members', filter: {} } },
    ])
  })

  it('DS-8: up to three under way; the list shows one’s own, the newest first', async () => {
    const files = []
    for (let i = 0; i < 3; i++) files.push(await askDevices({ model: 'Model-5001' }))
    expect((await ask('devices', { tab: 'mobile' })).code).toBe('too_many_exports')
    expect((await ask('members', {}, sub)).status, 'another has three of their own').toBe(201)
    const { body } = await boss('GET', '/me/exports')
    expect((body['items'] as ExportFile[]).slice(0, 3).map(({ id }) => id)).toEqual(files.map(({ id }) => id).toReversed())
    for (const { id } of files) expect(fileOf(await boss('PUT', `/me/exports/${id}/cancellation`)).state).toBe('cancelled')
    await work()
    expect((await get(files[0]?.id ?? '')).state, 'what was cancelled is not made').toBe('cancelled')
  })
})

describe('DS-8: whose file it is', () => {
  let file: ExportFile
  const custom = async (permissions: object, names: boolean, team: string | null = null) => {
    const role = crypto.randomUUID()
    await query(`insert into company.role values ($1, $2, $3::uuid, $3::text, $4, $5, now())`, [
      company.tenant,
      company.companyId,
      role,
      JSON.stringify(permissions),
      names,
    ])
    await appoint(`'custom', '${role}', ${team ? `'${team}'` : 'null'}`)
  }
  beforeEach(async () => {
    await appoint(`'sub_admin', null, null`)
    await until(async () => (await sub('GET', `${at}/devices/count?tab=mobile`)).status === 200)
    file = await askDevices({ model: 'Model-4999' }, sub)
  })
  it('DS-8: only the asker opens it, not even the Super Admin', async () => {
    expect(await codeOf(await open(file.id))).toBe('not_found')
    expect((await boss('GET', `/me/exports/${file.id}`)).code).toBe('not_found')
    expect((await boss('PUT', `/me/exports/${file.id}/cancellation`)).code).toBe('not_found')
    expect((await open(file.id, sub)).status).toBe(200)
  })

  it('RE-1, P-2: through an API token the files of the lists it opens are there, and no other, of no other company', async () => {
    const through = async (permissions: object, of = company.companyId) => {
      const name = JSON.stringify([permissions, of])
      const { body } = await boss('POST', '/me/tokens', { company: of, name, permissions, days: 1 })
      return callerByToken(server, String(body['token']))
    }
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: 'files.example' })
    await query(
      `insert into company.administrator (tenant_id, company_id, member_id, role, created_at) values ($1, $2, $3, 'sub_admin', now())`,
      [company.tenant, sibling.companyId, company.admin.id],
    )
    const [devices, running] = [await askDevices({ model: 'Model-4999' }), await askDevices({ model: 'Model-5001' })]
    const listed = async (by: ApiCall) => ((await by('GET', '/me/exports')).body['items'] as ExportFile[]).map(({ list }) => list)
    const opening = await through({ devices: 'view' })
    expect(new Set(await listed(opening))).toEqual(new Set(['devices']))
    expect((await opening('GET', `/me/exports/${devices.id}`)).status).toBe(200)
    for (const other of [await through({ statistics: 'view' }), await through({ devices: 'view' }, sibling.companyId)]) {
      expect(await listed(other)).not.toContain('devices')
      for (const { id } of [devices, running]) expect((await other('GET', `/me/exports/${id}`)).code).toBe('not_found')
      expect((await other('PUT', `/me/exports/${running.id}/cancellation`)).code).toBe('not_found')
    }
    expect((await get(running.id)).state).toBe('waiting')
    expect(fileOf(await opening('PUT', `/me/exports/${running.id}/cancellation`)).state).toBe('cancelled')
  })

  it('P-2, pitfall 18: permission, names and reach are asked at the download, as they are then', async () => {
    await custom({ members: 'manage' }, true)
    expect(await codeOf(await open(file.id, sub))).toBe('forbidden')
    await custom({ devices: 'view' }, false)
    expect(await codeOf(await open(file.id, sub))).toBe('names_hidden')
    const team = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'T' }))
    await custom({ devices: 'view' }, true, team)
    expect(await codeOf(await open(file.id, sub))).toBe('forbidden')
    await custom({ devices: 'view' }, true)
    expect((await open(file.id, sub)).status).toBe(200)
    await query('delete from company.administrator where member_id = $1', [subId])
    expect(await codeOf(await open(file.id, sub))).toBe('not_found')
    await appoint(`'sub_admin', null, null`)
    await query(`update company.company set plan_core = 'none', plan_drive = false, plan_approval = false where company_id = $1`, [
      company.companyId,
    ])
    expect(await codeOf(await open(file.id, sub))).toBe('plan_required')
    await query(`update company.company set plan_core = 'standard', plan_drive = true, plan_approval = true where company_id = $1`, [
      company.companyId,
    ])
  })

  it('P-2, pitfall 18: a permission lost before it is made: it is not, and the asker is told why', async () => {
    const { id } = await askDevices({ model: 'Model-5001' }, sub)
    await custom({ members: 'view' }, true)
    await work()
    expect(await get(id, sub)).toMatchObject({ state: 'failed', problem: 'not_allowed' })
    expect((await noticesOf(sub))[0]).toMatchObject({ kind: 'export_failed', data: { export: id, problem: 'not_allowed' } })
    expect((await stored()).some((name) => name.startsWith(id))).toBe(false)
  })

  it('DS-8: it expires after seven days: not opened any more, removed, and a week later forgotten', async () => {
    const expire = (by: string) => query(`update exports.file set expires_at = now() - $2::interval where file_id = $1`, [file.id, by])
    await query(`update exports.file set expires_at = now() + interval '2 seconds' where file_id = $1`, [file.id])
    expect((await open(file.id, sub)).status, 'a moment before').toBe(200)
    await expire('0 seconds')
    expect(await codeOf(await open(file.id, sub))).toBe('file_expired')
    expect((await get(file.id, sub)).state).toBe('expired')
    const former = path.join(server.dataDir, 'files', company.tenant, `${file.id}-1`)
    await writeFile(former, 'of a version before files were packed')
    expect((await stored()).filter((name) => name.startsWith(file.id))).toEqual([`${file.id}-1`, `${file.id}-1.gz`])
    await server.runJob('exports.purge')
    expect((await stored()).filter((name) => name.startsWith(file.id))).toEqual([])
    await expire('7 days')
    await server.runJob('exports.purge')
    expect((await sub('GET', `/me/exports/${file.id}`)).code).toBe('not_found')
  })
})

describe('DS-8, pitfall 18: never under way for ever', () => {
  const held = async () =>
    (await query('select from pg_stat_activity where application_name = $1 and wait_event_type = $2', ['muster files', 'Lock'])).length
  it('DS-8: cancelled while it is made, it leaves nothing behind', async () => {
    const { id } = await askDevices({ model: 'Model-5001' })
    const lock = await server.database.owner.pool.connect()
    await lock.query('begin; lock table devices.device in access exclusive mode')
    const making = work()
    await until(async () => (await held()) > 0)
    await until(async () => (await query('select from exports.file where file_id = $1 and total = 5001', [id])).length === 1)
    expect((await get(id)).state).toBe('running')
    await boss('PUT', `/me/exports/${id}/cancellation`)
    await making
    await lock.query('rollback')
    lock.release()
    expect((await get(id)).state).toBe('cancelled')
    expect((await stored()).some((name) => name.startsWith(id))).toBe(false)
  })

  it('pitfall 18: one whose maker is gone is taken up again; after three tries it has failed, and the asker is told', async () => {
    const { id } = await askDevices({ model: 'Model-5001' })
    await query('delete from graphile_worker._private_jobs')
    const abandon = (attempts: number) =>
      query(`update exports.file set state = 'running', attempts = $2, lease_until = now() - interval '1 second' where file_id = $1`, [
        id,
        attempts,
      ])
    await abandon(1)
    await server.runJob('exports.take_up')
    await work()
    expect((await get(id)).state).toBe('done')
    const second = await askDevices({ model: 'Model-5001' })
    await query(`update exports.file set state = 'running', attempts = 3, lease_until = now() - interval '1 second' where file_id = $1`, [
      second.id,
    ])
    await server.runJob('exports.take_up')
    await work()
    expect(await get(second.id)).toMatchObject({ state: 'failed', problem: 'failed' })
    expect((await noticesOf())[0]).toMatchObject({ kind: 'export_failed', data: { export: second.id, problem: 'failed' } })
  })

  it('T-2, pitfall 18: a lease of half a minute is kept by whoever makes it; a day after the asking it has failed without any job', async () => {
    const { id } = await askDevices({ model: 'Model-5001' })
    await query(`update exports.file set lease_until = now() + interval '5 seconds' where file_id = $1`, [id])
    await query('delete from graphile_worker._private_jobs')
    await server.runJob('exports.take_up')
    await work()
    expect((await get(id)).state, 'not taken from whoever may be at it').toBe('waiting')
    await query(`update exports.file set asked_at = now() - interval '23 hours 59 minutes' where file_id = $1`, [id])
    expect((await get(id)).state).toBe('waiting')
    await query(`update exports.file set asked_at = now() - interval '24 hours' where file_id = $1`, [id])
    expect(await get(id)).toMatchObject({ state: 'failed', problem: 'failed' })
    await boss('PUT', `/me/exports/${id}/cancellation`)
  })

  it('pitfall 18: a storage that fails is tried three times, then said', async () => {
    const folder = path.join(server.dataDir, 'files', company.tenant)
    await rm(folder, { recursive: true })
    await writeFile(folder, 'no folder')
    const { id } = await askDevices({ model: 'Model-5001' })
    for (const state of ['waiting', 'waiting', 'failed']) {
      await work()
      expect((await get(id)).state).toBe(state)
    }
    await rm(folder)
  })
})
