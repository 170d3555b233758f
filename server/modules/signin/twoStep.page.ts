import type { Locale, PasskeyCreation, PasskeyRequest } from '@muster/contract'
import { escape } from './escape.rules.ts'
import { passkeyForm, passkeyScript, passkeyWork } from './passkey.page.ts'
import { passkeyTexts } from './passkey.texts.ts'
import { page } from './signin.page.ts'
import { twoStepTexts } from './twoStep.texts.ts'

/** What a page of the second step says about the try before. */
export type CodeNotice = 'wrong' | 'throttled' | 'sent' | 'textSent' | 'textLimit' | 'passkey'
const good: readonly CodeNotice[] = ['sent', 'textSent']
type Base = { locale: Locale; uid: string; nonce: string; notice?: CodeNotice }

// Disabled a moment later: a button that is disabled is not sent with its form.
const once = `for(const f of document.forms)f.onsubmit=e=>{const b=f.querySelector('button');if(b.disabled)e.preventDefault();setTimeout(()=>{b.disabled=true})};onpageshow=()=>{for(const b of document.querySelectorAll('button'))b.disabled=false};`
const action = ({ uid, locale }: Base) => `/signin/${escape(uid)}?lang=${locale}`

function noticeOf({ locale, notice }: Base): string {
  if (!notice) return ''
  const text = escape(notice === 'passkey' ? passkeyTexts[locale].refused : twoStepTexts[locale][notice])
  return good.includes(notice) ? `<p role="status">${text}</p>` : `<div class="error" role="alert" id="error">${text}</div>`
}

function codeField({ notice }: Base, label: string, isFirst = true): string {
  const described = notice && !good.includes(notice) ? ' aria-describedby="error" aria-invalid="true"' : ''
  return `<label>${escape(label)}<input type="text" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="64" required${isFirst ? ' autofocus' : ''}${described}></label>`
}

type Offer = {
  app: boolean
  /** `same`: it is the phone by which the member has just signed in. */
  sms: { number: string; same: boolean } | null
  /** `same`: it is the mailbox from which the password came. */
  mail: { same: boolean } | null
  rememberDays: number | null
  passkey: PasskeyRequest | null
}

/**
 * MB-8: asks for a passkey, a code of the authenticator app, one sent by SMS or mail, or a recovery code; and whether to remember the browser.
 * What the member has set up comes first.
 */
export function codePage(p: Base & Offer): string {
  const t = twoStepTexts[p.locale]
  const k = passkeyTexts[p.locale]
  const button = (name: string, label: string) =>
    `<form method="post" action="${action(p)}"><button class="second" type="submit" name="${name}" value="1">${escape(label)}</button></form>`
  const byText = p.sms && !p.sms.same
  const byMail = p.mail && !p.mail.same
  const others = [
    ...(p.sms && byText ? [button('sms', t.bySms.replace('{number}', p.sms.number.replaceAll(' ', '\u00a0')))] : []),
    ...(byMail ? [button('mail', t.byMail)] : []),
  ]
  const primary = !p.app && !byText
  const passkey = p.passkey
    ? passkeyForm({ locale: p.locale, action: action(p), name: 'passkey', label: k.use, ask: p.passkey, primary })
    : ''
  const first = primary && p.passkey !== null
  const hint = p.app ? t.hint : byText ? t.hintNoApp : first ? k.hint : byMail ? t.hintOther : t.hintRecovery
  const reasons = [...(p.sms?.same ? [t.samePhone] : []), ...(p.mail?.same ? [t.sameMail] : [])]
  const why = reasons.map((reason) => `<p class="gap">${escape(reason)}</p>`).join('')
  const remembered =
    p.rememberDays === null
      ? ''
      : `<label class="show"><input type="checkbox" name="remember" value="1">${escape(t.remember.replace('{days}', String(p.rememberDays)))}</label>`
  const code = `<form method="post" action="${action(p)}"${first ? ' class="apart"' : ''}>${codeField(p, t.code, !first)}${remembered}<button type="submit"${first ? ' class="second"' : ''}>${escape(t.submit)}</button></form>`
  const body = `<h1>${escape(t.title)}</h1><p>${escape(hint)}</p>${why}${noticeOf(p)}
${first ? passkey + code : code + passkey}${others.join('')}`
  return page({
    ...p,
    title: t.title,
    body,
    library: passkeyScript,
    script: once + passkeyWork,
    languageHref: (l) => `/signin/${p.uid}?lang=${l}`,
  })
}

/** MB-8: how an authenticator app is set up: picture, key to type, and the first code; or a passkey instead. */
export function setupPage(p: Base & { setup: { secret: string; address: string; picture: string }; passkey: PasskeyCreation }): string {
  const t = twoStepTexts[p.locale]
  const k = passkeyTexts[p.locale]
  const passkey = passkeyForm({
    locale: p.locale,
    action: action(p),
    name: 'passkeySetup',
    label: k.make,
    hint: k.makeHint,
    make: p.passkey,
  })
  const key = p.setup.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
  const body = `<h1>${escape(t.setupTitle)}</h1><p>${escape(t.setupWhy)}</p>${noticeOf(p)}
<ol class="steps"><li>${escape(t.setupApp)}</li><li>${escape(t.setupScan)}<div class="qr" role="img" aria-label="${escape(t.setupPicture)}">${p.setup.picture}</div><p class="here"><a href="${escape(p.setup.address)}">${escape(t.setupHere)}</a></p>${escape(t.setupType)} <code>${escape(key)}</code></li><li>${escape(t.setupCode)}</li></ol>
<form method="post" action="${action(p)}">${codeField(p, t.code)}<button type="submit">${escape(t.setupSubmit)}</button></form>${passkey}`
  return page({
    ...p,
    title: t.setupTitle,
    body,
    library: passkeyScript,
    script: once + passkeyWork,
    languageHref: (l) => `/signin/${p.uid}?lang=${l}`,
  })
}

// Hidden where the browser has no clipboard: without TLS, or without scripts.
const copying = `const b=document.getElementById('copy');b.hidden=!navigator.clipboard;b.onclick=()=>navigator.clipboard.writeText([...document.querySelectorAll('.codes code')].map(c=>c.textContent).join('\\n')).then(()=>b.dataset.done,()=>b.dataset.failed).then(t=>{document.getElementById('copied').textContent=t});`

/** MB-8: the recovery codes, shown this once. */
export function recoveryPage(p: Base & { codes: readonly string[] }): string {
  const t = twoStepTexts[p.locale]
  const codes = p.codes.map((code) => `<li><code>${escape(code)}</code></li>`).join('')
  const body = `<h1>${escape(t.codesTitle)}</h1><p>${escape(t.codesHint)}</p><ul class="codes">${codes}</ul>
<button class="second gap" type="button" hidden id="copy" data-done="${escape(t.codesCopied)}" data-failed="${escape(t.codesNotCopied)}">${escape(t.codesCopy)}</button><p class="gap" role="status" id="copied"></p>
<form method="post" action="${action(p)}"><button type="submit" name="saved" value="1">${escape(t.codesSaved)}</button></form>`
  return page({ ...p, title: t.codesTitle, body, script: once + copying })
}
