import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceOperations, DeviceRow, DueOperations, Operation, SuiteClient } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { callChannel, callProving, enrol, makeKey, reportPhone, type Key } from '../../../test/managedDevice.ts'
import { beginFlow, Browser, callClient, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { deleteMember, suspendMember } from '../members/index.ts'
import { setMdm } from './index.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let sibling: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  server = await startTestServer()
  otherNode = (await server.anotherNode()).url
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'operations.example' })
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
  await server.as(company.tenant, async (ctx) => {
    await setMdm(ctx, company.companyId, { revision: 0, mode: 'optional' })
    await setMdm(ctx, sibling.companyId, { revision: 0, mode: 'optional' })
  })
})
afterAll(() => server.stop())

let number = 0
type Someone = { id: string; login: string }
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `o${++number}x`))[0] ?? { id: '', login: '' }
type Phone = { deviceId: string; vendorId: string; key: Key; who: Someone; tokens: Tokens }
async function use(who: Someone, vendorId: string, client: SuiteClient = 'mobile', browser = new Browser()): Promise<Tokens> {
  const tokens = await signIn(server.url, client, who.login, password, browser)
  expect((await reportPhone(server.url, tokens, vendorId)).status).toBe(200)
  return tokens
}
/** A member on a registered phone of their own. */
async function registered(): Promise<Phone> {
  const [who, vendorId, key] = [await someone(), `phone-${++number}`, await makeKey()]
  const tokens = await use(who, vendorId)
  await enrol(server.url, tokens, key)
  const items = (await boss('GET', `${at}/members/${who.id}/devices`)).body['items'] as DeviceRow[]
  return { deviceId: items[0]?.device.id ?? '', vendorId, key, who, tokens }
}
type Change = Partial<{ kind: string; member: string | null; deviceName: string; reason: string }>
const request = (phone: Pick<Phone, 'deviceId'>, { member, ...change }: Change = {}, by = boss) =>
  by('POST', `${at}/devices/${phone.deviceId}/operations`, {
    kind: 'reset_device',
    ...(member && { member }),
    deviceName: 'Pixel 10',
    reason: 'Left in a taxi',
    ...change,
  })
async function requested(phone: Phone, change: Change = {}): Promise<Operation> {
  const { body, status } = await request(phone, change)
  expect([status, body['error']]).toEqual([200, undefined])
  return body as unknown as Operation
}
const due = async (key: Key, node?: string) =>
  ((await (await callChannel(server.url, key, undefined, node ? { node } : {})).json()) as DueOperations).items
const answer = async (key: Key, id: string, outcome = 'done', more: object = {}) => {
  const got = await callChannel(server.url, key, { id, outcome, ...more })
  return { status: got.status, body: (await got.json()) as { state?: string; error?: { code: string; details: { problem?: string } } } }
}
const ofDevice = async (phone: Phone, by = boss) =>
  (await by('GET', `${at}/devices/${phone.deviceId}/operations`)).body as unknown as DeviceOperations
const stateOf = async ({ id }: { id: string }) =>
  ((await boss('GET', `${at}/operations?limit=100`)).body['items'] as Operation[]).find((o) => o.id === id)?.state
const alive = async (tokens: Tokens, node = server.url) => (await callClient(node, tokens, 'GET', '/client/v1/notices')).status === 200
const ends = (tokens: Tokens) =>
  vi.waitFor(
    async () => {
      for (const node of [server.url, otherNode]) expect(await alive(tokens, node)).toBe(false)
    },
    { timeout: 1_000, interval: 20 },
  )

