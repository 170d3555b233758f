import type { Locale, MailKind } from '@muster/contract'
import { escape } from './escape.rules.ts'
import { factTexts, mailTexts } from './mail.texts.ts'

export type AccountMail = {
  kind: MailKind
  locale: Locale
  name: string
  /** The whole ID, `login@domain`. */
  id: string
  company: string
  /** Where the mail's button leads. */
  link: string
  /** The password the mail hands over, if it does. */
  secret?: string
  /** Until when the link works, in the member's own words. */
  until?: string
  /** From where a sign-in came, in the member's own words. */
  what?: string
  /** What the mail tells of it, each in one line. */
  facts?: Partial<Record<keyof (typeof factTexts)['en'], string>>
}

/** Names stand in one line, whatever they contain. */
const line = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** A mail about an account, as plain text and as HTML: what the member's mail program shows without loading anything. */
export function accountMail(m: AccountMail): { subject: string; text: string; html: string } {
  const words = { company: line(m.company), name: line(m.name), id: m.id, until: m.until ?? '', what: m.what ?? '' }
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, key: keyof typeof words) => words[key] ?? '')
  const t = mailTexts[m.locale][m.kind]
  const [subject, intro, after] = [fill(t.subject), fill(t.intro), fill(t.after)]
  const label = 'secret' in t ? t.secret : ''
  const facts = Object.entries(m.facts ?? {}).map(
    ([key, value]) => [factTexts[m.locale][key as keyof typeof m.facts], line(value)] as const,
  )
  const listed = facts.map(([name, value]) => `${name}: ${value}`).join('\n')
  const text = [intro, listed, m.secret ? `${label}: ${m.secret}` : '', `${t.action}: ${m.link}`, after].filter(Boolean).join('\n\n')
  const secret = m.secret
    ? `<p style="margin:0 0 8px;color:#55645f;font-size:14px">${escape(label)}</p><p style="margin:0 0 24px;padding:12px 16px;background:#f5f7f6;border-radius:8px;font:20px/1.4 ui-monospace,Consolas,monospace;letter-spacing:.04em">${escape(m.secret)}</p>`
    : ''
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="padding:4px 16px 4px 0;color:#55645f;font-size:14px;white-space:nowrap;vertical-align:top">${escape(name)}</td><td style="padding:4px 0;font-size:14px;word-break:break-word">${escape(value)}</td></tr>`,
  )
  const table =
    rows.length > 0 ? `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 24px">${rows.join('')}</table>` : ''
  const html = `<!doctype html><html lang="${m.locale}"><body style="margin:0;background:#f5f7f6;padding:24px 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #d9e0dd;border-radius:12px"><tr><td style="padding:32px;color:#13201d;font:16px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Malgun Gothic','Hiragino Sans',sans-serif"><p style="margin:0 0 24px">${escape(intro)}</p>${table}${secret}<p style="margin:0 0 24px"><a href="${escape(m.link)}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0b6e63;color:#ffffff;text-decoration:none;font-weight:600">${escape(t.action)}</a></p><p style="margin:0 0 16px;color:#55645f;font-size:14px">${escape(after)}</p><p style="margin:0;color:#55645f;font-size:12px;word-break:break-all">${escape(m.link)}</p></td></tr></table></td></tr></table></body></html>`
  return { subject, text, html }
}
