import { createHash, randomBytes, randomInt } from 'node:crypto'
import { v7 } from 'uuid'

let sequence = randomInt(2 ** 31)

/** A new UUIDv7, ordered by `now` (milliseconds) and, within a millisecond, by when this process made it. */
export function newId(now: Date): string {
  sequence = (sequence + 1) % 2 ** 32
  return v7({ msecs: now.getTime(), seq: sequence })
}

/** A new bearer secret: 256 bits, base64url. Store only its {@link hashSecret}. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a bearer secret: what stands at rest in its place (SX-3). */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