describe('DS-11: what an operation does', () => {
  it('DS-11, pitfall 33: requested, delivered, done: by the device’s own answer alone; each with its instant, on record, and told to the others', async () => {
    const [other] = await makeMembers(server, company, 1, `admin${++number}x`)
    await boss('PUT', `${at}/administrators/${other?.id}`, { grant: { role: 'operations_admin' } })
    await server.database.owner.pool.query('update members.member set personal_email = $2 where member_id = any($1)', [
      [other?.id, company.admin.id],
      'someone@elsewhere.example',
    ])
    const phone = await registered()
    const operation = await requested(phone, { kind: 'delete_app_data', member: phone.who.id })
    expect(operation).toMatchObject({
      kind: 'delete_app_data',
      state: 'requested',
      member: { id: phone.who.id },
      requestedBy: { id: company.admin.id },
      reason: 'Left in a taxi',
      cancel: null,
    })
    const mails = await server.database.owner.pool.query(`select member_id from notifications.mail where kind = 'operationRequested'`)
    expect(mails.rows).toEqual([{ member_id: other?.id }])

    expect((await answer(phone.key, operation.id)).body.error?.code).toBe('operation_state')
    expect(await due(phone.key, otherNode)).toEqual([
      { id: operation.id, kind: 'delete_app_data', sub: phone.tokens.sub, expiresAt: operation.expiresAt },
    ])
    expect(await stateOf(operation)).toBe('delivered')
    expect(await due(phone.key)).toHaveLength(1)
    expect((await answer(phone.key, operation.id)).body).toEqual({ id: operation.id, state: 'done' })
    expect(await due(phone.key)).toEqual([])
    const [shown] = (await ofDevice(phone)).items
    expect(shown?.steps.map(({ state, by }) => [state, by])).toEqual([
      ['requested', 'Ada Admin'],
      ['delivered', null],
      ['done', null],
    ])
    const { body } = await boss('GET', `${at}/audit?action=device.`)
    const events = (body['items'] as { action: string }[]).filter(({ action }) => action !== 'device.enrolled')
    expect(events).toMatchObject([
      { action: 'device.operation_done', actor: { kind: 'system', name: 'device' } },
      { action: 'device.operation_requested', after: { operation: 'delete_app_data', operationReason: 'Left in a taxi' } },
    ])
  })

  it('DS-11, pitfall 33: delete_app_data ends that member’s tokens on that device at once, also its browser’s; no other member’s, no other device’s', async () => {
    const phone = await registered()
    const browser = new Browser()
    const second = await someone()
    const [drive, elsewhere] = [await use(phone.who, phone.vendorId, 'drive_mobile', browser), await use(phone.who, `phone-${++number}`)]
    const web = await signIn(server.url, 'web', phone.who.login, password, browser)
    const others = await use(second, phone.vendorId)
    await requested(phone, { kind: 'delete_app_data', member: phone.who.id })
    for (const tokens of [phone.tokens, drive, web]) await ends(tokens)
    expect([await alive(elsewhere), await alive(others)]).toEqual([true, true])
    const { items } = (await boss('GET', `${at}/members/${phone.who.id}/connections?kind=app`)).body as {
      items: { ended: { reason: string } | null }[]
    }
    expect(items.map(({ ended }) => ended?.reason).toSorted()).toEqual(['operation_requested', 'operation_requested', undefined])
    const { start } = await beginFlow(server.url, 'pc')
    expect(await browser.follow(start, (location) => location.startsWith('http://127.0.0.1:9/'))).toHaveProperty('url')
  })

  it('DS-11: reset_device ends every member’s on it', async () => {
    const phone = await registered()
    const others = await use(await someone(), phone.vendorId)
    expect((await requested(phone)).member).toBeNull()
    await ends(phone.tokens)
    await ends(others)
  })

  it('DS-11, SX-2: a session that began before and says only afterwards on which device it is ends, too', async () => {
    const phone = await registered()
    const silent = await signIn(server.url, 'drive_mobile', phone.who.login, password, new Browser())
    await requested(phone)
    expect((await reportPhone(server.url, silent, phone.vendorId)).status).toBe(401)
    await ends(silent)
    expect(await alive(await use(phone.who, phone.vendorId))).toBe(true)
  })

  it.each([
    ['suspended', (who: Someone) => server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))],
    ['deleted', (who: Someone) => server.as(company.tenant, (ctx) => deleteMember(ctx, who.id))],
    [
      'purged',
      async (who: Someone) => {
        await server.as(company.tenant, (ctx) => deleteMember(ctx, who.id))
        await server.database.owner.pool.query(`update members.member set deleted_at = now() - interval '8 days' where member_id = $1`, [
          who.id,
        ])
        await server.runJob('members.purge')
      },
    ],
  ])('DS-11, pitfall 33: it reaches the phone of a member who is %s', async (_, become) => {
    const phone = await registered()
    const operation = await requested(phone, { kind: 'delete_app_data', member: phone.who.id })
    await become(phone.who)
    expect(await due(phone.key)).toMatchObject([{ id: operation.id, sub: phone.tokens.sub }])
    expect((await answer(phone.key, operation.id, 'failed', { message: 'Storage is locked' })).body.state).toBe('failed')
    const { items } = (await boss('GET', `${at}/operations?limit=100`)).body as { items: Operation[] }
    expect(items.find(({ id }) => id === operation.id)?.steps.at(-1)).toMatchObject({ state: 'failed', note: 'Storage is locked' })
  })

  it('MB-16, pitfall 33: a transfer waits for what is open, and the phone of one who was transferred is still reached', async () => {
    const phone = await registered()
    const transfer = (login: string) => boss('POST', `${at}/members/${phone.who.id}/transfer`, { to: sibling.companyId, login })
    const helper = async () => boss('PUT', `/companies/${sibling.companyId}/administrators/${company.admin.id}`, {})
    await helper()
    await server.database.owner.pool.query(
      `insert into company.administrator (tenant_id, company_id, member_id, role, created_at) values ($1, $2, $3, 'sub_admin', now())`,
      [company.tenant, sibling.companyId, company.admin.id],
    )
    boss = await callerFor(server, company.admin.login)
    const operation = await requested(phone)
    expect((await transfer('moved')).code).toBe('operation_open')
    const { body } = await boss('GET', `${at}/members/${phone.who.id}`)
    expect((body['actions'] as { action: string; reason: string }[]).find(({ action }) => action === 'transfer')?.reason).toBe(
      'operation_open',
    )
    await due(phone.key)
    await answer(phone.key, operation.id)
    expect((await transfer('moved')).status).toBe(200)
    const theirs = await boss('POST', `/companies/${sibling.companyId}/devices/${phone.deviceId}/operations`, {
      kind: 'delete_app_data',
      member: phone.who.id,
      deviceName: 'Pixel 10',
      reason: 'Gone',
    })
    expect(await due(phone.key)).toMatchObject([{ id: theirs.body['id'] }])
  })
})

