import type { Outcome } from './delivery.rules.ts'

/**
 * What is known of a text after handing it over failed: refused for good when the gateway does not take this text or number; later when it
 * is busy or broken; not reachable when it was not there, does not know our token, or lives elsewhere by now; else nobody knows whether it
 * arrived, and it is not sent by itself again: it costs money.
 */
export function textOutcomeOf({ status, begun }: { status: number; begun: boolean }): Outcome {
  if (status === 0) return begun ? 'unknown' : 'unreachable'
  if (status === 429 || status >= 500) return 'later'
  return status < 400 || [401, 403, 404, 405].includes(status) ? 'unreachable' : 'refused'
}
