import { guideLinks, locales, type GuideLink, type GuideTemplate, type Locale, type StoredGuideTemplate } from '@muster/contract'
import type { Problem } from '../../lib/problem.ts'

/** The guide as it is typed: an empty text is the one that comes with Muster, an empty link none. */
export type TemplateDraft = {
  texts: Record<Locale, { subject: string; introduction: string }>
  links: Record<GuideLink, string>
}

export function draftOf({ texts, links }: GuideTemplate): TemplateDraft {
  const words = (locale: Locale) => ({ subject: texts[locale].subject ?? '', introduction: texts[locale].introduction ?? '' })
  return {
    texts: { en: words('en'), ko: words('ko'), ja: words('ja') },
    links: { ios: links.ios ?? '', android: links.android ?? '', windows: links.windows ?? '', macos: links.macos ?? '' },
  }
}

const given = (text: string) => text.trim() || null

/** What is sent. */
export function templateOf({ texts, links }: TemplateDraft): GuideTemplate {
  const words = (locale: Locale) => ({ subject: given(texts[locale].subject), introduction: given(texts[locale].introduction) })
  return {
    texts: { en: words('en'), ko: words('ko'), ja: words('ja') },
    links: { ios: given(links.ios), android: given(links.android), windows: given(links.windows), macos: given(links.macos) },
  }
}

export const isChanged = (draft: TemplateDraft, from: StoredGuideTemplate) =>
  JSON.stringify(templateOf(draft)) !== JSON.stringify(templateOf(draftOf(from)))

/** A field of the form, as the server names it. */
export type TemplateField = `texts.${Locale}.${'subject' | 'introduction'}` | `links.${GuideLink}`

const fields: readonly TemplateField[] = [
  ...locales.flatMap((locale) => [`texts.${locale}.subject`, `texts.${locale}.introduction`] as const),
  ...guideLinks.map((link) => `links.${link}` as const),
]

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Which fields the server refused. */
export function refusedFields(problem: Problem): ReadonlySet<string> {
  if (problem.code !== 'input_invalid' || !isRecord(problem.details) || !Array.isArray(problem.details.issues)) return new Set()
  const paths = problem.details.issues.filter(isRecord).map(({ path }) => String(path).replace(/^template\./, ''))
  return new Set(fields.filter((field) => paths.includes(field)))
}
