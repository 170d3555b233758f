import type { Socket } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** What a server says to a mail in place of taking it; `drop`: it hangs up. */
type Objection = { code: number; words: string } | 'drop' | null
export type SmtpManners = {
  /** Of a recipient, before the content. */
  recipient?: (address: string) => Objection
  /** Of a mail that it has read whole. */
  content?: (mail: ParsedMail) => Objection
}

export type SmtpSink = {
  url: string
  /** What was taken, in order. */
  mails: ParsedMail[]
  close(): Promise<void>
}

const refusing = (address: string): Objection => (address.startsWith('refused') ? { code: 550, words: 'no such mailbox' } : null)

/** A real SMTP server that keeps what it takes, and tells of it; it refuses recipients whose address begins with `refused`, unless its manners are others. */
export async function startSmtpSink(onMail?: (mail: ParsedMail) => void, manners: SmtpManners = {}): Promise<SmtpSink> {
  const mails: ParsedMail[] = []
  const object = (objection: Objection, session: SMTPServerSession, done: (err?: Error | null) => void) => {
    if (objection === 'drop') hangUp(session)
    else done(objection && Object.assign(new Error(objection.words), { responseCode: objection.code }))
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (to, session, done) => object((manners.recipient ?? refusing)(to.address), session, done),
    onData: (stream, session, done) =>
      simpleParser(stream, (err, mail) => {
        if (err) return done(err)
        const objection = manners.content?.(mail) ?? null
        if (objection === null) {
          mails.push(mail)
          onMail?.(mail)
        }
        object(objection, session, done)
      }),
  })
  server.on('error', () => undefined)
  const hangUp = canHangUp(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Makes a server able to hang up in the middle of a session, for which the library has no way. */
export function canHangUp(server: SMTPServer): (session: SMTPServerSession) => void {
  const sockets = new Map<number, Socket>()
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.once('close', () => sockets.delete(port))
  })
  return ({ remotePort }) => void sockets.get(remotePort)?.destroy()
}
