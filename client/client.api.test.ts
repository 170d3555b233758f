import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { signInByPage } from '../dev/fleet/index.ts'
import { setMdm } from '../server/modules/devices/index.ts'
import { suspendMember } from '../server/modules/members/index.ts'
import { notifyMember } from '../server/modules/notifications/index.ts'
import { newId } from '../server/platform/ids.ts'
import { callerFor } from '../test/api.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../test/server.ts'
import { createClient, memoryStorage, systemClock, type Client, type ClientOptions, type DeviceOperation } from './index.ts'
import { knownProvider } from './protocol.ts'

/** However busy the machine is. */
const eventually = <T>(check: () => T) => vi.waitFor(check, 30_000)

let server: TestServer
let company: TestCompany
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] })
  company = await makeCompany(server)
})
afterAll(() => server.stop())

const redirectUri = 'app.muster.mobile:/callback'
const device = { vendorId: 'vendor-1', model: 'Pixel 9', os: 'android', osVersion: '16', appVersion: '3.10.0' } as const
const offline = () => Promise.reject(new TypeError('fetch failed'))
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

function newClient(options: Partial<ClientOptions> = {}): Client {
  return createClient({ server: server.url, client: 'mobile', redirectUri, ...options })
}

const signIn = (client: Client, id: string) => signInByPage(client, { id, password }, redirectUri)

test('SX-1, AU-7: sign-in, device, uses of an offline week, refresh', async () => {
  const [member] = await makeMembers(server, company, 1, 'sdk')
  const storage = memoryStorage()
  const client = newClient({ storage })
  expect(await signIn(client, member?.login ?? '')).toBe(`${company.tenant}.${member?.id}`)
  await client.reportDevice(device)

  const asleep = newClient({ storage, fetch: offline })
  for (let hours = 1; hours < 7 * 24; hours += 6) await asleep.recordUse(hoursAgo(hours))
  expect(await client.flush()).toEqual({ sent: 28, waiting: 0 })

  // An hour later the access token has expired, and the refresh token has not.
  const later = newClient({ storage, clock: { now: () => new Date(Date.now() + 3_600_000), wait: () => Promise.resolve() } })
  expect(await later.reportDevice(device)).toEqual({ deviceId: expect.any(String) as string })
  await expect(client.reportDevice({ ...device, vendorId: 'vendor-2' })).rejects.toMatchObject({ code: 'device_bound', status: 409 })
})

test('SX-1: what the app knows of the provider without asking is what the provider says of itself', async () => {
  const said: unknown = await (await fetch(`${server.url}/oidc/.well-known/openid-configuration`)).json()
  const issuer = `${server.url}/oidc`
  expect(said).toMatchObject({
    issuer,
    token_endpoint: issuer + knownProvider.tokenPath,
    revocation_endpoint: issuer + knownProvider.revocationPath,
    id_token_signing_alg_values_supported: expect.arrayContaining([knownProvider.idTokenAlgorithm]) as string[],
  })
})

test('SX-1: an address in capitals is the same server, also when tokens are renewed', async () => {
  const [member] = await makeMembers(server, company, 1, 'capitals')
  const storage = memoryStorage()
  const shouted = { server: server.url.replace('localhost', 'LOCALHOST'), storage }
  await signIn(newClient(shouted), member?.login ?? '')
  const later = newClient({ ...shouted, clock: { now: () => new Date(Date.now() + 3_600_000), wait: () => Promise.resolve() } })
  expect(await later.notices()).toMatchObject({ items: [], next: null, unread: 0 })
})

test('SX-2: a suspension reaches the app within a second, and its tokens are gone', async () => {
  const [member] = await makeMembers(server, company, 1, 'gone')
  const onSignedOut = vi.fn<() => void>()
  const onReady = vi.fn<() => void>()
  const client = newClient({ onSignedOut })
  await signIn(client, member?.login ?? '')
  const stop = client.listen({ onReady })
  await eventually(() => expect(onReady).toHaveBeenCalledTimes(1))
  await server.as(company.tenant, (ctx) => suspendMember(ctx, member?.id ?? ''))
  await vi.waitFor(() => expect(onSignedOut).toHaveBeenCalledTimes(1), { timeout: 1000 })
  await expect(client.recordUse()).rejects.toMatchObject({ code: 'signed_out' })
  stop()
})

