import { createHash, randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** A new UUIDv7, ordered by `now` (milliseconds), random beneath. */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() })
}

/** A new bearer secret: 256 bits, base64url. Store only its {@link hashSecret}. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a bearer secret: what stands at rest in its place (SX-3). */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
