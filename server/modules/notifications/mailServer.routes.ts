import type { Locale } from '@muster/contract'
import { api, callerOf } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import type { MailServers } from './mailServer.service.ts'

const m = api.mail

export type MailServerRoutes = {
  servers: MailServers
  /** Where an administrator gets mail. */
  findReceiver(ctx: Ctx, memberId: string): Promise<{ name: string; address: string; locale: Locale }>
}

/** Through which server a company's mails leave. */
export function mailServerRoutes({ servers, findReceiver }: MailServerRoutes) {
  return {
    get: m.get.handler(({ context, input }) => context.scope.transaction((ctx) => servers.get(ctx, input.company))),
    update: m.update.handler(async ({ context, input: { company, ...wanted } }) => ({
      revision: await context.scope.transaction((ctx) => servers.update(ctx, company, wanted)),
    })),
    remove: m.remove.handler(async ({ context, input }) => ({
      revision: await context.scope.transaction((ctx) => servers.remove(ctx, input.company, input.revision)),
    })),
    test: m.test.handler(async ({ context, input: { company, server } }) => {
      const { scope, memberId } = callerOf(context)
      const to = await scope.transaction((ctx) => findReceiver(ctx, memberId))
      return servers.test(scope, { companyId: company, server, to })
    }),
  }
}
