import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeviceList, DeviceReport, DeviceRow, SuiteClient, UpdateNotices } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, callClient, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { createTeam, affiliate } from '../members/index.ts'
import { setMdm } from './index.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
  // So that vendor IDs are shown (DS-2).
  await server.as(company.tenant, (ctx) => setMdm(ctx, company.companyId, { revision: 0, mode: 'third_party' }))
})
afterAll(() => server.stop())

type Someone = { id: string; login: string }
let number = 0
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `d${++number}x`))[0] ?? { id: '', login: '' }
const phone = (change: Partial<DeviceReport> = {}): DeviceReport => ({
  vendorId: `vendor-${++number}`,
  model: 'Pixel 10',
  os: 'android',
  osVersion: '17',
  appVersion: '4.0.0',
  ...change,
})
/** Signs an app in and reports its device. */
async function use(who: Someone, report: DeviceReport, client: SuiteClient = 'mobile'): Promise<Tokens> {
  const tokens = await signIn(server.url, client, who.login, password, new Browser())
  expect((await put(tokens, report)).status).toBe(200)
  return tokens
}
const put = (tokens: Tokens, report: DeviceReport) => callClient(server.url, tokens, 'PUT', '/client/v1/device', report)
const list = async (query: string, caller = boss) => (await caller('GET', `${at}/devices?${query}`)).body as unknown as DeviceList
const total = async (query: string) => (await boss('GET', `${at}/devices/count?${query}`)).body['total']
const rowsOf = async (who: Someone) => (await boss('GET', `${at}/members/${who.id}/devices`)).body['items'] as DeviceRow[]
/** As if all that a member's device rows hold had been so much earlier. */
const age = (who: Someone, by: string) =>
  server.database.owner.pool.query(
    'update devices.device_row set first_access = first_access - $2::interval, last_access = last_access - $2::interval where member_id = $1',
    [who.id, by],
  )
/** On another node than the one that knows what it recorded before the test changed it. */
const report = async (tokens: Tokens, url: string, body: object = {}) =>
  expect((await callClient(url, tokens, 'POST', '/client/v1/activity', body)).status).toBe(200)

describe('DS-1, DS-3: the inventory', () => {
  it('DS-3: a reinstall keeps the row; a reset makes a new device; two of one model are two rows; a shared one has a row for each member', async () => {
    const [first, second] = [await someone(), await someone()]
    const device = phone({ model: 'Galaxy S30' })
    await use(first, device)
    await use(first, { ...device, appVersion: '4.1.0' })
    await use(first, phone({ model: 'Galaxy S30' }))
    await use(second, device)
    const rows = await rowsOf(first)
    expect(rows.map(({ appVersion }) => appVersion).toSorted()).toEqual(['4.0.0', '4.1.0'])
    const shared = rows.find(({ device: { vendorId } }) => vendorId === device.vendorId)?.device.id
    const { body } = await boss('GET', `${at}/devices/${shared}`)
    expect(body).toMatchObject({ model: 'Galaxy S30', vendorId: device.vendorId, serial: null, os: 'android' })
    expect((body['rows'] as DeviceRow[]).map(({ member }) => member.id).toSorted()).toEqual([first.id, second.id].toSorted())
  })

  it('DS-1: each app on its tab; the web has no row; what runs stands in every row of the device', async () => {
    const who = await someone()
    const pc = phone({ model: 'ThinkPad X1', os: 'windows', osVersion: '10.0.22631.4460' })
    await use(who, pc, 'pc')
    await use(who, { ...pc, osVersion: '10.0.26100.1' }, 'drive_explorer')
    await use(who, phone(), 'drive_mobile')
    await use(who, { ...pc, osVersion: '10.0.26100.1' }, 'web')
    const ofTab = async (tab: string) =>
      (await list(`tab=${tab}&user=${who.login.split('@')[0]}`)).items.map(({ app, osVersion }) => `${app} ${osVersion}`)
    expect(await ofTab('mobile')).toEqual([])
    expect((await ofTab('pc')).toSorted()).toEqual(['drive_explorer 10.0.26100.1', 'pc 10.0.26100.1'])
    expect(await ofTab('drive_mobile')).toEqual(['drive_mobile 17'])
  })

  it('DS-1: three years, and then purged; a deleted member’s device shows until the member is purged', async () => {
    const [old, gone] = [await someone(), await someone()]
    await use(old, phone())
    await use(gone, phone())
    await age(old, '3 years')
    expect(await rowsOf(old)).toEqual([])
    await server.runJob('devices.purge')
    const { rows } = await server.database.owner.pool.query('select from devices.device_row where member_id = $1', [old.id])
    expect(rows).toHaveLength(0)
    await boss('PUT', `${at}/members/${gone.id}/deletion`)
    const shown = (await list('tab=mobile&limit=200')).items.find(({ member }) => member.id === gone.id)
    expect(shown?.member.state).toBe('deleted')
    await server.database.owner.pool.query(`update members.member set deleted_at = now() - interval '7 days' where member_id = $1`, [
      gone.id,
    ])
    await server.runJob('members.purge')
    expect((await list('tab=mobile&limit=200')).items.some(({ member }) => member.id === gone.id)).toBe(false)
  })
})

