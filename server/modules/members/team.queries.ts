import { sql } from 'kysely'
import type { Team } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type TeamRow = Team & { companyId: string; description: string | null; revision: number }

/** Keeps the tree of the tenant's teams as it is until the transaction ends; taken before any team's row. */
export async function lockTree(ctx: Ctx): Promise<void> {
  await sql`select members.lock_tree(${ctx.tenant})`.execute(ctx.db)
}

/** MB-7: the teams of a company that the chart shows to those who are in none: no private one, and nothing beneath one. */
export const teamsShownToOutsiders = (ctx: Ctx, companyId: string) => sql`
  with recursive shown as (
    select t.team_id from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.parent_id is null and not t.private
    union all
    select t.team_id from shown join members.team t on t.tenant_id = ${ctx.tenant} and t.parent_id = shown.team_id where not t.private
  ) select shown.team_id from shown`

/** The teams of a company, or of the subtree of `top`, siblings in order; for outsiders without what is private (MB-7). */
export async function selectTeams(ctx: Ctx, companyId: string, top: string | null, outsider = false): Promise<Team[]> {
  const { rows } = await sql<{ team_id: string; parent_id: string | null; name: string; private: boolean }>`
    select t.team_id, t.parent_id, t.name, t.private from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId}
      ${top === null ? sql`` : sql`and t.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}))`}
      ${outsider ? sql`and t.team_id in (${teamsShownToOutsiders(ctx, companyId)})` : sql``}
    order by t.parent_id nulls first, t.position, t.team_id`.execute(ctx.db)
  return rows.map((r) => ({ id: r.team_id, parentId: r.team_id === top ? null : r.parent_id, name: r.name, private: r.private }))
}

export async function findTeam(ctx: Ctx, companyId: string, teamId: string): Promise<TeamRow | undefined> {
  const r = await ctx.db
    .selectFrom('members.team')
    .select(['team_id', 'company_id', 'parent_id', 'name', 'private', 'description', 'revision'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()
  return r && { ...r, id: r.team_id, companyId: r.company_id, parentId: r.parent_id }
}

/** The teams above one, the topmost first. */
export async function selectTeamsAbove(ctx: Ctx, teamId: string): Promise<{ id: string; name: string; private: boolean }[]> {
  const { rows } = await sql<{ id: string; name: string; private: boolean }>`
    with recursive up as (
      select t.team_id, t.parent_id, t.name, t.private, 0 as step from members.team t where t.tenant_id = ${ctx.tenant} and t.team_id = ${teamId}
      union all
      select t.team_id, t.parent_id, t.name, t.private, up.step + 1 from up
      join members.team t on t.tenant_id = ${ctx.tenant} and t.team_id = up.parent_id
    )
    select team_id as id, name, private from up where step > 0 order by step desc`.execute(ctx.db)
  return rows
}

/** A team with all teams beneath it, and how deep they are nested. */
export async function selectSubtree(ctx: Ctx, teamId: string): Promise<{ ids: string[]; height: number }> {
  const { rows } = await sql<{ ids: string[]; height: number }>`
    with recursive down as (
      select ${teamId}::uuid as team_id, 1 as step
      union all
      select t.team_id, down.step + 1 from down join members.team t on t.tenant_id = ${ctx.tenant} and t.parent_id = down.team_id
    )
    select array_agg(team_id) as ids, max(step)::integer as height from down`.execute(ctx.db)
  return rows[0] ?? { ids: [teamId], height: 1 }
}

/** The children of a node in order; null: the topmost teams of the company. */
export async function selectChildren(ctx: Ctx, companyId: string, parentId: string | null): Promise<{ id: string; name: string }[]> {
  return ctx.db
    .selectFrom('members.team')
    .select(['team_id as id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('parent_id', parentId === null ? 'is' : '=', parentId)
    .orderBy('position')
    .orderBy('team_id')
    .execute()
}

export async function countTeams(ctx: Ctx, companyId: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('members.team')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirstOrThrow()
  return n
}

export type NewTeam = {
  id: string
  companyId: string
  parentId: string | null
  name: string
  description: string | null
  private: boolean
}

/** Adds a team as the last of its siblings. */
export async function insertTeam(ctx: Ctx, team: NewTeam): Promise<void> {
  await sql`
    insert into members.team (tenant_id, team_id, company_id, parent_id, name, description, private, position)
    select ${ctx.tenant}, ${team.id}, ${team.companyId}, ${team.parentId}::uuid, ${team.name}, ${team.description}, ${team.private},
      coalesce(max(s.position), -1) + 1
    from members.team s where s.tenant_id = ${ctx.tenant} and s.company_id = ${team.companyId}
      and s.parent_id is not distinct from ${team.parentId}::uuid`.execute(ctx.db)
}

type TeamChange = { name?: string | undefined; description?: string | null | undefined; private?: boolean | undefined }

/** @returns the new revision */
export async function updateTeam(ctx: Ctx, teamId: string, change: TeamChange): Promise<number> {
  const { revision } = await ctx.db
    .updateTable('members.team')
    .set({
      ...(change.name !== undefined && { name: change.name }),
      ...(change.description !== undefined && { description: change.description }),
      ...(change.private !== undefined && { private: change.private }),
      revision: sql`revision + 1`,
    })
    .where('tenant_id', '=', ctx.tenant)
    .where('team_id', '=', teamId)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return revision
}

/** Puts a team under a parent and numbers the siblings there anew; only rows that change are written. */
export async function placeTeam(ctx: Ctx, teamId: string, parentId: string | null, siblings: readonly string[]): Promise<void> {
  await sql`
    update members.team t set parent_id = ${parentId}::uuid, position = s.at - 1
    from unnest(${siblings}::uuid[]) with ordinality as s (team_id, at)
    where t.tenant_id = ${ctx.tenant} and t.team_id = s.team_id
      and (t.position <> s.at - 1 or (t.team_id = ${teamId} and t.parent_id is distinct from ${parentId}::uuid))`.execute(ctx.db)
}

/** Locks a team that is to go. False: somebody is putting a member or a team into it right now. */
export async function lockTeamToDelete(ctx: Ctx, teamId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('members.team')
    .select('team_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('team_id', '=', teamId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row !== undefined
}

/** What keeps a team from being deleted: teams beneath it, and members, deleted ones until purge included. */
export async function findTeamContents(ctx: Ctx, teamId: string): Promise<{ teams: boolean; members: boolean; deletedMembers: boolean }> {
  const { rows } = await sql<{ teams: boolean; members: boolean; deleted: boolean }>`
    select exists (select from members.team t where t.tenant_id = ${ctx.tenant} and t.parent_id = ${teamId}) as teams,
      coalesce(bool_or(m.deleted_at is null), false) as members, coalesce(bool_or(m.deleted_at is not null), false) as deleted
    from members.affiliation a join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
    where a.tenant_id = ${ctx.tenant} and a.team_id = ${teamId}`.execute(ctx.db)
  const found = rows[0]
  return { teams: found?.teams ?? false, members: found?.members ?? false, deletedMembers: found?.deleted ?? false }
}

export async function deleteTeamRow(ctx: Ctx, teamId: string): Promise<void> {
  for (const table of ['members.team', 'members.team_count', 'members.team_change'] as const)
    await ctx.db.deleteFrom(table).where('tenant_id', '=', ctx.tenant).where('team_id', '=', teamId).execute()
}
