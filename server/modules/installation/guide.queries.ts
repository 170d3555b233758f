import { sql, type RawBuilder } from 'kysely'
import type { GuideBlock, GuideTemplate, InstallationState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { blockedBy, isOfKind, kindsOf, statusOf } from './status.queries.ts'

type Sql = RawBuilder<unknown>

/** Of a company's members, whom a send is about: some of them, or all; of these, those with an affiliation in some teams (null: all). */
export type Target = { companyId: string; members: readonly string[] | null; teams: readonly string[] | null }

/** Conditions of a target on the id of a member. */
function isMeant(ctx: Ctx, { members, teams }: Target, memberId = sql`s.member_id`): Sql {
  const some = members ? sql`${memberId} = any (${members}::uuid[])` : sql`true`
  if (!teams) return some
  return sql`${some} and exists (select from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.member_id = ${memberId}
    and a.team_id = any (${teams}::uuid[]))`
}

export type Counted = { recipients: number; mobile: number; pc: number; bounced: number }

/** IS-2, IS-3: how many of a target are selectable, how many of these lack which app, and whose address a server has refused lately. */
export async function countSelectable(ctx: Ctx, target: Target): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select count(*)::integer as recipients, count(*) filter (where s.mobile = 'not_installed')::integer as mobile,
      count(*) filter (where s.pc = 'not_installed')::integer as pc, count(*) filter (where b.member_id is not null)::integer as bounced
    from ${statusOf(ctx, target)} s
    left join (
      select distinct r.member_id from installation.recipient r
      join members.account m on m.tenant_id = r.tenant_id and m.member_id = r.member_id and m.personal_email = r.address
      where r.tenant_id = ${ctx.tenant} and r.bounced
    ) b on b.member_id = s.member_id
    where s.blocked_by is null and ${isMeant(ctx, target)}`.execute(ctx.db)
  return rows[0] ?? { recipients: 0, mobile: 0, pc: 0, bounced: 0 }
}

/** Why members of a target are not selectable, by their ids; those out of its reach are missing. */
export async function selectRefused(ctx: Ctx, target: Target): Promise<Map<string, GuideBlock | null>> {
  const { rows } = await sql<{ id: string; blocked: GuideBlock | null }>`
    select s.member_id as id, s.blocked_by as blocked from ${statusOf(ctx, target)} s where ${isMeant(ctx, target)}`.execute(ctx.db)
  return new Map(rows.map(({ id, blocked }) => [id, blocked]))
}

export type NewGuide = {
  guideId: string
  companyId: string
  byId: string
  byName: string
  everyone: boolean
  teamId: string | null
  template: GuideTemplate
}

/** Begins a send; false: one to everyone is under way. */
export async function insertGuide(ctx: Ctx, g: NewGuide): Promise<boolean> {
  const row = await ctx.db
    .insertInto('installation.guide')
    .values({
      tenant_id: ctx.tenant,
      guide_id: g.guideId,
      company_id: g.companyId,
      sent_at: ctx.now,
      by_id: g.byId,
      by_name: g.byName,
      everyone: g.everyone,
      team_id: g.teamId,
      texts: JSON.stringify(g.template.texts),
      links: JSON.stringify(g.template.links),
    })
    .onConflict((c) => c.doNothing())
    .returning('guide_id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * IS-3, IS-5: the receivers of a send: who of the target is selectable at this moment, with the status at this moment. Read and written in the order
 * of their key, so that nothing is sorted, and joined with the combinations last (`offset 0`), of which the planner cannot know how many members
 * have them: less than half the time, of 200,000.
 * @returns how many, and how many lack which app
 */
export async function insertRecipients(
  ctx: Ctx,
  guideId: string,
  target: Target & { domain: string },
): Promise<{ recipients: number; mobile: number; pc: number }> {
  const { rows } = await sql<{ recipients: number; mobile: number; pc: number }>`
    with chosen as (
      insert into installation.recipient (tenant_id, guide_id, member_id, name, login, address, mobile, pc, due_at)
      select ${ctx.tenant}::uuid, ${guideId}::uuid, e.member_id, e.name, e.login || '@' || ${target.domain}, e.personal_email, k.mobile, k.pc,
        ${ctx.now}::timestamptz
      from (
        select e.member_id, e.source_id, e.standing, e.contact, e.has_mobile, e.has_pc, e.activates_at, m.name, m.login, m.personal_email
        from installation.entry e join members.account m on m.tenant_id = e.tenant_id and m.member_id = e.member_id
        where e.tenant_id = ${ctx.tenant} and e.company_id = ${target.companyId} and ${isMeant(ctx, target, sql`e.member_id`)}
        order by e.member_id offset 0
      ) e join ${kindsOf(ctx, target.companyId)} k on ${isOfKind}
      where ${blockedBy(ctx)} is null
      returning mobile, pc
    ), counted as (
      select count(*)::integer as recipients, count(*) filter (where mobile = 'not_installed')::integer as mobile,
        count(*) filter (where pc = 'not_installed')::integer as pc
      from chosen
    )
    select * from counted`.execute(ctx.db)
  const counted = rows[0] ?? { recipients: 0, mobile: 0, pc: 0 }
  await ctx.db
    .updateTable('installation.guide')
    .set({ recipients: counted.recipients })
    .where('tenant_id', '=', ctx.tenant)
    .where('guide_id', '=', guideId)
    .execute()
  return counted
}

export type GuideRow = {
  id: string
  at: Date
  byId: string
  byName: string
  everyone: boolean
  recipients: number
  sent: number
  failed: number
  unknown: number
  skipped: number
  endedAt: Date | null
  trouble: string | null
  within7: number
  within30: number
}

const listed = (ctx: Ctx, companyId: string, most: number): Sql => sql`(
  select g.guide_id as id, g.sent_at as at, g.by_id as "byId", g.by_name as "byName", g.everyone, g.recipients, g.sent, g.failed, g.unknown, g.skipped,
    g.ended_at as "endedAt", g.trouble, g.within_7 as "within7", g.within_30 as "within30"
  from installation.guide g where g.tenant_id = ${ctx.tenant} and g.company_id = ${companyId}
  order by g.sent_at desc, g.guide_id desc limit ${most})`

/** IS-5: the newest sends of a company. */
export async function selectGuides(ctx: Ctx, companyId: string, most: number): Promise<GuideRow[]> {
  const { rows } = await sql<GuideRow>`select * from ${listed(ctx, companyId, most)} l order by l.at desc, l.id desc`.execute(ctx.db)
  return rows
}

/** One of the newest sends of a company; undefined: it is none of them. */
export async function findGuide(ctx: Ctx, companyId: string, guideId: string, most: number): Promise<GuideRow | undefined> {
  const { rows } = await sql<GuideRow>`select * from ${listed(ctx, companyId, most)} l where l.id = ${guideId}`.execute(ctx.db)
  return rows[0]
}

/** Skips what waits of a send, whose company's sends are held. @returns how many */
export async function cancelWaiting(ctx: Ctx, guideId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (
      update installation.recipient set state = 5, reason = 'cancelled', ended_at = ${ctx.now}
      where tenant_id = ${ctx.tenant} and guide_id = ${guideId} and state = 0 returning 1
    ), counted as (select count(*)::integer as n from gone)
    update installation.guide g set skipped = g.skipped + c.n, claimed_to = 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      ended_at = case when g.sent + g.failed + g.unknown + g.skipped + c.n = g.recipients then coalesce(g.ended_at, ${ctx.now}) else g.ended_at end
    from counted c where g.tenant_id = ${ctx.tenant} and g.guide_id = ${guideId} returning c.n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

export type RecipientRow = {
  memberId: string
  name: string
  login: string
  address: string
  mobile: InstallationState
  pc: InstallationState
  state: number
  reason: string | null
  bounced: boolean
  attempts: number
  reply: string | null
  dueAt: Date
  endedAt: Date | null
}

type Recipients = { guideId: string; states: readonly number[] | null; teams: readonly string[] | null }

const ofGuide = (ctx: Ctx, { guideId, states, teams }: Recipients): Sql => sql`
  r.tenant_id = ${ctx.tenant} and r.guide_id = ${guideId} and ${states ? sql`r.state = any (${states}::smallint[])` : sql`true`}
  and ${
    teams
      ? sql`exists (select from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.member_id = r.member_id and a.team_id = any (${teams}::uuid[]))`
      : sql`true`
  }`

/** Receivers of a send after one of them, in the order of their ids. */
export async function selectRecipients(ctx: Ctx, of: Recipients & { after: string | null; most: number }): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select r.member_id as "memberId", r.name, r.login, r.address, r.mobile, r.pc, r.state, r.reason, r.bounced, r.attempts, r.reply,
      r.due_at as "dueAt", r.ended_at as "endedAt"
    from installation.recipient r
    where ${ofGuide(ctx, of)} and ${of.after === null ? sql`true` : sql`r.member_id > ${of.after}`}
    order by r.member_id limit ${of.most}`.execute(ctx.db)
  return rows
}