describe('DS-4: recent access', () => {
  it('DS-4, pitfall 32: moves at a sign-in, and on use 24 hours later; not at 23:59:59, not by a report alone, not back; once for 50 at once', async () => {
    const who = await someone()
    const device = phone()
    const tokens = await use(who, device)
    const recent = async () => Date.parse((await rowsOf(who))[0]?.lastAccess ?? '')
    const begun = await recent()
    await age(who, '23 hours 59 minutes 30 seconds')
    await put(tokens, { ...device, appVersion: '4.0.1' })
    const early = await server.anotherNode()
    await report(tokens, early.url)
    await early.stop()
    expect(await recent()).toBe(begun - (24 * 3600 - 30) * 1000)
    expect((await rowsOf(who))[0]?.appVersion).toBe('4.0.1')

    await age(who, '30 seconds')
    const node = await server.anotherNode()
    await Promise.all(Array.from({ length: 50 }, () => report(tokens, node.url)))
    const moved = await recent()
    expect(moved).toBeGreaterThanOrEqual(begun)
    await report(tokens, node.url, { uses: [{ at: new Date(begun - 20 * 86_400_000).toISOString() }] })
    expect(await recent()).toBe(moved)
    await node.stop()

    await use(who, device)
    expect(await recent()).toBeGreaterThan(moved)
    expect((await rowsOf(who))[0]?.firstAccess).not.toBe((await rowsOf(who))[0]?.lastAccess)
  })

  it('DS-4: an offline app’s use moves it to the instant of that use', async () => {
    const who = await someone()
    const tokens = await use(who, phone())
    await age(who, '10 days')
    const used = new Date(Date.now() - 3 * 86_400_000)
    const node = await server.anotherNode()
    await report(tokens, node.url, { uses: [{ at: new Date(used.getTime() - 3_600_000).toISOString() }, { at: used.toISOString() }] })
    expect((await rowsOf(who))[0]?.lastAccess).toBe(used.toISOString())
    await node.stop()
  })
})

