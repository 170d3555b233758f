import MailComposer from 'nodemailer/lib/mail-composer'
import { openSmtp, smtpServerOfUrl, type SmtpServer } from './smtp.ts'

export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  html?: string
  messageId?: string
  /** Pictures that the HTML shows as `cid:…`. */
  pictures?: readonly { cid: string; name: string; png: Buffer }[]
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

type ComposedMail = { envelope: { from: string | false; to: string[] }; content: Buffer }

/** A mail as it goes over the line. Names and subjects are encoded by the library: a line break in them never reaches a header. */
async function composeMail(from: MailServer['from'], mail: Mail): Promise<ComposedMail> {
  const { pictures, unsubscribeUrl, ...plain } = mail
  const node = new MailComposer({
    from,
    ...plain,
    ...(pictures && {
      attachments: pictures.map(({ cid, name, png }) => ({ cid, filename: name, content: png, contentType: 'image/png' })),
    }),
    ...(unsubscribeUrl && {
      headers: {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    }),
  }).compile()
  const { from: sender, to } = node.getEnvelope()
  return { envelope: { from: sender || false, to }, content: await node.build() }
}

/** The way out for mail, by SMTP, over a connection of its own for each. */
export function createMail(server: MailServer | undefined): MailTransport {
  return {
    configured: server !== undefined,
    send: async (mail) => {
      if (!server) throw new Error('no SMTP server is set')
      const composed = await composeMail(server.from, mail)
      const link = await openSmtp(server)
      try {
        return { reply: await link.send(composed) }
      } finally {
        link.close()
      }
    },
  }
}
