import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { easyLoginShape } from './easyLogin.ts'
import { twoStepPolicies } from './security.ts'
import {
  administratorRoles,
  dayShape,
  idShape,
  instantShape,
  lineShape,
  localeShape,
  loginShape,
  memberStates,
  nameShape,
  planShape,
  surfaceShape,
  textShape,
  zoneShape,
  locales,
} from './words.ts'
import { errors, type ErrorCode } from './errors.ts'

/** The account actions of the member page's *More* menu (MB-2, MB-12 … MB-18). */
export const memberActions = [
  'suspend',
  'unsuspend',
  'block_apps',
  'unblock_apps',
  'set_leave',
  'end_leave',
  'transfer',
  'reset_password',
  'change_password',
  'request_password_change',
  'resend_invitation',
  'delete',
  'undelete',
] as const
export type MemberAction = (typeof memberActions)[number]

/** Why a member is registered the way they are (MB-19): the three password options. */
export const passwordOptions = ['automatic', 'admin', 'link'] as const
export type PasswordOption = (typeof passwordOptions)[number]

export const phoneKinds = ['mobile', 'work', 'home'] as const
export const phoneShape = z.object({
  kind: z.enum(phoneKinds),
  number: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 ().-]{2,30}$/, 'a phone number'),
})

export const emailShape = z.string().trim().max(254).pipe(z.email('an e-mail address'))

const optionalText = (max: number) =>
  lineShape(max)
    .transform((text) => text || null)
    .nullable()

const nameFormShape = z.object({ name: nameShape, phonetic: optionalText(100) })

/** The parts of a profile an administrator writes; `null` or an empty text clears a field. */
export const profileShape = z.object({
  name: nameShape,
  phonetic: optionalText(100),
  /** Forms of the name in other languages. */
  names: z.partialRecord(z.enum(locales), nameFormShape),
  nickname: optionalText(100),
  employeeNumber: optionalText(50),
  personalEmail: emailShape.nullable(),
  aliases: z.array(loginShape).max(30),
  phones: z.array(phoneShape).max(10),
  workplace: optionalText(100),
  duty: optionalText(200),
  birthday: dayShape.nullable(),
  hiredOn: dayShape.nullable(),
  locale: localeShape,
  /** Own time zone; null: the company's. */
  zone: zoneShape.nullable(),
  /** Values of the company's custom fields, by field. */
  custom: z.record(idShape, textShape(500)),
  levelId: idShape.nullable(),
  userTypeId: idShape.nullable(),
})
export type Profile = z.infer<typeof profileShape>
/** The fields of a profile that change; the others stay. */
export const profileChangeShape = profileShape.partial()
export type ProfileChange = z.infer<typeof profileChangeShape>

const namedShape = z.object({ id: idShape, name: z.string() })

export const affiliationShape = z.object({
  team: namedShape.extend({
    /** Names of the teams above it as far as the caller's role reaches, the topmost first. */
    path: z.array(z.string()),
    private: z.boolean(),
  }),
  position: namedShape.nullable(),
  isPrimary: z.boolean(),
  isLeader: z.boolean(),
  visible: z.boolean(),
  useTeamFeature: z.boolean(),
})

/** Mails about an account. */
export const mailKinds = [
  'invitation',
  'firstPassword',
  'resetPassword',
  'passwordChanged',
  'passwordChangeRequested',
  'signInCode',
  'forgottenPassword',
  'newSignIn',
  'passkeyAdded',
  'passkeyRemoved',
  'secondStepAdded',
  'signInWayAdded',
  'operationRequested',
  'personalEmailChanged',
] as const
export type MailKind = (typeof mailKinds)[number]

