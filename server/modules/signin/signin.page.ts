import { locales, type Locale, type PasswordPolicy, type PasskeyRequest, type PasswordProblem } from '@muster/contract'
import { passkeyForm, passkeyScript, passkeyWork } from './passkey.page.ts'
import { passkeyTexts } from './passkey.texts.ts'
import { escape, fill } from './escape.rules.ts'
import type { RenewalReason } from './password.rules.ts'
import { phoneTexts } from './phone.texts.ts'
import { clientNames, signinTexts } from './signin.texts.ts'

/** The best of our languages for an `Accept-Language` header. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => ({ tag: part.split(';')[0]?.trim().slice(0, 2).toLowerCase(), q: Number(/q=([\d.]+)/.exec(part)?.[1] ?? 1) }))
    .toSorted((a, b) => b.q - a.q)
  return wanted.map((w) => locales.find((l) => l === w.tag)).find((l) => l !== undefined) ?? 'en'
}

const style = `
:root{color-scheme:light dark;--bg:#f5f7f6;--card:#fff;--text:#13201d;--soft:#55645f;--line:#d9e0dd;--field:#78867f;--accent:#0b6e63;--on:#fff;--bad:#a4231c;--badbg:#fdeceb}
@media(prefers-color-scheme:dark){:root{--bg:#0f1514;--card:#161e1c;--text:#e6edea;--soft:#9daba6;--line:#2c3834;--field:#78867f;--accent:#4bb3a2;--on:#08201c;--bad:#ffb4ab;--badbg:#3b1a18}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:24px;padding:24px 16px;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Hiragino Sans","Noto Sans JP","Noto Sans CJK KR",sans-serif;overflow-wrap:anywhere}
:lang(ko){word-break:keep-all}
:lang(ja){line-break:strict}
:lang(ja) h1{word-break:auto-phrase}
main{width:100%;max-width:400px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:40px 32px}
.brand{display:flex;align-items:center;gap:10px;font-weight:700;font-size:18px;letter-spacing:-.01em;margin:0 0 32px}
.brand svg{width:28px;height:28px}
h1{font-size:26px;line-height:1.25;letter-spacing:-.02em;margin:0 0 6px;text-wrap:balance}
p{margin:0;color:var(--soft)}
form{margin-top:28px;display:grid;gap:18px}
label{display:grid;gap:6px;font-weight:600;font-size:14px}
input[type=text],input[type=tel],input[type=password]{font:inherit;width:100%;padding:11px 12px;color:inherit;background:transparent;border:1px solid var(--field);border-radius:10px;font-weight:400;font-size:16px}
input::placeholder{color:var(--soft);opacity:1}
input:focus-visible,button:focus-visible,a:focus-visible,select:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.show{display:flex;grid-auto-flow:column;align-items:center;gap:8px;font-weight:400;justify-self:start}
.show input{width:18px;height:18px;margin:0;accent-color:var(--accent)}
button,.button{font:inherit;font-weight:600;padding:12px;border:0;border-radius:10px;background:var(--accent);color:var(--on);cursor:pointer;text-align:center;text-decoration:none;display:block}
p+.button,form+button{margin-top:28px;width:100%}
.error{margin-top:24px;padding:12px 14px;border-radius:10px;background:var(--badbg);color:var(--bad);font-size:15px}
button.second,.button.second{background:transparent;color:var(--accent);border:1px solid var(--line)}
.gap{margin-top:16px}
.gap:empty{margin:0}
button.gap{width:100%}
.bigcode code{display:block;margin-top:12px;padding:14px;border-radius:10px;background:var(--bg);color:var(--text);font-size:26px;font-weight:600;letter-spacing:.08em;text-align:center}
.usercode{text-transform:uppercase;letter-spacing:.08em}
.steps{margin:20px 0 0;padding-left:20px;display:grid;gap:12px}
.qr svg{display:block;width:200px;height:200px;margin:12px 0;border-radius:8px;background:#fff}
.here{margin:0 0 12px}
.here a{color:var(--accent);text-underline-offset:3px}
@media(pointer:fine) and (min-width:600px){.here{display:none}}
.steps code{display:block;margin-top:4px}
code{font:14px/1.6 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.codes{margin:20px 0 0;padding:0;list-style:none;display:grid;grid-template-columns:1fr 1fr;gap:8px 16px}
form+form,form+.button{margin-top:12px}
form.apart{margin-top:24px;padding-top:24px;border-top:1px solid var(--line)}
.aside{margin-top:20px;text-align:center;font-size:14px}
.aside a{color:var(--accent);text-underline-offset:3px}
nav{display:flex;gap:16px;font-size:14px}
nav a{color:var(--soft);text-underline-offset:3px}
nav a[aria-current]{color:var(--text);font-weight:600;text-decoration:none}
@media(max-width:420px){main{padding:28px 20px}}
`

const mark = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0b6e63"/><g fill="#fff"><rect x="7" y="17" width="4.5" height="8" rx="1.5"/><rect x="13.75" y="12" width="4.5" height="13" rx="1.5"/><rect x="20.5" y="7" width="4.5" height="18" rx="1.5"/></g></svg>`
const names: Record<Locale, string> = { en: 'English', ko: '한국어', ja: '日本語' }

type Page = {
  locale: Locale
  title: string
  body: string
  nonce: string
  languageHref?: (locale: Locale) => string
  /** Where a script is served that `script` needs. */
  library?: string
  script?: string
}

