import { createHash } from 'node:crypto'

/** MB-8: since when a browser must have been remembered to count now; with a shorter time chosen, older ones no longer do. Null: none counts. */
export function rememberedSince(rememberDays: number | null, now: Date): Date | null {
  return rememberDays === null ? null : new Date(now.getTime() - rememberDays * 86_400_000)
}

/** The cookie by which a browser is remembered, one for each account: what several members share stays apart. */
export function browserCookie(accountId: string): string {
  return `__Host-muster_browser_${createHash('sha256').update(accountId).digest('hex').slice(0, 16)}`
}
