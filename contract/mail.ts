import { z } from 'zod'
import { mailKinds } from './account.ts'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, lineShape } from './words.ts'

/** How the connection to a mail server is encrypted: from its first byte, by STARTTLS, without which nothing is sent, or never. */
export const mailTlsModes = ['tls', 'starttls', 'none'] as const
export type MailTls = (typeof mailTlsModes)[number]

/** Ports that mail servers listen on. Others are no mail server's, and only where the operator allows private targets. */
export const mailPorts = [25, 465, 587, 2525] as const

const hostShape = lineShape(253).regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}.:-]*[\p{L}\p{N}])?$/u, 'the name or address of a server')

export const mailServerShape = z.object({
  host: hostShape,
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(mailTlsModes),
  /** Null: it takes mails without signing in. */
  user: lineShape(200).min(1).nullable(),
  fromName: lineShape(100),
  fromAddress: z.email().max(254),
  /** Mails a minute at most; null: as many as it takes. */
  perMinute: z.number().int().min(1).max(60_000).nullable(),
})
export type MailServerSettings = z.infer<typeof mailServerShape>

const noPlainPassword = { path: ['tls'], error: 'encrypted, since a password is sent' }
const isPasswordHidden = ({ tls, user }: { tls: MailTls; user: string | null }) => tls !== 'none' || user === null

const choiceShape = mailServerShape
  // Absent: as it is. It is never read back.
  .extend({ password: z.string().min(1).max(200).optional() })
  .refine(isPasswordHidden, noPlainPassword)
export type MailServerChoice = z.infer<typeof choiceShape>

/** Through which server a company's mails leave: its own, the operator's, or none, so that they are held. */
export const mailSources = ['own', 'operator', 'none'] as const

export const mailSettingsShape = z.object({
  revision: z.number().int(),
  source: z.enum(mailSources),
  own: mailServerShape.extend({ hasPassword: z.boolean() }).nullable(),
  /** Whom the operator's mails are from; null: the operator set no server. */
  operatorFrom: z.string().nullable(),
  /** Whether any port and a private address may be given. */
  anyTarget: z.boolean(),
  /** Whether the caller may change it. */
  mayChange: z.boolean(),
})
export type MailSettings = z.infer<typeof mailSettingsShape>

/** What keeps a mail server from taking mails, as far as it can be told apart. */
export const mailProblems = [
  'name',
  'private_address',
  'refused',
  'timeout',
  'not_smtp',
  'tls',
  'certificate',
  'authentication',
  'sender',
  'recipient',
  'content',
  'closed',
] as const
export type MailProblem = (typeof mailProblems)[number]

export const mailTestShape = z.object({
  /** Where the mail went: the address of the one who asks. */
  to: z.string(),
  /** Null: the server took the mail. */
  problem: z.enum(mailProblems).nullable(),
  /** The server's own words; null: it said none. */
  reply: z.string().nullable(),
})
export type MailTest = z.infer<typeof mailTestShape>

/** Mails are on record for so many days. */
export const mailDays = 90
/** Mails of so many days up to now. */
export const mailPeriods = ['7', '30', '90'] as const
export type MailPeriod = (typeof mailPeriods)[number]

/** Pitfall 20: what became of a mail that nobody knows to have arrived: the server refused it, or was lost before it answered. */
export const undeliveredOutcomes = ['refused', 'unknown'] as const
export const undeliveredMailShape = z.object({
  id: idShape,
  kind: z.enum(mailKinds),
  /** Null once the member is purged, or of another company. */
  member: z.object({ id: idShape, name: z.string(), login: z.string() }).nullable(),
  /** Null where `member` is. */
  address: z.string().nullable(),
  outcome: z.enum(undeliveredOutcomes),
  at: instantShape,
  /** The server's own words; null: it said none, or `member` is null. */
  reply: z.string().nullable(),
})
export type UndeliveredMail = z.infer<typeof undeliveredMailShape>

export const undeliveredMailsShape = z.object({
  items: z.array(undeliveredMailShape),
  next: z.string().nullable(),
  total: z.number().int(),
  /** P-2: true: the role sees totals only. */
  namesHidden: z.boolean(),
})
export type UndeliveredMails = z.infer<typeof undeliveredMailsShape>

const path = '/companies/{company}/settings/mail'
const company = z.object({ company: idShape })
const tag = 'Settings'
const manage = { menu: 'settings', level: 'manage' } as const

/** Through which server a company’s mails leave. */
export const mail = {
  get: endpoint({
    method: 'GET',
    path,
    summary: 'Through which server the company’s mails leave',
    description: 'A password is never answered.',
    tag,
    access: { menu: 'settings', level: 'view' },
  })
    .input(company)
    .output(mailSettingsShape),

  update: endpoint({
    method: 'PUT',
    path,
    summary: 'Set the company’s own mail server',
    description:
      'For the Super Admin: whoever carries the mails reads the links in them. Another server, port, encryption or user needs the password again. Its name must lead to a public address unless the operator allows others.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['changed_meanwhile', 'mail_password_needed'],
  })
    .input(company.extend({ revision: z.number().int(), server: choiceShape }))
    .output(z.object({ revision: z.number().int() })),

  remove: endpoint({
    method: 'DELETE',
    path,
    summary: 'Go back to the operator’s mail server',
    description: 'Where the operator set none, mails are held until a server is set. For the Super Admin.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['changed_meanwhile'],
  })
    .input(company.extend({ revision: z.number().int() }))
    .output(z.object({ revision: z.number().int() })),

  undelivered: endpoint({
    method: 'GET',
    path: `${path}/undelivered`,
    summary: 'Mails to members that did not arrive, as far as it is known, the newest first',
    description: `Of the last ${mailDays} days: refused by the server, or of unknown outcome. Installation guides have a history of their own.`,
    tag,
    access: { menu: 'settings', level: 'view' },
  })
    .input(
      company.extend({
        within: z.enum(mailPeriods).default('90').describe('Days up to now'),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(undeliveredMailsShape),

  test: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/test`,
    summary: 'Send a test mail to oneself',
    description: 'Through the server given, before it is saved, or else through the one in force. For the Super Admin.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['mail_password_needed', 'mail_off'],
  })
    .input(company.extend({ server: choiceShape.optional() }))
    .output(mailTestShape),
}
