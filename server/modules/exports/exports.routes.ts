import type { AskedList } from '@muster/contract'
import { api, callerOf } from '../../platform/api.ts'
import { acceptsGzip } from '../../platform/http.ts'
import { spooledFile } from '../../platform/spool.ts'
import { unpacked } from '../../platform/storage.ts'
import { askForFile, cancelFile, getFile, listFiles, openFile } from './file.service.ts'
import type { Making } from './make.service.ts'

const e = api.exports
const type = 'text/csv;charset=utf-8'

/** Lists as files (DS-8). */
export function exportRoutes(making: Making) {
  const ask = (context: Parameters<typeof callerOf>[0], companyId: string, asked: AskedList) => {
    const { scope, memberId } = callerOf(context)
    return askForFile(making, scope, { companyId, memberId, asked })
  }
  return {
    devices: e.devices.handler(({ context, input: { company, ...asked } }) => ask(context, company, { list: 'devices', ...asked })),
    members: e.members.handler(({ context, input: { company, ...asked } }) => ask(context, company, { list: 'members', ...asked })),
    connections: e.connections.handler(({ context, input: { company, ...asked } }) =>
      ask(context, company, { list: 'connections', ...asked }),
    ),
    audit: e.audit.handler(({ context, input: { company, ...asked } }) => ask(context, company, { list: 'audit', ...asked })),
    storage: e.storage.handler(({ context, input: { company, ...asked } }) => ask(context, company, { list: 'storage', ...asked })),
    list: e.list.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      return { items: await scope.transaction((ctx) => listFiles(ctx, memberId)) }
    }),
    get: e.get.handler(({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => getFile(ctx, memberId, input.export))
    }),
    cancel: e.cancel.handler(({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => cancelFile(ctx, memberId, input.export))
    }),
    download: e.download.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      const { name, packed } = await openFile(making, scope, memberId, input.export)
      const { req, reply } = context
      reply.header('vary', 'accept-encoding')
      if (!acceptsGzip(req)) return spooledFile({ name, type, chunks: unpacked(packed) }, reply.raw)
      const file =
        packed instanceof Blob ? new File([packed], name, { type }) : await spooledFile({ name, type, chunks: packed }, reply.raw)
      reply.header('content-encoding', 'gzip')
      return file
    }),
  }
}
