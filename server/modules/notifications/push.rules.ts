import { noticeDays } from '@muster/contract'

/** A notice that could not be shown for this long is of yesterday: it waits in the inbox (hours). */
export const pushHours = 24
/** One member's browsers: of more, the oldest goes. */
export const maxPushBrowsers = 20

export type PushAnswer = { reached: true; status: number } | { reached: false; failure: 'timeout' | 'unreachable' | 'private_address' }

/**
 * What is known after a message was handed to a push service (RFC 8030): taken; the browser is `gone`, also where its address leads into a
 * private network, and is sent nothing any more; `later`: the service is busy, broken or away; else it does not take this one.
 */
export function pushOutcomeOf(answer: PushAnswer): 'sent' | 'gone' | 'later' | 'refused' {
  if (!answer.reached) return answer.failure === 'private_address' ? 'gone' : 'later'
  const { status } = answer
  if (status >= 200 && status < 300) return 'sent'
  if (status === 404 || status === 410) return 'gone'
  return status === 429 || status >= 500 ? 'later' : 'refused'
}

/** When it is tried again, after so many attempts: from half a minute on ever later, and not before the push service asks for. */
export function nextPushAt(now: Date, attempts: number, retryAfterSeconds = 0): Date {
  const waitSeconds = Math.max(30 * 3 ** (attempts - 1), retryAfterSeconds)
  return new Date(now.getTime() + Math.min(waitSeconds, pushHours * 3_600) * 1_000)
}

/** Notices from before this are not shown any more. */
export const pushedSince = (now: Date) => new Date(now.getTime() - Math.min(pushHours, noticeDays * 24) * 3_600_000)

/** `Retry-After` in seconds (RFC 9110): a number or a date; 0 where there is none. */
export function retryAfterOf(header: string | undefined, now: Date): number {
  if (header === undefined) return 0
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now.getTime()) / 1_000))
}
