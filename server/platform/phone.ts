import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Locale } from '@muster/contract'

/** Whose numbers may be typed without a country code, by the language of the page. */
const homes = { en: {}, ko: { defaultCountry: 'KR' }, ja: { defaultCountry: 'JP' } } as const

/** A mobile number as it is typed, in E.164; undefined: it is none that takes text messages. */
export function parsePhone(typed: string, locale: Locale): string | undefined {
  const parsed = parsePhoneNumberFromString(typed.normalize('NFKC').trim(), { ...homes[locale], extract: false })
  const isMobile = ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(parsed?.getType() ?? '')
  return parsed?.isValid() && isMobile && !parsed.ext ? parsed.number : undefined
}

/** A number in E.164 as people write it, with its country code. */
export function formatPhone(number: string): string {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

/** The same for others' eyes: country code and the last four digits. */
export function maskPhone(number: string): string {
  const country = parsePhoneNumberFromString(number)?.countryCallingCode
  return `${country ? `+${country} ` : ''}•••• ${number.slice(-4)}`
}
