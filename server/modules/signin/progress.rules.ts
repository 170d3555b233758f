import type { ConnectionMethod } from '@muster/contract'
import type { RenewalReason } from './password.rules.ts'
import type { SecondProof } from './twoStep.rules.ts'

/**
 * A sign-in under way, kept with the interaction, on the server: it is none yet. What was proved first, and when the password that was
 * given had been set, so that it is known afterwards whether it still is the member's (SX-2); and what has come of the steps after it.
 */
export type Progress = {
  accountId: string
  method: ConnectionMethod
  /** Null: no password was given. */
  passwordSetAt: string | null
  /** MB-5: since when the phone or LINE account is linked by which they signed in; null: by neither. */
  linkedAt: string | null
  /** MB-4: why a new password is chosen before the sign-in goes on. */
  renewal: RenewalReason | null
  /** MB-8: by what and when it was proved a second time. */
  second: { by: SecondProof['by']; at: string; passkeyId?: string } | null
  /** MB-8: the authenticator app that is offered to be set up. */
  setup: string | null
}

/** What a member has proved in an interactive sign-in, whole: asked again where the connection is made, with the member locked. */
export type Proof = {
  method: ConnectionMethod
  passwordSetAt: Date | null
  linkedAt: Date | null
  /** MB-8: by what it was proved a second time; null: it was not. */
  second: SecondProof | null
}

/** The result that the provider keeps until the app has its code. */
export function resultOf({ accountId, method, passwordSetAt, linkedAt, second }: Progress) {
  return { login: { accountId, amr: amrOf(method, second?.by ?? null) }, proof: { method, passwordSetAt, linkedAt, second } }
}

/** How a member proved who they are, in the words of RFC 8176. A passkey that signs in alone was unlocked by its owner, which is the second factor. */
function amrOf(method: ConnectionMethod, second: SecondProof['by'] | null): string[] {
  if (method === 'passkey') return ['hwk', 'user', 'mfa']
  return [
    ...(method === 'password' ? ['pwd'] : []),
    ...(method === 'phone' || second === 'sms' ? ['sms'] : []),
    ...(second ? [second === 'passkey' ? 'hwk' : 'otp', 'mfa'] : []),
  ]
}

/** What was kept of {@link resultOf}; null: nobody has signed in here now, the member came along on the browser's single sign-on. */
export function proofOf(result: Readonly<Record<string, unknown>> | undefined): Proof | null {
  if (result?.['login'] === undefined) return null
  // Written by resultOf(), and kept on the server.
  const { method, passwordSetAt, linkedAt, second } = result['proof'] as ReturnType<typeof resultOf>['proof']
  return {
    method,
    passwordSetAt: passwordSetAt === null ? null : new Date(passwordSetAt),
    linkedAt: linkedAt === null ? null : new Date(linkedAt),
    second: secondOf(second),
  }
}

/** MB-8: the proof of a second step that is kept with a sign-in under way; null: there is none. */
export const secondOf = (kept: Progress['second']): SecondProof | null => kept && { ...kept, at: new Date(kept.at) }
