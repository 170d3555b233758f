import type { FastifyInstance } from 'fastify'
import type { Provider } from 'oidc-provider'
import type { Gate } from './gate.ts'
import { admitFew, doorLimit, makeWay } from './http.ts'

type Fetch = (url: string, options: { method: string; headers: Record<string, string>; body?: unknown }) => Promise<Response>

/**
 * Of the provider's own pages, which send themselves on by a script whose hash it adds to `script-src`, where there is one. No form-action:
 * what comes of such a form leads to the app's own address.
 */
const policy = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/**
 * Mounts the OpenID provider under `/oidc`. It wants the raw request and its original URL; it takes host and protocol from the
 * public address alone, so that no forwarded header can change what it answers.
 * @returns a fetch that reaches the provider inside the process, for our own confidential client
 */
export async function mountOpenid(app: FastifyInstance, provider: () => Provider, url: string, gate: Gate): Promise<Fetch> {
  const { host, protocol } = new URL(url)
  const callbacks = new WeakMap<Provider, ReturnType<Provider['callback']>>()
  const callbackOf = (now: Provider) => {
    const callback = callbacks.get(now) ?? now.callback()
    callbacks.set(now, callback)
    return callback
  }
  await app.register(async (scope) => {
    // What is posted the provider reads itself; of a sign-in that is but the last step, the exchange of its code.
    admitFew(scope, gate, (req) => req.method === 'GET')
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_req, _payload, done) => done(null, undefined))
    // What a device shows is typed by hand.
    scope.get('/device', { config: doorLimit }, async (req, reply) => reply.redirect(`/oidc/device${new URL(req.url, url).search}`, 303))
    scope.all('/oidc/*', { config: doorLimit }, async (req, reply) => {
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined && name !== 'content-security-policy') reply.raw.setHeader(name, value)
      reply.raw.setHeader('content-security-policy', policy)
      reply.hijack()
      const raw = req.raw as typeof req.raw & { originalUrl?: string }
      raw.headers.host = host
      raw.headers['x-forwarded-proto'] = protocol.slice(0, -1)
      delete raw.headers['x-forwarded-host']
      raw.originalUrl = raw.url ?? ''
      raw.url = raw.originalUrl.slice('/oidc'.length)
      try {
        await callbackOf(provider())(raw, reply.raw)
      } finally {
        makeWay(req)
      }
    })
  })
  return async (target, options) => {
    const { pathname, search } = new URL(target)
    const body = options.body === undefined || options.body === null ? undefined : String(options.body)
    const answer = await app.inject({
      method: options.method as 'GET' | 'POST',
      url: pathname + search,
      headers: options.headers,
      ...(body === undefined ? {} : { payload: body }),
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value))
    return new Response(answer.statusCode === 204 ? null : answer.body, { status: answer.statusCode, headers })
  }
}
