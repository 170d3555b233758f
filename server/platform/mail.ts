import { PassThrough } from 'node:stream'
import { createTransport } from 'nodemailer'

export type Mail = { to: { name: string; address: string }; subject: string; text: string; html?: string; messageId?: string }
export type MailTransport = {
  /** Whether an SMTP server is set; without one mails are held by whoever would send them. */
  configured: boolean
  /** Hands one mail to the SMTP server. @returns its reply. @throws MailError with the server's own words */
  send(mail: Mail): Promise<{ reply: string }>
}

/** Why a mail was not handed over, in the server's own words where it said any. */
export class MailError extends Error {
  /** The server's reply code, e.g. 550; 0: it did not answer. */
  readonly replyCode: number
  /** Whether the reply was to this mail's recipient or content; else it is the connection's, and any other mail would meet it as well. */
  readonly ofMail: boolean
  /** Whether the content had begun to leave: without an answer nobody knows whether the mail arrived. */
  readonly begun: boolean

  constructor(cause: unknown, begun: boolean) {
    const { message, responseCode, command, code } = cause as { message?: string; responseCode?: number; command?: string; code?: string }
    super(message, { cause })
    // An address that the library finds invalid never meets the server.
    const invalid = command === 'API' && code === 'EENVELOPE'
    this.replyCode = invalid ? 550 : (responseCode ?? 0)
    this.ofMail = begun || invalid || command === 'RCPT TO' || command === 'DATA'
    this.begun = begun
  }
}

/** The way out for mail, by SMTP. Names and subjects are encoded by the library: a line break in them never reaches a header. */
export function createMail(smtpUrl: string | undefined, from: string): MailTransport {
  return {
    configured: smtpUrl !== undefined,
    send: async (mail) => {
      if (!smtpUrl) throw new Error('no SMTP server is set')
      const transport = createTransport({ url: smtpUrl, connectionTimeout: 15_000, socketTimeout: 60_000 })
      let begun = false
      // The content flows from when the server has said that it takes it: the library's own errors do not tell.
      transport.use('stream', ({ message }, done) => {
        message.processFunc((content) => content.pipe(new PassThrough().once('resume', () => (begun = true))))
        done()
      })
      try {
        return { reply: (await transport.sendMail({ from, ...mail })).response }
      } catch (err) {
        throw new MailError(err, begun)
      } finally {
        transport.close()
      }
    },
  }
}
