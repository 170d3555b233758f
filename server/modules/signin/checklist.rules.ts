import {
  checkStates,
  newPlaceDays,
  type CheckMend,
  type EasyLogin,
  type MdmMode,
  type PasswordPolicy,
  type SecurityCheck,
  type TwoStepPolicy,
} from '@muster/contract'
import { isExpired } from './policy.rules.ts'
import { asksTwoStep } from './twoStep.rules.ts'

/** What the checklist reads of a member, their company's policy and their devices. */
export type SecurityFacts = {
  isAdministrator: boolean
  hasSignedIn: boolean
  password: { setAt: Date; mustChange: boolean } | null
  /** MB-4: after how many days the company has passwords changed; null: never. */
  expiryDays: PasswordPolicy['expiryDays']
  twoStep: { policy: TwoStepPolicy; switchedOn: boolean; byCode: boolean; passkeys: number; recoveryCodes: number }
  easyLogin: EasyLogin
  devices: { apps: number; comparable: number; outdated: number; mode: MdmMode; phones: number; unregistered: number }
  newSignIns: { count: number; countries: number; latest: Date | null }
}

const placeMs = newPlaceDays * 86_400_000

/** MB-2, MB-16: since when sign-ins from new places count: 30 days back, and no further than the member is of this company. */
export function newPlacesSince(memberOfSince: Date | undefined, now: Date): Date {
  return new Date(Math.max(now.getTime() - placeMs, memberOfSince?.getTime() ?? 0))
}

export type Check = Omit<SecurityCheck, 'mend'> & { mend: CheckMend | null }
type Found = Pick<Check, 'state' | 'finding'> & Partial<Pick<Check, 'count' | 'of' | 'at' | 'mend'>>

const dayMs = 86_400_000
/** A password is soon to be changed for so many days, and old after a year where nothing has it changed. */
const [soonDays, oldDays] = [14, 365]
const fewCodes = 3

/** MB-2: a member's security, line by line, the worst first; lines that do not apply are left out. */
export function checklistOf(facts: SecurityFacts, now: Date): Check[] {
  const found: [Check['check'], Found | null][] = [
    ['password', passwordCheck(facts, now)],
    ['two_step', twoStepCheck(facts)],
    ['recovery_codes', codesCheck(facts)],
    ['passkeys', passkeysCheck(facts)],
    ['easy_login', easyLoginCheck(facts)],
    ['apps', appsCheck(facts)],
    ['mdm', mdmCheck(facts)],
    ['places', placesCheck(facts)],
  ]
  return found
    .flatMap(([check, line]) => (line ? [{ check, count: null, of: null, at: null, mend: null, ...line }] : []))
    .toSorted((a, b) => checkStates.indexOf(a.state) - checkStates.indexOf(b.state))
}

/** MB-4: the password's age against the policy. */
function passwordCheck({ password, expiryDays }: SecurityFacts, now: Date): Found {
  if (!password) return { state: 'warn', finding: 'password_none', mend: 'resend_invitation' }
  const { setAt, mustChange } = password
  if (mustChange) return { state: 'warn', finding: 'password_must_change', at: setAt.toISOString(), mend: 'member' }
  const mend = 'request_password_change'
  if (expiryDays !== null) {
    const expires = new Date(setAt.getTime() + expiryDays * dayMs)
    const at = expires.toISOString()
    if (isExpired({ expiryDays }, setAt, now)) return { state: 'bad', finding: 'password_expired', at, mend }
    if (expires.getTime() - now.getTime() <= soonDays * dayMs) return { state: 'advice', finding: 'password_expires', at, mend }
  } else if (now.getTime() - setAt.getTime() >= oldDays * dayMs)
    return { state: 'advice', finding: 'password_old', at: setAt.toISOString(), mend }
  return { state: 'good', finding: 'password_fresh', at: setAt.toISOString() }
}

