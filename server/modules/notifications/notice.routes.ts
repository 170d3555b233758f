import { api, callerOf } from '../../platform/api.ts'
import type { NoticeRow } from './notice.service.ts'
import { listNotices, readNotice, readNotices } from './notice.service.ts'
import { allowPush, isPushAllowed, stopPush, type PushDeps } from './push.service.ts'

const n = api.notices

/** The signed-in member's service notifications. */
export const noticeRoutes = (deps: PushDeps) => ({
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
  push: n.push.handler(async ({ context }) => {
    const caller = callerOf(context)
    return { key: deps.push.publicKey, allowed: await caller.scope.transaction((ctx) => isPushAllowed(ctx, caller)) }
  }),
  allowPush: n.allowPush.handler(async ({ context, input }) => {
    const caller = callerOf(context)
    await caller.scope.transaction((ctx) => allowPush(ctx, deps, caller, input))
    return { allowed: true as const }
  }),
  stopPush: n.stopPush.handler(async ({ context }) => {
    const caller = callerOf(context)
    await caller.scope.transaction((ctx) => stopPush(ctx, caller))
    return { allowed: false as const }
  }),
})

const shown = ({ createdAt, readAt, ...notice }: NoticeRow) => ({
  ...notice,
  createdAt: createdAt.toISOString(),
  readAt: readAt?.toISOString() ?? null,
})
