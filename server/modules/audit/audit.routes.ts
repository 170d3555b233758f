import { api, callerOf, reachOf } from '../../platform/api.ts'
import { spooledFile } from '../../platform/spool.ts'
import { exportEvents, listEvents, type LogNeighbours } from './log.service.ts'

/** The audit log (P-4). */
export function auditRoutes(near: LogNeighbours) {
  return {
    list: api.audit.list.handler(({ context, input: { company, cursor, limit, ...filter } }) => {
      const reading = { companyId: company, names: reachOf(context).names, filter }
      return context.scope.transaction((ctx) => listEvents(ctx, near, reading, { cursor, limit }))
    }),
    file: api.audit.file.handler(({ context, input: { company, ...filter } }) => {
      const { scope, memberId } = callerOf(context)
      const reading = { companyId: company, names: reachOf(context).names, filter }
      const chunks = exportEvents(scope, near, reading, memberId)
      return spooledFile({ name: 'audit-log.csv', type: 'text/csv;charset=utf-8', chunks }, context.reply.raw)
    }),
  }
}