const enrolledIn = ({ twoStep }: SecurityFacts) => twoStep.byCode || twoStep.passkeys > 0
const isAsked = (facts: SecurityFacts) => asksTwoStep({ ...facts.twoStep, enrolled: enrolledIn(facts) })

/** MB-8: whether a second step is asked for; of an administrator it weighs more. */
function twoStepCheck(facts: SecurityFacts): Found {
  const state = facts.isAdministrator ? 'bad' : 'warn'
  if (facts.twoStep.policy === 'off') return { state, finding: 'two_step_policy_off', mend: 'change_policy' }
  if (!isAsked(facts)) return { state, finding: 'two_step_off', mend: 'switch_two_step_on' }
  return enrolledIn(facts) ? { state: 'good', finding: 'two_step_on' } : { state: 'warn', finding: 'two_step_awaited', mend: 'member' }
}

/** MB-8: recovery codes left, of whom they were given to. */
function codesCheck(facts: SecurityFacts): Found | null {
  const count = facts.twoStep.recoveryCodes
  if (!isAsked(facts) || !facts.twoStep.byCode) return null
  if (count > fewCodes) return { state: 'good', finding: 'codes_enough', count }
  return count === 0
    ? { state: 'warn', finding: 'codes_none', mend: 'member' }
    : { state: 'advice', finding: 'codes_few', count, mend: 'member' }
}

/** MB-8: nothing resists phishing as a passkey does. */
function passkeysCheck({ twoStep }: SecurityFacts): Found {
  const count = twoStep.passkeys
  return count > 0 ? { state: 'good', finding: 'passkeys_some', count } : { state: 'advice', finding: 'passkeys_none', mend: 'member' }
}

/** MB-5: signing in by LINE or phone, where no second step stands behind it. */
function easyLoginCheck(facts: SecurityFacts): Found {
  const linked = Object.values(facts.easyLogin).filter((way) => way.linkedAt !== null)
  if (linked.length === 0) return { state: 'good', finding: 'easy_login_off' }
  if (!linked.some((way) => way.allowed)) return { state: 'good', finding: 'easy_login_idle' }
  return isAsked(facts)
    ? { state: 'good', finding: 'easy_login_protected' }
    : { state: 'warn', finding: 'easy_login_alone', mend: 'turn_off_easy_login' }
}

/** DS-7: apps that are older than the newest version kept. Where none is kept nothing is known. */
function appsCheck({ devices }: SecurityFacts): Found | null {
  const { apps, comparable, outdated } = devices
  if (apps === 0) return null
  if (comparable === 0) return { state: 'advice', finding: 'apps_unknown', of: apps, mend: 'keep_versions' }
  return outdated > 0
    ? { state: 'warn', finding: 'apps_outdated', count: outdated, of: apps, mend: 'notify_update' }
    : { state: 'good', finding: 'apps_current', of: apps }
}

/** DS-10: phones without the profile of the company's own MDM. */
function mdmCheck({ devices }: SecurityFacts): Found | null {
  const { mode, phones, unregistered } = devices
  if ((mode !== 'required' && mode !== 'optional') || phones === 0) return null
  if (unregistered === 0) return { state: 'good', finding: 'mdm_registered', of: phones }
  return { state: mode === 'required' ? 'bad' : 'advice', finding: 'mdm_missing', count: unregistered, of: phones, mend: 'show_devices' }
}

/** MB-11: sign-ins of the last 30 days from countries and devices that were new. */
function placesCheck({ hasSignedIn, newSignIns }: SecurityFacts): Found | null {
  const { count, countries, latest } = newSignIns
  if (!hasSignedIn) return null
  const at = latest?.toISOString() ?? null
  if (countries > 0) return { state: 'warn', finding: 'places_country', count: countries, at, mend: 'show_connections' }
  return count > 0
    ? { state: 'advice', finding: 'places_device', count, at, mend: 'show_connections' }
    : { state: 'good', finding: 'places_known' }
}
