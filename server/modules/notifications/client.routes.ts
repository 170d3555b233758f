import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { idShape, noticePageShape, noticeReadShape, shownNoticesShape, type Locale } from '@muster/contract'
import type { Ctx, Scope } from '../../platform/context.ts'
import { parseBody } from '../../platform/parse.ts'
import { listNotices, readNotice, wordNotices } from './notice.service.ts'

type Reading = { memberId: string; companyId: string; scope: Scope }
type Deps = {
  authenticate: (req: FastifyRequest) => Promise<Reading>
  findLocale: (ctx: Ctx, memberId: string) => Promise<Locale>
  /** The public address of the server. */
  url: string
}

/** A member's service notifications as the suite's apps show them: in words. */
export async function noticeClientRoutes(app: FastifyInstance, { authenticate, findLocale, url }: Deps): Promise<void> {
  app.get('/client/v1/notices', async (req) => {
    const { scope, memberId, companyId } = await authenticate(req)
    const asked = parseBody(noticePageShape, req.query)
    const page = await scope.transaction(async (ctx) =>
      wordNotices(ctx, { memberId, companyId, findLocale, url }, await listNotices(ctx, memberId, asked)),
    )
    return shownNoticesShape.parse(page)
  })
  app.post<{ Params: { id: string } }>('/client/v1/notices/:id/read', { bodyLimit: 1_024 }, async (req) => {
    const { scope, memberId } = await authenticate(req)
    const { id } = parseBody(z.object({ id: idShape }), req.params)
    return noticeReadShape.parse({ unread: await scope.transaction((ctx) => readNotice(ctx, memberId, id)) })
  })
}
