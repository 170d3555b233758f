import { sql } from 'kysely'
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
  address: string | null
  locale: Locale | null
}

/** Companies of a tenant with mails that are due, those whose mails wait longest first. */
export async function selectDueCompanies(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select g.company_id as id from installation.guide g
    where g.tenant_id = ${ctx.tenant} and g.ended_at is null and exists (
      select from installation.recipient r where r.tenant_id = g.tenant_id and r.guide_id = g.guide_id and r.state = 0 and r.due_at <= ${ctx.now})
    group by 1 order by min(g.sent_at)`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** When the next mail of a tenant is due; undefined: none is. */
export async function findNextDue(ctx: Ctx): Promise<Date | undefined> {
  const row = await ctx.db
    .selectFrom('installation.recipient')
    .select('due_at')
    .where('tenant_id', '=', ctx.tenant)
    .where('state', '=', 0)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at
}

/**
 * IS-6: takes mails of a company that are due, and commits to attempting them; no other worker takes the same. IS-2 is asked again of each:
 * those no longer selectable are skipped with the reason. @returns what is to be handed over, and how many were skipped
 */
export async function claimMails(ctx: Ctx, companyId: string, most: number): Promise<{ mails: ClaimedMail[]; skipped: number }> {
  const { rows } = await sql<Due>`
    select d.*, m.personal_email as address, m.locale
    from (
      select r.guide_id as "guideId", r.member_id as "memberId", r.name, r.login as account, r.attempts from installation.recipient r
      where r.tenant_id = ${ctx.tenant} and r.state = 0 and r.due_at <= ${ctx.now} and r.guide_id = any (array(
        select g.guide_id from installation.guide g where g.tenant_id = ${ctx.tenant} and g.company_id = ${companyId} and g.ended_at is null))
      order by r.due_at, r.guide_id, r.member_id limit ${most} for update of r skip locked
    ) d
    left join members.account m on m.tenant_id = ${ctx.tenant} and m.member_id = d."memberId"`.execute(ctx.db)
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
  await markClaimed(ctx, judged)
  const skipped = judged.filter(({ reason }) => reason !== null)
  if (skipped.length > 0) await addSkipped(ctx, skipped)
  return {
    mails: judged
      .filter(({ reason }) => reason === null)
      .map(({ row, apps }) => ({
        ...row,
        address: row.address ?? '',
        locale: row.locale ?? 'en',
        apps,
        attempts: row.attempts + 1,
        attemptedAt: ctx.now,
      })),
    skipped: skipped.length,
  }
}

type Judged = { row: Due; reason: SkipReason | null }

async function markClaimed(ctx: Ctx, judged: readonly Judged[]): Promise<void> {
  await sql`
    update installation.recipient r set state = case when j.reason is null then 1 else 5 end, reason = j.reason, attempted_at = ${ctx.now},
      attempts = r.attempts + (j.reason is null)::integer, ended_at = case when j.reason is not null then ${ctx.now}::timestamptz end,
      address = coalesce(j.address, r.address)
    from unnest(${judged.map(({ row }) => row.guideId)}::uuid[], ${judged.map(({ row }) => row.memberId)}::uuid[],
      ${judged.map(({ row }) => row.address)}::text[], ${judged.map(({ reason }) => reason)}::text[]) j (guide_id, member_id, address, reason)
    where r.tenant_id = ${ctx.tenant} and r.guide_id = j.guide_id and r.member_id = j.member_id`.execute(ctx.db)
}

async function addSkipped(ctx: Ctx, skipped: readonly Judged[]): Promise<void> {
  await sql`
    update installation.guide g set skipped = g.skipped + s.n,
      ended_at = case when g.sent + g.failed + g.unknown + g.skipped + s.n = g.recipients then coalesce(g.ended_at, ${ctx.now}) else g.ended_at end
    from (select guide_id, count(*)::integer as n from unnest(${skipped.map(({ row }) => row.guideId)}::uuid[]) s (guide_id) group by 1) s
    where g.tenant_id = ${ctx.tenant} and g.guide_id = s.guide_id`.execute(ctx.db)
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
      join installation.recipient r on r.tenant_id = ${ctx.tenant} and r.guide_id = t.guide_id and r.member_id = t.member_id
      where r.attempted_at = t.attempted_at and r.state in (1, 4)
      for update of r
    ), written as (
      update installation.recipient r set state = h.state, reply = h.reply, bounced = h.bounced, due_at = coalesce(h.due_at, r.due_at),
        attempts = r.attempts - (not h.counts)::integer, ended_at = case when h.state = 0 then null else ${ctx.now}::timestamptz end
      from held h where r.tenant_id = ${ctx.tenant} and r.guide_id = h.guide_id and r.member_id = h.member_id
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
