import { createHash, randomBytes, randomInt } from 'node:crypto'
import { v7 } from 'uuid'

let sequence = randomInt(2 ** 31)

/** A new UUIDv7, ordered by `now` (milliseconds) and, within a millisecond, by when this process made it. */
export function newId(now: Date): string {
  sequence = (sequence + 1) % 2 ** 32
  return v7({ msecs: now.getTime(), seq: sequence })
}

/** The lowest id that could be made at an instant: ids from it on are of then or later. */
export function firstIdAt(instant: Date): string {
  const ms = Math.max(0, instant.getTime()).toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8, 12)}-0000-0000-000000000000`
}

/** A new bearer secret: 256 bits, base64url. Store only its {@link hashSecret}. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a bearer secret: what stands at rest in its place (SX-3). */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
