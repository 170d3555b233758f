import { Engine } from 'mrml'
import type { GuideTemplate, InstallationApp, Locale } from '@muster/contract'
import { textPiece, type TextPiece } from '../../platform/mail.ts'
import { qrPng } from '../../platform/qr.ts'
import { escapeHtml, fillGuide, guideParts, isStore, linksOfApp, linksShown, type GuideWords } from './template.rules.ts'
import { guideTexts } from './template.texts.ts'

/** An install guide before it is filled in for a member: made once for a language and the apps that are missing. */
export type GuideForm = { subject: string; text: string; html: string; pictures: { cid: string; name: string; png: Buffer }[] }

type FormOf = { locale: Locale; apps: readonly InstallationApp[]; template: GuideTemplate }

// No Roboto: the engine would load that from Google.
const fonts =
  "system-ui,-apple-system,'Segoe UI','Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR','Hiragino Sans','Yu Gothic',sans-serif"

/** Mail programs that know dark colours; others show the light ones. A phone cannot scan its own screen: there the codes make room. */
const style = `
.sheet { padding: 0 12px !important; }
.words div, .soft div, .foot div { overflow-wrap: anywhere; }
.sheet:lang(ko) div { word-break: keep-all; }
@media (max-width: 479px) {
  .code { display: none !important; }
  .store { padding-bottom: 12px !important; }
  .go > table { width: 100% !important; }
}
@media (prefers-color-scheme: dark) {
  .sheet, .sheet > table { background: #0f1514 !important; }
  .card, .card > table { background: #161e1c !important; border-color: #2c3834 !important; }
  .card td { border-color: #2c3834 !important; }
  .words div { color: #e6edea !important; }
  .soft div, .foot div, .foot a { color: #9daba6 !important; }
  .go table td, .go a { background: #4bb3a2 !important; color: #08201c !important; }
}`

let engine: Engine | undefined

/** MJML as HTML that mail programs show alike. */
function htmlOf(mjml: string): string {
  engine ??= new Engine()
  const made = engine.toHtml(mjml)
  if (made.type !== 'success') throw new Error(`the guide's template: ${JSON.stringify(made)}`)
  return made.content
}

const lines = (text: string) => escapeHtml(text).replaceAll(/\r\n?|\n/g, '<br />')

/** IS-4: the guide to the apps that are missing, in a language: placeholders are still to be filled in. */
export function guideForm({ locale, apps, template }: FormOf): GuideForm {
  const t = guideTexts[locale]
  const own = template.texts[locale]
  const subject = own.subject ?? t.subject
  const introduction = own.introduction ?? t.introduction
  const shown = linksShown(apps, template.links)
  return {
    subject,
    text: textOf(locale, introduction, apps, template),
    html: htmlOf(mjmlOf(locale, { subject, introduction }, apps, template)),
    pictures: shown
      .filter(({ link }) => isStore(link))
      .map(({ link, url }) => ({ cid: `${link}@guide`, name: `${link}.png`, png: qrPng(url) })),
  }
}

function textOf(locale: Locale, introduction: string, apps: readonly InstallationApp[], { links }: GuideTemplate): string {
  const t = guideTexts[locale]
  const parts = apps.map((app) =>
    [t.app[app].title, ...linksShown([app], links).map(({ link, url }) => `${t.link[link]}: ${url}`)].join('\n'),
  )
  return [introduction, ...parts, t.signIn, `-- \n${t.why}\n${t.stop}: {unsubscribe}`].join('\n\n')
}