describe('DS-5: the detailed search', () => {
  it('DS-5, pitfalls 11, 13, 14: filters combine; text is literal; versions compare as numbers; each order is whole over its pages', async () => {
    const other = await makeCompany(server, { tenant: company.tenant, domain: 'devices.example' })
    const search = await callerFor(server, other.admin.login)
    const here = `/companies/${other.companyId}`
    const who = [...(await makeMembers(server, other, 1, 'hana')), ...(await makeMembers(server, other, 1, 'dan'))]
    const made: [number, Partial<DeviceReport>][] = [
      [0, { model: 'Pixel 10', appVersion: '3.9.0', osVersion: '16.2' }],
      [0, { model: '갤럭시 S30', appVersion: '3.10.0', osVersion: '16.2.0' }],
      [0, { model: 'Pixel 9 (100%_a.*)', appVersion: '4.0.0-beta', osVersion: '15' }],
      [1, { model: 'iPhone 18', os: 'ios', appVersion: '4.0.0', osVersion: '20.1' }],
      [1, { model: 'iPad Air', os: 'ios', appVersion: 'dev', osVersion: '20.1' }],
      [1, { model: 'Pixel 10', appVersion: '4.0.0+77', osVersion: '17' }],
    ]
    for (const [i, change] of made) await use(who[i] ?? { id: '', login: '' }, phone(change))
    const page = async (query: string) => (await search('GET', `${here}/devices?tab=mobile&${query}`)).body as unknown as DeviceList
    const models = async (query: string) => {
      const { items } = await page(query)
      expect((await search('GET', `${here}/devices/count?tab=mobile&${query}`)).body['total'], query).toBe(items.length)
      return items.map(({ device, appVersion }) => `${device.model} ${appVersion}`).toSorted()
    }
    expect(await models('appVersion=3.10')).toEqual(['Pixel 10 3.9.0', '갤럭시 S30 3.10.0'])
    expect(await models('appVersion=4.0.0-beta')).toEqual(['Pixel 10 3.9.0', 'Pixel 9 (100%_a.*) 4.0.0-beta', '갤럭시 S30 3.10.0'])
    expect(await models('appVersion=4')).toHaveLength(5)
    expect(await models('appVersion=nothing')).toEqual([])
    expect(await models('osVersion=16.2')).toEqual(['Pixel 10 3.9.0', '갤럭시 S30 3.10.0'])
    expect(await models('os=ios')).toHaveLength(2)
    expect(await models(`model=${encodeURIComponent('pixel')}&os=android&appVersion=3.9`)).toEqual(['Pixel 10 3.9.0'])
    for (const text of ['.*', '%', '_', '(100%_a.*)', '갤럭시', 'ＰＩＸＥＬ 9', "'", '\\'])
      expect(await models(`model=${encodeURIComponent(text)}`), text).toHaveLength({ "'": 0, '\\': 0 }[text] ?? 1)
    expect(await models(`user=${encodeURIComponent(who[0]?.login ?? '')}`)).toHaveLength(3)
    expect(await models('user=nobody')).toEqual([])
    expect(await models('user=%25')).toEqual([])

    for (const sort of ['lastAccess', 'model', 'osVersion', 'appVersion'])
      for (const direction of ['asc', 'desc']) {
        const seen: string[] = []
        for (let cursor: string | null = ''; cursor !== null;) {
          const found: DeviceList = await page(`sort=${sort}&direction=${direction}&limit=2${cursor && `&cursor=${cursor}`}`)
          seen.push(...found.items.map(({ id }) => id))
          cursor = found.next
        }
        expect([seen.length, new Set(seen).size], `${sort} ${direction}`).toEqual([6, 6])
      }
    const inOrder = async (sort: string) => (await page(`sort=${sort}&direction=asc`)).items
    expect((await inOrder('appVersion')).map(({ appVersion }) => appVersion).slice(0, 4)).toEqual(['dev', '3.9.0', '3.10.0', '4.0.0-beta'])
    expect((await inOrder('model')).map(({ device }) => device.model)).toEqual([
      'iPad Air',
      'iPhone 18',
      'Pixel 10',
      'Pixel 10',
      'Pixel 9 (100%_a.*)',
      '갤럭시 S30',
    ])
    expect((await search('GET', `${here}/devices?tab=mobile&cursor=made-up`)).code).toBe('input_invalid')
    for (const limit of [0, 201, 'all'])
      expect((await search('GET', `${here}/devices?tab=mobile&limit=${limit}`)).code).toBe('input_invalid')
    expect((await search('GET', `${here}/devices?tab=mobile&access=2_days`)).code).toBe('input_invalid')
  })

  it('DS-5, DS-12: last access within a period; stale after 90 days', async () => {
    const who = await someone()
    await use(who, phone())
    const found = async (query: string) => (await list(`tab=mobile&user=${who.login.split('@')[0]}&${query}`)).items.length
    for (const [by, query, within] of [
      ['29 days', 'access=30_days', 1],
      ['1 day', 'access=30_days', 0],
      ['59 days 23 hours', 'stale=true', 0],
      ['1 hour', 'stale=true', 1],
      ['100 days', 'access=6_months', 0],
      ['0 days', 'access=1_year', 1],
      ['200 days', 'access=1_year', 0],
      ['0 days', 'access=all', 1],
    ] as const) {
      await age(who, by)
      expect(await found(query), `${by} more: ${query}`).toBe(within)
    }
  })
})

