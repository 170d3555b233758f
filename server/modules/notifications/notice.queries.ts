import { sql } from 'kysely'
import type { NoticeContent } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'

export async function insertNotice(ctx: Ctx, n: { id: string; memberId: string } & NoticeContent): Promise<void> {
  await ctx.db
    .insertInto('notifications.notice')
    .values({
      tenant_id: ctx.tenant,
      notice_id: n.id,
      member_id: n.memberId,
      kind: n.kind,
      data: JSON.stringify(n.data),
      created_at: ctx.now,
    })
    .execute()
}

/** Tells every node, with the commit, that there is news for a member. */
export async function announceNotice(ctx: Ctx, memberId: string): Promise<void> {
  await sql`select pg_notify('muster_notice', ${ctx.tenant} || ':' || ${memberId})`.execute(ctx.db)
}

export type NoticeRow = { id: string; createdAt: Date; readAt: Date | null } & NoticeContent

export async function selectNotices(
  ctx: Ctx,
  asked: { memberId: string; after: { createdAt: Date; id: string } | null; limit: number },
): Promise<NoticeRow[]> {
  const { after } = asked
  const rows = await ctx.db
    .selectFrom('notifications.notice')
    .select(['notice_id', 'kind', 'data', 'created_at', 'read_at'])
    .modifyFront(kept)
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', asked.memberId)
    .$if(after !== null, (q) => q.where(sql<boolean>`(created_at, notice_id) < (${after?.createdAt}, ${after?.id}::uuid)`))
    .orderBy('created_at', 'desc')
    .orderBy('notice_id', 'desc')
    .limit(asked.limit)
    .execute()
  // Written by insertNotice(), and by nobody else.
  return rows.map((r) => ({ id: r.notice_id, createdAt: r.created_at, readAt: r.read_at, kind: r.kind, data: r.data }) as NoticeRow)
}

export async function countUnread(ctx: Ctx, memberId: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('notifications.notice')
    .modifyFront(kept)
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return n
}

export type NewSignIns = { count: number; countries: number; latest: Date | null }

/** How many sign-ins from a new device or country a member was told of since then, how many of a new country, and the latest. */
export async function countNewSignIns(ctx: Ctx, memberId: string, since: Date): Promise<NewSignIns> {
  const { rows } = await sql<NewSignIns>`
    select count(*)::integer as count, count(*) filter (where (n.data ->> 'newCountry')::boolean)::integer as countries, max(n.created_at) as latest
    from notifications.notice n
    where n.tenant_id = ${ctx.tenant} and n.member_id = ${memberId} and n.created_at > ${since} and n.kind = 'new_sign_in'`.execute(ctx.db)
  return rows[0] ?? { count: 0, countries: 0, latest: null }
}

/** When a notice of a member came; undefined: there is none such. */
export async function findNotice(ctx: Ctx, memberId: string, id: string): Promise<Date | undefined> {
  const row = await ctx.db
    .selectFrom('notifications.notice')
    .select('created_at')
    .where('tenant_id', '=', ctx.tenant)
    .where('notice_id', '=', id)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row?.created_at
}

/** Marks as read: one notice, or all that came no later than it did. */
export async function markRead(ctx: Ctx, memberId: string, which: { id: string } | { upTo: Date }): Promise<void> {
  await ctx.db
    .updateTable('notifications.notice')
    .set({ read_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('read_at', 'is', null)
    .$if('id' in which, (q) => q.where('notice_id', '=', 'id' in which ? which.id : ''))
    .$if('upTo' in which, (q) => q.where('created_at', '<=', 'upTo' in which ? which.upTo : ctx.now))
    .execute()
}

/** Drops what came before an instant. */
export async function deleteOldNotices(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('notifications.notice').where('tenant_id', '=', ctx.tenant).where('created_at', '<', before).execute()
}

export async function deleteNoticesOf(ctx: Ctx, members: readonly string[]): Promise<void> {
  if (members.length === 0) return
  await ctx.db.deleteFrom('notifications.notice').where('tenant_id', '=', ctx.tenant).where('member_id', 'in', members).execute()
}
