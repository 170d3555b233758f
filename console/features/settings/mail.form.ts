import { mailPorts, type MailServerChoice, type MailSettings, type MailTls } from '@muster/contract'
import { fieldIssues, type Problem } from '../../lib/problem.ts'

/** The server as it is typed. */
export type MailDraft = {
  host: string
  port: number | ''
  tls: MailTls
  signsIn: boolean
  user: string
  password: string
  fromName: string
  fromAddress: string
  perMinute: number | ''
}

export const mailFields = ['host', 'port', 'tls', 'user', 'password', 'fromName', 'fromAddress', 'perMinute'] as const
export type MailField = (typeof mailFields)[number]

/** Usual for a server that one signs in to. */
const begun: MailDraft = {
  host: '',
  port: 587,
  tls: 'starttls',
  signsIn: true,
  user: '',
  password: '',
  fromName: '',
  fromAddress: '',
  perMinute: '',
}

export function draftOf({ own }: MailSettings, companyName: string): MailDraft {
  if (!own) return { ...begun, fromName: companyName }
  const { hasPassword: _, user, perMinute, ...rest } = own
  return { ...rest, signsIn: user !== null, user: user ?? '', password: '', perMinute: perMinute ?? '' }
}

export const isChanged = (draft: MailDraft, from: MailDraft) => JSON.stringify(draft) !== JSON.stringify(from)

/** What is sent. A field that is empty where it may not be is refused by the server, and named. */
export function choiceOf({ signsIn, user, password, port, perMinute, ...rest }: MailDraft): MailServerChoice {
  return {
    ...rest,
    port: Number(port),
    user: signsIn ? user.trim() : null,
    ...(signsIn && password !== '' && { password }),
    perMinute: perMinute === '' ? null : perMinute,
  }
}

/** The port that goes with an encryption, as long as the usual one of another stands there. */
export function portFor(tls: MailTls, port: number | ''): number | '' {
  const usual: Record<MailTls, number> = { tls: 465, starttls: 587, none: 25 }
  return port === '' || (mailPorts as readonly number[]).includes(port) ? usual[tls] : port
}

/** Which fields the server refused. */
export function refusedFields(problem: Problem): ReadonlySet<string> {
  if (problem.code === 'mail_password_needed') return new Set(['password'])
  if (problem.code !== 'input_invalid') return new Set()
  return new Set(fieldIssues(problem).keys())
}