describe('DS-7, DS-12: newest versions, distribution, saved searches', () => {
  it('DS-7: kept per app and system; what is older can be updated; kept from the revision that was read', async () => {
    const who = await someone()
    await use(who, phone({ appVersion: '3.9.0' }))
    await use(who, phone({ appVersion: '4.2.0' }))
    await use(who, phone({ os: 'ios', model: 'iPhone 18', appVersion: '3.9.0' }))
    const keep = (versions: object[], revision: number) => boss('PUT', `${at}/newest-versions`, { revision, versions })
    const { revision, seen } = (await boss('GET', `${at}/newest-versions`)).body as { revision: number; seen: object[] }
    expect(seen).toContainEqual({ app: 'mobile', os: 'android', version: '4.2.0' })
    expect((await keep([{ app: 'mobile', os: 'android', version: 'soon' }], revision)).details).toMatchObject({
      issues: [{ path: 'versions.0.version' }],
    })
    expect((await keep([{ app: 'mobile', os: 'android', version: '4.2' }], revision)).status).toBe(200)
    expect((await keep([], revision)).code).toBe('changed_meanwhile')
    expect(Object.fromEntries((await rowsOf(who)).map((row) => [`${row.os} ${row.appVersion}`, row.updateAvailable]))).toEqual({
      'android 3.9.0': true,
      'android 4.2.0': false,
      'ios 3.9.0': false,
    })
    const query = `tab=mobile&user=${who.login.split('@')[0]}&update=`
    expect([await total(`${query}true`), await total(`${query}false`)]).toEqual([1, 2])
    const { body } = await boss('GET', `${at}/audit?action=company.newest_versions_changed`)
    expect(body['items']).toMatchObject([{ before: {}, after: { mobile_android: '4.2' } }])
  })

  it('DS-12: what runs how often adds up to the total', async () => {
    const { body } = await boss('GET', `${at}/devices/distribution?tab=mobile`)
    const {
      total: all,
      apps,
      systems,
    } = body as { total: number; apps: { versions: { count: number }[]; others: number }[]; systems: typeof apps }
    expect(all).toBe(await total('tab=mobile'))
    for (const parts of [apps, systems])
      expect(parts.reduce((sum, p) => sum + p.others + p.versions.reduce((n, v) => n + v.count, 0), 0)).toBe(all)
  })

  it('DS-12: a search is kept under its name, for oneself', async () => {
    const save = (name: string, filter: object) => boss('POST', `${at}/saved-searches`, { name, tab: 'mobile', filter })
    await save('Old', { appVersion: '3.9' })
    const { body } = await save('Old', { appVersion: '3.10', os: 'android' })
    expect((await boss('GET', `${at}/saved-searches`)).body['items']).toEqual([
      { id: body['id'], name: 'Old', tab: 'mobile', filter: { appVersion: '3.10', os: 'android' } },
    ])
    expect((await boss('DELETE', `${at}/saved-searches/${String(body['id'])}`)).status).toBe(200)
    expect((await boss('DELETE', `${at}/saved-searches/${String(body['id'])}`)).code).toBe('not_found')
  })
})

