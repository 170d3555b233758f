import { z } from 'zod'
import { emailShape, passwordOptions, profileShape } from './account.ts'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, localeShape, loginShape, nameShape, passwordShape } from './words.ts'

const one = z.object({ company: idShape, member: idShape })
const manage = { menu: 'members', level: 'manage' } as const

/** MB-19: at most this many members a file. */
export const maxImportRows = 100

/** What can be wrong with an import file (MB-19). */
export type ImportIssueCode =
  | 'unreadable'
  | 'not_utf8'
  | 'empty'
  | 'too_many'
  | 'no_column'
  | 'unknown_column'
  | 'required'
  | 'too_long'
  | 'not_one_line'
  | 'not_a_login'
  | 'not_an_email'
  | 'not_a_phone'
  | 'not_a_language'
  | 'twice'
  | 'taken'
  | 'no_team'
  | 'many_teams'
  | 'no_level'
  | 'no_position'
  | 'no_user_type'
  | 'position_without_team'
  | 'not_needed'
  | 'password_length'
  | 'password_kinds'
  | 'password_breached'
  | 'password_personal'

/** One entry of `details.issues` of `import_invalid`. `value`: what the problem names: a column, an ID, a team, a number. */
export type ImportIssue = {
  /** As in the file, the header being 1; 0: the file as a whole. */
  row: number
  /** The column by its name in the template, or empty. */
  field: string
  code: ImportIssueCode
  value: string | null
  /** The same in English, for people who read the API’s answers. */
  message: string
}

/** A member to register, with one of the three password options (MB-19). */
export const registrationShape = z
  .object({
    name: nameShape,
    login: loginShape,
    locale: localeShape.optional().describe('Default: the company’s language'),
    personalEmail: emailShape.nullish(),
    teamId: idShape.nullish(),
    isLeader: z.boolean().default(false),
    positionId: idShape.nullish(),
    /** Not before this instant may the member sign in (MB-1, *Awaiting*). */
    activatesAt: instantShape.nullish(),
    profile: profileShape.omit({ name: true, locale: true, personalEmail: true, aliases: true }).partial().optional(),
    /** `automatic`: a password is made and shown once; `admin`: the one given; `link`: the member makes one through a mailed link. */
    passwordOption: z.enum(passwordOptions),
    password: passwordShape.optional(),
    /** Mail the password to the personal address instead of showing it; options `automatic` and `admin`. */
    mailPassword: z.boolean().default(false),
  })
  .superRefine((r, issues) => {
    const missing = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message })
    if (r.passwordOption === 'admin' && !r.password) missing('password', 'required with the option admin')
    if (r.passwordOption !== 'admin' && r.password) missing('password', 'only with the option admin')
    if ((r.passwordOption === 'link' || r.mailPassword) && !r.personalEmail) missing('personalEmail', 'needed to send mail to')
  })
export type RegistrationInput = z.infer<typeof registrationShape>

const registeredShape = z.object({
  id: idShape,
  name: z.string(),
  login: z.string(),
  /** The first password, this once; null when the member makes it, the administrator chose it, or it was mailed. */
  password: z.string().nullable(),
})

/** Registration, invitations, and passwords that an administrator gives. */
export const registration = {
  register: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/companies/{company}/members',
    summary: 'Register a member (MB-19)',
    tag: 'Members',
    access: manage,
    errors: ['id_taken', 'link_not_allowed', 'password_refused', 'names_hidden'],
  })
    .input(z.object({ company: idShape, member: registrationShape }))
    .output(registeredShape),

  importMembers: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/companies/{company}/members/import',
    summary: 'Register up to 100 members from a CSV or XLSX file (MB-19)',
    description:
      'The file is validated whole: when any row is wrong, nothing is registered and every problem is named with its row: `details.issues` of `import_invalid`, each `{ row, field, code, value, message }`. A role limited to a team names one of its own in each row.',
    tag: 'Members',
    access: manage,
    errors: ['import_invalid', 'id_taken', 'link_not_allowed', 'names_hidden'],
  })
    .input(
      z.object({
        company: idShape,
        format: z.enum(['csv', 'xlsx']),
        /** The file, base64, up to 180 kB. */
        file: z.base64().min(4).max(240_000),
        /** With `admin` each row has a password, which its member changes at the first sign-in. */
        passwordOption: z.enum(passwordOptions),
        mailPassword: z.boolean().default(false),
        /** Only look: answers what would be registered. */
        dryRun: z.boolean().default(false),
      }),
    )
    .output(z.object({ members: z.array(registeredShape.extend({ id: idShape.nullable() })) })),

  importTemplate: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/import-template.csv',
    summary: 'The file to fill in for an import',
    tag: 'Members',
    access: manage,
  })
    .input(z.object({ company: idShape }))
    .output(z.file()),

  resendInvitation: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/{member}/invitation',
    summary: 'Send the creation link again; older links die (MB-17)',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'own_account', 'not_allowed_on_superior', 'not_by_link', 'not_pending', 'no_personal_email', 'sent_recently'],
  })
    .input(one)
    .output(z.object({ sentAt: instantShape, expiresAt: instantShape })),

  resetPassword: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/companies/{company}/members/{member}/password',
    summary: 'Reset the password: sessions end, and the member changes it at the next sign-in (MB-18)',
    tag: 'Members',
    access: manage,
    stepUp: true,
    errors: ['member_state', 'own_account', 'not_allowed_on_superior', 'by_link', 'no_personal_email'],
  })
    .input(one.extend({ deliver: z.enum(['show', 'mail']) }))
    .output(
      z.object({
        /** The new password, this once; null when it was mailed. */
        password: z.string().nullable(),
      }),
    ),

  /** The link's page: whose account it creates. */
  changePassword: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/password',
    summary: 'Set a member’s password: sessions end, and the member changes it at the next sign-in (MB-4)',
    description: 'A mail tells the member that it was changed, where there is a personal address; the password is not in it.',
    tag: 'Members',
    access: manage,
    stepUp: true,
    errors: ['password_refused', 'member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape, password: passwordShape }))
    .output(z.object({ mailed: z.boolean() })),

  requestPasswordChange: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/{member}/password-change-request',
    summary: 'Ask a member to choose another password, forced at the next sign-in (MB-4)',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape }))
    .output(z.object({ mailed: z.boolean() })),

  invitation: endpoint({
    method: 'POST',
    once: false,
    path: '/invitations/open',
    summary: 'Whose account a creation link makes',
    tag: 'Invitations',
    access: 'public',
    errors: ['invitation_over'],
  })
    .input(z.object({ token: z.string().min(20).max(100) }))
    .output(z.object({ name: z.string(), login: z.string(), company: z.string(), locale: localeShape })),

  acceptInvitation: endpoint({
    method: 'POST',
    once: false,
    path: '/invitations/accept',
    summary: 'Create the account: choose a password',
    tag: 'Invitations',
    access: 'public',
    errors: ['invitation_over', 'password_refused'],
  })
    .input(z.object({ token: z.string().min(20).max(100), password: passwordShape }))
    .output(z.object({ login: z.string() })),
}
