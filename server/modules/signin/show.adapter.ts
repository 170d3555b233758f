import type { KoaContextWithOIDC } from 'oidc-provider'
import { localeShape, type Locale } from '@muster/contract'
import { newSecret } from '../../platform/ids.ts'
import { pagePolicy, preferredLocale } from './signin.page.ts'

/** Answers the provider's request with a page of ours, under its own content policy, in the language chosen on it or the browser's. */
export function show(ctx: KoaContextWithOIDC, render: (locale: Locale, nonce: string) => string): void {
  const nonce = newSecret()
  const chosen = localeShape.safeParse(ctx.query['lang'])
  ctx.type = 'html'
  ctx.set('cache-control', 'no-store')
  ctx.set('content-security-policy', pagePolicy(nonce))
  ctx.body = render(chosen.success ? chosen.data : preferredLocale(ctx.get('accept-language')), nonce)
}
