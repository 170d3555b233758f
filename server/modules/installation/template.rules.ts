import { guideLinks, type GuideLink, type GuideTemplate, type InstallationApp } from '@muster/contract'

/** IS-4: what gets an app. */
export const linksOfApp: Record<InstallationApp, readonly GuideLink[]> = { mobile: ['ios', 'android'], pc: ['windows', 'macos'] }

/** Stores: what a phone opens from a code on another screen. */
export const isStore = (link: GuideLink): boolean => linksOfApp.mobile.includes(link)

/** IS-4: of some apps, those that the administrator has set no link for: a guide to them would lead nowhere. */
export function appsWithoutLink(apps: readonly InstallationApp[], links: GuideTemplate['links']): InstallationApp[] {
  return apps.filter((app) => linksOfApp[app].every((link) => links[link] === null))
}

/** IS-4: the links that a guide to some apps shows, in the order of the apps. */
export function linksShown(apps: readonly InstallationApp[], links: GuideTemplate['links']): { link: GuideLink; url: string }[] {
  return guideLinks.flatMap((link) => {
    const url = links[link]
    return url !== null && apps.some((app) => linksOfApp[app].includes(link)) ? [{ link, url }] : []
  })
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it stands in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c)

export type GuideWords = { name: string; company: string; account: string; unsubscribe: string }

/** One line, whatever a name contains (pitfall 20). */
const line = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

const placeholder = /\{(name|company|account|unsubscribe)\}/g

/** A text in its placeholders and what stands between them, in order. */
export function guideParts(text: string): { text: string; isPlaceholder: boolean }[] {
  const parts = []
  let at = 0
  for (const { 0: found, index } of text.matchAll(placeholder)) {
    parts.push({ text: text.slice(at, index), isPlaceholder: false }, { text: found, isPlaceholder: true })
    at = index + found.length
  }
  return [...parts, { text: text.slice(at), isPlaceholder: false }]
}

/** IS-4: fills in the safe placeholders, each once: what a name looks like is filled in nowhere. */
export function fillGuide(text: string, words: GuideWords, as: (value: string) => string = (value) => value): string {
  return text.replaceAll(placeholder, (_, key: keyof GuideWords) => as(line(words[key])))
}
