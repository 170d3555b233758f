/** Every time zone this browser knows; UTC and the browser's own are not always among them. */
export function allZones(): string[] {
  return [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
}

/** The reader's own time zone, for times that are no company's. */
function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
