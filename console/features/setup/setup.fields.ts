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

/** Lengths the contract asks of a password; told while typing. What is accepted, the server says. */
export const passwordLength = { min: 8, max: 64 }

export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** Every zone this browser knows; UTC and the browser's own are not always among them. */
export function zones(): string[] {
  return [...new Set([browserZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
}
