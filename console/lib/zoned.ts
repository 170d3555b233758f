/** An instant as the wall clock of a zone shows it, as `<input type="datetime-local">` writes it: `2026-11-25T09:30`. */
export function wallOf(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * T-1: the instant at which a zone's wall clock shows `wall`; null when that is no date and time. A time that a summer-time change skips is taken as
 * much later as the clock jumped; of a time that comes twice, the first.
 */
export function instantOf(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || Number.isNaN(asUtc)) return null
  const offsetAt = (instant: number) => Date.parse(`${wallOf(new Date(instant), zone)}Z`) - Math.floor(instant / 60_000) * 60_000
  const day = 86_400_000
  const [before, after] = [offsetAt(asUtc - day), offsetAt(asUtc + day)]
  const fits = [asUtc - before, asUtc - after].find((instant) => wallOf(new Date(instant), zone) === wall)
  return new Date(fits ?? asUtc - before).toISOString()
}
