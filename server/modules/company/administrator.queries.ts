import { sql } from 'kysely'
import type { AdministratorRole } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type AdministratorRow = {
  memberId: string
  role: AdministratorRole
  customRole: { id: string; name: string } | null
  teamId: string | null
  since: Date
}

/** Where a page of administrators begins: after the one with these keys. */
export type AfterAdministrator = { isOther: boolean; since: Date; memberId: string }

/** A company's administrators, the Super Admin first, then by when they were appointed. */
export async function selectAdministrators(
  ctx: Ctx,
  companyId: string,
  page: { after: AfterAdministrator | null; limit: number },
): Promise<AdministratorRow[]> {
  const { after } = page
  const rows = await ctx.db
    .selectFrom('company.administrator as a')
    .leftJoin('company.role as r', (j) =>
      j.onRef('r.tenant_id', '=', 'a.tenant_id').onRef('r.company_id', '=', 'a.company_id').onRef('r.role_id', '=', 'a.role_id'),
    )
    .select(['a.member_id', 'a.role', 'a.role_id', 'r.name as role_name', 'a.team_id', 'a.created_at'])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.company_id', '=', companyId)
    .$if(after !== null, (q) =>
      q.where(
        sql<boolean>`(a.role <> 'super_admin', a.created_at, a.member_id) > (${after?.isOther}, ${after?.since}, ${after?.memberId})`,
      ),
    )
    .orderBy(sql`a.role <> 'super_admin'`)
    .orderBy('a.created_at')
    .orderBy('a.member_id')
    .limit(page.limit)
    .execute()
  return rows.map((r) => ({
    memberId: r.member_id,
    role: r.role as AdministratorRole,
    customRole: r.role_id === null ? null : { id: r.role_id, name: r.role_name ?? '' },
    teamId: r.team_id,
    since: r.created_at,
  }))
}

export async function countAdministrators(ctx: Ctx, companyId: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('company.administrator')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirstOrThrow()
  return n
}

export type HeldRole = { role: AdministratorRole; roleId: string | null; teamId: string | null }

/** The role a member holds in a company; undefined: none. */
export async function findHeldRole(ctx: Ctx, companyId: string, memberId: string): Promise<HeldRole | undefined> {
  const row = await ctx.db
    .selectFrom('company.administrator')
    .select(['role', 'role_id', 'team_id'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row && { role: row.role as AdministratorRole, roleId: row.role_id, teamId: row.team_id }
}

/** Gives a member a role in a company, in place of the one held. */
export async function upsertHeldRole(ctx: Ctx, companyId: string, memberId: string, held: HeldRole): Promise<void> {
  const values = { role: held.role, role_id: held.roleId, team_id: held.teamId }
  await ctx.db
    .insertInto('company.administrator')
    .values({ tenant_id: ctx.tenant, company_id: companyId, member_id: memberId, created_at: ctx.now, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'company_id', 'member_id']).doUpdateSet(values))
    .execute()
}

export async function deleteHeldRole(ctx: Ctx, companyId: string, memberId: string): Promise<void> {
  await ctx.db
    .deleteFrom('company.administrator')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('member_id', '=', memberId)
    .execute()
}
