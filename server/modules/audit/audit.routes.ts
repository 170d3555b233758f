import { api, reachOf } from '../../platform/api.ts'
import { listEvents, type LogNeighbours } from './log.service.ts'

/** The audit log (P-4). */
export function auditRoutes(near: LogNeighbours) {
  return {
    list: api.audit.list.handler(({ context, input: { company, cursor, limit, ...filter } }) => {
      const reading = { companyId: company, names: reachOf(context).names, filter }
      return context.scope.transaction((ctx) => listEvents(ctx, near, reading, { cursor, limit }))
    }),
  }
}
