import type { Locale } from '@muster/contract'
import { appTexts } from './app.texts.ts'
import { escape, fill } from './escape.rules.ts'
import { inOneLine, page } from './signin.page.ts'

export type Consent = {
  app: string
  /** Who registered it. */
  company: string
  scopes: readonly string[]
  /** Whether it is given refresh tokens. */
  stays: boolean
  /** Where the member goes on to; null: nowhere, a device asks. */
  host: string | null
  member: string
}

/** SX-1: asks a member whether an app that their company registered may have what it asks for. */
export function consentPage(p: Consent & { locale: Locale; uid: string; nonce: string }): string {
  const t = appTexts[p.locale]
  const title = fill(t.allowTitle, { app: p.app })
  const claims = (['openid', 'profile', 'email'] as const).filter((scope) => scope === 'openid' || p.scopes.includes(scope))
  const action = `/signin/${escape(p.uid)}?lang=${p.locale}`
  const notes = [...(p.stays ? [t.stays] : []), ...(p.host ? [fill(t.backTo, { host: p.host })] : []), t.later]
  const body = `<h1>${escape(title)}</h1><p>${escape(fill(t.allowHint, { company: p.company }))}</p>
<ul class="steps">${claims.map((claim) => `<li>${escape(t[claim])}</li>`).join('')}</ul>
<p class="gap">${inOneLine(p.locale, notes.map(escape))}</p><p class="gap">${escape(fill(t.as, { name: p.member }))}</p>
<form method="post" action="${action}"><button type="submit" name="consent" value="allow">${escape(t.allow)}</button></form>
<form method="post" action="${action}"><button class="second" type="submit" name="consent" value="deny">${escape(t.deny)}</button></form>`
  return page({ ...p, title, body, languageHref: (l) => `/signin/${p.uid}?lang=${l}` })
}
