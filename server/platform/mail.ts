import { randomUUID } from 'node:crypto'
import MimeNode from 'nodemailer/lib/mime-node'
import * as quotedPrintable from 'nodemailer/lib/qp'
import type { MailTest } from '@muster/contract'
import { MailError, openSmtp, smtpServerOfUrl, type SmtpServer } from './smtp.ts'

type Picture = { cid: string; name: string; png: Buffer }
export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  /** Pieces of it one after another, or all of it. */
  html?: string | readonly TextPiece[]
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

/** A piece of a text as it goes over the line: what is the same in many mails is encoded once. */
export type TextPiece = Buffer

/** Quoted-printable whose last line goes on with the next piece. */
export function textPiece(text: string): TextPiece {
  // The library takes a line's length without the mark that it goes on.
  return Buffer.from(`${quotedPrintable.wrap(quotedPrintable.encode(text.replaceAll(/\r\n?|\n/g, '\r\n')), 75)}=\r\n`)
}

/** Bytes as lines of base64, which no mail server changes. */
const encoded = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
const part = (type: string, encoding: string, body: readonly Buffer[], more: readonly string[] = []) => [
  Buffer.from([`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, ...more, '\r\n'].join('\r\n')),
  ...body,
]
const base64Part = (type: string, body: Buffer, more: readonly string[] = []) => part(type, 'base64', [Buffer.from(encoded(body))], more)
const joined = (boundary: string, parts: readonly (readonly Buffer[])[]) => [
  ...parts.flatMap((one) => [Buffer.from(`--${boundary}\r\n`), ...one, Buffer.from('\r\n')]),
  Buffer.from(`--${boundary}--\r\n`),
]

type HeaderValue = Parameters<MimeNode['setHeader']>[1]

/** A header as the library writes it, encoded and folded. */
function headerLine(name: string, value: HeaderValue): string {
  // Beneath another, or the library adds what every mail has.
  const node = new MimeNode(undefined, { rootNode: new MimeNode(), boundaryPrefix: '' })
  node.setHeader(name, value)
  return node.buildHeaders()
}

/**
 * Makes mails as they go over the line, from one sender and with the same pictures. What is the same in all is made once, and bodies are joined
 * here: the library takes some five milliseconds for a mail with pictures. Names and subjects it encodes: a line break in them never reaches a
 * header.
 */
export function createComposer(from: MailServer['from'], pictures: readonly Picture[] = []): (mail: Mail) => ComposedMail {
  const [outer, inner] = [`=_a${randomUUID()}`, `=_r${randomUUID()}`]
  const sender: HeaderValue = typeof from === 'string' ? from : [from]
  const fromLine = headerLine('from', sender)
  const envelopeFrom = new MimeNode().setHeader('from', sender).getEnvelope().from || false
  const domain = (envelopeFrom || '').split('@').at(-1) || 'localhost'
  const shown = pictures.map(({ cid, name, png }) =>
    base64Part('image/png', png, [`Content-ID: <${cid}>`, `Content-Disposition: inline; filename=${name}`]),
  )
  const bodyOf = ({ text, html }: Mail): { type: string; body: Buffer[] } => {
    const plain = base64Part('text/plain; charset=utf-8', Buffer.from(text))
    if (html === undefined) return { type: 'multipart/mixed', body: joined(outer, [plain]) }
    const pieces = typeof html === 'string' ? [textPiece(html)] : html
    const rich = part('text/html; charset=utf-8', 'quoted-printable', pieces)
    if (shown.length === 0) return { type: 'multipart/alternative', body: joined(outer, [plain, rich]) }
    const related = [
      Buffer.from(`Content-Type: multipart/related; type="text/html";\r\n boundary="${inner}"\r\n\r\n`),
      ...joined(inner, [rich, ...shown]),
    ]
    return { type: 'multipart/alternative', body: joined(outer, [plain, related]) }
  }
  let subject = { text: '', line: '' }
  return (mail) => {
    if (subject.text !== mail.subject) subject = { text: mail.subject, line: headerLine('subject', mail.subject) }
    // With it comes the date.
    const own = new MimeNode(undefined, { boundaryPrefix: '' }).setHeader('to', [mail.to])
    own.setHeader('message-id', mail.messageId ?? `<${randomUUID()}@${domain}>`)
    const { type, body } = bodyOf(mail)
    const head = [
      fromLine,
      subject.line,
      ...(mail.unsubscribeUrl ? [`List-Unsubscribe: <${mail.unsubscribeUrl}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'] : []),
      own.buildHeaders(),
      `Content-Type: ${type};\r\n boundary="${outer}"`,
    ].filter((line) => line !== '')
    return {
      envelope: { from: envelopeFrom, to: own.getEnvelope().to },
      content: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...body]),
    }
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
