import { api, callerOf } from '../../platform/api.ts'
import type { NoticeRow } from './notice.service.ts'
import { listNotices, readNotice, readNotices } from './notice.service.ts'

const n = api.notices

/** The signed-in member's service notifications. */
export const noticeRoutes = {
  list: n.list.handler(async ({ context, input }) => {
    const { scope, memberId } = callerOf(context)
    const page = await scope.transaction((ctx) => listNotices(ctx, memberId, input))
    return { ...page, items: page.items.map(shown) }
  }),
  read: n.read.handler(async ({ context, input }) => {
    const { scope, memberId } = callerOf(context)
    return { unread: await scope.transaction((ctx) => readNotice(ctx, memberId, input.notice)) }
  }),
  readAll: n.readAll.handler(async ({ context, input }) => {
    const { scope, memberId } = callerOf(context)
    return { unread: await scope.transaction((ctx) => readNotices(ctx, memberId, input.upTo)) }
  }),
}

const shown = ({ createdAt, readAt, ...notice }: NoticeRow) => ({
  ...notice,
  createdAt: createdAt.toISOString(),
  readAt: readAt?.toISOString() ?? null,
})