/** Sentences one after another; Japanese has no space between them. */
export const inOneLine = (locale: Locale, sentences: readonly string[]): string => sentences.join(locale === 'ja' ? '' : ' ')

/** A page of the door: brand, one card, and the languages. */
export function page(p: Page): string {
  const links = p.languageHref
    ? locales
        .map(
          (l) =>
            `<a lang="${l}" hreflang="${l}" href="${escape(p.languageHref?.(l) ?? '')}"${l === p.locale ? ' aria-current="true"' : ''}>${names[l]}</a>`,
        )
        .join('')
    : ''
  return `<!doctype html><html lang="${p.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${escape(p.title)} · Muster</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"><style nonce="${p.nonce}">${style}</style></head><body><main><div class="brand">${mark}<span>Muster</span></div>${p.body}</main>${links ? `<nav aria-label="${escape(signinTexts[p.locale].language)}">${links}</nav>` : ''}${p.library ? `<script nonce="${p.nonce}" src="${p.library}"></script>` : ''}${p.script ? `<script nonce="${p.nonce}">${p.script}</script>` : ''}</body></html>`
}

/** Content-Security-Policy of the server's own pages. No form-action: the answer to the form goes on to the app's own address. */
export function pagePolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'`
}

export type SignInError =
  | 'refused'
  | 'throttled'
  | 'app_blocked'
  | 'not_permitted'
  | 'network_refused'
  | 'missing'
  | 'unavailable'
  | 'line_refused'
  | 'line_failed'
  | 'passkey_refused'

/** The sign-in page: ID and password, or a passkey, in the member's language. `typed` is what was entered before, never the password. */
export function signInPage(p: {
  locale: Locale
  uid: string
  clientId: string
  /** Of an app that a company registered. */
  appName?: string
  typed: string
  passkey: PasskeyRequest
  error?: SignInError
  nonce: string
  /** MB-5: whether one may sign in by phone number. */
  phone: boolean
  /** MB-5: whether one may sign in by LINE. */
  line: boolean
}): string {
  const t = signinTexts[p.locale]
  const app = p.appName ?? clientNames[p.clientId]?.[p.locale] ?? p.clientId
  const error = p.error
    ? `<div class="error" role="alert" id="error">${escape(p.error === 'passkey_refused' ? passkeyTexts[p.locale].refused : t[p.error])}</div>`
    : ''
  const described = p.error ? ' aria-describedby="error" aria-invalid="true"' : ''
  const action = `/signin/${escape(p.uid)}?lang=${p.locale}`
  const body = `<h1>${escape(t.title)}</h1><p>${escape(fill(t.to, { app }))}</p>${error}
<form method="post" action="${action}">
<label>${escape(t.id)}<input type="text" name="id" value="${escape(p.typed)}" placeholder="${escape(t.idHint)}" autocomplete="username webauthn" autocapitalize="none" spellcheck="false" inputmode="email" maxlength="320" required${p.typed ? '' : ' autofocus'}${described}></label>
<label>${escape(t.password)}<input type="password" name="password" id="password" autocomplete="current-password" maxlength="256" required${p.typed ? ' autofocus' : ''}${described}></label>
<label class="show" hidden id="show"><input type="checkbox">${escape(t.show)}</label>
<button type="submit">${escape(t.submit)}</button></form>${passkeyForm({ locale: p.locale, action, name: 'passkeyAlone', label: passkeyTexts[p.locale].alone, ask: p.passkey, autofill: p.error !== 'passkey_refused' })}${p.line ? `<form method="post" action="${action}"><button class="second" type="submit" name="line" value="1">${escape(t.byLine)}</button></form>` : ''}${p.phone ? `<a class="button second" href="/signin/${escape(p.uid)}?lang=${p.locale}&amp;way=phone">${escape(phoneTexts[p.locale].way)}</a>` : ''}<p class="aside"><a href="/forgot?lang=${p.locale}">${escape(t.forgot)}</a></p>`
  const script = `const s=document.getElementById('show');s.hidden=false;s.firstChild.onchange=e=>{document.getElementById('password').type=e.target.checked?'text':'password'};document.forms[0].onsubmit=e=>{const b=document.querySelector('button');if(b.disabled)e.preventDefault();b.disabled=true};onpageshow=()=>{document.querySelector('button').disabled=false};${passkeyWork}`
  return page({
    locale: p.locale,
    title: t.title,
    body,
    nonce: p.nonce,
    library: passkeyScript,
    script,
    languageHref: (l) => `/signin/${p.uid}?lang=${l}`,
  })
}