describe('DS-11: the device’s own channel', () => {
  it('DS-11: opens by the enrolment’s key alone: proved for this request, of now, once', async () => {
    const phone = await registered()
    const problem = async (got: Response) => ((await got.json()) as { error?: { details: { problem?: string } } }).error?.details.problem
    const now = Math.floor(Date.now() / 1000)
    const ask = async (claims: object, key = phone.key) => problem(await callChannel(server.url, key, undefined, { claims }))
    expect(await ask({}, await makeKey())).toBe('key')
    expect(await ask({ htm: 'POST' })).toBe('method')
    expect(await ask({ htu: `${server.url}/client/v1/enrolment` })).toBe('address')
    expect([await ask({ iat: now - 301 }), await ask({ iat: now + 302 }), await ask({ iat: now - 295 })]).toEqual([
      'time',
      'time',
      undefined,
    ])
    expect(await problem(await callChannel(server.url, phone.key, { id: phone.deviceId, outcome: 'done' }, { claims: { bh: 'x' } }))).toBe(
      'body',
    )
    const jti = crypto.randomUUID()
    expect([await ask({ jti }), await ask({ jti })]).toEqual([undefined, 'used'])
    const twice = await callChannel(server.url, phone.key, undefined, { claims: { jti }, node: otherNode })
    expect(await problem(twice)).toBe('used')
    expect(await problem(await fetch(`${server.url}/device/v1/operations`))).toBe('missing')
    const bearer = await fetch(`${server.url}/device/v1/operations`, { headers: { authorization: `Bearer ${phone.tokens.access}` } })
    expect(bearer.status).toBe(401)
  })

  it('DS-11: of 50 answers at once one counts, and the others learn the same; another device answers for nobody else', async () => {
    const [phone, stranger] = [await registered(), await registered()]
    const operation = await requested(phone)
    await due(phone.key)
    expect((await answer(stranger.key, operation.id)).body.error?.code).toBe('not_found')
    const answers = await Promise.all(Array.from({ length: 50 }, () => answer(phone.key, operation.id)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.state}`))).toEqual(new Set(['200 done']))
    expect((await answer(phone.key, operation.id, 'failed')).body.error?.code).toBe('operation_state')
    const steps = await server.database.owner.pool.query(`select from devices.operation_step where operation_id = $1 and state = 'done'`, [
      operation.id,
    ])
    expect(steps.rows).toHaveLength(1)
  })

  it('DS-11, pitfall 33: after re-enrolment an old operation never runs, by the old key or the new', async () => {
    const phone = await registered()
    const operation = await requested(phone)
    const [again, key] = [await use(phone.who, phone.vendorId), await makeKey()]
    await enrol(server.url, again, key)
    expect((await callChannel(server.url, phone.key)).status).toBe(401)
    expect(await due(key)).toEqual([])
    expect((await answer(key, operation.id)).body.error?.code).toBe('not_found')
    const [shown] = (await ofDevice(phone)).items
    expect(shown).toMatchObject({ state: 'cancelled', cancel: 'operation_state' })
    expect(shown?.steps.at(-1)).toMatchObject({ state: 'cancelled', by: null, note: 're_enrolled' })
    expect((await callProving(server.url, again, phone.key, '/client/v1/enrolment')).status).toBe(409)
  })

  it('DS-11: asks more than 60 times a minute are too many', async () => {
    const phone = await registered()
    const asked = await Promise.all(Array.from({ length: 70 }, async () => (await callChannel(server.url, phone.key)).status))
    expect(new Set(asked)).toEqual(new Set([200, 429]))
  })
})

describe('DS-11: who may ask for what', () => {
  it('DS-10, DS-11: on registered devices of a company with MDM of its own, by the device’s name and with a reason; one of a kind at a time', async () => {
    const phone = await registered()
    const [who] = [await someone()]
    await use(who, `phone-${++number}`)
    const [plain] = (await boss('GET', `${at}/members/${who.id}/devices`)).body['items'] as DeviceRow[]
    expect((await request({ deviceId: plain?.device.id ?? '' })).code).toBe('device_unregistered')
    expect((await request(phone, { deviceName: 'Pixel 1' })).code).toBe('device_name_differs')
    expect((await request(phone, { reason: ' ' })).code).toBe('input_invalid')
    expect((await request(phone, { kind: 'delete_app_data' })).code).toBe('input_invalid')
    expect((await request(phone, { member: phone.who.id })).code).toBe('input_invalid')
    expect((await request(phone, { kind: 'delete_app_data', member: who.id })).code).toBe('not_found')
    expect(await alive(phone.tokens)).toBe(true)
    const both = await Promise.all([request(phone), request(phone)])
    expect(both.map(({ code }) => code).toSorted()).toEqual(['operation_open', null].toSorted())
    expect(await ofDevice(phone)).toMatchObject({
      name: 'Pixel 10',
      reset: 'operation_open',
      members: [{ member: { id: phone.who.id }, blocked: null }],
    })
  })

  it('DS-11: is cancelled while the device has not got it, not after; giving up MDM cancels what waits', async () => {
    const [phone, second] = [await registered(), await registered()]
    const cancel = ({ id }: { id: string }) => boss('POST', `${at}/devices/${phone.deviceId}/operations/${id}/cancellation`)
    const first = await requested(phone)
    expect((await cancel(first)).body).toMatchObject({ state: 'cancelled', cancel: 'operation_state' })
    expect(await due(phone.key)).toEqual([])
    const next = await requested(phone)
    await due(phone.key)
    expect((await cancel(next)).code).toBe('operation_state')
    const waiting = await requested(second)
    const { revision } = (await boss('GET', `${at}/security/mdm`)).body as { revision: number }
    await boss('PUT', `${at}/security/mdm`, { revision, mode: 'third_party' })
    expect([await stateOf(next), await stateOf(waiting)]).toEqual(['delivered', 'cancelled'])
    expect((await request(second)).code).toBe('mdm_third_party')
    await boss('PUT', `${at}/security/mdm`, { revision: revision + 1, mode: 'off' })
    expect((await request(second)).code).toBe('mdm_off')
    await boss('PUT', `${at}/security/mdm`, { revision: revision + 2, mode: 'optional' })
  })

  it('DS-11, DS-1: expires after 30 days; until then neither the device nor its rows are purged', async () => {
    const phone = await registered()
    const operation = await requested(phone)
    const { pool } = server.database.owner
    await pool.query(`update devices.device_row set last_access = last_access - interval '4 years' where device_id = $1`, [phone.deviceId])
    await pool.query(`update devices.device set created_at = created_at - interval '4 years' where device_id = $1`, [phone.deviceId])
    const left = async () =>
      (
        await pool.query('select from devices.device d join devices.device_row r using (tenant_id, device_id) where d.device_id = $1', [
          phone.deviceId,
        ])
      ).rows.length
    await server.runJob('devices.purge')
    expect(await left()).toBe(1)
    await pool.query(`update devices.operation set expires_at = now() where operation_id = $1`, [operation.id])
    expect(await stateOf(operation)).toBe('expired')
    expect(await due(phone.key)).toEqual([])
    await server.runJob('devices.purge')
    expect(await left()).toBe(0)
    expect(
      (
        await pool.query('select from devices.enrolment_key where thumbprint = decode($1, $2)', [
          Buffer.from(phone.key.thumbprint, 'base64url').toString('hex'),
          'hex',
        ])
      ).rows,
    ).toHaveLength(0)
  })

  it('P-2, P-3: not above oneself, nor of others than one’s own; a device as a whole only where all are one’s own; names hidden, nothing', async () => {
    const [phone, above] = [await registered(), await registered()]
    const team = (await boss('POST', `${at}/teams`, { parentId: null, name: `Team ${++number}` })).body['id'] as string
    await boss('POST', `${at}/teams/${team}/members`, { members: [phone.who.id] })
    const helperOf = async (role: object) => {
      const who = await someone()
      expect((await boss('PUT', `${at}/administrators/${who.id}`, { grant: role })).status).toBe(200)
      return callerFor(server, who.login)
    }
    const { body } = await boss('POST', `${at}/roles`, { name: `Phones ${number}`, permissions: { devices: 'manage' }, seesNames: true })
    const hidden = (await boss('POST', `${at}/roles`, { name: `Totals ${number}`, permissions: { devices: 'manage' }, seesNames: false }))
      .body['id']
    const limited = await helperOf({ role: 'custom', roleId: body['id'], teamId: team })
    const nameless = await helperOf({ role: 'custom', roleId: hidden, teamId: null })
    const operations = await helperOf({ role: 'operations_admin' })
    await boss('PUT', `${at}/administrators/${above.who.id}`, { grant: { role: 'sub_admin' } })
    expect((await request(above, {}, operations)).code).toBe('not_allowed_on_superior')
    expect((await request(above, {}, limited)).code).toBe('not_found')
    expect((await request(phone, {}, nameless)).code).toBe('names_hidden')
    expect((await nameless('GET', `${at}/operations`)).code).toBe('names_hidden')
    await use(await someone(), phone.vendorId)
    expect((await request(phone, {}, limited)).code).toBe('device_shared')
    expect((await ofDevice(phone, limited)).reset).toBe('device_shared')
    expect((await request(phone, { kind: 'delete_app_data', member: phone.who.id }, limited)).status).toBe(200)
    const seen = (await limited('GET', `${at}/operations?limit=100`)).body['items'] as Operation[]
    expect(seen.map(({ member }) => member?.id)).toEqual([phone.who.id])
  })
})
