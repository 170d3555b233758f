import type { PasswordPolicy } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { defaultPolicy } from './policy.rules.ts'

/** A company's password policy with its revision; one that has none has the default one, revision 0. */
export async function findPolicy(ctx: Ctx, companyId: string): Promise<{ revision: number; password: PasswordPolicy }> {
  const row = await ctx.db
    .selectFrom('signin.policy')
    .select(['revision', 'min_length', 'kinds', 'expiry_days', 'reuse', 'attempts', 'breached'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  if (!row) return { revision: 0, password: defaultPolicy }
  return {
    revision: row.revision,
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
export async function writePolicy(ctx: Ctx, companyId: string, revision: number, p: PasswordPolicy): Promise<boolean> {
  const values = {
    revision,
    min_length: p.minLength,
    kinds: p.kinds,
    expiry_days: p.expiryDays,
    reuse: p.reuse,
    attempts: p.attempts,
    breached: p.breached,
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