/** How many receivers a send has. */
export async function countRecipients(ctx: Ctx, of: Recipients): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from installation.recipient r where ${ofGuide(ctx, of)}`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}

/** IS-5: drops sends that have ended and are no longer among the newest of their company. */
export async function deleteOldGuides(ctx: Ctx, most: number): Promise<void> {
  await sql`
    with old as (
      select guide_id from (
        select g.guide_id, g.ended_at, row_number() over (partition by g.company_id order by g.sent_at desc, g.guide_id desc) as place
        from installation.guide g where g.tenant_id = ${ctx.tenant}
      ) g where g.place > ${most} and g.ended_at is not null
    ), gone as (
      delete from installation.recipient r using old where r.tenant_id = ${ctx.tenant} and r.guide_id = old.guide_id
    )
    delete from installation.guide g using old where g.tenant_id = ${ctx.tenant} and g.guide_id = old.guide_id`.execute(ctx.db)
}

/** Receivers who were purged keep no name and no address here. */
export async function forgetPurged(ctx: Ctx): Promise<void> {
  await sql`
    with gone as (
      select r.guide_id, r.member_id from installation.recipient r
      where r.tenant_id = ${ctx.tenant} and r.login <> ''
        and not exists (select from members.account m where m.tenant_id = ${ctx.tenant} and m.member_id = r.member_id)
      order by r.guide_id, r.member_id for update of r
    )
    update installation.recipient r set name = '', login = '', address = '', reply = null
    from gone g where r.tenant_id = ${ctx.tenant} and r.guide_id = g.guide_id and r.member_id = g.member_id`.execute(ctx.db)
}
