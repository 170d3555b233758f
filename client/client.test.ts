import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startProtocolServer, type ProtocolServer } from '../test/protocolServer.ts'
import { createClient, memoryStorage, webStorage, type Client, type ClientOptions, type Storage } from './index.ts'
import { fileStorage, signInByLoopback } from './node.ts'

/** However busy the machine is. */
const eventually = <T>(check: () => T) => vi.waitFor(check, 30_000)

let server: ProtocolServer
let storage: Storage
let clock: Date
let signedOut: number
const stops: (() => void)[] = []

beforeEach(async () => {
  server = await startProtocolServer()
  storage = memoryStorage()
  clock = new Date()
  signedOut = 0
})
afterEach(async () => {
  for (const stop of stops.splice(0)) stop()
  await server.close()
})

function newClient(more: Partial<ClientOptions> = {}): Client {
  return createClient({
    server: `${server.base}/`,
    client: 'mobile',
    redirectUri: 'app.muster.mobile:/callback',
    storage,
    clock: { now: () => clock, wait: () => new Promise((done) => setTimeout(done, 5)) },
    onSignedOut: () => (signedOut += 1),
    ...more,
  })
}

async function signedIn(sub = 'a', more: Partial<ClientOptions> = {}): Promise<Client> {
  server.nextMember(sub)
  const client = newClient(more)
  await client.finishSignIn(server.browse(await client.startSignIn()))
  return client
}

const offline = () => Promise.reject(new TypeError('fetch failed'))
const ago = (hours: number) => new Date(clock.getTime() - hours * 3_600_000)

describe('SX-1: sign-in', () => {
  test('SX-1: authorization code with PKCE, kept over a restart', async () => {
    const client = newClient()
    const address = new URL(await client.startSignIn({ loginHint: 'kim', locale: 'ko' }))
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      client_id: 'mobile',
      response_type: 'code',
      scope: 'openid offline_access',
      code_challenge_method: 'S256',
      login_hint: 'kim',
      ui_locales: 'ko',
    })
    expect(await client.finishSignIn(server.browse(address.href))).toEqual({ sub: 'a' })
    expect(await newClient().member()).toEqual({ sub: 'a' })
  })

  test('a callback counts once, and only where the sign-in was started', async () => {
    const client = newClient()
    const callback = server.browse(await client.startSignIn())
    await expect(newClient({ storage: memoryStorage() }).finishSignIn(callback)).rejects.toMatchObject({ code: 'sign_in_failed' })
    await client.finishSignIn(callback)
    await expect(client.finishSignIn(callback)).rejects.toMatchObject({ code: 'sign_in_failed' })
  })

  test('refused, forged and busy answers say which', async () => {
    const client = newClient()
    const state = new URL(await client.startSignIn()).searchParams.get('state') ?? ''
    const iss = `${server.base}/oidc`
    const refused = `app.muster.mobile:/callback?${new URLSearchParams({ error: 'access_denied', state, iss }).toString()}`
    await expect(client.finishSignIn(refused)).rejects.toMatchObject({ code: 'sign_in_failed', details: 'access_denied' })
    const forged = new URL(server.browse(await client.startSignIn()))
    forged.searchParams.set('iss', 'https://evil.example')
    await expect(client.finishSignIn(forged.href)).rejects.toMatchObject({ code: 'sign_in_failed' })
    server.fail('/oidc/token', { status: 503 })
    await expect(client.finishSignIn(server.browse(await client.startSignIn()))).rejects.toMatchObject({ code: 'unreachable' })
    await expect(newClient({ fetch: offline }).startSignIn()).rejects.toMatchObject({ code: 'unreachable' })
    expect(await client.member()).toBeUndefined()
  })

  test('from a PC by loopback', async () => {
    const client = newClient({ client: 'mobile' })
    const openBrowser = async (address: string) => void (await fetch(server.browse(address)))
    expect(await signInByLoopback(client, { openBrowser })).toEqual({ sub: 'a' })
    const patience = new AbortController()
    const waiting = signInByLoopback(client, { openBrowser: () => patience.abort(new Error('closed')), signal: patience.signal })
    await expect(waiting).rejects.toThrow('closed')
  })

  test('signing in again revokes the session it replaces, unasked for and untold', async () => {
    await signedIn('a')
    await signedIn('b')
    expect([server.seen.revoked, signedOut]).toEqual([1, 0])
  })
})

