import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Family = { sub: string; refresh: string; access: Set<string>; alive: boolean }
type Answer = { status: number; body?: unknown }

/** A server that speaks the clients' protocol and just enough OpenID for the SDK, with everything that can go wrong on demand. */
export type ProtocolServer = Awaited<ReturnType<typeof startProtocolServer>>

const text = async (request: IncomingMessage) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Starts it on a free port of 127.0.0.1. */
export async function startProtocolServer() {
  const families: Family[] = []
  const codes = new Map<string, { sub: string; challenge: string; nonce: string; redirectUri: string }>()
  const streams = new Map<Family, Set<ServerResponse>>()
  const seen = {
    uses: new Map<string, Set<string>>(),
    reports: [] as { sub: string; uses: number }[],
    refreshes: 0,
    revoked: 0,
    streams: 0,
    devices: [] as unknown[],
  }
  /** Answers that replace the next ones of a path, first in first out; `drop` closes the connection after the work is done. */
  const faults = new Map<string, ('drop' | 'page' | Answer)[]>()
  let ignore: (at: string) => 'too_old' | 'in_future' | undefined = () => undefined
  let base = ''
  /** Whom the next sign-in is for. */
  let next = 'a'

  function send(response: ServerResponse, { status, body }: Answer): void {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body ?? {}))
  }

  function tokensOf(family: Family, nonce?: string): Answer {
    const access = randomUUID()
    family.access.clear()
    family.access.add(access)
    family.refresh = randomUUID()
    const seconds = Math.floor(Date.now() / 1000)
    const claims = { iss: `${base}/oidc`, sub: family.sub, aud: 'mobile', iat: seconds, exp: seconds + 600, nonce }
    const idToken = `${base64({ alg: 'RS256' })}.${base64(claims)}.${base64('signature')}`
    const body = {
      access_token: access,
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: family.refresh,
      ...(nonce ? { id_token: idToken } : {}),
    }
    return { status: 200, body }
  }

  function token(form: URLSearchParams): Answer {
    if (form.get('grant_type') === 'refresh_token') {
      seen.refreshes += 1
      const family = families.find((one) => one.alive && one.refresh === form.get('refresh_token'))
      return family ? tokensOf(family) : { status: 400, body: { error: 'invalid_grant' } }
    }
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
      return { status: 400, body: { error: 'invalid_grant' } }
    const family: Family = { sub: code.sub, refresh: '', access: new Set(), alive: true }
    families.push(family)
    return tokensOf(family, code.nonce)
  }

  function activity(family: Family, body: string): Answer {
    const uses = (JSON.parse(body) as { uses: { at: string }[] }).uses.map(({ at }) => at)
    if (uses.length > 500) return { status: 400, body: { error: { code: 'input_invalid', message: 'too many' } } }
    const ignored = uses.flatMap((at, index) => (ignore(at) ? [{ index, reason: ignore(at) }] : []))
    const mine = seen.uses.get(family.sub) ?? new Set()
    for (const at of uses) if (!ignore(at)) mine.add(at)
    seen.uses.set(family.sub, mine)
    seen.reports.push({ sub: family.sub, uses: uses.length })
    return { status: 200, body: { recorded: uses.length - ignored.length, ignored } }
  }

  function stream(family: Family, response: ServerResponse): void {
    seen.streams += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n')
    const mine = streams.get(family) ?? new Set()
    streams.set(family, mine.add(response))
  }

  async function route(url: URL, request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    if (url.pathname === '/oidc/.well-known/openid-configuration') {
      const body = {
        issuer: `${base}/oidc`,
        authorization_endpoint: `${base}/oidc/auth`,
        token_endpoint: `${base}/oidc/token`,
        revocation_endpoint: `${base}/oidc/token/revocation`,
        authorization_response_iss_parameter_supported: true,
      }
      return { status: 200, body }
    }
    const body = await text(request)
    if (url.pathname === '/oidc/token') return token(new URLSearchParams(body))
    if (url.pathname === '/oidc/token/revocation') {
      seen.revoked += 1
      for (const family of families) if (family.refresh === new URLSearchParams(body).get('token')) family.alive = false
      return { status: 200 }
    }
    const family = families.find((one) => one.alive && one.access.has(request.headers.authorization?.slice('Bearer '.length) ?? ''))
    if (!family) return { status: 401, body: { error: { code: 'not_signed_in', message: 'Sign in.' } } }
    if (url.pathname === '/client/v1/activity') return activity(family, body)
    if (url.pathname === '/client/v1/device') {
      seen.devices.push(JSON.parse(body))
      return { status: 200, body: { deviceId: randomUUID() } }
    }
    if (url.pathname === '/client/v1/stream') return void stream(family, response)
    return { status: 404 }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', base)
    const fault = faults.get(url.pathname)?.shift()
    if (fault === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our hotel</h1>')
    if (typeof fault === 'object') return send(response, fault)
    route(url, request, response).then(
      (answer) => (fault === 'drop' ? response.destroy() : answer && send(response, answer)),
      () => response.destroy(),
    )
    return undefined
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    base,
    seen,
    fail: (path: string, ...answers: ('drop' | 'page' | Answer)[]) => faults.set(path, [...(faults.get(path) ?? []), ...answers]),
    ignoring: (reason: typeof ignore) => (ignore = reason),
    nextMember: (sub: string) => (next = sub),
    /** What a browser does with the address: signs in and is sent back. */
    browse(address: string): string {
      const asked = new URL(address).searchParams
      const get = (name: string) => asked.get(name) ?? ''
      const code = randomUUID()
      codes.set(code, { sub: next, challenge: get('code_challenge'), nonce: get('nonce'), redirectUri: get('redirect_uri') })
      return `${get('redirect_uri')}?${new URLSearchParams({ code, state: get('state'), iss: `${base}/oidc` }).toString()}`
    },
    /** Access tokens expire; refresh tokens stay good. */
    expireTokens: () => families.forEach(({ access }) => access.clear()),
    /** Ends every session; open streams are told first when `tell`. */
    endSessions({ tell }: { tell: boolean }) {
      for (const family of families) {
        family.alive = false
        for (const open of streams.get(family) ?? []) open.end(tell ? 'event: signed_out\ndata: {}\n\n' : undefined)
      }
    },
    breakStreams: () => streams.forEach((open) => open.forEach((one) => one.destroy())),
    close: () => new Promise((done) => (server.close(done), server.closeAllConnections())),
  }
}