function mjmlOf(
  locale: Locale,
  words: { subject: string; introduction: string },
  apps: readonly InstallationApp[],
  template: GuideTemplate,
): string {
  const t = guideTexts[locale]
  return `<mjml lang="${locale}"><mj-head><mj-title>${escapeHtml(words.subject)}</mj-title>
<mj-attributes><mj-all font-family="${fonts}" /><mj-text font-size="16px" line-height="1.6" color="#13201d" padding="0" /><mj-button inner-padding="12px 20px" padding="0" background-color="#0b6e63" color="#ffffff" border-radius="8px" font-size="15px" font-weight="600" /></mj-attributes>
<mj-style>${style}</mj-style></mj-head>
<mj-body background-color="#f5f7f6" css-class="sheet">
<mj-section padding="24px 12px 12px" css-class="foot"><mj-column><mj-text font-size="14px" font-weight="600" color="#55645f">{company}</mj-text></mj-column></mj-section>
<mj-wrapper padding="0" background-color="#ffffff" border="1px solid #d9e0dd" border-radius="12px" css-class="card">
<mj-section padding="32px 28px 24px"><mj-column css-class="words"><mj-text>${lines(words.introduction)}</mj-text></mj-column></mj-section>
${apps.map((app) => appPart(locale, app, template)).join('\n')}
<mj-section padding="20px 28px 28px" border-top="1px solid #e6ebe9"><mj-column css-class="words"><mj-text>${escapeHtml(t.signIn)}</mj-text></mj-column></mj-section>
</mj-wrapper>
<mj-section padding="16px 12px 32px" css-class="foot"><mj-column><mj-text font-size="13px" color="#55645f">${escapeHtml(t.why)} <a href="{unsubscribe}" style="color:#55645f;text-decoration:underline">${escapeHtml(t.stop)}</a></mj-text></mj-column></mj-section>
</mj-body></mjml>`
}

/** An app: what it is for, and side by side where to get it; of stores with a code for the phone beside one. */
function appPart(locale: Locale, app: InstallationApp, { links }: GuideTemplate): string {
  const t = guideTexts[locale]
  const ways = linksOfApp[app].flatMap((link) => {
    const url = links[link]
    return url === null ? [] : [{ link, url }]
  })
  const columns = ways.map(
    ({ link, url }) =>
      `<mj-column width="50%" css-class="store" padding="0 0 4px">${
        isStore(link)
          ? `<mj-image src="cid:${link}@guide" alt="${escapeHtml(t.code.replace('{link}', t.link[link]))}" width="132px" align="left" padding="0 0 12px" css-class="code" border="1px solid #e6ebe9" border-radius="8px" />`
          : ''
      }<mj-button href="${escapeHtml(url)}" align="left" css-class="go">${escapeHtml(t.link[link])}</mj-button></mj-column>`,
  )
  return `<mj-section padding="20px 28px 4px" border-top="1px solid #e6ebe9"><mj-column><mj-text font-size="18px" font-weight="650" css-class="words">${escapeHtml(t.app[app].title)}</mj-text><mj-text font-size="14px" color="#55645f" padding="2px 0 0" css-class="soft">${escapeHtml(t.app[app].text)}</mj-text></mj-column></mj-section>
<mj-section padding="8px 28px 20px">${columns.join('')}</mj-section>`
}

/** IS-4: a guide as one member gets it. */
export function filledGuide(form: GuideForm, words: GuideWords): { subject: string; text: string; html: string } {
  return {
    subject: fillGuide(form.subject, words),
    text: fillGuide(form.text, words),
    html: fillGuide(form.html, words, escapeHtml),
  }
}

/** The same as a mail of many, whose HTML was encoded once but for what is filled in. */
export function createFiller(form: GuideForm): (words: GuideWords) => { subject: string; text: string; html: TextPiece[] } {
  const html = guideParts(form.html).map(({ text, isPlaceholder }) =>
    isPlaceholder ? (words: GuideWords) => textPiece(fillGuide(text, words, escapeHtml)) : constantly(textPiece(text)),
  )
  return (words) => ({
    subject: fillGuide(form.subject, words),
    text: fillGuide(form.text, words),
    html: html.map((pieceOf) => pieceOf(words)),
  })
}

const constantly = (piece: TextPiece) => () => piece

/** The same for a page, which shows no picture of another part of the mail. */
export function shownGuide(form: GuideForm, words: GuideWords): { subject: string; text: string; html: string } {
  const filled = filledGuide(form, words)
  const html = form.pictures.reduce(
    (text, { cid, png }) => text.replaceAll(`cid:${cid}`, `data:image/png;base64,${png.toString('base64')}`),
    filled.html,
  )
  return { ...filled, html }
}
