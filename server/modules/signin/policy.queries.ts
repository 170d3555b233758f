import type { PasswordPolicy, SignInPolicy, TwoStepPolicy } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { defaultPolicy } from './policy.rules.ts'

/** What a company asks of sign-ins, with its revision; where nothing was chosen the defaults hold, revision 0. */
export async function findPolicy(ctx: Ctx, companyId: string): Promise<SignInPolicy> {
  const row = await ctx.db
    .selectFrom('signin.policy')
    .select(['revision', 'min_length', 'kinds', 'expiry_days', 'reuse', 'attempts', 'breached', 'two_step'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  if (!row) return { revision: 0, password: defaultPolicy, twoStep: 'off' }
  return {
    revision: row.revision,
    twoStep: row.two_step as TwoStepPolicy,
    password: {
      minLength: row.min_length,
      kinds: row.kinds,
      expiryDays: row.expiry_days as PasswordPolicy['expiryDays'],
      reuse: row.reuse,
      attempts: row.attempts,
      breached: row.breached,
    },
  }
}

/** Writes a policy over the one with the revision before; false when there is another by now. */
export async function writePolicy(ctx: Ctx, companyId: string, { revision, password: p, twoStep }: SignInPolicy): Promise<boolean> {
  const values = {
    revision,
    min_length: p.minLength,
    kinds: p.kinds,
    expiry_days: p.expiryDays,
    reuse: p.reuse,
    attempts: p.attempts,
    breached: p.breached,
    two_step: twoStep,
  }
  const written = await ctx.db
    .insertInto('signin.policy')
    .values({ tenant_id: ctx.tenant, company_id: companyId, ...values })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet(values)
        .where('signin.policy.revision', '=', revision - 1),
    )
    .returning('revision')
    .executeTakeFirst()
  return written !== undefined
}
