import type { Locale } from '@muster/contract'
import { appTexts } from './app.texts.ts'
import { escape, fill } from './escape.rules.ts'
import { page } from './signin.page.ts'

export type CodeProblem = 'missing' | 'unknown' | 'expired' | 'used' | 'throttled' | 'failed' | 'aborted'
/** Where the provider's form goes, and what guards it against forgery. */
export type FormFields = { action: string; xsrf: string }
type Base = { locale: Locale; nonce: string }

const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escape(value)}">`

/** SX-1: where a member enters the code that a device shows. `typed`: what was entered before. */
export function enterCodePage(p: Base & { form: FormFields; typed: string; problem?: CodeProblem }): string {
  const t = appTexts[p.locale]
  if (p.problem === 'aborted') return abortedPage(p)
  const error = p.problem ? `<div class="error" role="alert" id="error">${escape(t[p.problem])}</div>` : ''
  const described = p.problem ? ' aria-describedby="error" aria-invalid="true"' : ''
  const body = `<h1>${escape(t.enterTitle)}</h1><p>${escape(t.enterHint)}</p>${error}
<form method="post" action="${p.form.action}">${hidden('xsrf', p.form.xsrf)}
<label>${escape(t.code)}<input type="text" name="user_code" class="usercode" value="${escape(p.typed)}" placeholder="XXXX-XXXX" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus${described}></label>
<button type="submit">${escape(t.next)}</button></form>`
  return page({ ...p, title: t.enterTitle, body, languageHref: (l) => `/oidc/device?lang=${l}` })
}

function abortedPage(p: Base): string {
  const t = appTexts[p.locale]
  const body = `<h1>${escape(t.abortedTitle)}</h1><p>${escape(t.abortedHint)}</p><a class="button" href="/oidc/device">${escape(t.another)}</a>`
  return page({ ...p, title: t.abortedTitle, body })
}

/** SX-1: asks whether the device that is let in is the one in front of the member: what it is, and the code it shows. */
export function confirmDevicePage(
  p: Base & { form: FormFields; app: { name: string; company: string }; device: string; userCode: string },
): string {
  const t = appTexts[p.locale]
  const { form } = p
  const title = fill(t.confirmTitle, { app: p.app.name })
  const answer = (name: string, label: string, style: string) =>
    `<form method="post" action="${form.action}">${hidden('xsrf', form.xsrf)}${hidden('user_code', p.userCode)}<button type="submit" name="${name}" value="yes"${style}>${escape(label)}</button></form>`
  const body = `<h1>${escape(title)}</h1>${p.app.company ? `<p>${escape(fill(t.confirmBy, { company: p.app.company }))}</p>` : ''}
<p class="gap">${escape(t.confirmCode)}</p><p class="bigcode"><code>${escape(p.userCode)}</code></p>
${p.device ? `<p class="gap">${escape(fill(t.confirmFrom, { device: p.device }))}</p>` : ''}<p class="gap">${escape(t.confirmWarn)}</p>
${answer('confirm', t.confirm, '')}${answer('abort', t.deny, ' class="second"')}`
  return page({ ...p, title, body })
}

/** SX-1: the device goes on by itself. */
export function deviceDonePage(p: Base & { app: string }): string {
  const t = appTexts[p.locale]
  const body = `<h1>${escape(t.doneTitle)}</h1><p>${escape(fill(t.doneHint, { app: p.app }))}</p>`
  return page({ ...p, title: t.doneTitle, body })
}
