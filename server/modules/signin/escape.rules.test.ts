import { expect, it } from 'vitest'
import { consentPage } from './consent.page.ts'
import { confirmDevicePage, deviceDonePage } from './device.page.ts'

it('SX-1: an app, company or member is named as it is called, whatever characters that has', () => {
  const page = { locale: 'en', nonce: 'n', uid: 'u' } as const
  const name = "Cash$$ $& $' <b>"
  const shown = 'Cash$$ $&amp; $&#39; &lt;b&gt;'
  const consent = consentPage({ ...page, app: name, company: name, member: name, scopes: [], stays: false, host: null })
  const form = { action: '/a', xsrf: 'x' }
  const confirm = confirmDevicePage({ ...page, form, app: { name, company: name }, device: name, userCode: 'BCDF-GHJK' })
  const done = deviceDonePage({ ...page, app: name })
  expect([consent, confirm, done].map((html) => html.split(shown).length - 1)).toEqual([4, 4, 1])
})
