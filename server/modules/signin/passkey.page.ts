import type { Locale, PasskeyCreation, PasskeyRequest } from '@muster/contract'
import { escape } from './escape.rules.ts'
import { passkeyTexts } from './passkey.texts.ts'

/** Where the library that speaks with authenticators is served from. */
export const passkeyScript = '/signin/webauthn.js'

/**
 * What a page does with its passkey forms: shown where the browser can, sent with what the authenticator answered. `autofill`: the browser also
 * offers passkeys where the ID is typed.
 */
export const passkeyWork = `{const w=SimpleWebAuthnBrowser;for(const f of document.querySelectorAll('form[data-passkey]')){if(!w.browserSupportsWebAuthn())continue;f.hidden=false;const o={optionsJSON:JSON.parse(f.dataset.options)},b=f.querySelector('button'),e=f.querySelector('.error'),send=a=>{f.querySelector('input').value=JSON.stringify(a);const r=document.querySelector('[name=remember]:checked');if(r)f.append(r.cloneNode());f.submit()};f.onsubmit=v=>{v.preventDefault();if(b.disabled)return;b.disabled=true;e.hidden=true;(f.dataset.passkey==='make'?w.startRegistration(o):w.startAuthentication(o)).then(send).catch(()=>{b.disabled=false;e.hidden=false})};if('autofill'in f.dataset)w.browserSupportsWebAuthnAutofill().then(can=>{if(can)w.startAuthentication({...o,useBrowserAutofill:true}).then(send).catch(()=>{})})}}`

type Form = { locale: Locale; action: string; name: string; label: string; hint?: string; primary?: boolean; autofill?: boolean }

/** MB-8: a button by which a passkey is used or made. Hidden until the page's script has found that the browser can. */
export function passkeyForm(p: Form & ({ ask: PasskeyRequest } | { make: PasskeyCreation })): string {
  const [kind, options] = 'ask' in p ? ['ask', p.ask] : ['make', p.make]
  const autofill = p.autofill ? ' data-autofill' : ''
  const apart = p.hint ? ' class="apart"' : ''
  const focus = p.primary ? ' autofocus' : ''
  return `<form method="post" action="${p.action}"${apart} hidden data-passkey="${kind}" data-options="${escape(JSON.stringify(options))}"${autofill}><input type="hidden" name="${p.name}"><div class="error" role="alert" hidden>${escape(passkeyTexts[p.locale].notUsed)}</div>${p.hint ? `<p>${escape(p.hint)}</p>` : ''}<button type="submit"${p.primary ? '' : ' class="second"'}${focus}>${escape(p.label)}</button></form>`
}