export const memberShape = z.object({
  id: idShape,
  companyId: idShape,
  /** The whole ID, `login@domain`. */
  login: z.string(),
  /** Raised by every change of profile or teams; sent back with the next one. */
  revision: z.number().int(),
  state: z.enum(memberStates),
  suspendedReason: z.enum(['administrator', 'sign_in_failures']).nullable(),
  appBlocked: z.boolean(),
  /** MB-14; null when there is none, now or ahead. */
  leave: z.object({ from: instantShape, until: instantShape.nullable(), now: z.boolean() }).nullable(),
  createdAt: instantShape,
  activatesAt: instantShape.nullable(),
  firstSignedInAt: instantShape.nullable(),
  /** MB-15: until when the account can be brought back; null unless deleted. */
  undeleteBefore: instantShape.nullable(),
  registeredBy: z.enum(passwordOptions),
  administratorRole: z.enum(administratorRoles).nullable(),
  profile: profileShape,
  /** When the photo was changed; null: there is none. */
  photoChangedAt: instantShape.nullable(),
  level: namedShape.extend({ executive: z.boolean() }).nullable(),
  userType: namedShape.nullable(),
  /** Those within the caller's reach (P-2). */
  affiliations: z.array(affiliationShape),
  /** How many teams besides, outside the caller's reach. */
  furtherTeams: z.number().int().min(0),
  /** MB-6: whether other members find this one by search. */
  search: z.object({ primary: z.boolean(), concurrent: z.boolean() }),
  servicePermission: z.object({
    /** The template set for this member; null: it comes from the user type or the company's default. */
    own: namedShape.nullable(),
    surfaces: z.array(surfaceShape),
  }),
  password: z.object({ changedAt: instantShape, mustChange: z.boolean() }).nullable(),
  invitation: z.object({ sentAt: instantShape, expiresAt: instantShape }).nullable(),
  /** MB-8: `setUpAt`: since when an authenticator app is set up. */
  twoStep: z.object({
    policy: z.enum(twoStepPolicies),
    switchedOn: z.boolean(),
    setUpAt: instantShape.nullable(),
    /** Codes by SMS: the number, masked, and since when; null: not set up. */
    sms: z.object({ number: z.string(), setUpAt: instantShape }).nullable(),
    passkeys: z.object({ count: z.number().int(), lastUsedAt: instantShape.nullable() }),
    recoveryCodes: z.number().int(),
    /** Browsers in which the second step is not asked again. */
    browsers: z.number().int(),
  }),
  /** MB-5: by what else than ID and password the member signs in; `allowed`: whether the company allows it now. */
  easyLogin: easyLoginShape,
  /** The latest mail about the account, and what became of it; `reply`: the mail server's own words. Null: none in 90 days. */
  mail: z
    .object({
      kind: z.enum(mailKinds),
      address: z.string(),
      queuedAt: instantShape,
      delivery: z.enum(['waiting', 'sent', 'refused', 'unknown']),
      reply: z.string().nullable(),
    })
    .nullable(),
  customFields: z.array(namedShape),
  /** What *More* offers: of a pair only the one that applies; `reason`: why not now. */
  actions: z.array(
    z.object({
      action: z.enum(memberActions),
      reason: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]).nullable(),
    }),
  ),
})
export type MemberDetail = z.infer<typeof memberShape>

/** MB-15: a deleted account can come back for so many days, of 24 hours each; then it is purged. */
export const undeleteDays = 7

/** MB-16: what a member loses with a transfer. */
export const transferLosses = ['messages', 'personal_calendar', 'mailbox', 'drive_personal_folder'] as const
export type TransferLoss = (typeof transferLosses)[number]

const one = z.object({ company: idShape, member: idShape })
const view = { menu: 'members', level: 'view' } as const
const manage = { menu: 'members', level: 'manage' } as const
const done = z.object({ state: z.enum(memberStates) })
const acting = ['member_state', 'own_account', 'not_allowed_on_superior'] as const

/** Actions that the list offers for many members at once. */
export const bulkActions = ['suspend', 'unsuspend', 'block_apps', 'unblock_apps', 'delete', 'undelete'] as const
export type BulkAction = (typeof bulkActions)[number]
export const maxBulk = 100

