import type { PasswordPolicy } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { findMember } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findPolicy, writePolicy } from './policy.queries.ts'
import { defaultPolicy } from './policy.rules.ts'

type Policy = { revision: number; password: PasswordPolicy }

/** MB-4: what a company asks of passwords. */
export async function getPolicy(ctx: Ctx, companyId: string): Promise<Policy> {
  await getCompany(ctx, companyId)
  return findPolicy(ctx, companyId)
}

/** MB-4: what a member's company asks of passwords; for nobody, what holds where nothing was chosen (SX-4). */
export async function findPolicyFor(ctx: Ctx, memberId: string): Promise<PasswordPolicy> {
  const member = await findMember(ctx, memberId)
  return member ? (await findPolicy(ctx, member.companyId)).password : defaultPolicy
}

/** MB-4, P-4: changes it. @returns the next revision @throws changed_meanwhile */
export async function updatePolicy(ctx: Ctx, companyId: string, { revision, password }: Policy): Promise<number> {
  const before = await findPolicy(ctx, companyId)
  const changed = (Object.keys(password) as (keyof PasswordPolicy)[]).filter((key) => password[key] !== before.password[key])
  if (before.revision === revision && changed.length === 0) return revision
  if (before.revision !== revision || !(await writePolicy(ctx, companyId, revision + 1, password)))
    throw new AppError('changed_meanwhile', { revision: before.revision })
  const pick = (policy: PasswordPolicy) => Object.fromEntries(changed.map((key) => [key, policy[key]]))
  await recordEvent(ctx, {
    action: 'company.password_policy_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: pick(before.password),
    after: pick(password),
  })
  return revision + 1
}
