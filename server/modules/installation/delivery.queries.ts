import { sql, type RawBuilder } from 'kysely'
import type { GuideTemplate, Locale, SkipReason } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { selectStatuses } from './status.queries.ts'

/** A mail that a worker has committed to attempting. `attemptedAt` names the attempt. */
export type ClaimedMail = {
  guideId: string
  memberId: string
  name: string
  account: string
  address: string
  locale: Locale
  apps: ('mobile' | 'pc')[]
  attempts: number
  attemptedAt: Date
}

type Due = {
  guideId: string
  memberId: string
  name: string
  account: string
  attempts: number
  /** Tried before, or handed back. */
  again: boolean
  address: string | null
  locale: Locale | null
}

/** Of a send `g` that is under way: what waits for its first try. Claimed in the order of the key, so nothing before `claimed_to` does. */
const isFresh = sql`r.guide_id = g.guide_id and r.member_id > g.claimed_to and r.state = 0 and not r.again`

/** Companies of a tenant with mails that are due, those whose mails wait longest first. */
export async function selectDueCompanies(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select g.company_id as id from installation.guide g
    where g.tenant_id = ${ctx.tenant} and g.ended_at is null and (
      exists (select from installation.recipient r where r.tenant_id = ${ctx.tenant} and ${isFresh})
      or exists (select from installation.recipient r
        where r.tenant_id = ${ctx.tenant} and r.guide_id = g.guide_id and r.state = 0 and r.again and r.due_at <= ${ctx.now}))
    group by 1 order by min(g.sent_at)`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** When the next mail of a tenant that is tried again is due; undefined: none is. */
export async function findNextDue(ctx: Ctx): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select due_at as at from installation.recipient where tenant_id = ${ctx.tenant} and state = 0 and again order by due_at limit 1`.execute(
    ctx.db,
  )
  return rows[0]?.at
}

/**
 * Holds a company's sends under way until the commit: whoever claims, cancels or gives up mails of one comes after another, and each begins
 * with this.
 */
export async function holdGuides(ctx: Ctx, companyId: string): Promise<void> {
  await sql`
    select from installation.guide where tenant_id = ${ctx.tenant} and company_id = ${companyId} and ended_at is null
    order by guide_id for no key update`.execute(ctx.db)
}

/**
 * IS-6: takes mails of a company that are due, those that are tried again first, and commits to attempting them; no other worker takes the same.
 * IS-2 is asked again of each: those no longer selectable are skipped with the reason. @returns what is to be handed over, and how many were skipped
 */
export async function claimMails(ctx: Ctx, companyId: string, most: number): Promise<{ mails: ClaimedMail[]; skipped: number }> {
  // Both go to the database at once, in this order.
  const [, rows] = await Promise.all([holdGuides(ctx, companyId), selectDue(ctx, companyId, most)])
  if (rows.length === 0) return { mails: [], skipped: 0 }
  const statuses = await selectStatuses(
    ctx,
    companyId,
    rows.map(({ memberId }) => memberId),
  )
  const statusOf = new Map(statuses.map((one) => [one.member_id, one]))
  const judged = rows.map((row) => {
    const status = statusOf.get(row.memberId)
    const reason: SkipReason | null = status ? status.blocked_by : 'gone'
    const apps = (['mobile', 'pc'] as const).filter((app) => status?.[app] === 'not_installed')
    return { row, reason, apps }
  })
  await Promise.all([markClaimed(ctx, judged), noteClaimed(ctx, judged)])
  const taken = judged.filter(({ reason }) => reason === null)
  return {
    mails: taken.map(({ row: { again: _, ...row }, apps }) => ({
      ...row,
      address: row.address ?? '',
      locale: row.locale ?? 'en',
      apps,
      attempts: row.attempts + 1,
      attemptedAt: ctx.now,
    })),
    skipped: judged.length - taken.length,
  }
}

