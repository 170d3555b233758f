import { sql, type RawBuilder } from 'kysely'
import type { AdministratorRole } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { StateFacts } from './state.rules.ts'

type Sql = RawBuilder<unknown>

/** What a list shows of a member, and the member's place in it. */
export type Listed = StateFacts & {
  place: string[]
  id: string
  login: string
  name: string
  phonetic: string | null
  nickname: string | null
  employeeNumber: string | null
  leaveFrom: Date | null
  leaveUntil: Date | null
  level: { id: string; name: string } | null
  userType: { id: string; name: string } | null
  team: { id: string; name: string } | null
  teams: number
  position: string | null
  personalEmail: string | null
  lastUse: string | null
  photoChangedAt: Date | null
  role: AdministratorRole | null
}

/** What a list shows of the members of `page`, in its order. */
export function shown(ctx: Ctx, companyId: string, part: { total: Sql; overflow: Sql }): Sql {
  return sql`
    select n.total, n.overflow, p.place, m.member_id, m.login, m.name, m.phonetic, m.nickname, m.employee_number, m.created_at, m.activates_at,
      m.first_signed_in_at, m.suspended_at, m.deleted_at, m.app_blocked_at, m.leave_from, m.leave_until, m.personal_email, l.level_id, l.name as level,
      y.user_type_id, y.name as user_type, t.team_id, t.name as team, o.name as position, f.changed_at as photo, u.day as last_use, r.role,
      (select count(*)::integer from members.affiliation x where x.tenant_id = m.tenant_id and x.member_id = m.member_id) as teams
    from (select ${part.total} as total, ${part.overflow} as overflow) n
    left join (select p.place, p.place[cardinality(p.place)]::uuid as id, row_number() over () as at from page p) p on true
    left join members.member m on m.tenant_id = ${ctx.tenant} and m.member_id = p.id
    left join members.level l on l.tenant_id = m.tenant_id and l.level_id = m.level_id
    left join members.user_type y on y.tenant_id = m.tenant_id and y.user_type_id = m.user_type_id
    left join members.affiliation a on a.tenant_id = m.tenant_id and a.member_id = m.member_id and a.company_id = m.company_id and a.is_primary
    left join members.team t on t.tenant_id = a.tenant_id and t.team_id = a.team_id
    left join members.position o on o.tenant_id = a.tenant_id and o.position_id = a.position_id
    left join members.photo f on f.tenant_id = m.tenant_id and f.member_id = m.member_id
    left join activity.last_use u on u.tenant_id = m.tenant_id and u.company_id = ${companyId} and u.member_id = m.member_id
    left join company.administrator_role r on r.tenant_id = m.tenant_id and r.company_id = ${companyId} and r.member_id = m.member_id
    order by p.at`
}

export type Row = {
  total: number | null
  overflow: boolean
  place: string[]
  member_id: string | null
  login: string
  name: string
  phonetic: string | null
  nickname: string | null
  employee_number: string | null
  created_at: Date
  activates_at: Date | null
  first_signed_in_at: Date | null
  suspended_at: Date | null
  deleted_at: Date | null
  app_blocked_at: Date | null
  leave_from: Date | null
  leave_until: Date | null
  personal_email: string | null
  level_id: string | null
  level: string | null
  user_type_id: string | null
  user_type: string | null
  team_id: string | null
  team: string | null
  position: string | null
  photo: Date | null
  last_use: string | null
  role: string | null
  teams: number
}

const named = (of: string | null, name: string | null) => (of === null || name === null ? null : { id: of, name })

/** A row as it was read. */
export function toListed(r: Row): Listed {
  return {
    place: r.place,
    id: r.member_id ?? '',
    login: r.login,
    name: r.name,
    phonetic: r.phonetic,
    nickname: r.nickname,
    employeeNumber: r.employee_number,
    createdAt: r.created_at,
    activatesAt: r.activates_at,
    firstSignedInAt: r.first_signed_in_at,
    suspendedAt: r.suspended_at,
    deletedAt: r.deleted_at,
    appBlockedAt: r.app_blocked_at,
    leaveFrom: r.leave_from,
    leaveUntil: r.leave_until,
    level: named(r.level_id, r.level),
    userType: named(r.user_type_id, r.user_type),
    team: named(r.team_id, r.team),
    teams: r.teams,
    position: r.position,
    personalEmail: r.personal_email,
    lastUse: r.last_use,
    photoChangedAt: r.photo,
    role: r.role as AdministratorRole | null,
  }
}
