import type { Locale } from '@muster/contract'
import type { MailServers } from '#modules/notifications'
import { api, callerOf } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import { spooledFile } from '../../platform/spool.ts'
import { exportRecipients } from './guideFile.service.ts'
import { cancelGuide, countGuide, listGuides, listRecipients, sendGuide } from './guide.service.ts'
import type { OptOuts } from './optOut.service.ts'
import { getTemplate, previewGuide, testGuide, updateTemplate } from './template.service.ts'

const g = api.guides

export type GuideRoutes = {
  servers: MailServers
  optOuts: OptOuts
  findReceiver(ctx: Ctx, memberId: string): Promise<{ name: string; address: string; locale: Locale }>
}

/** IS-3 to IS-6: the mail that gets the apps installed. */
export function guideRoutes(deps: GuideRoutes) {
  return {
    count: g.count.handler(({ context, input }) => context.scope.transaction((ctx) => countGuide(ctx, deps, input.company, input.to))),
    send: g.send.handler(({ context, input }) =>
      context.scope.transaction((ctx) => sendGuide(ctx, deps, { companyId: input.company, to: input.to })),
    ),
    list: g.list.handler(async ({ context, input }) => ({
      items: await context.scope.transaction((ctx) => listGuides(ctx, deps, input.company)),
    })),
    cancel: g.cancel.handler(({ context, input }) =>
      context.scope.transaction((ctx) => cancelGuide(ctx, deps, input.company, input.guide)),
    ),
    recipients: g.recipients.handler(({ context, input: { company, guide, ...asked } }) =>
      context.scope.transaction((ctx) => listRecipients(ctx, { companyId: company, guideId: guide, ...asked })),
    ),
    csv: g.csv.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      const { locale } = await scope.transaction((ctx) => deps.findReceiver(ctx, memberId))
      const { name, chunks } = await exportRecipients(scope, { companyId: input.company, guideId: input.guide, locale })
      return spooledFile({ name, type: 'text/csv;charset=utf-8', chunks }, context.reply.raw)
    }),
    template: g.template.handler(({ context, input }) => context.scope.transaction((ctx) => getTemplate(ctx, input.company))),
    updateTemplate: g.updateTemplate.handler(async ({ context, input: { company, ...wanted } }) => ({
      revision: await context.scope.transaction((ctx) => updateTemplate(ctx, company, wanted)),
    })),
    preview: g.preview.handler(({ context, input: { company, ...asked } }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => previewGuide(ctx, deps.optOuts, { companyId: company, memberId, ...asked }))
    }),
    test: g.test.handler(async ({ context, input: { company, ...asked } }) => {
      const { scope, memberId } = callerOf(context)
      const to = await scope.transaction((ctx) => deps.findReceiver(ctx, memberId))
      return testGuide(deps, scope, { companyId: company, memberId, to, ...asked })
    }),
  }
}
