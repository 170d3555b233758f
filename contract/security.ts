import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { errors, type ErrorCode } from './errors.ts'
import { idShape, instantShape } from './words.ts'

/** MB-4: after how many days a password must be changed; null: never. */
export const expiryChoices = [30, 60, 90, 180, 365] as const

/** MB-4: from and to, of each number of the policy. */
export const passwordLimits = { minLength: [8, 64], reuse: [0, 24], attempts: [3, 20] } as const
const within = ([min, max]: readonly [number, number]) => z.number().int().min(min).max(max)

/** MB-4: what a company asks of its members' passwords. */
export const passwordPolicyShape = z.object({
  minLength: within(passwordLimits.minLength),
  /** From how many of the four kinds: lower-case and upper-case Latin letters, digits, all others. */
  kinds: z.number().int().min(1).max(4),
  expiryDays: z.union(expiryChoices.map((days) => z.literal(days))).nullable(),
  /** How many earlier passwords cannot be chosen again. */
  reuse: within(passwordLimits.reuse),
  /** Failed sign-ins in a row until the member is suspended; null: never. A Super Admin is delayed instead. */
  attempts: within(passwordLimits.attempts).nullable(),
  /** Whether passwords that are widely known cannot be chosen. */
  breached: z.boolean(),
})
export type PasswordPolicy = z.infer<typeof passwordPolicyShape>

/** MB-8: 2-step verification of a company's members: for nobody; for whom it is switched on or who set it up; for all. */
export const twoStepPolicies = ['off', 'optional', 'required'] as const
export type TwoStepPolicy = (typeof twoStepPolicies)[number]

/** MB-8: by what a sign-in is proved a second time. */
export const secondSteps = ['totp', 'passkey', 'mail', 'sms', 'recovery', 'browser'] as const
export type SecondStep = (typeof secondSteps)[number]

/** Why a password was not taken. */
export const passwordProblems = ['length', 'kinds', 'breached', 'personal', 'same', 'reused'] as const
export type PasswordProblem = (typeof passwordProblems)[number]

/** MB-8: for how many days a browser may be remembered, so that it is not asked for the second step again; null: never. */
export const rememberChoices = [7, 30, 90] as const

/** MB-2: what the security checklist of a member looks at, and what it can find, the good news last. */
export const securityFindings = {
  password: ['password_none', 'password_expired', 'password_must_change', 'password_expires', 'password_old', 'password_fresh'],
  two_step: ['two_step_policy_off', 'two_step_off', 'two_step_awaited', 'two_step_on'],
  recovery_codes: ['codes_none', 'codes_few', 'codes_enough'],
  passkeys: ['passkeys_none', 'passkeys_some'],
  easy_login: ['easy_login_alone', 'easy_login_protected', 'easy_login_idle', 'easy_login_off'],
  apps: ['apps_outdated', 'apps_unknown', 'apps_current'],
  mdm: ['mdm_missing', 'mdm_registered'],
  places: ['places_country', 'places_device', 'places_known'],
} as const
export type SecurityCheckName = keyof typeof securityFindings
export type SecurityFinding = (typeof securityFindings)[SecurityCheckName][number]

/** How a line of the checklist stands: `advice`: nothing is wrong, and it could be stronger. The worst first. */
export const checkStates = ['bad', 'warn', 'advice', 'good'] as const
export type CheckState = (typeof checkStates)[number]

/** What mends a line: an administrator's act, a place to look at, or `member`: only the member can do it, on their own page. */
export const checkMends = [
  'resend_invitation',
  'request_password_change',
  'switch_two_step_on',
  'change_policy',
  'turn_off_easy_login',
  'notify_update',
  'keep_versions',
  'show_devices',
  'show_connections',
  'member',
] as const
export type CheckMend = (typeof checkMends)[number]

export const securityCheckShape = z.object({
  check: z.enum(Object.keys(securityFindings) as [SecurityCheckName, ...SecurityCheckName[]]),
  state: z.enum(checkStates),
  finding: z.enum(Object.values(securityFindings).flat() as [SecurityFinding, ...SecurityFinding[]]),
  /** How many, of how many, and of when, where the finding counts or dates something. */
  count: z.number().int().nullable(),
  of: z.number().int().nullable(),
  at: instantShape.nullable(),
  /** Null: nothing is to be done. `reason`: why not by the caller, now. */
  mend: z.object({ what: z.enum(checkMends), reason: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]).nullable() }).nullable(),
})
export type SecurityCheck = z.infer<typeof securityCheckShape>

/** MB-2: sign-ins from new places are told of for this many days. */
export const newPlaceDays = 30

const policyShape = z.object({
  revision: z.number().int(),
  password: passwordPolicyShape,
  twoStep: z.enum(twoStepPolicies),
  rememberDays: z.union(rememberChoices.map((days) => z.literal(days))).nullable(),
  /** MB-8: whether a passkey alone signs in, without a password. */
  passkeyAlone: z.boolean(),
  /** MB-5: by what members may sign in instead of ID and password. */
  easyLogin: z.object({ line: z.boolean(), phone: z.boolean() }),
})
export type SignInPolicy = z.infer<typeof policyShape>
const path = '/companies/{company}/security/sign-in'
const company = z.object({ company: idShape })
const tag = 'Security'

/** How members of a company sign in. */
export const security = {
  get: endpoint({ method: 'GET', path, summary: 'What the company asks of sign-ins', tag, access: { menu: 'security', level: 'view' } })
    .input(company)
    .output(policyShape),

  update: endpoint({
    method: 'PUT',
    path,
    summary: 'Change what the company asks of sign-ins',
    description: 'Holds for passwords chosen from now on and for the next sign-ins; expiry also for the passwords there are.',
    tag,
    access: { menu: 'security', level: 'manage' },
    stepUp: true,
    errors: ['changed_meanwhile'],
  })
    .input(company.extend(policyShape.shape))
    .output(z.object({ revision: z.number().int() })),

  ofMember: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/security-checklist',
    summary: 'How safe a member’s account is, line by line, with what mends each (MB-2)',
    description: 'The worst first. A line that does not apply is left out.',
    tag,
    access: { menu: 'members', level: 'view' },
    errors: ['names_hidden'],
  })
    .input(company.extend({ member: idShape }))
    .output(z.object({ items: z.array(securityCheckShape) })),

  switchTwoStep: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/two-step',
    summary: 'Switch 2-step verification on or off for a member, where the company leaves it open (MB-8)',
    description: 'On: the member sets it up at the next sign-in. Off also forgets what was set up.',
    tag,
    access: { menu: 'members', level: 'manage' },
    stepUp: true,
    errors: ['two_step_policy', 'member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape, on: z.boolean() }))
    .output(z.object({ on: z.boolean() })),

  forgetBrowsers: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/remembered-browsers',
    summary: 'Ask a member for the second step again in every browser (MB-8)',
    description: 'Nobody is signed out.',
    tag,
    access: { menu: 'members', level: 'manage' },
    errors: ['names_hidden', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape }))
    .output(z.object({ forgotten: z.number().int() })),

  resetTwoStep: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/{member}/two-step/reset',
    summary: 'Reset a member’s 2-step verification: sessions end, and it is set up again at the next sign-in (MB-8)',
    tag,
    access: { menu: 'members', level: 'manage' },
    stepUp: true,
    errors: ['member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape }))
    .output(z.object({ reset: z.literal(true) })),
}
