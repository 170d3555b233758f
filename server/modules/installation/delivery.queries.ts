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
  isFirst: boolean
  address: string | null
  locale: Locale | null
}

/** Of a send `g` that is under way: what waits for its first try. Claimed in the order of the key, so nothing before `claimed_to` does. */
const isFresh = sql`r.guide_id = g.guide_id and r.member_id > g.claimed_to and r.state = 0 and r.attempted_at is null`
/** What was tried before, or handed back, and is due again. */
const isAgain = (ctx: Ctx): RawBuilder<boolean> => sql`r.state = 0 and r.attempted_at is not null and r.due_at <= ${ctx.now}`

/** Companies of a tenant with mails that are due, those whose mails wait longest first. */
export async function selectDueCompanies(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select g.company_id as id from installation.guide g
    where g.tenant_id = ${ctx.tenant} and g.ended_at is null and (
      exists (select from installation.recipient r where r.tenant_id = ${ctx.tenant} and ${isFresh})
      or exists (select from installation.recipient r
        where r.tenant_id = ${ctx.tenant} and r.guide_id = g.guide_id and ${isAgain(ctx)}))
    group by 1 order by min(g.sent_at)`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** When the next mail of a tenant that is tried again is due; undefined: none is. */
export async function findNextDue(ctx: Ctx): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select due_at as at from installation.recipient where tenant_id = ${ctx.tenant} and state = 0 and attempted_at is not null
    order by due_at limit 1`.execute(ctx.db)
  return rows[0]?.at
}

/**
 * Whoever claims, cancels, gives up or writes what became of mails of a company's sends comes after another until the commit, also for a send that
 * begins meanwhile. The sends are held in the order of their ids, as by whoever counts their effect: nobody waits in a circle.
 */
