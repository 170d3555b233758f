import type { Locale } from '@muster/contract'
import { escape } from './escape.rules.ts'
import { phoneTexts } from './phone.texts.ts'
import { page } from './signin.page.ts'

export type PhoneError = 'invalid' | 'refused' | 'throttled' | 'app_blocked' | 'not_permitted'
type Base = { locale: Locale; uid: string; nonce: string; error?: PhoneError }

// Disabled a moment later: a button that is disabled is not sent with its form.
const once = `for(const f of document.forms)f.onsubmit=e=>{const b=f.querySelector('button');if(b.disabled)e.preventDefault();setTimeout(()=>{b.disabled=true})};onpageshow=()=>{for(const b of document.querySelectorAll('button'))b.disabled=false}`
const at = ({ uid, locale }: Pick<Base, 'uid' | 'locale'>, way = '') => `/signin/${escape(uid)}?lang=${locale}${way && `&amp;way=${way}`}`
const errorOf = ({ locale, error }: Base) =>
  error ? `<div class="error" role="alert" id="error">${escape(phoneTexts[locale][error])}</div>` : ''
const described = ({ error }: Base) => (error ? ' aria-describedby="error" aria-invalid="true"' : '')
const byId = (p: Base) => `<a href="${at(p, 'id')}">${escape(phoneTexts[p.locale].byId)}</a>`

/** MB-5: asks for the number by which to sign in. */
export function phonePage(p: Base & { typed: string }): string {
  const t = phoneTexts[p.locale]
  const body = `<h1>${escape(t.title)}</h1><p>${escape(t.hint)}</p>${errorOf(p)}
<form method="post" action="${at(p)}"><label>${escape(t.number)}<input type="tel" name="phone" value="${escape(p.typed)}" placeholder="${escape(t.numberHint)}" autocomplete="tel" maxlength="40" required autofocus${described(p)}></label><button type="submit">${escape(t.send)}</button></form>
<p class="aside">${byId(p)}</p>`
  return page({ ...p, title: t.title, body, script: once, languageHref: (l) => `/signin/${p.uid}?lang=${l}&way=phone` })
}

/** MB-5, SX-4: asks for the code that went to the number, whether or not it signs anybody in. */
export function phoneCodePage(p: Base & { number: string }): string {
  const t = phoneTexts[p.locale]
  const body = `<h1>${escape(t.codeTitle)}</h1><p role="status">${escape(t.codeHint.replace('{number}', p.number))}</p>${errorOf(p)}
<form method="post" action="${at(p)}"><label>${escape(t.code)}<input type="text" name="phoneCode" autocomplete="one-time-code" inputmode="numeric" autocapitalize="none" spellcheck="false" maxlength="64" required autofocus${described(p)}></label><button type="submit">${escape(t.submit)}</button></form>
<form method="post" action="${at(p)}"><button class="second" type="submit" name="phone" value="${escape(p.number)}">${escape(t.again)}</button></form>
<p class="aside"><a href="${at(p, 'phone')}">${escape(t.otherNumber)}</a></p><p class="aside">${byId(p)}</p>`
  return page({ ...p, title: t.codeTitle, body, script: once, languageHref: (l) => `/signin/${p.uid}?lang=${l}` })
}
