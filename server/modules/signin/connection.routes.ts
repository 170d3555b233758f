import { api, callerOf } from '../../platform/api.ts'
import type { Places } from '../../platform/place.ts'
import { listMemberConnections, listOwnConnections, logOut, logOutElsewhere, logOutEverywhere, logOutOwn } from './connection.service.ts'

const c = api.connections

/** MB-11: a member's connections for administrators, and one's own. */
export function connectionRoutes({ places }: { places: Places }) {
  return {
    list: c.list.handler(({ context, input: { company, member, ...page } }) =>
      context.scope.transaction((ctx) => listMemberConnections(ctx, places, { companyId: company, memberId: member }, page)),
    ),
    logOut: c.logOut.handler(async ({ context, input: { company, member, connection } }) => ({
      loggedOut: await context.scope.transaction((ctx) => logOut(ctx, { companyId: company, memberId: member }, connection)),
    })),
    logOutAll: c.logOutAll.handler(async ({ context, input: { company, member } }) => ({
      loggedOut: await context.scope.transaction((ctx) => logOutEverywhere(ctx, { companyId: company, memberId: member })),
    })),
    listOwn: c.listOwn.handler(({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => listOwnConnections(ctx, places, memberId, input))
    }),
    logOutOwn: c.logOutOwn.handler(async ({ context, input }) => {
      const { scope, ...of } = callerOf(context)
      return { loggedOut: await scope.transaction((ctx) => logOutOwn(ctx, of, input.connection)) }
    }),
    logOutOthers: c.logOutOthers.handler(async ({ context }) => {
      const { scope, connectionId, ...of } = callerOf(context)
      return { loggedOut: await scope.transaction((ctx) => logOutElsewhere(ctx, of, connectionId)) }
    }),
  }
}
