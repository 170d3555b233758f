import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify, type JWK, type JWTPayload } from 'jose'
import { proofToleranceSeconds, type ProofProblem } from '@muster/contract'
import { AppError } from '../../platform/errors.ts'

/** What a request is, that a proof must be of. */
export type Proving = {
  /** The `DPoP` header. */
  proof: string | undefined
  method: string
  /** Its address without a query, as the world knows it. */
  address: string
  now: Date
  /** Its body as it came; a proof holds the body’s hash where there is one. */
  body: string
  /** The access token it came with, to which the proof is bound then. */
  accessToken?: string
}
/** A key that was proved, by its thumbprint, and what the proof calls itself. */
export type Proved = { thumbprint: Buffer; jti: Buffer }

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const maxLength = 4_096

/** The error of a proof that counts for nothing. */
export const refusedProof = (problem: ProofProblem, now: Date) => new AppError('proof_invalid', { problem, now: now.toISOString() })

/**
 * DS-11: checks a proof of possession of a key pair, as RFC 9449 (DPoP) has it: a JWT that the key signed, ES256, of this method and address,
 * of this time (± 5 minutes), of this body (`bh`) and, where there is one, of this access token (`ath`). Whether it was used before is asked
 * where the key’s enrolment is known. @throws proof_invalid
 */
export async function verifyProof(p: Proving): Promise<Proved> {
  const refuse = (problem: ProofProblem) => refusedProof(problem, p.now)
  if (!p.proof) throw refuse('missing')
  const found = p.proof.length <= maxLength ? await read(p.proof, p.now) : undefined
  if (!found) throw refuse('malformed')
  const { claims, jwk } = found
  const { jti, iat, htm, htu, bh, ath } = claims as Record<string, unknown>
  if (typeof jti !== 'string' || jti.length < 16 || jti.length > 128) throw refuse('malformed')
  if (htm !== p.method) throw refuse('method')
  if (!isAddress(htu, p.address)) throw refuse('address')
  if (typeof iat !== 'number' || Math.abs(p.now.getTime() / 1000 - iat) > proofToleranceSeconds) throw refuse('time')
  if (p.body !== '' && bh !== digest(p.body)) throw refuse('body')
  if (p.accessToken !== undefined && ath !== digest(p.accessToken)) throw refuse('token')
  return {
    thumbprint: Buffer.from(await calculateJwkThumbprint(jwk, 'sha256'), 'base64url'),
    jti: createHash('sha256').update(jti).digest(),
  }
}

async function read(proof: string, now: Date): Promise<{ claims: JWTPayload; jwk: JWK } | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: ['ES256'],
      typ: 'dpop+jwt',
      // The instant that a proof states is looked at by itself, so that its problem can be told.
      currentDate: now,
      clockTolerance: Number.MAX_SAFE_INTEGER,
    })
    return protectedHeader.jwk && { claims: payload, jwk: protectedHeader.jwk }
  } catch (err) {
    if (err instanceof errors.JOSEError || err instanceof TypeError || err instanceof DOMException) return undefined
    throw err
  }
}

function isAddress(htu: unknown, address: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false
  const { origin, pathname } = new URL(htu)
  return `${origin}${pathname}` === address
}