describe('DS-6: update notifications', () => {
  const send = (rows: string[], caller = boss) => caller('POST', `${at}/devices/update-notices`, { rows })
  const sent = async (rows: string[]) => (await send(rows)).body as unknown as UpdateNotices
  const noticesOf = async (who: Someone) => {
    const { rows } = await server.database.owner.pool.query<{ data: object }>(
      `select data from notifications.notice where member_id = $1 and kind = 'update_available' order by data->>'model'`,
      [who.id],
    )
    return rows.map(({ data }) => data)
  }
  const setNewest = async (version: string) => {
    const { revision } = (await boss('GET', `${at}/newest-versions`)).body as { revision: number }
    await boss('PUT', `${at}/newest-versions`, { revision, versions: [{ app: 'mobile', os: 'android', version }] })
  }
  const idOf = async (who: Someone) => (await rowsOf(who))[0]?.id ?? ''

  it('DS-6, MB-10: one notice a device row; each of the others by name with its reason; the audit log says who was told', async () => {
    await setNewest('9.0.0')
    const [told, deleted, suspended, blocked] = [await someone(), await someone(), await someone(), await someone()]
    const tokens = await use(told, phone({ model: 'A phone', appVersion: '3.9.0' }))
    await use(told, phone({ model: 'B phone', appVersion: '3.10.0' }))
    await use(told, phone({ model: 'C phone', appVersion: '9.0' }))
    for (const who of [deleted, suspended, blocked]) await use(who, phone())
    await boss('PUT', `${at}/members/${deleted.id}/deletion`)
    await boss('PUT', `${at}/members/${suspended.id}/suspension`)
    await boss('PUT', `${at}/members/${blocked.id}/app-block`)
    const others = [await idOf(deleted), await idOf(suspended), await idOf(blocked)]
    const theirs = new Map((await rowsOf(told)).map((row) => [row.device.model[0], row.id]))
    const gone = crypto.randomUUID()
    const rows = [gone, ...theirs.values(), ...others]
    const answer = await sent(rows)
    expect(answer.sent.toSorted()).toEqual([theirs.get('A'), theirs.get('B')].toSorted())
    expect(answer.refused.map(({ row, member, reason }) => [row, member?.id, reason])).toEqual([
      [gone, undefined, 'gone'],
      [theirs.get('C'), told.id, 'up_to_date'],
      [others[0], deleted.id, 'deleted'],
      [others[1], suspended.id, 'suspended'],
      [others[2], blocked.id, 'not_permitted'],
    ])
    expect(answer.refused[2]).toMatchObject({ member: { login: deleted.login }, model: 'Pixel 10' })
    const data = { app: 'mobile', os: 'android', newest: '9.0.0' }
    expect(await noticesOf(told)).toEqual([
      { ...data, model: 'A phone', running: '3.9.0' },
      { ...data, model: 'B phone', running: '3.10.0' },
    ])
    const page = await callClient(server.url, tokens, 'GET', '/client/v1/notices')
    const { items } = (await page.json()) as { items: object[] }
    expect(items).toContainEqual(
      expect.objectContaining({ title: 'Update the mobile app', text: 'A phone runs version 3.9.0. The newest is 9.0.0.' }),
    )
    const { body } = await boss('GET', `${at}/audit?action=device.update_notified&member=${told.id}`)
    expect(body['items']).toHaveLength(2)
    expect((await rowsOf(told)).map((row) => [row.device.model, row.notifiedAt !== null]).toSorted()).toEqual([
      ['A phone', true],
      ['B phone', true],
      ['C phone', false],
    ])
  })

  it('DS-6, pitfall 19: asked many times at once it sends once; again after an hour, or of a newer version', async () => {
    await setNewest('9.0.0')
    const who = await someone()
    await use(who, phone())
    const row = await idOf(who)
    const answers = await Promise.all(Array.from({ length: 5 }, () => sent([row, row])))
    expect(answers.flatMap((one) => one.sent)).toEqual([row])
    expect(answers.flatMap((one) => one.refused.map(({ reason }) => reason))).toEqual(['told', 'told', 'told', 'told'])
    const pass = (by: string) =>
      server.database.owner.pool.query('update devices.update_notice set sent_at = sent_at - $2::interval where row_id = $1', [row, by])
    await pass('59 minutes')
    expect((await sent([row])).sent).toEqual([])
    await pass('1 minute')
    expect((await sent([row])).sent).toEqual([row])
    await setNewest('9.1.0')
    expect((await sent([row])).sent).toEqual([row])
    expect(await noticesOf(who)).toHaveLength(3)
  })

  it('DS-6, pitfall 15: 100 at once, the 101st is refused, and so is none', async () => {
    const ids = Array.from({ length: 101 }, () => crypto.randomUUID())
    expect((await send(ids)).code).toBe('input_invalid')
    expect((await sent(ids.slice(1))).refused).toHaveLength(100)
    expect((await send([])).code).toBe('input_invalid')
  })
})

