import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '@muster/contract'
import { isLocale } from '../lib/locale.ts'
import type en from '../locales/en.json'
import type ja from '../locales/ja.json'
import type ko from '../locales/ko.json'

export type Texts = typeof en

/** RE-2: the three languages have the same keys, both ways; a key missing anywhere fails the type check here. */
type Same<A, B> = [A, B] extends [B, A] ? A : never
type Files = Record<Locale, () => Promise<{ default: Texts }>>
const files: Files = {
  en: () => import('../locales/en.json'),
  ko: (): Promise<{ default: Same<typeof ko, Texts> }> => import('../locales/ko.json'),
  ja: (): Promise<{ default: Same<typeof ja, Texts> }> => import('../locales/ja.json'),
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Texts }
  }
}

const remembered = 'muster-language'

/** Before anyone is signed in: the language last used here, else the browser's first that we speak. */
function firstLocale(): Locale {
  const wished = [localStorage.getItem(remembered) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase())
  return wished.find(isLocale) ?? 'en'
}

/** Loads a language and shows the whole console in it. */
export async function showLocale(locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, 'translation')) {
    i18next.addResourceBundle(locale, 'translation', (await files[locale]()).default)
  }
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
  localStorage.setItem(remembered, locale)
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: {}, interpolation: { escapeValue: false } })
  await showLocale(firstLocale())
}
