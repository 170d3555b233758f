import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape } from './words.ts'

/** MB-4: after how many days a password must be changed; null: never. */
export const expiryChoices = [30, 60, 90, 180, 365] as const

/** MB-4: what a company asks of its members' passwords. */
export const passwordPolicyShape = z.object({
  minLength: z.number().int().min(8).max(64),
  /** From how many of the four kinds: lower-case and upper-case Latin letters, digits, all others. */
  kinds: z.number().int().min(1).max(4),
  expiryDays: z.union(expiryChoices.map((days) => z.literal(days))).nullable(),
  /** How many earlier passwords cannot be chosen again. */
  reuse: z.number().int().min(0).max(24),
  /** Failed sign-ins in a row until the member is suspended; null: never. A Super Admin is delayed instead. */
  attempts: z.number().int().min(3).max(20).nullable(),
  /** Whether passwords that are widely known cannot be chosen. */
  breached: z.boolean(),
})
export type PasswordPolicy = z.infer<typeof passwordPolicyShape>

/** Why a password was not taken. */
export const passwordProblems = ['length', 'kinds', 'breached', 'personal', 'same', 'reused'] as const
export type PasswordProblem = (typeof passwordProblems)[number]

const policyShape = z.object({ revision: z.number().int(), password: passwordPolicyShape })
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
    description: 'Holds for passwords chosen from now on; expiry also for those there are.',
    tag,
    access: { menu: 'security', level: 'manage' },
    errors: ['changed_meanwhile'],
  })
    .input(company.extend({ revision: z.number().int(), password: passwordPolicyShape }))
    .output(z.object({ revision: z.number().int() })),
}
