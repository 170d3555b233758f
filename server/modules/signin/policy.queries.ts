import type { PasswordPolicy, SignInPolicy, TwoStepPolicy } from '@muster/contract'
import type { Selectable } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { SigninPolicy } from '../../platform/tables.ts'
import { defaultSignInPolicy } from './policy.rules.ts'

/** What a company asks of sign-ins, with its revision; where nothing was chosen the defaults hold, revision 0. */
export async function findPolicy(ctx: Ctx, companyId: string): Promise<SignInPolicy> {
  const row = await rowOf(ctx, companyId).executeTakeFirst()
  return row ? policyOf(row) : defaultSignInPolicy
}

/** SX-2: the same, unchanged until the commit: a change waits, and then ends what was made meanwhile. */
export async function sharePolicy(ctx: Ctx, companyId: string): Promise<SignInPolicy> {
  const row = await rowOf(ctx, companyId).forShare().executeTakeFirst()
  return row ? policyOf(row) : defaultSignInPolicy
}

const rowOf = (ctx: Ctx, companyId: string) =>
  ctx.db.selectFrom('signin.policy').selectAll().where('tenant_id', '=', ctx.tenant).where('company_id', '=', companyId)

function policyOf(row: Selectable<SigninPolicy>): SignInPolicy {
  return {
    revision: row.revision,
    twoStep: row.two_step as TwoStepPolicy,
    rememberDays: row.remember_days as SignInPolicy['rememberDays'],
    passkeyAlone: row.passkey_alone,
    easyLogin: { line: row.easy_line, phone: row.easy_phone },
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
export async function writePolicy(ctx: Ctx, companyId: string, policy: SignInPolicy): Promise<boolean> {
  const { revision, password: p } = policy
  const values = {
    revision,
    min_length: p.minLength,
    kinds: p.kinds,
    expiry_days: p.expiryDays,
    reuse: p.reuse,
    attempts: p.attempts,
    breached: p.breached,
    two_step: policy.twoStep,
    remember_days: policy.rememberDays,
    passkey_alone: policy.passkeyAlone,
    easy_line: policy.easyLogin.line,
    easy_phone: policy.easyLogin.phone,
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
