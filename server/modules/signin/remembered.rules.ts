/** MB-8: since when a browser must have been remembered to count now; with a shorter time chosen, older ones no longer do. Null: none counts. */
export function rememberedSince(rememberDays: number | null, now: Date): Date | null {
  return rememberDays === null ? null : new Date(now.getTime() - rememberDays * 86_400_000)
}
