import { randomUUID } from 'node:crypto'
import MimeNode from 'nodemailer/lib/mime-node'
import type { MailTest } from '@muster/contract'
import { MailError, openSmtp, smtpServerOfUrl, type SmtpServer } from './smtp.ts'

type Picture = { cid: string; name: string; png: Buffer }
export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  html?: string
  messageId?: string
  /** Pictures that the HTML shows as `cid:…`. */
  pictures?: readonly Picture[]
  /** RFC 8058: where the receiver leaves with one click; no other mail bears it. */
  unsubscribeUrl?: string
}
/** A mail server and whom its mails are from. */
export type MailServer = SmtpServer & { from: string | { name: string; address: string } }
export type MailTransport = {
  /** Whether an SMTP server is set; without one mails are held by whoever would send them. */
  configured: boolean
  /** Hands one mail to the SMTP server. @returns its reply. @throws MailError with the server's own words */
  send(mail: Mail): Promise<{ reply: string }>
}

/** The server that the operator set; undefined: none. */
export function mailServerOfUrl(url: string | undefined, from: string): MailServer | undefined {
  return url === undefined ? undefined : { ...smtpServerOfUrl(url), from }
}

export type ComposedMail = { envelope: { from: string | false; to: string[] }; content: Buffer }

/** Bytes as lines of base64, which no mail server changes. */
const encoded = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
const part = (type: string, body: string, more: readonly string[] = []) =>
  [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...more, '', body].join('\r\n')
const joined = (boundary: string, parts: readonly string[]) =>
  `${parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}--${boundary}--\r\n`

/**
 * Makes mails as they go over the line, from one sender and with the same pictures, which are encoded once: the library takes some five
 * milliseconds for a mail with pictures. Names and subjects it encodes: a line break in them never reaches a header.
 */
export function createComposer(from: MailServer['from'], pictures: readonly Picture[] = []): (mail: Mail) => ComposedMail {
  const [outer, inner] = [`=_a${randomUUID()}`, `=_r${randomUUID()}`]
  const shown = pictures.map(({ cid, name, png }) =>
    part('image/png', encoded(png), [`Content-ID: <${cid}>`, `Content-Disposition: inline; filename=${name}`]),
  )
  const bodyOf = ({ text, html }: Mail): { type: string; body: string } => {
    const plain = part('text/plain; charset=utf-8', encoded(Buffer.from(text)))
    if (html === undefined) return { type: 'multipart/mixed', body: joined(outer, [plain]) }
    const rich = part('text/html; charset=utf-8', encoded(Buffer.from(html)))
    if (shown.length === 0) return { type: 'multipart/alternative', body: joined(outer, [plain, rich]) }
    const related = `Content-Type: multipart/related; type="text/html"; boundary="${inner}"\r\n\r\n${joined(inner, [rich, ...shown])}`
    return { type: 'multipart/alternative', body: joined(outer, [plain, related]) }
  }
  return (mail) => {
    const { type, body } = bodyOf(mail)
    const head = new MimeNode(`${type}; boundary="${outer}"`, { boundaryPrefix: '' })
    head.setHeader('from', typeof from === 'string' ? from : [from])
    head.setHeader('to', [mail.to])
    head.setHeader('subject', mail.subject)
    if (mail.messageId) head.setHeader('message-id', mail.messageId)
    if (mail.unsubscribeUrl) {
      head.setHeader('list-unsubscribe', { prepared: true, value: `<${mail.unsubscribeUrl}>` })
      head.setHeader('list-unsubscribe-post', 'List-Unsubscribe=One-Click')
    }
    const { from: sender, to } = head.getEnvelope()
    return { envelope: { from: sender || false, to }, content: Buffer.from(`${head.buildHeaders()}\r\n\r\n${body}`) }
  }
}

/**
 * Tries a server with a mail: what went wrong is told apart, and said in the server's own words. Of what is no mail server nothing that it said
 * is told.
 */
export async function sendTried(server: MailServer, mail: Mail): Promise<MailTest> {
  try {
    return { to: mail.to.address, problem: null, reply: (await createMail(server).send(mail)).reply }
  } catch (err) {
    if (!(err instanceof MailError)) throw err
    const { problem, replyCode, message } = err
    return { to: mail.to.address, problem, reply: replyCode > 0 && problem !== 'not_smtp' ? message.slice(0, 500) : null }
  }
}

/** The way out for mail, by SMTP, over a connection of its own for each. */
export function createMail(server: MailServer | undefined): MailTransport {
  return {
    configured: server !== undefined,
    send: async (mail) => {
      if (!server) throw new Error('no SMTP server is set')
      const composed = createComposer(server.from, mail.pictures)(mail)
      const link = await openSmtp(server)
      try {
        return { reply: await link.send(composed) }
      } finally {
        link.close()
      }
    },
  }
}
