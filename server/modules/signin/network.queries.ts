import type { Ctx } from '../../platform/context.ts'

export type NetworkRow = { revision: number; enforced: boolean; ranges: string[]; countries: string[] }

/** A company's network rules; undefined: it never had any. */
export async function findNetwork(ctx: Ctx, companyId: string): Promise<NetworkRow | undefined> {
  return ctx.db
    .selectFrom('signin.network')
    .select(['revision', 'enforced', 'ranges', 'countries'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
}

/** Whom a company's rules do not bind. */
export async function selectExempt(ctx: Ctx, companyId: string): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('signin.network_exempt')
    .select('member_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .orderBy('member_id')
    .execute()
  return rows.map((r) => r.member_id)
}

/** Writes rules over those with the revision before; false when there are others by now. */
export async function writeNetwork(ctx: Ctx, companyId: string, n: NetworkRow): Promise<boolean> {
  const values = { revision: n.revision, enforced: n.enforced, ranges: n.ranges, countries: n.countries }
  const written = await ctx.db
    .insertInto('signin.network')
    .values({ tenant_id: ctx.tenant, company_id: companyId, ...values })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet(values)
        .where('signin.network.revision', '=', n.revision - 1),
    )
    .returning('revision')
    .executeTakeFirst()
  return written !== undefined
}

/** Writes who is exempt, in place of who was. */
export async function writeExempt(ctx: Ctx, companyId: string, members: readonly string[]): Promise<void> {
  await ctx.db.deleteFrom('signin.network_exempt').where('tenant_id', '=', ctx.tenant).where('company_id', '=', companyId).execute()
  if (members.length === 0) return
  await ctx.db
    .insertInto('signin.network_exempt')
    .values(members.map((member_id) => ({ tenant_id: ctx.tenant, company_id: companyId, member_id })))
    .execute()
}
