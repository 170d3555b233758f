import { asksTwoStep, type TwoStepFacts } from './twoStep.rules.ts'

/** How long an authenticator has to answer. */
export const challengeSeconds = 300

/** MB-8: what a challenge was made for: it counts for nothing else. */
export type ChallengePurpose = 'set_up' | 'sign_in' | 'second_step' | 'proof'

/** What a challenge says of itself: what it was made for, in which sign-in or session, and until when (milliseconds) it may be answered. */
export type Challenge = { purpose: ChallengePurpose; askedIn: string; until: number }

/** MB-8: whether a challenge may be answered for this, here and now. */
export function mayAnswer(made: Partial<Challenge>, asked: Pick<Challenge, 'purpose' | 'askedIn'>, now: Date): made is Challenge {
  return made.purpose === asked.purpose && made.askedIn === asked.askedIn && made.until !== undefined && now.getTime() < made.until
}

/** MB-8: whether members of a company may have passkeys: as a second step, or to sign in by one alone. */
export function mayHavePasskeys({ policy, alone }: { policy: TwoStepFacts['policy']; alone: boolean }): boolean {
  return policy !== 'off' || alone
}

/** MB-8: why a member cannot remove a passkey: it is the last second step while one is asked for. `others`: what they have besides. */
export function removalBlockedBy(facts: TwoStepFacts, others: number): 'last_second_step' | null {
  return asksTwoStep(facts) && others === 0 ? 'last_second_step' : null
}

/** MB-8: whether what an authenticator counted is possible: it rises with each use, or stays 0 where it does not count. A copy's does not. */
export function mayCount(before: number, now: number): boolean {
  return now > before || (now === 0 && before === 0)
}

/** What a passkey is called until its owner names it: where it was made. */
export function firstName({ browser, os }: { browser: string | null; os: string | null }): string {
  return [browser?.replace(/ \d+$/, ''), os].filter(Boolean).join(', ') || 'Passkey'
}