async function selectDue(ctx: Ctx, companyId: string, most: number): Promise<Due[]> {
  const row = sql`r.guide_id, r.member_id, r.name, r.login, r.attempts, r.again`
  const { rows } = await sql<Due>`
    with g as (
      select guide_id, claimed_to, sent_at from installation.guide where tenant_id = ${ctx.tenant} and company_id = ${companyId} and ended_at is null
    ), due as (
      (select ${row} from installation.recipient r
        where r.tenant_id = ${ctx.tenant} and r.state = 0 and r.again and r.due_at <= ${ctx.now} and r.guide_id in (select guide_id from g)
        order by r.due_at limit ${most})
      union all
      (select r.* from g cross join lateral (
        select ${row} from installation.recipient r where r.tenant_id = ${ctx.tenant} and ${isFresh} order by r.member_id limit ${most}
      ) r order by g.sent_at, r.guide_id, r.member_id limit ${most})
      limit ${most}
    )
    select d.guide_id as "guideId", d.member_id as "memberId", d.name, d.login as account, d.attempts, d.again, m.personal_email as address, m.locale
    from due d left join members.account m on m.tenant_id = ${ctx.tenant} and m.member_id = d.member_id`.execute(ctx.db)
  return rows
}

type Judged = { row: Due; reason: SkipReason | null }

/**
 * The receivers `r` of those told of, by key: also where the planner does not know yet how many a send has just got, and would read them all to
 * join them.
 */
const isToldOf = (ctx: Ctx, told: readonly Pick<Due, 'guideId' | 'memberId'>[]): RawBuilder<boolean> =>
  sql`r.tenant_id = ${ctx.tenant} and r.guide_id = any (${[...new Set(told.map(({ guideId }) => guideId))]}::uuid[])
    and r.member_id = any (${told.map(({ memberId }) => memberId)}::uuid[])`

async function markClaimed(ctx: Ctx, judged: readonly Judged[]): Promise<void> {
  await sql`
    update installation.recipient r set state = case when j.reason is null then 1 else 5 end, reason = j.reason, attempted_at = ${ctx.now},
      attempts = r.attempts + (j.reason is null)::integer, ended_at = case when j.reason is not null then ${ctx.now}::timestamptz end,
      address = coalesce(j.address, r.address)
    from unnest(${judged.map(({ row }) => row.guideId)}::uuid[], ${judged.map(({ row }) => row.memberId)}::uuid[],
      ${judged.map(({ row }) => row.address)}::text[], ${judged.map(({ reason }) => reason)}::text[]) j (guide_id, member_id, address, reason)
    where ${isToldOf(
      ctx,
      judged.map(({ row }) => row),
    )} and r.guide_id = j.guide_id and r.member_id = j.member_id`.execute(ctx.db)
}

/** How far sends are claimed now, and how many of their mails are skipped. */
async function noteClaimed(ctx: Ctx, judged: readonly Judged[]): Promise<void> {
  await sql`
    update installation.guide g set claimed_to = coalesce(c.claimed_to, g.claimed_to), skipped = g.skipped + c.skipped,
      ended_at = case when g.sent + g.failed + g.unknown + g.skipped + c.skipped = g.recipients then coalesce(g.ended_at, ${ctx.now}) else g.ended_at end
    from (
      select guide_id, (array_agg(member_id order by member_id desc) filter (where not again))[1] as claimed_to, (count(*) filter (where skipped))::integer as skipped
      from unnest(${judged.map(({ row }) => row.guideId)}::uuid[], ${judged.map(({ row }) => row.memberId)}::uuid[],
        ${judged.map(({ row }) => row.again)}::boolean[], ${judged.map(({ reason }) => reason !== null)}::boolean[]) j (guide_id, member_id, again, skipped)
      group by 1
    ) c
    where g.tenant_id = ${ctx.tenant} and g.guide_id = c.guide_id`.execute(ctx.db)
}

/** What became of an attempt. `state`: 0 it is tried again at `dueAt`, 2 sent, 3 failed, 4 of unknown outcome; `counts`: whether it was an attempt at all. */
export type MailOutcome = Pick<ClaimedMail, 'guideId' | 'memberId' | 'attemptedAt'> & {
  state: 0 | 2 | 3 | 4
  reply: string
  bounced: boolean
  dueAt: Date | null
  counts: boolean
}

/**
 * Writes what became of attempts, and counts them, in one statement. Of one that was given up meanwhile it is known after all; of one that was
 * attempted anew nothing is written.
 */
