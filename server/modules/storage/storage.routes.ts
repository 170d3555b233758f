import { api, reachOf } from '../../platform/api.ts'
import { getCompanyStorage, getStorageOf, listLargest } from './storage.service.ts'

const s = api.storage

/** MB-9: storage in use. */
export const storageRoutes = {
  company: s.company.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => getCompanyStorage(ctx, input.company, reachOf(context))),
  })),
  largest: s.largest.handler(({ context, input }) => {
    const { company: companyId, kind, near, cursor, limit } = input
    return context.scope.transaction((ctx) =>
      listLargest(ctx, { companyId, kind, near: near === 'true', reach: reachOf(context), cursor, limit }),
    )
  }),
  ofMember: s.ofMember.handler(({ context, input }) => context.scope.transaction((ctx) => getStorageOf(ctx, input.company, input.member))),
}
