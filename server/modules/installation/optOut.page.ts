import type { Locale } from '@muster/contract'
import { optOutTexts } from './optOut.texts.ts'
import { escapeHtml } from './template.rules.ts'

/** What a member chose about guides, and the button that changes it. `standing` undefined: the link is nobody's. */
export function optOutPage(locale: Locale, standing: { optedOut: boolean; company: string } | undefined): { title: string; body: string } {
  const t = optOutTexts[locale]
  const part = (title: string, text: string, button = '') => ({
    title,
    body: `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text.replaceAll('{company}', () => standing?.company ?? ''))}</p>${button}`,
  })
  if (!standing) return part(t.goneTitle, t.gone)
  if (standing.optedOut)
    return part(
      t.doneTitle,
      t.done,
      `<form method="post"><input type="hidden" name="again" value="1"><button class="second" type="submit">${escapeHtml(t.again)}</button></form>`,
    )
  return part(t.title, t.ask, `<form method="post"><button type="submit">${escapeHtml(t.stop)}</button></form>`)
}