describe('P-1, P-2: who sees devices', () => {
  it('P-2: a role limited to a team sees its members’ devices; one without names only how many', async () => {
    const [inside, outside] = [await someone(), await someone()]
    const team = await server.as(company.tenant, async (ctx) => {
      const id = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Sales' })
      await affiliate(ctx, [
        { memberId: inside.id, companyId: company.companyId, teamId: id, isPrimary: true, isLeader: false, positionId: null },
      ])
      return id
    })
    await use(inside, phone())
    await use(outside, phone())
    const appoint = async (name: string, seesNames: boolean, teamId: string | null, devices = 'view') => {
      const who = await someone()
      const { body } = await boss('POST', `${at}/roles`, { name, permissions: { devices }, seesNames })
      await boss('PUT', `${at}/administrators/${who.id}`, { grant: { role: 'custom', roleId: body['id'], teamId } })
      return callerFor(server, who.login)
    }
    const limited = await appoint('Limited', true, team)
    expect((await list('tab=mobile', limited)).items.map(({ member }) => member.id)).toEqual([inside.id])
    const [theirs] = await rowsOf(outside)
    expect((await limited('POST', `${at}/devices/update-notices`, { rows: [theirs?.id] })).code).toBe('forbidden')
    const keeper = await appoint('Keeper', true, team, 'manage')
    const { body: refused } = await keeper('POST', `${at}/devices/update-notices`, { rows: [theirs?.id] })
    expect(refused['refused']).toEqual([{ row: theirs?.id, member: null, model: null, reason: 'gone' }])
    const unseeing = await appoint('Unseeing', false, null, 'manage')
    expect((await unseeing('POST', `${at}/devices/update-notices`, { rows: [theirs?.id] })).code).toBe('names_hidden')
    expect((await limited('GET', `${at}/devices/${theirs?.device.id}`)).code).toBe('not_found')
    const nameless = await appoint('Nameless', false, null)
    expect(await list('tab=mobile', nameless)).toEqual({ items: [], next: null, namesHidden: true })
    expect((await nameless('GET', `${at}/devices/count?tab=mobile`)).body['total']).toBe(await total('tab=mobile'))
    expect((await nameless('GET', `${at}/devices/count?tab=mobile&user=admin`)).code).toBe('names_hidden')
    expect((await nameless('GET', `${at}/devices/${theirs?.device.id}`)).code).toBe('names_hidden')
  })

  it('P-1: locked where the plan lacks it', async () => {
    const plan = (core: string, more: boolean) =>
      server.database.owner.pool.query(
        'update company.company set plan_core = $2, plan_drive = $3, plan_approval = $3 where company_id = $1',
        [company.companyId, core, more],
      )
    await plan('free', false)
    const late = await callerFor(server, company.admin.login)
    expect((await late('GET', `${at}/devices?tab=mobile`)).code).toBe('plan_required')
    await plan('standard', true)
  })
})