describe('tokens', () => {
  test('one refresh for many requests, and for many clients of one storage', async () => {
    const client = await signedIn()
    await client.flush()
    server.expireTokens()
    const other = newClient()
    await Promise.all([client, client, client].map((one) => one.reportDevice(device)))
    expect(server.seen.refreshes).toBe(1)
    await other.reportDevice(device)
    expect(server.seen.refreshes).toBe(1)
  })

  test('two tabs that share locks refresh one token once', async () => {
    const texts = new Map<string, string>()
    const web = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
      removeItem: (key: string) => void texts.delete(key),
    }
    const queues = new Map<string, Promise<unknown>>()
    const locks = {
      request<T>(name: string, work: () => Promise<T>): Promise<T> {
        const mine = (queues.get(name) ?? Promise.resolve()).then(work)
        queues.set(
          name,
          mine.catch(() => undefined),
        )
        return mine
      },
    }
    const tab = await signedIn('a', { storage: webStorage(web, locks) })
    const other = newClient({ storage: webStorage(web, locks) })
    server.expireTokens()
    await Promise.all([tab.reportDevice(device), other.reportDevice(device)])
    expect([server.seen.refreshes, signedOut]).toEqual([1, 0])
  })

  test('they are renewed ahead of their end, and stored before they are used', async () => {
    const client = await signedIn()
    clock = new Date(clock.getTime() + 571_000)
    const writes: string[] = []
    const watched: Storage = {
      read: storage.read,
      write: (key, text) => (writes.push(`${key.split(' ').at(-1)} after ${server.seen.devices.length}`), storage.write(key, text)),
    }
    await newClient({ storage: watched }).reportDevice(device)
    expect([server.seen.refreshes, writes]).toEqual([1, ['session after 0']])
    await client.reportDevice(device)
    expect(server.seen.refreshes).toBe(1)
  })

  test.each(['page', { status: 502 }, { status: 403 }] as const)('a refresh answered by %j keeps the member signed in', async (fault) => {
    const client = await signedIn()
    server.expireTokens()
    server.fail('/oidc/token', fault)
    await expect(client.reportDevice(device)).rejects.toMatchObject({ code: 'unreachable' })
    await client.reportDevice(device)
    expect(signedOut).toBe(0)
  })

  test('a refused refresh signs out, once, and the tokens are gone', async () => {
    const client = await signedIn()
    server.endSessions({ tell: false })
    const results = await Promise.allSettled([client.reportDevice(device), client.flush(), client.reportDevice(device)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
    await expect(client.reportDevice(device)).rejects.toMatchObject({ code: 'signed_out' })
    expect([signedOut, await client.member()]).toEqual([1, undefined])
  })

  test('signing out revokes at the server, or at least here', async () => {
    const client = await signedIn()
    await client.signOut()
    expect([server.seen.revoked, signedOut, await client.member()]).toEqual([1, 0, undefined])
    await signedIn()
    const lonely = newClient({ fetch: offline })
    await lonely.signOut()
    expect(await lonely.member()).toBeUndefined()
    await lonely.signOut()
  })
})

const device = { vendorId: 'v', model: 'Pixel 9', os: 'android', osVersion: '16', appVersion: '3.10.0' } as const

describe('AU-7: uses', () => {
  const usesOf = (sub: string) => [...(server.seen.uses.get(sub) ?? [])]

  test('AU-7: recorded offline, sent when back, in reports of at most 500', async () => {
    await signedIn()
    const offlineClient = newClient({ fetch: offline })
    for (let n = 0; n < 700; n += 1) await offlineClient.recordUse(ago(n))
    await expect(offlineClient.flush()).rejects.toMatchObject({ code: 'unreachable' })
    expect(await newClient().flush()).toEqual({ sent: 700, waiting: 0 })
    expect(server.seen.reports).toEqual([
      { sub: 'a', uses: 500 },
      { sub: 'a', uses: 200 },
    ])
    expect(await newClient().flush()).toEqual({ sent: 0, waiting: 0 })
  })

  test('AU-7: a member’s uses are never sent under another’s token', async () => {
    await signedIn('a')
    const offlineClient = newClient({ fetch: offline })
    await offlineClient.recordUse(ago(5))
    const client = await signedIn('b')
    await client.recordUse(ago(3))
    await client.flush()
    expect([usesOf('a'), usesOf('b')]).toEqual([[], [ago(3).toISOString()]])
    const again = await signedIn('a')
    await again.flush()
    expect(usesOf('a')).toEqual([ago(5).toISOString()])
  })

  test('AU-7: someone else signing in during a flush changes nothing', async () => {
    await signedIn('a')
    const first = newClient({ fetch: offline })
    for (let n = 0; n < 600; n += 1) await first.recordUse(ago(n))
    let switched = false
    const client = newClient({
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (url.endsWith('/activity') && !switched) {
          switched = true
          await signedIn('b')
        }
        return response
      },
    })
    await expect(client.flush()).rejects.toMatchObject({ code: 'signed_out' })
    expect(server.seen.reports).toEqual([{ sub: 'a', uses: 500 }])
    expect(usesOf('b')).toEqual([])
  })

  test.each(['drop', 'page', { status: 500 }, { status: 429 }] as const)(
    'AU-7: nothing is lost when the acknowledgement is %j',
    async (fault) => {
      const client = await signedIn()
      server.fail('/client/v1/activity', fault, fault)
      await client.recordUse(ago(1))
      await expect(client.flush()).rejects.toMatchObject({ code: 'unreachable' })
      await eventually(async () => expect((await client.flush()).waiting).toBe(0))
      expect(usesOf('a')).toEqual([ago(1).toISOString()])
    },
  )

  test('what the server ignores: too old leaves, ahead of time waits', async () => {
    const client = await signedIn()
    const offlineClient = newClient({ fetch: offline })
    for (const hours of [1, 2, 3]) await offlineClient.recordUse(ago(hours))
    server.ignoring((at) => (at === ago(1).toISOString() ? 'in_future' : at === ago(3).toISOString() ? 'too_old' : undefined))
    expect(await client.flush()).toEqual({ sent: 2, waiting: 1 })
    server.ignoring(() => undefined)
    expect(await client.flush()).toEqual({ sent: 1, waiting: 0 })
    expect(usesOf('a').toSorted()).toEqual([ago(2).toISOString(), ago(1).toISOString()])
  })

  test('what is recorded while sending leaves with the same flush', async () => {
    const client = await signedIn()
    await Promise.all([client.recordUse(ago(1)), client.recordUse(ago(2)), client.recordUse(ago(3))])
    await client.flush()
    expect(usesOf('a')).toHaveLength(3)
  })

  test('nobody signed in: refused', async () => {
    await expect(newClient().recordUse()).rejects.toMatchObject({ code: 'signed_out' })
  })
})

