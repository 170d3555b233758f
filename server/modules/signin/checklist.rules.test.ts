import { describe, expect, it } from 'vitest'
import { checklistOf, newPlacesSince, type SecurityFacts } from './checklist.rules.ts'

const now = new Date('2026-11-25T03:00:00Z')
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
const linked = ago(5).toISOString()
const safe: SecurityFacts = {
  isAdministrator: false,
  hasSignedIn: true,
  password: { setAt: ago(10), mustChange: false },
  expiryDays: null,
  twoStep: { policy: 'required', switchedOn: false, byCode: true, passkeys: 1, recoveryCodes: 8 },
  easyLogin: { line: { allowed: false, linkedAt: null }, phone: { allowed: false, linkedAt: null, number: null } },
  devices: { apps: 2, comparable: 2, outdated: 0, mode: 'required', phones: 1, unregistered: 0 },
  newSignIns: { count: 0, countries: 0, latest: null },
}
const line = { ...safe.easyLogin, line: { allowed: true, linkedAt: linked } }
const nothing = { ...safe.twoStep, byCode: false, passkeys: 0, recoveryCodes: 0 }
const password = (days: number, mustChange = false) => ({ setAt: ago(days), mustChange })

describe('MB-2: the security checklist', () => {
  it.each<[string, Partial<SecurityFacts>, string | null, string | null]>([
    ['all is well', {}, null, null],
    ['MB-4: no password yet', { password: null }, 'password_none warn', 'resend_invitation'],
    ['MB-4: given by somebody else', { password: password(400, true) }, 'password_must_change warn', 'member'],
    ['MB-4: expired, to the millisecond', { password: password(90), expiryDays: 90 }, 'password_expired bad', 'request_password_change'],
    ['MB-4: expires in 14 days', { password: password(76), expiryDays: 90 }, 'password_expires advice', 'request_password_change'],
    ['MB-4: expires in 14 days and more', { password: password(75.99), expiryDays: 90 }, 'password_fresh good', null],
    ['MB-4: a year old, where nothing expires', { password: password(365) }, 'password_old advice', 'request_password_change'],
    ['MB-4: nearly a year old', { password: password(364.99) }, 'password_fresh good', null],
    ['MB-8: no second step in the company', { twoStep: { ...nothing, policy: 'off' } }, 'two_step_policy_off warn', 'change_policy'],
    [
      'MB-8: the same of an administrator',
      { isAdministrator: true, twoStep: { ...nothing, policy: 'off' } },
      'two_step_policy_off bad',
      'change_policy',
    ],
    ['MB-8: not switched on', { twoStep: { ...nothing, policy: 'optional' } }, 'two_step_off warn', 'switch_two_step_on'],
    ['MB-8: required, not set up', { twoStep: nothing }, 'two_step_awaited warn', 'member'],
    ['MB-8: no codes left', { twoStep: { ...safe.twoStep, recoveryCodes: 0 } }, 'codes_none warn', 'member'],
    ['MB-8: 3 codes left', { twoStep: { ...safe.twoStep, recoveryCodes: 3 } }, 'codes_few advice', 'member'],
    ['MB-8: 4 codes left', { twoStep: { ...safe.twoStep, recoveryCodes: 4 } }, 'codes_enough good', null],
    ['MB-8: no passkey', { twoStep: { ...safe.twoStep, passkeys: 0 } }, 'passkeys_none advice', 'member'],
    ['MB-5: LINE with a second step behind it', { easyLogin: line }, 'easy_login_protected good', null],
    ['MB-5: LINE alone', { easyLogin: line, twoStep: { ...nothing, policy: 'off' } }, 'easy_login_alone warn', 'turn_off_easy_login'],
    [
      'MB-5: LINE that the company does not allow',
      { easyLogin: { ...line, line: { allowed: false, linkedAt: linked } }, twoStep: { ...nothing, policy: 'off' } },
      'easy_login_idle good',
      null,
    ],
    ['DS-7: an older app', { devices: { ...safe.devices, outdated: 1 } }, 'apps_outdated warn', 'notify_update'],
    ['DS-7: no newest version is kept', { devices: { ...safe.devices, comparable: 0 } }, 'apps_unknown advice', 'keep_versions'],
    ['DS-10: MDM required', { devices: { ...safe.devices, unregistered: 1 } }, 'mdm_missing bad', 'show_devices'],
    ['DS-10: MDM optional', { devices: { ...safe.devices, mode: 'optional', unregistered: 1 } }, 'mdm_missing advice', 'show_devices'],
    ['MB-11: a new country', { newSignIns: { count: 2, countries: 1, latest: ago(1) } }, 'places_country warn', 'show_connections'],
    ['MB-11: a new device', { newSignIns: { count: 2, countries: 0, latest: ago(1) } }, 'places_device advice', 'show_connections'],
  ])('MB-2: %s', (_, change, found, mend) => {
    const lines = checklistOf({ ...safe, ...change }, now)
    if (found === null) return expect(lines.map((l) => [l.state, l.mend])).toEqual(lines.map(() => ['good', null]))
    const [finding, state] = found.split(' ')
    expect(lines.find((l) => l.finding === finding)).toMatchObject({ state, mend })
  })

  it('MB-2: what does not apply is left out, and the worst comes first', () => {
    const facts: SecurityFacts = {
      ...safe,
      hasSignedIn: false,
      twoStep: { ...nothing, policy: 'optional' },
      devices: { apps: 0, comparable: 0, outdated: 0, mode: 'third_party', phones: 0, unregistered: 0 },
    }
    expect(checklistOf(facts, now).map((l) => `${l.check} ${l.state}`)).toEqual([
      'two_step warn',
      'passkeys advice',
      'password good',
      'easy_login good',
    ])
  })
})

it('MB-2, MB-16: sign-ins from new places count for 30 days, and from the transfer on', () => {
  expect(newPlacesSince(undefined, now)).toEqual(ago(30))
  expect(newPlacesSince(ago(31), now)).toEqual(ago(30))
  expect(newPlacesSince(ago(29), now)).toEqual(ago(29))
})