export async function holdSends(ctx: Ctx, companyId: string): Promise<void> {
  await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended('installation sends ' || ${companyId}::text, 0))`.execute(ctx.db),
    sql`
      select from installation.guide where tenant_id = ${ctx.tenant} and company_id = ${companyId} and ended_at is null
      order by guide_id for no key update`.execute(ctx.db),
  ])
}

/**
 * IS-6: takes mails of a company that are due, those that are tried again first, and commits to attempting them; no other worker takes the same.
 * IS-2 is asked again of each: those no longer selectable are skipped with the reason. @returns what is to be handed over, and how many were skipped
 */
export async function claimMails(ctx: Ctx, companyId: string, most: number): Promise<{ mails: ClaimedMail[]; skipped: number }> {
  // Both go to the database at once, in this order: what is read is what those before have left.
  const [, rows] = await Promise.all([holdSends(ctx, companyId), selectDue(ctx, companyId, most)])
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
  const marked = await markClaimed(ctx, judged)
  const claimed = judged.filter(({ row }) => marked.has(keyOf(row)))
  const taken = claimed.filter(({ reason }) => reason === null)
  return {
    mails: taken.map(({ row: { isFirst: _, ...row }, apps }) => ({
      ...row,
      address: row.address ?? '',
      locale: row.locale ?? 'en',
      apps,
      attempts: row.attempts + 1,
      attemptedAt: ctx.now,
    })),
    skipped: claimed.length - taken.length,
  }
}

async function selectDue(ctx: Ctx, companyId: string, most: number): Promise<Due[]> {
  const row = sql`r.guide_id, r.member_id, r.name, r.login, r.attempts`
  const { rows } = await sql<Due>`
    with g as (
      select guide_id, claimed_to, sent_at from installation.guide
      where tenant_id = ${ctx.tenant} and company_id = ${companyId} and ended_at is null
    ), due as (
      select * from (
        (select ${row}, 0 as turn, r.due_at as at from installation.recipient r
          where r.tenant_id = ${ctx.tenant} and ${isAgain(ctx)} and r.guide_id in (select guide_id from g)
          order by r.due_at limit ${most})
        union all
        select r.*, 1, g.sent_at from g cross join lateral (
          select ${row} from installation.recipient r where r.tenant_id = ${ctx.tenant} and ${isFresh} order by r.member_id limit ${most}
        ) r
      ) d order by turn, at, guide_id, member_id limit ${most}
    )
    select d.guide_id as "guideId", d.member_id as "memberId", d.name, d.login as account, d.attempts, d.turn = 1 as "isFirst", m.personal_email as address, m.locale
    from due d left join members.account m on m.tenant_id = ${ctx.tenant} and m.member_id = d.member_id
    order by d.turn, d.at, d.guide_id, d.member_id`.execute(ctx.db)
  return rows
}

type Judged = { row: Due; reason: SkipReason | null }
type Key = { guideId: string; memberId: string }
const keyOf = ({ guideId, memberId }: Key) => `${guideId} ${memberId}`

/**
 * The receivers `r` of those told of, by key: also where the planner does not know yet how many a send has just got, and would read them all to
 * join them.
 */
const isToldOf = (ctx: Ctx, told: readonly Key[]): RawBuilder<boolean> =>
  sql`r.tenant_id = ${ctx.tenant} and r.guide_id = any (${[...new Set(told.map(({ guideId }) => guideId))]}::uuid[])
    and r.member_id = any (${told.map(({ memberId }) => memberId)}::uuid[])`

/** Marks what waits still, and notes how far sends are claimed and how many of their mails are skipped. @returns the keys of what was marked */
async function markClaimed(ctx: Ctx, judged: readonly Judged[]): Promise<Set<string>> {
  const keys = judged.map(({ row }) => row)
  const { rows } = await sql<Key>`
    with marked as (
      update installation.recipient r set state = case when j.reason is null then 1 else 5 end, reason = j.reason, attempted_at = ${ctx.now},
        attempts = r.attempts + (j.reason is null)::integer, ended_at = case when j.reason is not null then ${ctx.now}::timestamptz end,
        address = coalesce(j.address, r.address)
      from unnest(${keys.map(({ guideId }) => guideId)}::uuid[], ${keys.map(({ memberId }) => memberId)}::uuid[],
        ${keys.map(({ address }) => address)}::text[], ${judged.map(({ reason }) => reason)}::text[], ${keys.map(({ isFirst }) => isFirst)}::boolean[])
        j (guide_id, member_id, address, reason, is_first)
      where ${isToldOf(ctx, keys)} and r.guide_id = j.guide_id and r.member_id = j.member_id and r.state = 0
      returning r.guide_id, r.member_id, j.is_first, j.reason is not null as skipped
    ), noted as (
      update installation.guide g set claimed_to = greatest(g.claimed_to, c.claimed_to), skipped = g.skipped + c.skipped,
        ended_at = case when g.sent + g.failed + g.unknown + g.skipped + c.skipped = g.recipients then coalesce(g.ended_at, ${ctx.now}) else g.ended_at end
      from (
        select m.guide_id, (array_agg(m.member_id order by m.member_id desc) filter (where m.is_first))[1] as claimed_to, (count(*) filter (where m.skipped))::integer as skipped
        from marked m group by 1
      ) c
      where g.tenant_id = ${ctx.tenant} and g.guide_id = c.guide_id
    )
    select guide_id as "guideId", member_id as "memberId" from marked`.execute(ctx.db)
  return new Set(rows.map(keyOf))
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
      update installation.recipient r set state = h.state, reply = h.reply, bounced = h.bounced, due_at = coalesce(h.due_at, r.due_at),
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
  const { rows: companies } = await sql<{ id: string }>`
    select distinct g.company_id as id from installation.recipient r join installation.guide g using (tenant_id, guide_id)
    where r.tenant_id = ${ctx.tenant} and r.state = 1 and r.attempted_at < ${before} order by 1`.execute(ctx.db)
  if (companies.length === 0) return 0
  for (const { id } of companies) await holdSends(ctx, id)
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
  await holdSends(ctx, companyId)
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