test('MB-11: a service notification reaches the app within a second, in words, and is read', async () => {
  const [member] = await makeMembers(server, company, 1, 'told')
  const onNotice = vi.fn<() => void>()
  const client = newClient()
  await signIn(client, member?.login ?? '')
  const stop = client.listen({ onNotice })
  await eventually(() => expect(onNotice).toHaveBeenCalledTimes(1))
  const data = { connection: newId(new Date()), newDevice: true, newCountry: false, browser: 'Chrome 130', os: 'Windows 10', ip: null }
  for (const browser of ['Chrome 130', 'Edge 131'])
    await server.as(company.tenant, (ctx) =>
      notifyMember(ctx, { memberId: member?.id ?? '', kind: 'new_sign_in', data: { ...data, browser, place: { kind: 'unknown' } } }),
    )
  await vi.waitFor(() => expect(onNotice).toHaveBeenCalledTimes(3), { timeout: 1000 })
  stop()
  const page = await client.notices({ limit: 1 })
  expect(page).toMatchObject({ unread: 2, items: [{ title: 'Sign-in from a new device', readAt: null, link: `${server.url}/account` }] })
  expect(page.items[0]?.text).toContain('Edge 131 on Windows 10, unknown place.')
  const next = await client.notices({ cursor: page.next ?? '' })
  expect(next).toMatchObject({ next: null, items: [{ text: expect.stringContaining('Chrome 130') as string }] })
  expect(await client.readNotice(page.items[0]?.id ?? '')).toEqual({ unread: 1 })
  await expect(client.readNotice(newId(new Date()))).rejects.toMatchObject({ code: 'not_found' })
})

test('a member whose app was off for a week is told of every notice once, the oldest first, and then of new ones', async () => {
  const [member] = await makeMembers(server, company, 1, 'away')
  const storage = memoryStorage()
  await signIn(newClient({ storage }), member?.login ?? '')
  let sent = 0
  const notify = (count: number) =>
    server.as(company.tenant, async (ctx) => {
      for (let i = 0; i < count; i++) {
        const data = { app: 'mobile' as const, os: 'android' as const, model: `Phone ${++sent}`, running: '1', newest: '2' }
        // Some share their instant.
        const at = new Date(ctx.now.getTime() - 7 * 86_400_000 + Math.floor(sent / 2) * 1_000)
        await notifyMember({ ...ctx, now: at }, { memberId: member?.id ?? '', kind: 'update_available', data })
      }
    })
  await notify(130)
  const hear = async (until: number) => {
    const heard: string[] = []
    const client = newClient({ storage })
    const ready = vi.fn<() => void>()
    client.on('ready', ready)
    client.on('problem', (problem) => heard.push(String(problem)))
    client.on('notice', () => {
      throw new Error('a listener of its own')
    })
    const off = client.on('notice', ({ text }) => heard.push(/Phone \d+/.exec(text)?.[0] ?? text))
    const stop = client.listen()
    await eventually(() => expect(ready).toHaveBeenCalled())
    if (until > 130) await notify(until - 130)
    await vi.waitFor(async () => expect(heard.filter((one) => one.startsWith('Phone')).at(-1)).toBe(`Phone ${until}`), { timeout: 10_000 })
    off()
    stop()
    return heard.filter((one) => one.startsWith('Phone'))
  }
  const phones = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `Phone ${from + i}`)
  expect(await hear(130)).toEqual(phones(1, 130))
  // Started again, it is told of what is new alone.
  expect(await hear(132)).toEqual(phones(131, 132))
})

test('SX-2: a network that the company refuses signs nobody out: not a request, not a refresh; back in the office all goes on', async () => {
  const [member] = await makeMembers(server, company, 1, 'moved')
  let ip = '203.0.113.5'
  const storage = memoryStorage()
  const onSignedOut = vi.fn<() => void>()
  const moving = (url: string, init: RequestInit) =>
    fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), 'x-forwarded-for': ip } })
  const client = newClient({ storage, fetch: moving, onSignedOut })
  const later = newClient({
    storage,
    fetch: moving,
    onSignedOut,
    clock: { now: () => new Date(Date.now() + 3_600_000), wait: () => Promise.resolve() },
  })
  await signIn(client, member?.login ?? '')
  await server.database.owner.pool.query(`insert into signin.network values ($1, $2, 1, true, '{203.0.113.0/24}', '{}')`, [
    company.tenant,
    company.companyId,
  ])
  ip = '198.51.100.7'
  await vi.waitFor(() => expect(client.notices()).rejects.toMatchObject({ code: 'network_refused', status: 403 }), { timeout: 1000 })
  await expect(later.notices()).rejects.toMatchObject({ code: 'network_refused', status: 403 })
  expect(await client.member()).toBeDefined()
  ip = '203.0.113.6'
  expect(await later.notices()).toMatchObject({ unread: 0 })
  expect(onSignedOut).not.toHaveBeenCalled()
  await server.database.owner.pool.query('update signin.network set enforced = false')
})

