import { noticeDays, type Locale, type NoticeContent, type ShownNotices } from '@muster/contract'
import { getCompany, zoneAt } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import {
  announceNotice,
  countNewSignIns,
  countUnread,
  deleteNoticesOf,
  deleteOldNotices,
  findNotice,
  insertNotice,
  markRead,
  selectNotices,
  type NewSignIns,
  type NoticeRow,
} from './notice.queries.ts'
import { wordNotice } from './notice.texts.ts'
import { deleteMailsOf } from './outbox.queries.ts'
import { deleteBrowsersOf } from './push.queries.ts'
import { promisePushes } from './push.service.ts'

export type { NoticeRow }

/**
 * Sends a service notification to a member: it is there with the caller's commit, and every open app and page is told then,
 * and every browser that is to be. */
export async function notifyMember(ctx: Ctx, notice: { memberId: string } & NoticeContent): Promise<void> {
  const id = newId(ctx.now)
  await insertNotice(ctx, { id, ...notice })
  await announceNotice(ctx, notice.memberId)
  await promisePushes(ctx, id, notice.memberId)
}

type Page = { cursor?: string | undefined; limit: number }
export type NoticePage = { items: NoticeRow[]; next: string | null; unread: number }

/** A page of a member's service notifications, the newest first, and how many of all are unread. @throws input_invalid */
export async function listNotices(ctx: Ctx, memberId: string, { cursor, limit }: Page): Promise<NoticePage> {
  const after = keysOf(cursor, ([at, id]) => {
    const createdAt = new Date(String(at))
    return isId(id) && !Number.isNaN(createdAt.getTime()) ? { createdAt, id } : undefined
  })
  const [rows, unread] = await Promise.all([selectNotices(ctx, { memberId, after, limit: limit + 1 }), countUnread(ctx, memberId)])
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items,
    next: last ? cursorOf([last.createdAt.toISOString(), last.id]) : null,
    unread,
  }
}

type For = { memberId: string; companyId: string; findLocale: (ctx: Ctx, memberId: string) => Promise<Locale>; url: string }

/** RE-2, T-1: a page as apps show it: worded in the member's language, in their company's time zone. */
export async function wordNotices(ctx: Ctx, { memberId, companyId, findLocale, url }: For, page: NoticePage): Promise<ShownNotices> {
  // Apps look whenever they are opened, and mostly there is nothing.
  if (page.items.length === 0) return { ...page, items: [] }
  const [locale, { zones }] = await Promise.all([findLocale(ctx, memberId), getCompany(ctx, companyId)])
  return {
    ...page,
    items: page.items.map((n) => ({
      ...wordNotice({ locale, zone: zoneAt(zones, n.createdAt) }, n),
      id: n.id,
      kind: n.kind,
      link: `${url}/account`,
      createdAt: n.createdAt.toISOString(),
      readAt: n.readAt?.toISOString() ?? null,
    })),
  }
}

/** MB-2, MB-11: how many sign-ins from new devices and countries a member was told of after an instant of the last 180 days. */
export async function findNewSignIns(ctx: Ctx, memberId: string, since: Date): Promise<NewSignIns> {
  return countNewSignIns(ctx, memberId, since)
}

/** Marks one of a member's service notifications as read. @returns how many are unread now @throws not_found */
export async function readNotice(ctx: Ctx, memberId: string, id: string): Promise<number> {
  if (!(await findNotice(ctx, memberId, id))) throw new AppError('not_found')
  await markRead(ctx, memberId, { id })
  await announceNotice(ctx, memberId)
  return countUnread(ctx, memberId)
}

/** Marks all that came no later than one of them: what nobody has seen yet stays unread. @throws not_found */
export async function readNotices(ctx: Ctx, memberId: string, upTo: string): Promise<number> {
  const at = await findNotice(ctx, memberId, upTo)
  if (!at) throw new AppError('not_found')
  await markRead(ctx, memberId, { upTo: at })
  await announceNotice(ctx, memberId)
  return countUnread(ctx, memberId)
}

/** Service notifications are kept for 180 days. */
export async function purgeNotices(ctx: Ctx): Promise<void> {
  await deleteOldNotices(ctx, new Date(ctx.now.getTime() - noticeDays * 86_400_000))
}

/** MB-15: what members were told goes with their accounts, and the personal addresses it went to. */
export async function forgetMembers(ctx: Ctx, members: readonly string[]): Promise<void> {
  await deleteNoticesOf(ctx, members)
  await deleteMailsOf(ctx, members)
  await deleteBrowsersOf(ctx, members)
}
