import { easyLoginKinds, type PasswordPolicy, type SignInPolicy } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, requireWholeCompany } from '#modules/company'
import { findMember } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import type { Json } from '../../platform/tables.ts'
import { findPolicy, writePolicy } from './policy.queries.ts'
import { defaultPolicy } from './policy.rules.ts'

/** MB-4, MB-8: what a company asks of sign-ins. */
export async function getPolicy(ctx: Ctx, companyId: string): Promise<SignInPolicy> {
  await getCompany(ctx, companyId)
  return findPolicy(ctx, companyId)
}

/** MB-4: what a member's company asks of passwords; for nobody, what holds where nothing was chosen (SX-4). */
export async function findPolicyFor(ctx: Ctx, memberId: string): Promise<PasswordPolicy> {
  const member = await findMember(ctx, memberId)
  return member ? (await findPolicy(ctx, member.companyId)).password : defaultPolicy
}

/** MB-4, MB-8, P-4: changes it. MB-5, SX-2: where easy login is allowed no longer, sessions made by it end. @returns the next revision @throws changed_meanwhile, forbidden */
export async function updatePolicy(ctx: Ctx, companyId: string, wanted: SignInPolicy): Promise<number> {
  await requireWholeCompany(ctx, companyId)
  const { revision } = wanted
  const before = await findPolicy(ctx, companyId)
  const [was, is] = [flat(before), flat(wanted)]
  const changed = Object.keys(is).filter((key) => is[key] !== was[key])
  if (before.revision === revision && changed.length === 0) return revision
  if (before.revision !== revision || !(await writePolicy(ctx, companyId, { ...wanted, revision: revision + 1 })))
    throw new AppError('changed_meanwhile', { revision: before.revision })
  const forbidden = easyLoginKinds.filter((kind) => before.easyLogin[kind] && !wanted.easyLogin[kind])
  // Of a large company there may be very many.
  if (forbidden.length > 0) await withoutTimeout(ctx.db)
  for (const method of forbidden) await endSessions(ctx, { companyId, method }, 'easy_login_off')
  const pick = (values: Record<string, Json>) => Object.fromEntries(changed.map((key) => [key, values[key] ?? null]))
  await recordEvent(ctx, {
    action: 'company.sign_in_policy_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: pick(was),
    after: pick(is),
  })
  return revision + 1
}

const flat = ({ password, twoStep, rememberDays, passkeyAlone, easyLogin }: SignInPolicy): Record<string, Json> => ({
  ...password,
  twoStep,
  rememberDays,
  passkeyAlone,
  easyLine: easyLogin.line,
  easyPhone: easyLogin.phone,
})