test('signing out ends the session at the server', async () => {
  const [member] = await makeMembers(server, company, 1, 'bye')
  const storage = memoryStorage()
  const onSignedOut = vi.fn<() => void>()
  const other = newClient({ storage, onSignedOut })
  const client = newClient({ storage })
  await signIn(client, member?.login ?? '')
  const stop = other.listen()
  await client.signOut()
  await vi.waitFor(() => expect(onSignedOut).toHaveBeenCalledTimes(1), { timeout: 2000 })
  stop()
})

test('DS-10, DS-11: an app enrols its device, is signed out by an operation, carries it out by the device’s key alone, and says so once', async () => {
  await server.as(company.tenant, (ctx) => setMdm(ctx, company.companyId, { revision: 0, mode: 'required' }))
  const boss = await callerFor(server, company.admin.login)
  const [member] = await makeMembers(server, company, 1, 'managed')
  const storage = memoryStorage()
  const onSignedOut = vi.fn<() => void>()
  // A phone whose clock is a day behind.
  const clock = { now: () => new Date(Date.now() - 86_400_000), wait: systemClock.wait }
  const client = newClient({ storage, onSignedOut, clock })
  const sub = await signIn(client, member?.login ?? '')
  const { deviceId } = await client.reportDevice({ ...device, vendorId: 'managed' })
  await expect(client.notices()).rejects.toMatchObject({ code: 'enrolment_required', status: 403 })
  expect(await client.enrolment()).toEqual({ mode: 'required', enrolment: null })
  await expect(client.profileInstalled()).rejects.toMatchObject({ code: 'proof_invalid' })
  expect(await client.enrol()).toMatchObject({ enrolment: { generation: 1, registered: false } })
  expect(await client.enrol()).toMatchObject({ enrolment: { generation: 1 } })
  expect(await client.profileInstalled()).toMatchObject({ enrolment: { registered: true } })
  expect(await client.notices()).toMatchObject({ items: [] })

  const path = `/companies/${company.companyId}/devices/${deviceId}/operations`
  const ask = async (change: object) =>
    (await boss('POST', path, { kind: 'delete_app_data', member: member?.id, deviceName: device.model, reason: 'Lost', ...change })).body
  const stateOf = async ({ id }: Record<string, unknown>) => {
    const { items } = (await boss('GET', path)).body as { items: { id: string; state: string; steps: { note: string | null }[] }[] }
    return items.find((one) => one.id === id)
  }
  const onOperation = vi.fn<(operation: DeviceOperation) => Promise<void>>(async () => undefined)
  const ready = vi.fn<() => void>()
  const stopListening = client.listen({ onReady: ready })
  const watch = client.watchOperations({ onOperation })
  await eventually(() => expect(ready).toHaveBeenCalled())
  const deleting = await ask({})
  await vi.waitFor(async () => expect(await stateOf(deleting)).toMatchObject({ state: 'done' }), { timeout: 3_000 })
  expect(onSignedOut).toHaveBeenCalledTimes(1)
  expect(onOperation.mock.calls.map(([operation]) => operation)).toEqual([expect.objectContaining({ kind: 'delete_app_data', sub })])

  // The answer is lost: it is said again, and nothing is done twice.
  watch.stop()
  stopListening()
  const lossy = newClient({
    storage,
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      if (url.endsWith('/device/v1/operations') && init.method === 'POST') throw new TypeError('fetch failed')
      return answer
    },
  })
  const again = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('Not now')))
  const reset = await ask({ kind: 'reset_device', member: undefined })
  const problem = vi.fn<(error: unknown) => void>()
  const broken = lossy.watchOperations({ onOperation: again, onProblem: problem })
  await eventually(() => expect(problem).toHaveBeenCalledWith(expect.objectContaining({ code: 'unreachable' })))
  broken.stop()
  const restarted = newClient({ storage }).watchOperations({ onOperation: again })
  await vi.waitFor(async () => expect(await stateOf(reset)).toMatchObject({ state: 'failed' }), { timeout: 3_000 })
  restarted.stop()
  expect(again).toHaveBeenCalledTimes(1)
  expect((await stateOf(reset))?.steps.at(-1)?.note).toBe('Not now')
})
