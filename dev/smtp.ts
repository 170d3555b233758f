import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export type SmtpSink = {
  url: string
  /** What was taken, in order. */
  mails: ParsedMail[]
  close(): Promise<void>
}

/** A real SMTP server that keeps what it takes, and tells of it; it refuses recipients whose address begins with `refused`. */
export async function startSmtpSink(onMail?: (mail: ParsedMail) => void): Promise<SmtpSink> {
  const mails: ParsedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (to, _session, done) =>
      done(to.address.startsWith('refused') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, _session, done) =>
      simpleParser(stream, (err, mail) => {
        if (!err) {
          mails.push(mail)
          onMail?.(mail)
        }
        done(err)
      }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => new Promise((resolve) => server.close(resolve)) }
}
