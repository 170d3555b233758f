/** A server that takes a mail later (greylisting, a full mailbox) is asked again after so many minutes; after the last it is given up. */
const pauseMinutes = [1, 5, 15, 30, 60, 120, 240, 480, 720] as const

/** IS-6: when a mail that a server did not take for now is tried again, in milliseconds after its nth attempt; null: no more. */
export function retryAfterMs(attempts: number): number | null {
  const minutes = pauseMinutes[attempts - 1]
  return minutes === undefined ? null : minutes * 60_000
}

/** IS-6: nobody hands over a mail for longer than this: whoever attempted it is gone, and it may have arrived. */
export const lostAfterMs = 5 * 60_000

/**
 * Whether a server refused the address itself (RFC 3463: 5.1.x), not this mail or its sender; where it says no class, 550, 551 and 553 to the
 * recipient are about the address.
 */
export function isAddressRefused({ ofRecipient, reply }: { ofRecipient: boolean; reply: string }): boolean {
  if (!ofRecipient) return false
  const [, code, subject] = /^(5\d\d)(?:[ -]5\.(\d{1,3})\.\d{1,3})?/.exec(reply) ?? []
  if (!code) return false
  return subject === undefined ? ['550', '551', '553'].includes(code) : subject === '1'
}

/**
 * How many mails are claimed at once, of a server that takes one in so many milliseconds: one for each connection, or as many as leave within
 * some 100 ms, so that what a killed worker leaves of unknown outcome is little, and none waits long between being looked at and leaving.
 */
export function claimSize(connections: number, msPerMail: number): number {
  return Math.min(64, Math.max(connections, Math.floor((connections * 100) / Math.max(msPerMail, 0.1))))
}
