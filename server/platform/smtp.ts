import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type { MailProblem, MailTls } from '@muster/contract'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SMTPConnection, { type SMTPConnectionAuth, type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { isPublicAddress } from './outbound.ts'

export type SmtpServer = {
  options: SMTPConnectionOptions
  auth: SMTPConnectionAuth | undefined
  /** Whether it signs in also where the server offers no way to. */
  mustSignIn: boolean
  /** Whether its name must lead to addresses of the public internet: somebody else than the operator set it. */
  publicOnly: boolean
}

/** The server that an operator's `smtp://` or `smtps://` names; STARTTLS is used where it is offered. */
export function smtpServerOfUrl(url: string): SmtpServer {
  const { auth, ...options } = parseConnectionUrl(url)
  return { options: options as SMTPConnectionOptions, auth: auth as SMTPConnectionAuth | undefined, mustSignIn: false, publicOnly: false }
}

/** The server that settings name. */
export function smtpServerOf(s: {
  host: string
  port: number
  tls: MailTls
  user: string | null
  password: string | null
  publicOnly: boolean
}): SmtpServer {
  const { host, port, publicOnly } = s
  return {
    options: { host, port, secure: s.tls === 'tls', requireTLS: s.tls === 'starttls', ignoreTLS: s.tls === 'none' },
    auth: s.user === null ? undefined : { user: s.user, pass: s.password ?? '' },
    mustSignIn: true,
    publicOnly,
  }
}

type Failed = { message?: string; response?: string; responseCode?: number; command?: string; code?: string; originalCode?: string }

/** Why a mail was not handed over, in the server's own words where it said any. */
export class MailError extends Error {
  /** The server's reply code, e.g. 550; 0: it did not answer. */
  readonly replyCode: number
  /** Whether the reply was to this mail's recipient or content; else it is the connection's, and any other mail would meet it as well. */
  readonly ofMail: boolean
  /** Whether the content had begun to leave: without an answer nobody knows whether the mail arrived. */
  readonly begun: boolean
  readonly problem: MailProblem

  constructor(cause: unknown, begun: boolean) {
    const failed = cause as Failed
    super(failed.response ?? failed.message, { cause })
    const { responseCode, command, code } = failed
    // An address that the library finds invalid never meets the server.
    const invalid = command === 'API' && code === 'EENVELOPE'
    this.replyCode = invalid ? 550 : (responseCode ?? 0)
    this.ofMail = begun || invalid || command === 'RCPT TO' || command === 'DATA'
    this.begun = begun
    this.problem = problemOf(failed, invalid)
  }
}

class PrivateAddress extends Error {
  readonly code = 'EPRIVATE'
}

const byCode: Record<string, MailProblem> = {
  EPRIVATE: 'private_address',
  EDNS: 'name',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ENODATA: 'name',
  ETIMEDOUT: 'timeout',
  EAUTH: 'authentication',
  ENOAUTH: 'authentication',
  EPROTOCOL: 'not_smtp',
}
const certificateFaults = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|certificate|ERR_TLS_CERT/i

function problemOf({ message = '', command, code = '', originalCode = '', responseCode }: Failed, invalid: boolean): MailProblem {
  if (invalid || command === 'RCPT TO') return 'recipient'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'DATA') return 'content'
  if (certificateFaults.test(`${code} ${originalCode} ${message}`)) return 'certificate'
  if (code === 'ETLS' || originalCode.startsWith('ERR_SSL') || /\bssl\b|STARTTLS/i.test(message)) return 'tls'
  // A server that greets with a 5xx speaks SMTP: it says why itself.
  if (code === 'EPROTOCOL' && responseCode) return 'refused'
  const known = byCode[code]
  if (known) return known
  return ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(originalCode) ? 'refused' : 'closed'
}

export type SmtpLink = {
  /** Hands over one mail. @returns the server's reply. @throws MailError */
  send(mail: { envelope: { from: string | false; to: string[] }; content: Buffer }): Promise<string>
  /** Whether another mail can go over it. */
  isOpen(): boolean
  /** Takes leave; never fails. */
  close(): void
}

const timeouts = {
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  socketTimeout: 60_000,
  dnsTimeout: 10_000,
  socketCloseTimeout: 2_000,
}

/**
 * Opens a connection and signs in, for any number of mails one after another. It never sends a mail again by itself: what became of one is said
 * once, by its reply or by a MailError (IS-6). @throws MailError
 */
export async function openSmtp(server: SmtpServer): Promise<SmtpLink> {
  const connection = new SMTPConnection({ ...timeouts, ...(await reached(server)) })
  let broken = false
  // A connection that is lost while nothing is under way ends nobody's mail: it is found closed.
  connection.on('error', () => (broken = true))
  connection.on('end', () => (broken = true))
  try {
    // While it signs in the library tells of a lost line by the event alone.
    await new Promise<void>((done, fail) => {
      connection.once('error', fail)
      connection.once('end', () => fail(new Error('the server hung up')))
      connection.connect((err) => {
        if (err) return fail(err)
        if (!server.auth || !(connection.allowsAuth || server.mustSignIn)) return done()
        connection.login({ ...server.auth }, (refused) => (refused ? fail(refused) : done()))
      })
    })
  } catch (err) {
    connection.close()
    throw new MailError(err, false)
  }
  // After a refusal the server may still have the mail before in hand.
  let needsReset = false
  const reset = () =>
    new Promise<void>((done, fail) => {
      const lost = (err?: unknown) => fail(new MailError(err ?? new Error('the server hung up'), false))
      connection.once('error', lost)
      connection.once('end', lost)
      connection.reset((err) => {
        connection.off('error', lost)
        connection.off('end', lost)
        if (err) broken = true
        return err ? lost(err) : done()
      })
    })
  return {
    send: async ({ envelope, content }) => {
      if (needsReset) await reset()
      needsReset = false
      return new Promise((done, fail) => {
        let begun = false
        // The content flows from when the server has said that it takes it: the library's own errors do not tell.
        const stream = new Readable({
          read() {
            begun = true
            this.push(content)
            this.push(null)
          },
        })
        connection.send({ ...envelope, size: content.length }, stream, (err, info) => {
          if (!err && info) return done(info.response)
          const failed = new MailError(err ?? new Error('no answer'), begun)
          if (failed.replyCode === 0) broken = true
          needsReset = true
          fail(failed)
        })
      })
    },
    isOpen: () => !broken,
    close: () => {
      if (broken) connection.close()
      else connection.quit()
    },
  }
}

/** Where to connect. A name that must be public is resolved for this very connection, so that no second answer of its server gets around it. */
async function reached({ options, publicOnly }: SmtpServer): Promise<SMTPConnectionOptions> {
  const host = options.host ?? 'localhost'
  if (!publicOnly) return options
  try {
    const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true })
    if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw new PrivateAddress('not a public address')
    return { ...options, host: found[0]?.address ?? host, ...(isIP(host) ? {} : { servername: host, tls: { servername: host } }) }
  } catch (err) {
    throw new MailError(err, false)
  }
}