export async function writeOutcomes(ctx: Ctx, told: readonly MailOutcome[]): Promise<void> {
  if (told.length === 0) return
  await sql`
    with held as (
      select r.guide_id, r.member_id, r.state as was, t.state, t.reply, t.bounced, t.due_at, t.counts
      from unnest(${told.map((t) => t.guideId)}::uuid[], ${told.map((t) => t.memberId)}::uuid[], ${told.map((t) => t.attemptedAt)}::timestamptz[],
        ${told.map((t) => t.state)}::smallint[], ${told.map((t) => t.reply)}::text[], ${told.map((t) => t.bounced)}::boolean[],
        ${told.map((t) => t.dueAt)}::timestamptz[], ${told.map((t) => t.counts)}::boolean[])
        t (guide_id, member_id, attempted_at, state, reply, bounced, due_at, counts)
      join installation.recipient r on ${isToldOf(ctx, told)} and r.guide_id = t.guide_id and r.member_id = t.member_id
      where r.attempted_at = t.attempted_at and r.state in (1, 4)
      for update of r
    ), written as (
      update installation.recipient r set state = h.state, reply = h.reply, bounced = h.bounced, due_at = coalesce(h.due_at, r.due_at), again = h.state = 0,
        attempts = r.attempts - (not h.counts)::integer, ended_at = case when h.state = 0 then null else ${ctx.now}::timestamptz end
      from held h where ${isToldOf(ctx, told)} and r.guide_id = h.guide_id and r.member_id = h.member_id
      returning 1
    ), counted as (
      select guide_id, (count(*) filter (where state = 2))::integer as sent, (count(*) filter (where state = 3))::integer as failed,
        ((count(*) filter (where state = 4)) - (count(*) filter (where was = 4)))::integer as unknown from held group by 1
    )
    update installation.guide g set sent = g.sent + c.sent, failed = g.failed + c.failed, unknown = g.unknown + c.unknown,
      trouble = case when c.sent + c.failed > 0 then null else g.trouble end,
      ended_at = case when g.sent + g.failed + g.unknown + g.skipped + c.sent + c.failed + c.unknown = g.recipients
        then coalesce(g.ended_at, ${ctx.now}) end
    from counted c where g.tenant_id = ${ctx.tenant} and g.guide_id = c.guide_id`.execute(ctx.db)
}

/** IS-6: attempts begun before an instant whose worker is gone: nobody knows whether the mail arrived. @returns how many */
export async function giveUpLost(ctx: Ctx, before: Date): Promise<number> {
  const { rows: guides } = await sql`
    select from installation.guide where tenant_id = ${ctx.tenant} and guide_id in (
      select guide_id from installation.recipient where tenant_id = ${ctx.tenant} and state = 1 and attempted_at < ${before})
    order by guide_id for no key update`.execute(ctx.db)
  if (guides.length === 0) return 0
  const { rows } = await sql<{ n: number }>`
    with lost as (
      update installation.recipient r set state = 4, ended_at = ${ctx.now}
      where r.tenant_id = ${ctx.tenant} and r.state = 1 and r.attempted_at < ${before} returning r.guide_id
    ), counted as (select guide_id, count(*)::integer as n from lost group by 1)
    update installation.guide g set unknown = g.unknown + c.n,
      ended_at = case when g.sent + g.failed + g.unknown + g.skipped + c.n = g.recipients then coalesce(g.ended_at, ${ctx.now}) else g.ended_at end
    from counted c where g.tenant_id = ${ctx.tenant} and g.guide_id = c.guide_id returning c.n`.execute(ctx.db)
  return rows.reduce((sum, { n }) => sum + n, 0)
}

/** Says of a company's sends under way that the server takes no mails, in its words. */
export async function noteTrouble(ctx: Ctx, companyId: string, trouble: string): Promise<void> {
  await ctx.db
    .updateTable('installation.guide')
    .set({ trouble })
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('ended_at', 'is', null)
    .execute()
}

/** What the mails of a send say. */
export async function findGuideTemplate(ctx: Ctx, guideId: string): Promise<GuideTemplate | undefined> {
  const row = await ctx.db
    .selectFrom('installation.guide')
    .select(['texts', 'links'])
    .where('tenant_id', '=', ctx.tenant)
    .where('guide_id', '=', guideId)
    .executeTakeFirst()
  // What stands there was parsed by its shape when it was written.
  return row as unknown as GuideTemplate | undefined
}