export type RenewalError = PasswordProblem | 'different' | 'unavailable'

/** MB-4: the page on which a member chooses a new password before the sign-in goes on: why, and what the company asks of it. */
export function newPasswordPage(p: {
  locale: Locale
  uid: string
  nonce: string
  reason: RenewalReason
  policy: PasswordPolicy
  error?: RenewalError
}): string {
  const t = signinTexts[p.locale]
  const { minLength, kinds, reuse } = p.policy
  const filled = (text: string) =>
    text.replace('{min}', String(minLength)).replace('{kinds}', String(kinds)).replace('{reuse}', String(reuse))
  const error = p.error ? `<div class="error" role="alert" id="error">${escape(filled(renewalErrors(t)[p.error]))}</div>` : ''
  const described = ` aria-describedby="${p.error ? 'error ' : ''}rule"${p.error ? ' aria-invalid="true"' : ''}`
  const field = (name: string, label: string, focus: string) =>
    `<label>${escape(label)}<input type="password" name="${name}" autocomplete="new-password" maxlength="256" required${focus}${described}></label>`
  const why = { given: t.newGiven, asked: t.newAsked, expired: t.newExpired }[p.reason]
  const rules = [t.newRule, ...(kinds > 1 ? [t.newRuleKinds] : []), ...(reuse > 0 ? [t.newRuleReuse] : [])].map((rule) =>
    escape(filled(rule)),
  )
  const body = `<h1>${escape(t.newTitle)}</h1><p>${escape(why)}</p><p id="rule">${inOneLine(p.locale, rules)}</p>${error}
<form method="post" action="/signin/${escape(p.uid)}?lang=${p.locale}">
${field('newPassword', t.newPassword, ' autofocus')}
${field('again', t.newAgain, '')}
<label class="show" hidden id="show"><input type="checkbox">${escape(t.show)}</label>
<button type="submit">${escape(t.newSubmit)}</button></form>`
  const script = `const s=document.getElementById('show');s.hidden=false;s.firstChild.onchange=e=>{for(const i of document.querySelectorAll('[autocomplete]'))i.type=e.target.checked?'text':'password'};document.forms[0].onsubmit=e=>{const b=document.querySelector('button');if(b.disabled)e.preventDefault();b.disabled=true};onpageshow=()=>{document.querySelector('button').disabled=false}`
  return page({ locale: p.locale, title: t.newTitle, body, nonce: p.nonce, script, languageHref: (l) => `/signin/${p.uid}?lang=${l}` })
}

const renewalErrors = (t: (typeof signinTexts)[Locale]): Record<RenewalError, string> => ({
  length: t.newLength,
  kinds: t.newRuleKinds,
  breached: t.newBreached,
  personal: t.newPersonal,
  same: t.newSame,
  reused: t.newRuleReuse,
  different: t.newDifferent,
  unavailable: t.unavailable,
})

/** The page for a sign-in that cannot go on. */
export function expiredPage(locale: Locale, nonce: string): string {
  const t = signinTexts[locale]
  return page({ locale, nonce, title: t.expired, body: `<h1>${escape(t.expired)}</h1><p>${escape(t.expiredHint)}</p>` })
}

/** The page after signing out of the console. */
export function signedOutPage(locale: Locale, nonce: string): string {
  const t = signinTexts[locale]
  const body = `<h1>${escape(t.signedOut)}</h1><p>${escape(t.signedOutHint)}</p><a class="button" href="/console/sign-in">${escape(t.again)}</a>`
  return page({ locale, nonce, title: t.signedOut, body, languageHref: (l) => `/console/signed-out?lang=${l}` })
}

/** Asks whether to sign out of everything in this browser; `form` is the provider's own, guarded against forgery. */
export function signOutPage(locale: Locale, form: string, nonce: string): string {
  const t = signinTexts[locale]
  const body = `<h1>${escape(t.signOutAsk)}</h1><p>${escape(t.signOutAskHint)}</p>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">${escape(t.signOut)}</button>`
  return page({ locale, nonce, title: t.signOutAsk, body })
}

/** The page after signing out of everything in this browser. */
export function ssoEndedPage(locale: Locale, nonce: string): string {
  const t = signinTexts[locale]
  return page({ locale, nonce, title: t.signedOut, body: `<h1>${escape(t.signedOut)}</h1><p>${escape(t.ssoEndedHint)}</p>` })
}

/** What the OpenID provider shows when it cannot send an error back to the client. */
export function errorPage(locale: Locale, code: string, nonce: string): string {
  const t = signinTexts[locale]
  return page({
    locale,
    nonce,
    title: t.error,
    body: `<h1>${escape(t.error)}</h1><p>${escape(t.expiredHint)}</p><p><code>${escape(code)}</code></p>`,
  })
}
