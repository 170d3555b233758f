import { api, callerOf, reachOf } from '../../platform/api.ts'
import { getDistribution } from './distribution.service.ts'
import { countDevices, getDevice, listDevices, listDevicesOf } from './list.service.ts'
import { getNewest, setNewest } from './newest.service.ts'
import { forgetSearch, listSearches, saveSearch } from './search.service.ts'
import { notifyUpdate } from './updateNotice.service.ts'

const d = api.devices

/** Security › Device status. */
export const deviceRoutes = {
  list: d.list.handler(({ context, input }) => {
    const { company: companyId, tab, sort, direction, cursor, limit, ...filter } = input
    return context.scope.transaction((ctx) =>
      listDevices(ctx, { companyId, tab, filter, reach: reachOf(context), sort, direction, cursor, limit }),
    )
  }),
  count: d.count.handler(async ({ context, input }) => {
    const { company: companyId, tab, ...filter } = input
    return { total: await context.scope.transaction((ctx) => countDevices(ctx, { companyId, tab, filter, reach: reachOf(context) })) }
  }),
  distribution: d.distribution.handler(({ context, input }) =>
    context.scope.transaction((ctx) => getDistribution(ctx, { companyId: input.company, tab: input.tab, reach: reachOf(context) })),
  ),
  get: d.get.handler(({ context, input }) =>
    context.scope.transaction((ctx) => getDevice(ctx, input.company, input.device, reachOf(context))),
  ),
  ofMember: d.ofMember.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => listDevicesOf(ctx, input.company, input.member)),
  })),
  notifyUpdate: d.notifyUpdate.handler(({ context, input }) =>
    context.scope.transaction((ctx) => notifyUpdate(ctx, input.company, input.rows)),
  ),
  versions: d.versions.handler(({ context, input }) => context.scope.transaction((ctx) => getNewest(ctx, input.company))),
  setVersions: d.setVersions.handler(({ context, input }) => context.scope.transaction((ctx) => setNewest(ctx, input.company, input))),
  searches: d.searches.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => listSearches(ctx, ownOf(context, input))),
  })),
  saveSearch: d.saveSearch.handler(({ context, input }) => {
    const { name, tab, filter } = input
    return context.scope.transaction((ctx) => saveSearch(ctx, ownOf(context, input), { name, tab, filter }))
  }),
  forgetSearch: d.forgetSearch.handler(async ({ context, input }) => {
    await context.scope.transaction((ctx) => forgetSearch(ctx, ownOf(context, input), input.search))
    return { forgotten: true as const }
  }),
}

const ownOf = (context: Parameters<typeof callerOf>[0], { company }: { company: string }) => ({
  companyId: company,
  memberId: callerOf(context).memberId,
})
