import { api, callerOf } from '../../platform/api.ts'
import { changeApp, createApp, listApps, removeApp, renewSecret } from './app.service.ts'
import { listAllowed, takeBack } from './consent.service.ts'

const a = api.apps

/** SX-1: apps that a company registers, and those that a member has allowed. */
export const appRoutes = {
  list: a.list.handler(async ({ context, input }) => {
    const items = await context.scope.transaction((ctx) => listApps(ctx, input.company))
    return { items, next: null, total: items.length }
  }),
  create: a.create.handler(async ({ context, input }) => {
    context.reply.header('cache-control', 'no-store')
    return context.scope.transaction((ctx) => createApp(ctx, input.company, input.app))
  }),
  update: a.update.handler(async ({ context, input }) => ({
    revision: await context.scope.transaction((ctx) => changeApp(ctx, input.company, input.app, input.revision, input.fields)),
  })),
  renewSecret: a.renewSecret.handler(async ({ context, input }) => {
    context.reply.header('cache-control', 'no-store')
    return { secret: await context.scope.transaction((ctx) => renewSecret(ctx, input.company, input.app)) }
  }),
  remove: a.remove.handler(async ({ context, input }) => ({
    signedOut: await context.scope.transaction((ctx) => removeApp(ctx, input.company, input.app)),
  })),
  listOwn: a.listOwn.handler(async ({ context }) => {
    const { scope, memberId } = callerOf(context)
    return { items: await scope.transaction((ctx) => listAllowed(ctx, memberId)) }
  }),
  removeOwn: a.removeOwn.handler(async ({ context, input }) => {
    const { scope, memberId, companyId } = callerOf(context)
    return { signedOut: await scope.transaction((ctx) => takeBack(ctx, { memberId, companyId }, input.app)) }
  }),
}
