import { useTranslation } from 'react-i18next'
import { locales, type Locale } from '@muster/contract'

export const isLocale = (tag: string): tag is Locale => (locales as readonly string[]).includes(tag)

/** Each language by its own name. */
export const languageNames: Record<Locale, string> = { en: 'English', ko: '한국어', ja: '日本語' }

/** The language the screen is in right now. */
export function useLocale(): Locale {
  const { i18n } = useTranslation()
  return isLocale(i18n.language) ? i18n.language : 'en'
}
