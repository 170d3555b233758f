import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { dayShape, idShape, instantShape } from './words.ts'

/** What an audit event is about. */
export const auditSubjects = [
  'tenant',
  'company',
  'member',
  'administrator',
  'team',
  'connection',
  'device',
  'level',
  'position',
  'user_type',
  'custom_field',
  'role',
  'service_permission',
  'app',
  'webhook',
  'token',
] as const
export type AuditSubject = (typeof auditSubjects)[number]

/** Everything that is recorded, noun by noun (P-4). A test holds that the server records nothing else, and that each has its texts. */
export const auditActions = {
  member: [
    'registered',
    'account_created',
    'invited',
    'profile_changed',
    'photo_changed',
    'photo_removed',
    'affiliated',
    'affiliations_changed',
    'search_changed',
    'service_permission_set',
    'locale_changed',
    'password_set',
    'password_changed',
    'password_reset',
    'password_change_requested',
    'two_step_set_up',
    'two_step_switched_on',
    'two_step_switched_off',
    'two_step_reset',
    'recovery_codes_renewed',
    'passkey_added',
    'passkey_renamed',
    'passkey_removed',
    'passkey_refused',
    'network_refused',
    'browsers_forgotten',
    'phone_verified',
    'phone_removed',
    'phone_login_on',
    'phone_login_off',
    'sms_set_up',
    'sms_removed',
    'line_linked',
    'line_unlinked',
    'push_allowed',
    'push_stopped',
    'logged_out',
    'suspended',
    'unsuspended',
    'apps_blocked',
    'apps_unblocked',
    'leave_set',
    'leave_ended',
    'transferred',
    'deleted',
    'undeleted',
    'purged',
    'guides_declined',
    'guides_wanted',
  ],
  members: ['exported'],
  device: [
    'update_notified',
    'enrolled',
    'enrolment_skipped',
    'operation_requested',
    'operation_cancelled',
    'operation_done',
    'operation_failed',
  ],
  connection: ['signed_in', 'signed_out', 'proved'],
  team: ['created', 'changed', 'moved', 'deleted'],
  level: ['created', 'changed', 'moved', 'deleted'],
  position: ['created', 'changed', 'moved', 'deleted'],
  user_type: ['created', 'changed', 'moved', 'deleted'],
  custom_field: ['created', 'changed', 'moved', 'deleted'],
  service_permission: ['created', 'updated', 'default_set', 'deleted'],
  administrator: ['appointed', 'changed', 'dismissed'],
  role: ['created', 'updated', 'deleted'],
  delegation: ['offered', 'withdrawn', 'accepted', 'declined'],
  company: [
    'created',
    'settings_changed',
    'time_zone_changed',
    'sign_in_policy_changed',
    'newest_versions_changed',
    'network_changed',
    'mdm_changed',
    'domain_added',
    'domain_removed',
    'mail_server_changed',
    'mail_tested',
  ],
  guide: ['sent', 'cancelled', 'exported', 'tested', 'template_changed'],
  app: ['registered', 'changed', 'secret_renewed', 'deleted', 'allowed', 'taken_back'],
  webhook: ['created', 'changed', 'secret_renewed', 'paused', 'gone', 'resumed', 'tested', 'resent', 'deleted'],
  token: ['created', 'revoked'],
  tenant: ['created'],
  export: ['requested', 'cancelled', 'downloaded'],
} as const
export type AuditNoun = keyof typeof auditActions

export const auditEventShape = z.object({
  id: idShape,
  at: instantShape,
  actor: z.object({
    kind: z.enum(['member', 'system']),
    id: idShape.nullable(),
    /** As it was then; null for a role that sees no names. */
    name: z.string().nullable(),
    /** RE-1: the API token through which they did; null: none, or the role sees no names. */
    token: z.object({ id: idShape, name: z.string() }).nullable(),
  }),
  ip: z.string().nullable(),
  /** `noun.verb`, e.g. `member.suspended`. */
  action: z.string(),
  subject: z.object({
    kind: z.enum(auditSubjects),
    id: idShape.nullable(),
    /** As it is now; null when it is gone, has none, or the role sees no names. */
    name: z.string().nullable(),
  }),
  /** What the command changed; null for a role that sees no names, since names may stand in it. */
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string().nullable(),
})
export type AuditEvent = z.infer<typeof auditEventShape>

/** The total is counted up to this; `totalIsExact` says whether there are more. */
export const maxAuditCount = 10_000

export const auditFilterShape = z.object({
  actor: z
    .union([idShape, z.literal('system')])
    .optional()
    .describe('Who acted: a member, or the system itself'),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}\.[a-z_]{0,60}$/, 'noun.verb, or noun. for all of a noun')
    .optional(),
  member: idShape.optional().describe('On whom'),
  from: dayShape.optional(),
  to: dayShape.optional().describe('This day included'),
})
export type AuditFilter = z.infer<typeof auditFilterShape>

const inOrder = (f: { from?: string | undefined; to?: string | undefined }) => !f.from || !f.to || f.from <= f.to
const misordered = { path: ['from'], error: 'not after the last day' }
const view = { menu: 'audit', level: 'view' } as const

/** Who did what, from where, on whom, before and after (P-4). */
export const audit = {
  list: endpoint({
    method: 'GET',
    path: '/companies/{company}/audit',
    summary: 'The audit log, newest first',
    description: 'Days are the company’s (T-1). A role without names sees none, and cannot ask for somebody’s events.',
    tag: 'Audit log',
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      auditFilterShape
        .extend({
          company: idShape,
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        })
        .refine(inOrder, misordered),
    )
    .output(
      z.object({
        items: z.array(auditEventShape),
        next: z.string().nullable(),
        total: z.number().int(),
        totalIsExact: z.boolean(),
      }),
    ),
}
