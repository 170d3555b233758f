import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import {
  passkeyCreationShape,
  passkeyRequestShape,
  type PasskeyAnswer,
  type PasskeyCreation,
  type PasskeyMade,
  type PasskeyRequest,
} from '@muster/contract'
import type { StoredPasskey } from './passkey.queries.ts'
import { challengeSeconds } from './passkey.rules.ts'

/** Whom authenticators answer: the host and origin of the server's public address, and no other. */
export type RelyingParty = { id: string; origin: string }

export function relyingPartyOf(url: string): RelyingParty {
  const { hostname, origin } = new URL(url)
  return { id: hostname, origin }
}

/** The challenge that an authenticator says it has answered; undefined: what it sent cannot be read. */
export function challengeOf({ response }: PasskeyAnswer | PasskeyMade): string | undefined {
  try {
    const said: unknown = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString())
    const { challenge } = said as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}

type Known = Pick<StoredPasskey, 'credentialId' | 'transports'>

const timeout = challengeSeconds * 1_000
const idOf = (known: Known) => ({ id: known.credentialId.toString('base64url'), transports: known.transports })

/** What the library leaves undefined is left out. */
const asSent = (options: object): unknown => JSON.parse(JSON.stringify(options))

/** What a browser asks an authenticator to make; `alone`: one that can tell by itself whose it is. */
export async function creationOf(
  rp: RelyingParty,
  challenge: Buffer,
  member: { handle: Buffer; id: string; name: string; passkeys: readonly Known[]; alone: boolean },
): Promise<PasskeyCreation> {
  const options = await generateRegistrationOptions({
    rpName: 'Muster',
    rpID: rp.id,
    userID: new Uint8Array(member.handle),
    userName: member.id,
    userDisplayName: member.name,
    timeout,
    challenge: new Uint8Array(challenge),
    excludeCredentials: member.passkeys.map(idOf),
    authenticatorSelection: { residentKey: member.alone ? 'required' : 'preferred', userVerification: 'preferred' },
  })
  return passkeyCreationShape.parse(asSent(options))
}

/** What a browser asks an authenticator: whether it has one of these passkeys; or any of ours that is unlocked by its owner. */
export async function questionOf(rp: RelyingParty, challenge: Buffer, passkeys: readonly Known[] | 'any'): Promise<PasskeyRequest> {
  const options = await generateAuthenticationOptions({
    rpID: rp.id,
    timeout,
    challenge: new Uint8Array(challenge),
    ...(passkeys === 'any'
      ? { userVerification: 'required' as const }
      : { userVerification: 'preferred' as const, allowCredentials: passkeys.map(idOf) }),
  })
  return passkeyRequestShape.parse(asSent(options))
}

export type Made = { credentialId: Buffer; publicKey: Buffer; counter: number; deviceType: 'single' | 'multi'; backedUp: boolean }

/** Verifies what an authenticator made. @throws what the library says is wrong with it */
export async function verifyMade(rp: RelyingParty, made: PasskeyMade, challenge: string): Promise<Made | undefined> {
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: {
      ...made,
      response: { clientDataJSON: made.response.clientDataJSON, attestationObject: made.response.attestationObject },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: false,
  })
  if (!verified) return undefined
  const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    deviceType: credentialDeviceType === 'multiDevice' ? 'multi' : 'single',
    backedUp: credentialBackedUp,
  }
}

export type Answered = { counter: number; backedUp: boolean; userVerified: boolean }

/**
 * Verifies what an authenticator answered with a passkey. Its counter is not looked at: that is done where the use is noted.
 * @throws what the library says is wrong with it
 */
export async function verifyAnswer(
  rp: RelyingParty,
  answer: PasskeyAnswer,
  passkey: StoredPasskey,
  challenge: string,
): Promise<Answered | undefined> {
  const { clientDataJSON, authenticatorData, signature } = answer.response
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...answer, response: { clientDataJSON, authenticatorData, signature }, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    credential: { id: answer.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    requireUserVerification: false,
  })
  if (!verified) return undefined
  const { newCounter, credentialBackedUp, userVerified } = authenticationInfo
  return { counter: newCounter, backedUp: credentialBackedUp, userVerified }
}
