import type { Locale } from '@muster/contract'

export type SetupFields = {
  companyName: string
  domain: string
  zone: string
  locale: Locale
  name: string
  login: string
  password: string
}
export type SetupField = keyof SetupFields

export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** Every zone this browser knows; UTC and the browser's own are not always among them. */
export function zones(): string[] {
  return [...new Set([browserZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
}
