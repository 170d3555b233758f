import type { PasskeyAnswer, PasskeyCreation, PasskeyMade } from '@muster/contract'
import { api } from './api.ts'

/** Whether this browser can ask authenticators for passkeys; it cannot on a page that is not secure. */
export const canUsePasskeys = () => typeof PublicKeyCredential === 'function'

/** Why there is no passkey: its owner or the authenticator broke it off, or it has one for this account already. */
export type Unmade = 'unused' | 'known'

// The browser tells a refusal from a mistake as little as it can: all but one look alike.
const unmadeBy = (error: unknown): Unmade => ((error as { name?: string }).name === 'InvalidStateError' ? 'known' : 'unused')

/** MB-8: has an authenticator make a passkey. */
export async function makePasskey(creation: PasskeyCreation): Promise<PasskeyMade | Unmade> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return startRegistration({ optionsJSON: creation }).catch(unmadeBy)
}

/** MB-8: has an authenticator answer that the member is there. */
export async function askOwnPasskey(): Promise<PasskeyAnswer | Unmade> {
  const question = await api.passkeys.ask.call()
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return startAuthentication({ optionsJSON: question }).catch(unmadeBy)
}
