/** Every time zone this browser knows; UTC and the browser's own are not always among them. */
export function allZones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
}
