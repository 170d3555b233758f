import { sql } from 'kysely'
import type { NoticeContent } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type Browser = { memberId: string; connectionId: string }

/** The browser of a connection, in place of whoever else was signed in there; the oldest of too many go. */
export async function putBrowser(ctx: Ctx, { memberId, connectionId }: Browser, hash: Buffer, sealed: Buffer, most: number): Promise<void> {
  const all = () => ctx.db.deleteFrom('notifications.push_subscription').where('tenant_id', '=', ctx.tenant)
  await all()
    .where((e) => e.or([e('address_hash', '=', hash), e('connection_id', '=', connectionId)]))
    .execute()
  await ctx.db
    .insertInto('notifications.push_subscription')
    .values({ tenant_id: ctx.tenant, connection_id: connectionId, member_id: memberId, address_hash: hash, sealed, created_at: ctx.now })
    .execute()
  const newest = ctx.db
    .selectFrom('notifications.push_subscription')
    .select('connection_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .limit(most)
  await all().where('member_id', '=', memberId).where('connection_id', 'not in', newest).execute()
}

/** Whether something was there. */
export async function dropBrowser(ctx: Ctx, connectionId: string): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('notifications.push_subscription')
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Whose a browser is: by the connection that it belongs to, or by the hash of its address. */
export async function findBrowserOwner(ctx: Ctx, which: { connectionId: string } | { hash: Buffer }): Promise<string | undefined> {
  const all = ctx.db.selectFrom('notifications.push_subscription').select('member_id').where('tenant_id', '=', ctx.tenant)
  const one = 'hash' in which ? all.where('address_hash', '=', which.hash) : all.where('connection_id', '=', which.connectionId)
  return (await one.executeTakeFirst())?.member_id
}

export async function deleteBrowsersOf(ctx: Ctx, members: readonly string[]): Promise<void> {
  if (members.length === 0) return
  await ctx.db.deleteFrom('notifications.push_subscription').where('tenant_id', '=', ctx.tenant).where('member_id', 'in', members).execute()
}

/** Promises a notice to all browsers of a member that are signed in. @returns whether there are any */
export async function insertPushes(ctx: Ctx, noticeId: string, memberId: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('notifications.push')
    .columns(['tenant_id', 'notice_id', 'connection_id', 'created_at', 'next_at'])
    .expression(
      ctx.db
        .selectFrom('notifications.push_subscription as s')
        .innerJoin('sessions.live as l', (j) => j.onRef('l.tenant_id', '=', 's.tenant_id').onRef('l.connection_id', '=', 's.connection_id'))
        .select((e) => ['s.tenant_id', e.val(noticeId).as('n'), 's.connection_id', e.val(ctx.now).as('c'), e.val(ctx.now).as('a')])
        .where('s.tenant_id', '=', ctx.tenant)
        .where('s.member_id', '=', memberId),
    )
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export type DuePush = {
  noticeId: string
  connectionId: string
  memberId: string
  companyId: string
  sealed: Buffer
  attempts: number
  notice: NoticeContent & { createdAt: Date }
}

/**
 * Takes what is due, and counts the attempt before it is made: `nextAt` says when it is due again if nothing comes of it, also when the
 * process ends meanwhile. Two workers at once take different ones.
 */
export async function takeDuePushes(ctx: Ctx, limit: number, nextAt: (attempts: number) => Date): Promise<DuePush[]> {
  const rows = await ctx.db
    .selectFrom('notifications.push as p')
    .innerJoin('notifications.push_subscription as s', (j) =>
      j.onRef('s.tenant_id', '=', 'p.tenant_id').onRef('s.connection_id', '=', 'p.connection_id'),
    )
    .innerJoin('sessions.live as l', (j) => j.onRef('l.tenant_id', '=', 'p.tenant_id').onRef('l.connection_id', '=', 'p.connection_id'))
    .innerJoin('notifications.notice as n', (j) => j.onRef('n.tenant_id', '=', 'p.tenant_id').onRef('n.notice_id', '=', 'p.notice_id'))
    .select(['p.notice_id', 'p.connection_id', 'p.attempts', 's.member_id', 's.sealed', 'l.company_id', 'n.kind', 'n.data', 'n.created_at'])
    .where('p.tenant_id', '=', ctx.tenant)
    .where('p.next_at', '<=', ctx.now)
    .orderBy('p.next_at')
    .limit(limit)
    .forUpdate('p')
    .skipLocked()
    .execute()
  for (const row of rows) await updatePush(ctx, row.notice_id, row.connection_id, nextAt(row.attempts + 1), row.attempts + 1)
  return rows.map((r) => ({
    noticeId: r.notice_id,
    connectionId: r.connection_id,
    memberId: r.member_id,
    companyId: r.company_id ?? '',
    sealed: r.sealed,
    attempts: r.attempts + 1,
    // Written by insertNotice(), and by nobody else.
    notice: { createdAt: r.created_at, kind: r.kind, data: r.data } as NoticeContent & { createdAt: Date },
  }))
}

export async function updatePush(ctx: Ctx, noticeId: string, connectionId: string, nextAt: Date, attempts: number): Promise<void> {
  await ctx.db
    .updateTable('notifications.push')
    .set({ next_at: nextAt, attempts })
    .where('tenant_id', '=', ctx.tenant)
    .where('notice_id', '=', noticeId)
    .where('connection_id', '=', connectionId)
    .execute()
}

export async function deletePush(ctx: Ctx, noticeId: string, connectionId: string): Promise<void> {
  await ctx.db
    .deleteFrom('notifications.push')
    .where('tenant_id', '=', ctx.tenant)
    .where('notice_id', '=', noticeId)
    .where('connection_id', '=', connectionId)
    .execute()
}

/** Drops what nobody needs to be shown any more: read meanwhile, or from before an instant; and browsers whose connection has ended, with all they wait for. */
export async function dropStalePushes(ctx: Ctx, before: Date): Promise<void> {
  await sql`delete from notifications.push_subscription s where s.tenant_id = ${ctx.tenant}
    and not exists (select from sessions.live l where l.tenant_id = s.tenant_id and l.connection_id = s.connection_id)`.execute(ctx.db)
  await sql`delete from notifications.push p using notifications.notice n where p.tenant_id = ${ctx.tenant} and n.tenant_id = p.tenant_id
    and n.notice_id = p.notice_id and (n.read_at is not null or n.created_at < ${before})`.execute(ctx.db)
}

/** When the next attempt is due; undefined: nothing waits. */
export async function findNextPush(ctx: Ctx): Promise<Date | undefined> {
  const row = await ctx.db
    .selectFrom('notifications.push')
    .select('next_at')
    .where('tenant_id', '=', ctx.tenant)
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst()
  return row?.next_at
}
