import { api, reachOf } from '../../platform/api.ts'
import { getCompanyStorage, getStorageOf, listLargest } from './storage.service.ts'

const s = api.storage

/** MB-9: storage in use. */
export const storageRoutes = {
  company: s.company.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => getCompanyStorage(ctx, input.company, reachOf(context))),
  })),
  largest: s.largest.handler(({ context, input }) => {
    const { company: companyId, kind, filled, ...page } = input
    const asked = { companyId, kind, filled, reach: reachOf(context) }
    return context.scope.transaction((ctx) => listLargest(ctx, asked, { cursor: page.cursor, limit: page.limit }))
  }),
  ofMember: s.ofMember.handler(({ context, input }) => context.scope.transaction((ctx) => getStorageOf(ctx, input.company, input.member))),
}
