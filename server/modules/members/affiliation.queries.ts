import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { Affiliation } from './affiliation.rules.ts'

/** A member's affiliations in a company, by team. */
export async function selectPlaces(ctx: Ctx, companyId: string, memberId: string): Promise<Affiliation[]> {
  return ctx.db
    .selectFrom('members.affiliation')
    .select([
      'team_id as teamId',
      'position_id as positionId',
      'is_primary as isPrimary',
      'is_leader as isLeader',
      'visible',
      'use_team_feature as useTeamFeature',
    ])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('member_id', '=', memberId)
    .orderBy('team_id')
    .execute()
}

/** How many of these teams and positions the company has; held until the transaction ends, in one order. */
export async function lockKnown(ctx: Ctx, companyId: string, teams: readonly string[], positions: readonly string[]): Promise<boolean> {
  const lock = async (table: 'members.team' | 'members.position', column: 'team_id' | 'position_id', ids: readonly string[]) => {
    const wanted = [...new Set(ids)]
    if (wanted.length === 0) return true
    const { rows } = await sql`
      select ${sql.ref(column)} from ${sql.table(table)}
      where tenant_id = ${ctx.tenant} and company_id = ${companyId} and ${sql.ref(column)} = any (${wanted}::uuid[])
      order by 1 for key share`.execute(ctx.db)
    return rows.length === wanted.length
  }
  return (await lock('members.team', 'team_id', teams)) && lock('members.position', 'position_id', positions)
}

/** Of some teams, those in the subtree of `top`. */
export async function selectTeamsWithin(ctx: Ctx, top: string, teams: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ team_id: string }>`
    select u.team_id from members.teams_above(${ctx.tenant}, ${teams}::uuid[]) u where u.above_id = ${top}`.execute(ctx.db)
  return rows.map((r) => r.team_id)
}

/**
 * Makes a member's affiliations in a company these, and raises the member's revision. The former primary one steps back first: at no
 * moment are there two (MB-3). @returns the revision
 */
export async function replacePlaces(ctx: Ctx, companyId: string, memberId: string, places: readonly Affiliation[]): Promise<number> {
  const primary = places.find((a) => a.isPrimary)?.teamId ?? null
  await sql`
    delete from members.affiliation where tenant_id = ${ctx.tenant} and member_id = ${memberId} and company_id = ${companyId}
      and team_id <> all (${places.map((a) => a.teamId)}::uuid[])`.execute(ctx.db)
  await sql`
    update members.affiliation set is_primary = false where tenant_id = ${ctx.tenant} and member_id = ${memberId}
      and company_id = ${companyId} and is_primary and team_id is distinct from ${primary}::uuid`.execute(ctx.db)
  if (places.length > 0)
    await sql`
      insert into members.affiliation (tenant_id, member_id, team_id, company_id, position_id, is_primary, is_leader, visible, use_team_feature)
      select ${ctx.tenant}, ${memberId}, p.team_id, ${companyId}, p.position_id, p.is_primary, p.is_leader, p.visible, p.use_team_feature
      from unnest(${places.map((a) => a.teamId)}::uuid[], ${places.map((a) => a.positionId)}::uuid[], ${places.map((a) => a.isPrimary)}::boolean[],
        ${places.map((a) => a.isLeader)}::boolean[], ${places.map((a) => a.visible)}::boolean[], ${places.map((a) => a.useTeamFeature)}::boolean[])
        as p (team_id, position_id, is_primary, is_leader, visible, use_team_feature)
      on conflict (tenant_id, member_id, team_id) do update set position_id = excluded.position_id, is_primary = excluded.is_primary,
        is_leader = excluded.is_leader, visible = excluded.visible, use_team_feature = excluded.use_team_feature`.execute(ctx.db)
  const { revision } = await ctx.db
    .updateTable('members.member')
    .set({ revision: sql`revision + 1` })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return revision
}

type Search = { primary: boolean; concurrent: boolean }

export async function findSearch(ctx: Ctx, memberId: string): Promise<Search | undefined> {
  return ctx.db
    .selectFrom('members.member')
    .select(['search_primary as primary', 'search_concurrent as concurrent'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
}

export async function updateSearch(ctx: Ctx, memberId: string, search: Search): Promise<void> {
  await ctx.db
    .updateTable('members.member')
    .set({ search_primary: search.primary, search_concurrent: search.concurrent, revision: sql`revision + 1` })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .execute()
}
