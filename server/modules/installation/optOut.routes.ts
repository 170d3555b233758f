import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Locale } from '@muster/contract'
import { doorLimit } from '../../platform/http.ts'
import { newSecret } from '../../platform/ids.ts'
import { optOutPage } from './optOut.page.ts'
import type { OptOuts, OptOutStanding } from './optOut.service.ts'

type Params = { token: string }
type RenderPage = (page: { locale: Locale; title: string; body: string; nonce: string }) => string
export type OptOutRoutes = {
  optOuts: OptOuts
  page: RenderPage
  pagePolicy(nonce: string): string
  localeOf(acceptLanguage: string | undefined): Locale
}

/**
 * `/unsubscribe/{token}`: where a guide's receiver says that they want none. Opening it changes nothing, since mail programs and scanners open
 * links by themselves; a POST does, from the page's button or with one click from the mail program (RFC 8058), which bears no cookie.
 */
export async function optOutRoutes(app: FastifyInstance, deps: OptOutRoutes): Promise<void> {
  await app.register(formbody, { bodyLimit: 4_096 })
  // RFC 8058 allows this as well; what it says is what the POST itself says.
  app.addContentTypeParser('multipart/form-data', (_req, payload, done) => {
    payload.resume()
    done(null, null)
  })
  const show = (reply: FastifyReply, standing: OptOutStanding | undefined, accepted: string | undefined) => {
    const nonce = newSecret()
    const locale = standing?.locale ?? deps.localeOf(accepted)
    return reply
      .code(standing ? 200 : 404)
      .headers({ 'content-security-policy': deps.pagePolicy(nonce), 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .type('text/html; charset=utf-8')
      .send(deps.page({ locale, nonce, ...optOutPage(locale, standing) }))
  }
  app.get<{ Params: Params }>('/unsubscribe/:token', { config: doorLimit }, async (req, reply) =>
    show(reply, await deps.optOuts.find(req.params.token), req.headers['accept-language']),
  )
  app.post<{ Params: Params; Body: { again?: string } | null }>('/unsubscribe/:token', { config: doorLimit }, async (req, reply) =>
    show(reply, await deps.optOuts.choose(req.params.token, req.body?.again === undefined), req.headers['accept-language']),
  )
}
