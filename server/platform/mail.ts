import { createTransport, type Transporter } from 'nodemailer'

export type Mail = { to: { name: string; address: string }; subject: string; text: string; html?: string; messageId?: string }
export type MailTransport = {
  /** Whether an SMTP server is set; without one mails are held by whoever would send them. */
  configured: boolean
  /** Hands one mail to the SMTP server. @returns its reply. @throws with the server's own words */
  send(mail: Mail): Promise<{ reply: string }>
  close(): void
}

/** The way out for mail, by SMTP. Names and subjects are encoded by the library: a line break in them never reaches a header. */
export function createMail(smtpUrl: string | undefined, from: string): MailTransport {
  const transport: Transporter | undefined = smtpUrl
    ? createTransport({ url: smtpUrl, connectionTimeout: 15_000, socketTimeout: 60_000 })
    : undefined
  return {
    configured: transport !== undefined,
    send: async (mail) => {
      if (!transport) throw new Error('no SMTP server is set')
      const info = (await transport.sendMail({ from, ...mail })) as { response: string }
      return { reply: info.response }
    },
    close: () => transport?.close(),
  }
}
