// An SMTP server in a process of its own, so that it can be killed. What it has taken it says to its parent, before it says so to the client.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { SMTPServer } from 'smtp-server'
import { canHangUp } from '../dev/smtp.ts'

export type SmtpChildOptions = {
  port: number
  /** Slow, greylisting, refusing one of ten, dropping after DATA; else it takes all, and tells of none. */
  unruly: boolean
}
export type Taken = { messageId: string; address: string }

const { port, unruly } = JSON.parse(process.argv[2] ?? '{}') as SmtpChildOptions
/** A number below `below` that depends on the address and on what it is for. */
const any = (address: string, salt: string, below: number) =>
  createHash('sha256')
    .update(salt + address)
    .digest()
    .readUInt32BE() % below
const greylisted = new Set<string>()
const error = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode })

function objection(address: string): Error | null {
  if (any(address, 'refused', 10) === 0) return error(550, '5.1.1 no such mailbox')
  if (any(address, 'grey', 10) > 0 || greylisted.has(address)) return null
  greylisted.add(address)
  return error(451, '4.7.1 greylisted, come back later')
}

/** Reads a mail, and says what it took, where it did. */
async function take(stream: Readable, address: string, arrives: boolean): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  const messageId = /^Message-ID:\s*(\S+)/im.exec(Buffer.concat(parts).toString('latin1'))?.[1] ?? ''
  if (arrives) await new Promise<void>((done) => process.send?.({ address, messageId } satisfies Taken, () => done()))
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (to, _session, done) => {
    if (!unruly) return done()
    setTimeout(() => done(objection(to.address)), any(to.address, 'slow', 12))
  },
  onData: (stream, session, done) => {
    if (!unruly) {
      stream.resume()
      stream.once('end', () => done())
      return
    }
    const address = session.envelope.rcptTo[0]?.address ?? ''
    const drops = any(address, 'drop', 20) === 0
    // Of those it hangs up on, half have arrived.
    callbackify(take)(stream, address, !drops || any(address, 'arrived', 2) === 0, () => (drops ? hangUp(session) : done()))
  },
})
server.on('error', () => undefined)
const hangUp = canHangUp(server)
server.listen(port, '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
