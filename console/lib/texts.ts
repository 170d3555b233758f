import { createElement, lazy, useState, type ComponentType, type ReactNode } from 'react'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '@muster/contract'
import { files, type Part, type Texts } from '../locales/parts.ts'
import { isLocale } from './locale.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Texts }
  }
}

const remembered = 'muster-language'
/** Parts that something on the screen, or on its way there, says something of. */
const needed = new Set<Part>(['shell'])
const loads = new Map<string, Promise<void>>()
let wanted: Locale = 'en'
/** In which all that is needed stood on the screen; null: none yet. */
let settled: Locale | null = null

/** One part in one language, once; a load that failed is tried again when it is next asked for. */
function loadPart(locale: Locale, part: Part): Promise<void> {
  const key = `${locale} ${part}`
  const begun = loads.get(key) ?? fetchPart(locale, part)
  loads.set(key, begun)
  return begun.catch((error: unknown) => {
    loads.delete(key)
    throw error
  })
}

async function fetchPart(locale: Locale, part: Part): Promise<void> {
  const { default: texts } = await files[part][locale]()
  i18next.addResourceBundle(locale, 'translation', texts, true, true)
}

/**
 * Loads parts of the texts: in the language on the screen, and in the one that is about to be.
 * @throws what the network says
 */
export async function needTexts(parts: readonly Part[]): Promise<void> {
  for (const part of parts) needed.add(part)
  const shown = i18next.language
  const locales = new Set(isLocale(shown) ? [shown, wanted] : [wanted])
  await Promise.all([...locales].flatMap((locale) => parts.map((part) => loadPart(locale, part))))
  // The language was changed meanwhile: the part is needed in that one.
  if (i18next.language !== shown) await needTexts(parts)
}

/** Shows the whole console in a language; what is on the screen stays until that one is there. */
export async function showLocale(locale: Locale): Promise<void> {
  // What is on its way comes in it, too.
  if (settled === locale && wanted === locale) return
  const before = wanted
  wanted = locale
  try {
    await Promise.all([...needed].map((part) => loadPart(locale, part)))
  } catch (error) {
    wanted = before
    throw error
  }
  await i18next.changeLanguage(locale)
  settled = locale
  document.documentElement.lang = locale
  localStorage.setItem(remembered, locale)
}

/** Before anyone is signed in: the language of the page that led here, the one last used, else the browser's first that we speak. */
function firstLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang') ?? ''
  const wished = [asked, localStorage.getItem(remembered) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase())
  return wished.find(isLocale) ?? 'en'
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: {}, interpolation: { escapeValue: false } })
  await showLocale(firstLocale())
}

type Later<Props> = ((props: Props) => ReactNode) & {
  /** Loads it without showing it. */
  load: () => Promise<unknown>
  /** Begins to load what will be shown in a moment; what fails here fails again where it is shown, and is told there. @returns when it is over */
  ahead: () => Promise<void>
}

/**
 * A page or dialog that comes when it is first shown, with the parts of the texts that it and all it shows need: both load at once, and
 * nothing is shown without its words. What is there already is shown at once: a page that waits for itself keeps what it waits with for 0.3 s.
 */
export function later<Props extends object>(texts: readonly Part[], component: () => Promise<ComponentType<Props>>): Later<Props> {
  let there: ComponentType<Props> | undefined
  const load = async () => {
    const [found] = await Promise.all([component(), needTexts(texts)])
    there = found
    return { default: found }
  }
  const coming = lazy(load)
  // The same for as long as it is shown.
  const Shown = (props: Props) => createElement(useState(() => there ?? coming)[0], props)
  return Object.assign(Shown, {
    load,
    ahead: async () => {
      await load().catch(() => {})
    },
  })
}
