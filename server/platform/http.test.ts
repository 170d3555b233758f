import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errors } from '@muster/contract'
import { callClient, signIn } from '../../test/openid.ts'
import { makeCompany, password, startTestServer, type TestServer } from '../../test/server.ts'
import { createHttp } from './http.ts'
import { createLog } from './log.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

type ErrorAnswer = { error: { code: string; message: string; details: unknown; requestId: string } }

describe('watching the server', () => {
  it('answers /healthz, /readyz and /metrics; no label of a metric holds a member or tenant', async () => {
    const company = await makeCompany(server)
    const tokens = await signIn(server.url, 'mobile', company.admin.login, password)
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ ok: true })
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ok: true })
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toMatch(/muster_request_seconds_count\{method="POST",route="\/client\/v1\/activity",status="200"\} 1/)
    expect(metrics).toContain('muster_database_connections{state="open"}')
    for (const secret of [company.tenant, company.admin.id, tokens.access]) expect(metrics).not.toContain(secret)
  })
})

it('writes a line a request: what was asked for, its number and how it went; none for probes; no secret of its address', async () => {
  const lines: string[] = []
  const http = await createHttp(
    { url: 'http://localhost', trustedProxies: [], cookieSecret: 'x'.repeat(32) },
    createLog('info', { write: (line: string) => void lines.push(line) }),
  )
  http.get('/reset/:secret', async () => ({}))
  http.get('/healthz', { logLevel: 'silent' }, async () => ({}))
  const { headers } = await http.inject('/reset/very-secret?code=hidden')
  await http.inject('/healthz')
  await http.close()
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      msg: 'request',
      reqId: headers['x-request-id'],
      method: 'GET',
      path: '/reset/[redacted]',
      status: 200,
      ip: '127.0.0.1',
    }),
  ])
})

describe('every error has one shape, and its own status', () => {
  const post = (path: string, body: string) =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-language': 'ko' }, body })
  it('unknown address', async () => {
    const answer = await fetch(`${server.url}/client/v1/nothing`, { headers: { 'accept-language': 'ko-KR' } })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({
      error: { code: 'not_found', message: errors.not_found.ko, details: null, requestId: answer.headers.get('x-request-id') },
    })
  })
  it('a body that is no JSON, and one that is too large', async () => {
    const company = await makeCompany(server)
    const { access } = await signIn(server.url, 'mobile', company.admin.login, password)
    const send = (body: string) =>
      fetch(`${server.url}/client/v1/activity`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
        body,
      })
    const malformed = await send('{"uses":')
    expect(malformed.status).toBe(400)
    expect(((await malformed.json()) as ErrorAnswer).error.code).toBe('input_invalid')
    const large = await send(JSON.stringify({ x: 'x'.repeat(300_000) }))
    expect(large.status).toBe(413)
    expect(((await large.json()) as ErrorAnswer).error.code).toBe('too_large')
  })
  it('a body of the API that is too large, in pieces or whole, before anyone is known', async () => {
    const body = `{"token":"${'x'.repeat(400_000)}"}`
    const pieces = new Blob([body]).stream()
    for (const each of [body, pieces]) {
      const answer = await fetch(`${server.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: each,
        duplex: 'half',
      } as RequestInit)
      expect(answer.status).toBe(413)
      expect(((await answer.json()) as ErrorAnswer).error.code).toBe('too_large')
    }
    expect((await post('/api/v1/setup', '{"token":')).status).toBe(400)
    expect((await post('/api/v1/setup', '')).status).toBe(400)
    const other = await fetch(`${server.url}/api/v1/setup`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a,b' })
    expect(other.status).toBe(400)
  })
  it('too many requests with one cookie; others go on', async () => {
    const ask = (cookie: string) => fetch(`${server.url}/api/v1/me`, { headers: { cookie } })
    let last = 0
    for (let i = 0; i < 13; i++)
      last = Math.max(last, ...(await Promise.all(Array.from({ length: 100 }, async () => (await ask('a=1')).status))))
    expect(last).toBe(429)
    const refused = await ask('a=1')
    expect(((await refused.json()) as ErrorAnswer).error.code).toBe('too_many_requests')
    expect((await ask('a=2')).status).toBe(401)
    // What pages are made of is not counted: a reader of many pages is no abuse.
    expect((await fetch(`${server.url}/assets/nothing.js`, { headers: { cookie: 'a=1' } })).status).toBe(404)
  })
  it('the setup form names each field and why', async () => {
    const answer = await post(
      '/api/v1/setup',
      JSON.stringify({
        token: 'x'.repeat(30),
        companyName: ' ',
        domain: 'nope',
        zone: 'Mars/X',
        locale: 'fr',
        name: '',
        login: 'A B',
        password: 'short',
      }),
    )
    expect(answer.status).toBe(400)
    const { details } = ((await answer.json()) as ErrorAnswer).error
    expect((details as { issues: { path: string }[] }).issues.map((i) => i.path).toSorted()).toEqual([
      'companyName',
      'domain',
      'locale',
      'login',
      'name',
      'password',
      'zone',
    ])
  })
})

describe('security headers', () => {
  it('our own pages may run only their own scripts, and be framed by nobody', async () => {
    const answer = await fetch(`${server.url}/console/signed-out`)
    expect(answer.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; style-src 'nonce-[^']+'; script-src 'nonce-[^']+'.*frame-ancestors 'none'/,
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
  it('a sign-in leads back only to a path of ours', async () => {
    for (const evil of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const answer = await fetch(`${server.url}/console/sign-in?return=${encodeURIComponent(evil)}`, { redirect: 'manual' })
      const flow = decodeURIComponent(answer.headers.getSetCookie().find((c) => c.startsWith('__Host-muster_signin')) ?? '')
      expect(flow).toContain('"back":"/"')
    }
  })
})