/** One member: what is known of them, and every account action. */
export const account = {
  get: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}',
    summary: 'One member: profile, teams, switches, and the actions that apply now',
    tag: 'Members',
    access: view,
    errors: ['names_hidden'],
  })
    .input(one)
    .output(memberShape),

  update: endpoint({
    method: 'PATCH',
    path: '/companies/{company}/members/{member}',
    summary: 'Change a member’s profile',
    description:
      'Only the fields given change. `revision` is that of the member as it was read; another’s change in between is refused. Another personal e-mail asks for a proof of who one is, as dangerous acts do; links that were mailed to the one before die.',
    tag: 'Members',
    access: manage,
    errors: [...acting, 'changed_meanwhile', 'id_taken', 'names_hidden', 'reauth_required'],
  })
    .input(one.extend({ revision: z.number().int(), profile: profileChangeShape }))
    .output(z.object({ revision: z.number().int() })),

  photo: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/photo',
    summary: 'A member’s photo',
    tag: 'Members',
    access: view,
    errors: ['names_hidden'],
  })
    .input(one)
    .output(z.file()),

  setPhoto: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/photo',
    summary: 'Set a member’s photo',
    description:
      'PNG, JPEG or WebP, up to 180 kB and 4,096 pixels a side, as base64. What it says of where and by whom it was taken is left out, its orientation too: turn it first.',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(one.extend({ data: z.base64().min(8).max(240_000) }))
    .output(z.object({ photoChangedAt: instantShape })),

  removePhoto: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/photo',
    summary: 'Remove a member’s photo',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(one)
    .output(z.object({ photoChangedAt: z.null() })),

  suspend: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/suspension',
    summary: 'Suspend: no access from now on; nothing is deleted; leave is cleared (MB-13)',
    tag: 'Members',
    access: manage,
    errors: [...acting, 'is_administrator'],
  })
    .input(one)
    .output(done),

  unsuspend: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/suspension',
    summary: 'Unsuspend',
    tag: 'Members',
    access: manage,
    errors: acting,
  })
    .input(one)
    .output(done),

  blockApps: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/app-block',
    summary: 'Block app usage: mobile, PC and both Drive apps are refused, the web still works (MB-12)',
    tag: 'Members',
    access: manage,
    errors: acting,
  })
    .input(one)
    .output(done),

  unblockApps: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/app-block',
    summary: 'Unblock app usage',
    tag: 'Members',
    access: manage,
    errors: acting,
  })
    .input(one)
    .output(done),

  setLeave: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/leave',
    summary: 'Leave of absence (MB-14)',
    description: 'Without a period it holds from now until it is removed; else both start and end are given, and it ends by itself.',
    tag: 'Members',
    access: manage,
    errors: [...acting, 'leave_invalid'],
  })
    .input(one.extend({ period: z.object({ from: instantShape, until: instantShape }).optional() }))
    .output(done),

  endLeave: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/leave',
    summary: 'Remove the leave of absence',
    tag: 'Members',
    access: manage,
    errors: acting,
  })
    .input(one)
    .output(done),

  delete: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/deletion',
    summary: 'Delete the account; it can come back for seven days (MB-15)',
    tag: 'Members',
    access: manage,
    stepUp: true,
    errors: [...acting, 'is_administrator'],
  })
    .input(one)
    .output(done),

  undelete: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/deletion',
    summary: 'Undelete, strictly before seven days are over (MB-15)',
    tag: 'Members',
    access: manage,
    errors: acting,
  })
    .input(one)
    .output(done),

  transferPreview: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/transfer',
    summary: 'The group’s companies a member can be transferred to, with what would be lost (MB-16)',
    tag: 'Members',
    access: manage,
    errors: ['names_hidden'],
  })
    .input(one)
    .output(
      z.object({
        companies: z.array(
          z.object({ id: idShape, name: z.string(), domain: z.string(), plan: planShape, losses: z.array(z.enum(transferLosses)) }),
        ),
      }),
    ),

  transfer: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/{member}/transfer',
    summary: 'Transfer to a company of the group (MB-16)',
    tag: 'Members',
    access: manage,
    stepUp: true,
    errors: [...acting, 'is_administrator', 'id_taken', 'operation_open'],
  })
    .input(
      one.extend({
        to: idShape,
        login: loginShape,
        teamId: idShape.nullable().default(null),
        levelId: idShape.nullable().default(null),
        userTypeId: idShape.nullable().default(null),
        permissionId: idShape.nullable().default(null),
      }),
    )
    .output(z.object({ companyId: idShape, login: z.string() })),

  bulk: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/bulk',
    summary: 'One action on up to 100 members; each that is refused is named with the reason',
    tag: 'Members',
    access: manage,
    stepUp: true,
    errors: ['names_hidden'],
  })
    .input(z.object({ company: idShape, action: z.enum(bulkActions), members: z.array(idShape).min(1).max(maxBulk) }))
    .output(
      z.object({
        done: z.array(idShape),
        refused: z.array(
          z.object({ id: idShape, name: z.string().nullable(), code: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]) }),
        ),
      }),
    ),
}
