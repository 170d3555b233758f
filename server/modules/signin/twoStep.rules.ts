import type { ConnectionMethod, ErrorCode, SecondStep, TwoStepPolicy } from '@muster/contract'

/** What stands about a member's 2-step verification. */
export type TwoStepFacts = { policy: TwoStepPolicy; switchedOn: boolean; enrolled: boolean }

/** MB-8: whether a sign-in asks for a second step: where it is required of all, or is optional and switched on or set up by the member. */
export function asksTwoStep({ policy, switchedOn, enrolled }: TwoStepFacts): boolean {
  return policy === 'required' || (policy === 'optional' && (switchedOn || enrolled))
}

export type NextStep = 'none' | 'code' | 'setup'

/** MB-8: what a sign-in asks for after the first step: nothing, a code, or setting it up. */
export function nextStepOf(facts: TwoStepFacts): NextStep {
  return !asksTwoStep(facts) ? 'none' : facts.enrolled ? 'code' : 'setup'
}

/** The proof of a second step in a sign-in under way. */
export type SecondProof = {
  by: SecondStep
  at: Date
  /** By which passkey, where it was one: it ends with that. */
  passkeyId?: string
}

/** MB-8: whether a sign-in may go on: nothing was asked, or it was proved and not reset meanwhile. */
export function secondStepHolds(facts: TwoStepFacts, proof: SecondProof | null, resetAt: Date | null): boolean {
  return !asksTwoStep(facts) || (proof !== null && (resetAt === null || proof.at > resetAt))
}

/**
 * MB-8: whether a code that is sent proves anything besides the first step: not one to the phone by which the member signed in, nor one to
 * the mailbox from which their password came.
 */
export function codeProves(by: 'sms' | 'mail', first: { method: ConnectionMethod; byMail: boolean }): boolean {
  return by === 'sms' ? first.method !== 'phone' : !(first.method === 'password' && first.byMail)
}

const recoveryCodes = 10
/** Without characters that are taken for one another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** MB-8: codes for when the app is not at hand, about 49 bits each. */
export function makeRecoveryCodes(below: (bound: number) => number): string[] {
  const part = () => Array.from({ length: 5 }, () => alphabet[below(alphabet.length)]).join('')
  return Array.from({ length: recoveryCodes }, () => `${part()}-${part()}`)
}

/** A code as typed: case, spaces and hyphens do not matter. */
export function foldCode(typed: string): string {
  return typed.normalize('NFKC').toLowerCase().replaceAll(/[\s-]/g, '')
}

/** How long a mailed code works, how often it may be tried, and how soon another is sent. */
export const mailCode = { minutes: 10, attempts: 5, againSeconds: 60 } as const

/**
 * P-3, MB-5, MB-8: why an administrator may not change the way in of a member: not their own, nor of who stands above, nor of who is deleted;
 * null: they may, also while the member is suspended.
 */
export function otherBlockedBy(member: { deletedAt: Date | null }, actor: { isSelf: boolean; mayAct: boolean }): ErrorCode | null {
  if (actor.isSelf) return 'own_account'
  if (!actor.mayAct) return 'not_allowed_on_superior'
  return member.deletedAt ? 'member_state' : null
}
