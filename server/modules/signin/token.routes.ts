import { api, callerOf } from '../../platform/api.ts'
import { createToken, listCompanyTokens, listOwnTokens, revokeCompanyToken, revokeOwnToken } from './token.service.ts'

const t = api.tokens

/** RE-1: API tokens, a member's own and a company's. */
export const tokenRoutes = {
  listOwn: t.listOwn.handler(async ({ context }) => {
    const { scope, memberId } = callerOf(context)
    const items = await scope.transaction((ctx) => listOwnTokens(ctx, memberId))
    return { items, next: null, total: items.length }
  }),
  create: t.create.handler(({ context, input }) => {
    context.reply.header('cache-control', 'no-store')
    return context.scope.transaction((ctx) => createToken(ctx, input))
  }),
  revokeOwn: t.revokeOwn.handler(async ({ context, input }) => {
    const { scope, memberId } = callerOf(context)
    return { revoked: await scope.transaction((ctx) => revokeOwnToken(ctx, memberId, input.token)) }
  }),
  list: t.list.handler(({ context, input: { company, ...page } }) =>
    context.scope.transaction((ctx) => listCompanyTokens(ctx, company, page)),
  ),
  revoke: t.revoke.handler(async ({ context, input }) => ({
    revoked: await context.scope.transaction((ctx) => revokeCompanyToken(ctx, input.company, input.token)),
  })),
}
