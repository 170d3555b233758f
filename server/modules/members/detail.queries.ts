import { sql } from 'kysely'
import type { MemberDetail, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** What stands about a member in tables of their own. */
export type Surroundings = {
  level: MemberDetail['level']
  userType: MemberDetail['userType']
  permission: { id: string; name: string } | null
  surfaces: Surface[]
  photoChangedAt: Date | null
  search: { primary: boolean; concurrent: boolean }
}

/** Level, user type, service permission, photo and search switches of a member, in one statement. */
export async function selectSurroundings(ctx: Ctx, memberId: string): Promise<Surroundings> {
  const { rows } = await sql<{
    level: MemberDetail['level']
    user_type: MemberDetail['userType']
    permission: { id: string; name: string } | null
    surfaces: Surface[]
    photo: Date | null
    search_primary: boolean
    search_concurrent: boolean
  }>`
    select
      (select jsonb_build_object('id', l.level_id, 'name', l.name, 'executive', l.executive)
       from members.level l where l.tenant_id = m.tenant_id and l.level_id = m.level_id) as level,
      (select jsonb_build_object('id', t.user_type_id, 'name', t.name)
       from members.user_type t where t.tenant_id = m.tenant_id and t.user_type_id = m.user_type_id) as user_type,
      (select jsonb_build_object('id', p.permission_id, 'name', p.name)
       from members.service_permission p where p.tenant_id = m.tenant_id and p.permission_id = m.permission_id) as permission,
      members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id) as surfaces,
      (select f.changed_at from members.photo f where f.tenant_id = m.tenant_id and f.member_id = m.member_id) as photo,
      m.search_primary, m.search_concurrent
    from members.member m where m.tenant_id = ${ctx.tenant} and m.member_id = ${memberId}`.execute(ctx.db)
  const r = rows[0]
  if (!r) throw new Error('the caller has read the member')
  return {
    level: r.level,
    userType: r.user_type,
    permission: r.permission,
    surfaces: r.surfaces,
    photoChangedAt: r.photo,
    search: { primary: r.search_primary, concurrent: r.search_concurrent },
  }
}

/**
 * A member's affiliations, the primary one first, each with the names of the teams above. P-2: only those in the subtree of `top`, with
 * the names down from it; `elsewhere`: how many there are besides.
 */
export async function selectAffiliations(
  ctx: Ctx,
  memberId: string,
  top: string | null,
): Promise<{ affiliations: MemberDetail['affiliations']; elsewhere: number }> {
  const { rows } = await sql<{
    team_id: string
    team_name: string
    private: boolean
    path: string[] | null
    position: { id: string; name: string } | null
    is_primary: boolean
    is_leader: boolean
    visible: boolean
    use_team_feature: boolean
    within: boolean
  }>`
    select a.team_id, t.name as team_name, t.private, a.is_primary, a.is_leader, a.visible, a.use_team_feature,
      (${top}::uuid is null or a.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}::uuid))) as within,
      (with recursive up as (
        select p.team_id, p.parent_id, p.name, 1 as step from members.team p
        where p.tenant_id = ${ctx.tenant} and p.team_id = t.parent_id and t.team_id is distinct from ${top}::uuid
        union all
        select p.team_id, p.parent_id, p.name, up.step + 1 from up
        join members.team p on p.tenant_id = ${ctx.tenant} and p.team_id = up.parent_id and up.team_id is distinct from ${top}::uuid
      ) select array_agg(up.name order by up.step desc) from up) as path,
      (select jsonb_build_object('id', p.position_id, 'name', p.name)
       from members.position p where p.tenant_id = a.tenant_id and p.position_id = a.position_id) as position
    from members.affiliation a
    join members.team t on t.tenant_id = a.tenant_id and t.team_id = a.team_id
    where a.tenant_id = ${ctx.tenant} and a.member_id = ${memberId}
    order by a.is_primary desc, t.name, a.team_id`.execute(ctx.db)
  const within = rows.filter((r) => r.within)
  const affiliations = within.map((r) => ({
    team: { id: r.team_id, name: r.team_name, path: r.path ?? [], private: r.private },
    position: r.position,
    isPrimary: r.is_primary,
    isLeader: r.is_leader,
    visible: r.visible,
    useTeamFeature: r.use_team_feature,
  }))
  return { affiliations, elsewhere: rows.length - within.length }
}
