import type { Locale } from '@muster/contract'
import { api, callerOf, reachOf } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import type { MailServers } from './mailServer.service.ts'
import { listUndelivered, type FindPeople } from './undelivered.service.ts'

const m = api.mail

export type MailServerRoutes = {
  servers: MailServers
  /** Where an administrator gets mail. */
  findReceiver(ctx: Ctx, memberId: string): Promise<{ name: string; address: string; locale: Locale }>
  findPeople: FindPeople
}

/** Through which server a company's mails leave, and which did not arrive. */
export function mailServerRoutes({ servers, findReceiver, findPeople }: MailServerRoutes) {
  return {
    get: m.get.handler(({ context, input }) => context.scope.transaction((ctx) => servers.get(ctx, input.company))),
    update: m.update.handler(async ({ context, input: { company, ...wanted } }) => ({
      revision: await context.scope.transaction((ctx) => servers.update(ctx, company, wanted)),
    })),
    remove: m.remove.handler(async ({ context, input }) => ({
      revision: await context.scope.transaction((ctx) => servers.remove(ctx, input.company, input.revision)),
    })),
    undelivered: m.undelivered.handler(({ context, input: { company: companyId, ...page } }) =>
      context.scope.transaction((ctx) =>
        listUndelivered(ctx, findPeople, { companyId, names: reachOf(context).names, cursor: undefined, ...page }),
      ),
    ),
    test: m.test.handler(async ({ context, input: { company, server } }) => {
      const { scope, memberId } = callerOf(context)
      const to = await scope.transaction((ctx) => findReceiver(ctx, memberId))
      return servers.test(scope, { companyId: company, server, to })
    }),
  }
}
