import { sql } from 'kysely'
import type { Locale, PasswordOption } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'
import type { Membership } from './membership.queries.ts'
import type { StateFacts } from './state.rules.ts'

export type Member = StateFacts & {
  id: string
  companyId: string
  login: string
  name: string
  locale: Locale
  suspendedReason: 'administrator' | 'sign_in_failures' | null
  leaveFrom: Date | null
  leaveUntil: Date | null
  personalEmail: string | null
  registeredBy: PasswordOption
  levelId: string | null
  userTypeId: string | null
  /** The service permission set for this member alone. */
  permissionId: string | null
  revision: number
}

const columns = [
  'member_id',
  'company_id',
  'login',
  'name',
  'locale',
  'created_at',
  'activates_at',
  'first_signed_in_at',
  'suspended_at',
  'suspended_reason',
  'deleted_at',
  'app_blocked_at',
  'leave_from',
  'leave_until',
  'personal_email',
  'registered_by',
  'level_id',
  'user_type_id',
  'permission_id',
  'revision',
] as const

type Row = {
  member_id: string
  company_id: string
  login: string
  name: string
  locale: string
  created_at: Date
  activates_at: Date | null
  first_signed_in_at: Date | null
  suspended_at: Date | null
  suspended_reason: string | null
  deleted_at: Date | null
  app_blocked_at: Date | null
  leave_from: Date | null
  leave_until: Date | null
  personal_email: string | null
  registered_by: string
  level_id: string | null
  user_type_id: string | null
  permission_id: string | null
  revision: number
}

function toMember(r: Row): Member {
  return {
    id: r.member_id,
    companyId: r.company_id,
    login: r.login,
    name: r.name,
    locale: r.locale as Locale,
    createdAt: r.created_at,
    activatesAt: r.activates_at,
    firstSignedInAt: r.first_signed_in_at,
    suspendedAt: r.suspended_at,
    suspendedReason: r.suspended_reason as Member['suspendedReason'],
    deletedAt: r.deleted_at,
    appBlockedAt: r.app_blocked_at,
    leaveFrom: r.leave_from,
    leaveUntil: r.leave_until,
    personalEmail: r.personal_email,
    registeredBy: r.registered_by as PasswordOption,
    levelId: r.level_id,
    userTypeId: r.user_type_id,
    permissionId: r.permission_id,
    revision: r.revision,
  }
}

function select(ctx: Ctx) {
  return ctx.db.selectFrom('members.member').select(columns).where('tenant_id', '=', ctx.tenant)
}

export async function findMember(ctx: Ctx, memberId: string): Promise<Member | undefined> {
  const row = await select(ctx).modifyFront(kept).where('member_id', '=', memberId).executeTakeFirst()
  return row && toMember(row)
}

export async function findByLogin(ctx: Ctx, companyId: string, login: string): Promise<Member | undefined> {
  const row = await select(ctx).where('company_id', '=', companyId).where('login', '=', login).executeTakeFirst()
  return row && toMember(row)
}

/** Reads a member and holds the row until the transaction ends. */
export async function lockMember(ctx: Ctx, memberId: string): Promise<Member | undefined> {
  const row = await select(ctx).where('member_id', '=', memberId).forUpdate().executeTakeFirst()
  return row && toMember(row)
}

export type NewMember = {
  id: string
  companyId: string
  login: string
  name: string
  locale: Locale
  personalEmail: string | null
  registeredBy: 'admin' | 'automatic' | 'link'
  activatesAt: Date | null
  /** MB-6: what the search switches begin with. */
  searchable: boolean
}

export async function insertMembers(ctx: Ctx, members: NewMember[]): Promise<void> {
  const tenant = { tenant_id: ctx.tenant }
  await ctx.db
    .insertInto('members.member')
    .values(
      members.map((m) => ({
        ...tenant,
        member_id: m.id,
        company_id: m.companyId,
        login: m.login,
        name: m.name,
        locale: m.locale,
        personal_email: m.personalEmail,
        registered_by: m.registeredBy,
        created_at: ctx.now,
        activates_at: m.activatesAt,
        search_primary: m.searchable,
        search_concurrent: m.searchable,
      })),
    )
    .execute()
  await ctx.db
    .insertInto('members.membership')
    .values(members.map((m) => ({ ...tenant, member_id: m.id, company_id: m.companyId, from_at: ctx.now })))
    .execute()
}

type MemberChange = Partial<{
  locale: Locale
  first_signed_in_at: Date
  suspended_at: Date | null
  suspended_reason: 'administrator' | 'sign_in_failures' | null
  deleted_at: Date | null
  app_blocked_at: Date | null
  leave_from: Date | null
  leave_until: Date | null
  activates_at: Date | null
}>

export async function updateMember(ctx: Ctx, memberId: string, change: MemberChange): Promise<void> {
  await ctx.db.updateTable('members.member').set(change).where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
}

/** What a member is given in the company they move to (MB-16). */
export type Move = { companyId: string; login: string; levelId: string | null; userTypeId: string | null; permissionId: string | null }

/** Moves a member: what belonged to the former company (teams, alias addresses, custom fields) stays behind. */
export async function moveMember(ctx: Ctx, memberId: string, to: Move): Promise<void> {
  for (const table of ['members.affiliation', 'members.alias'] as const)
    await ctx.db.deleteFrom(table).where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
  await ctx.db
    .updateTable('members.member')
    .set({
      company_id: to.companyId,
      login: to.login,
      level_id: to.levelId,
      user_type_id: to.userTypeId,
      permission_id: to.permissionId,
      custom: '{}',
      employee_number: null,
      revision: sql`revision + 1`,
    })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .execute()
  await ctx.db
    .insertInto('members.membership')
    .values({ tenant_id: ctx.tenant, member_id: memberId, company_id: to.companyId, from_at: ctx.now })
    .execute()
}

/** The companies a member has belonged to, oldest first. */
export async function selectMemberships(ctx: Ctx, memberId: string): Promise<Membership[]> {
  const rows = await ctx.db
    .selectFrom('members.membership')
    .select(['company_id', 'from_at'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('from_at')
    .execute()
  return rows.map((r) => ({ companyId: r.company_id, from: r.from_at }))
}

/** Locks the deleted members whose seven days are over, without waiting for one that is being undeleted. */
export async function lockDeletedBefore(ctx: Ctx, before: Date, limit: number): Promise<Member[]> {
  const rows = await select(ctx).where('deleted_at', '<=', before).orderBy('deleted_at').limit(limit).forUpdate().skipLocked().execute()
  return rows.map(toMember)
}

export async function deleteMembers(ctx: Ctx, memberIds: string[]): Promise<void> {
  if (memberIds.length === 0) return
  await ctx.db.deleteFrom('members.member').where('tenant_id', '=', ctx.tenant).where('member_id', 'in', memberIds).execute()
}

export type NewAffiliation = {
  memberId: string
  teamId: string
  companyId: string
  isPrimary: boolean
  isLeader: boolean
  positionId?: string | null
  /** MB-7: false: *Private*. */
  visible?: boolean
}

export async function insertAffiliations(ctx: Ctx, affiliations: NewAffiliation[]): Promise<void> {
  await ctx.db
    .insertInto('members.affiliation')
    .values(
      affiliations.map((a) => ({
        tenant_id: ctx.tenant,
        member_id: a.memberId,
        team_id: a.teamId,
        company_id: a.companyId,
        is_primary: a.isPrimary,
        is_leader: a.isLeader,
        position_id: a.positionId ?? null,
        visible: a.visible ?? true,
      })),
    )
    .execute()
}
