import type { Ctx } from '../../platform/context.ts'

export type Delegation = { companyId: string; fromMemberId: string; toMemberId: string; offeredAt: Date }

function select(ctx: Ctx) {
  return ctx.db
    .selectFrom('company.delegation')
    .select(['company_id', 'from_member_id', 'to_member_id', 'offered_at'])
    .where('tenant_id', '=', ctx.tenant)
}

type Row = { company_id: string; from_member_id: string; to_member_id: string; offered_at: Date }
const toDelegation = (r: Row): Delegation => ({
  companyId: r.company_id,
  fromMemberId: r.from_member_id,
  toMemberId: r.to_member_id,
  offeredAt: r.offered_at,
})

/** The offer of a company, also one that has expired. */
export async function findDelegation(ctx: Ctx, companyId: string): Promise<Delegation | undefined> {
  const row = await select(ctx).where('company_id', '=', companyId).executeTakeFirst()
  return row && toDelegation(row)
}

/** Offers to a member, also those that have expired. */
export async function selectDelegationsTo(ctx: Ctx, memberId: string): Promise<Delegation[]> {
  const rows = await select(ctx).where('to_member_id', '=', memberId).orderBy('offered_at').execute()
  return rows.map(toDelegation)
}

export async function insertDelegation(ctx: Ctx, d: Delegation): Promise<void> {
  await ctx.db
    .insertInto('company.delegation')
    .values({
      tenant_id: ctx.tenant,
      company_id: d.companyId,
      from_member_id: d.fromMemberId,
      to_member_id: d.toMemberId,
      offered_at: d.offeredAt,
    })
    .execute()
}

export async function deleteDelegation(ctx: Ctx, companyId: string): Promise<void> {
  await ctx.db.deleteFrom('company.delegation').where('tenant_id', '=', ctx.tenant).where('company_id', '=', companyId).execute()
}
