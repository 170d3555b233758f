import type { Ctx } from '../../platform/context.ts'

/** P-2: whether an administrator's role is limited to this very team. */
export async function isLimitOfRole(ctx: Ctx, companyId: string, teamId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('company.administrator')
    .select('member_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('team_id', '=', teamId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