describe('SX-2: the stream', () => {
  test('SX-2: a sign-out is heard, once, and the tokens are gone', async () => {
    const client = await signedIn()
    const ready = vi.fn<() => void>()
    stops.push(client.listen({ onReady: ready }))
    await eventually(() => expect(ready).toHaveBeenCalledTimes(1))
    server.endSessions({ tell: true })
    await eventually(() => expect(signedOut).toBe(1))
    expect(await client.member()).toBeUndefined()
    await new Promise((done) => setTimeout(done, 50))
    expect([server.seen.streams, signedOut]).toEqual([1, 1])
  })

  test('a broken stream is opened again and sends what waited; a dead session is noticed then', async () => {
    const client = await signedIn()
    const problems: unknown[] = []
    stops.push(client.listen({ onProblem: (problem) => problems.push(problem) }))
    await eventually(() => expect(server.seen.streams).toBe(1))
    await newClient({ fetch: offline }).recordUse(ago(1))
    server.expireTokens()
    server.breakStreams()
    await eventually(() => expect(server.seen.uses.get('a')?.size).toBe(1))
    expect(problems).toMatchObject([{ code: 'unreachable' }])
    server.endSessions({ tell: false })
    server.breakStreams()
    await eventually(() => expect(signedOut).toBe(1))
  })

  test('stopping closes it, quietly', async () => {
    const client = await signedIn()
    const problems: unknown[] = []
    const stop = client.listen({ onProblem: (problem) => problems.push(problem) })
    await eventually(() => expect(server.seen.streams).toBe(1))
    stop()
    await new Promise((done) => setTimeout(done, 50))
    expect([server.seen.streams, problems, signedOut]).toEqual([1, [], 0])
  })

  test('a fetch that does not stream is told, not retried', async () => {
    const client = await signedIn('a', {
      fetch: async (url, init) => (url.endsWith('/stream') ? new Response(null, { status: 200 }) : await fetch(url, init)),
    })
    const problems: unknown[] = []
    stops.push(client.listen({ onProblem: (problem) => problems.push(problem) }))
    await eventually(() => expect(problems).toMatchObject([{ code: 'stream_unsupported' }]))
  })
})

describe('the file storage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-client-'))
  const path = join(folder, 'muster.json')
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('keeps all of many writes at once, for its owner only, and survives damage', async () => {
    const file = fileStorage(path)
    await Promise.all(Array.from({ length: 20 }, (_, n) => file.write(`k${n}`, `${n}`)))
    await file.write('k0', undefined)
    expect(await fileStorage(path).read('k19')).toBe('19')
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)).toHaveLength(19)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeFileSync(path, '{"k1":')
    expect(await file.read('k1')).toBeUndefined()
  })
})

test('the server’s own errors keep their code and details', async () => {
  const client = await signedIn()
  server.fail('/client/v1/device', { status: 409, body: { error: { code: 'device_bound', message: 'Bound.', details: { a: 1 } } } })
  await expect(client.reportDevice(device)).rejects.toMatchObject({
    code: 'device_bound',
    status: 409,
    details: { a: 1 },
    message: 'Bound.',
  })
})
