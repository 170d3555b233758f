/**
 * What is known of a mail after handing it over failed; `later`: the server will take this one later; `unreachable`: no server takes any
 * mail now.
 */
export type Outcome = 'later' | 'unreachable' | 'refused' | 'unknown'

/**
 * IS-6: refused for good by the server's 5xx to this mail; to be tried again when it said 4xx, or was not reached, or did not let us in;
 * else nobody knows whether it arrived, and it is not sent by itself again.
 */
export function outcomeOf(failed: { replyCode: number; ofMail: boolean; begun: boolean }): Outcome {
  if (failed.replyCode >= 500 && failed.ofMail) return 'refused'
  if (failed.replyCode >= 400) return failed.ofMail ? 'later' : 'unreachable'
  return failed.begun ? 'unknown' : 'unreachable'
}

/** How a mail stands for whoever asks after it: no news of one just handed over is no bad news yet. */
export type Delivery = 'waiting' | 'sent' | 'refused' | 'unknown'

const handingOverMs = 2 * 60_000

/** Of a mail attempted after this instant, no outcome is no bad news yet. */
export const handingOverSince = (now: Date): Date => new Date(now.getTime() - handingOverMs)

/** Pitfall 20: every outcome, unknown ones as well, from what is on record. */
export function deliveryOf(
  mail: { attemptedAt: Date | null; sentAt: Date | null; failedAt: Date | null; isKept: boolean },
  now: Date,
): Delivery {
  if (mail.sentAt) return 'sent'
  if (mail.failedAt) return 'refused'
  if (!mail.attemptedAt) return 'waiting'
  return mail.isKept && mail.attemptedAt > handingOverSince(now) ? 'waiting' : 'unknown'
}
