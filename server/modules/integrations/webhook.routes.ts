import { api } from '../../platform/api.ts'
import type { Seal } from '../../platform/seal.ts'
import { getDelivery, listDeliveries, resendDead, resendDelivery, sendTest } from './delivery.service.ts'
import {
  changeWebhook,
  createWebhook,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  renewWebhookSecret,
  resumeWebhook,
} from './webhook.service.ts'

const w = api.webhooks

/** RE-3: endpoints that are told of events, and what became of telling them. */
export function webhookRoutes({ seal, url }: { seal: Seal; url: string }) {
  return {
    list: w.list.handler(async ({ context, input }) => {
      const items = await context.scope.transaction((ctx) => listWebhooks(ctx, input.company))
      return { items, next: null, total: items.length }
    }),
    create: w.create.handler(({ context, input }) => {
      context.reply.header('cache-control', 'no-store')
      return context.scope.transaction((ctx) => createWebhook(ctx, seal, input.company, input.webhook))
    }),
    update: w.update.handler(async ({ context, input: { company, webhook, revision, fields } }) => ({
      revision: await context.scope.transaction((ctx) => changeWebhook(ctx, seal, company, { id: webhook, revision, input: fields })),
    })),
    remove: w.remove.handler(async ({ context, input }) => ({
      dropped: await context.scope.transaction((ctx) => removeWebhook(ctx, input.company, input.webhook)),
    })),
    renewSecret: w.renewSecret.handler(({ context, input }) => {
      context.reply.header('cache-control', 'no-store')
      return context.scope.transaction((ctx) => renewWebhookSecret(ctx, seal, input.company, input.webhook))
    }),
    pause: w.pause.handler(async ({ context, input }) => ({
      revision: await context.scope.transaction((ctx) => pauseWebhook(ctx, input.company, input.webhook)),
    })),
    resume: w.resume.handler(async ({ context, input }) => ({
      revision: await context.scope.transaction((ctx) => resumeWebhook(ctx, input.company, input.webhook)),
    })),
    test: w.test.handler(async ({ context, input }) => ({
      delivery: await context.scope.transaction((ctx) => sendTest(ctx, input.company, input.webhook)),
    })),
    deliveries: w.deliveries.handler(({ context, input: { company, webhook, ...page } }) =>
      context.scope.transaction((ctx) => listDeliveries(ctx, company, webhook, page)),
    ),
    delivery: w.delivery.handler(({ context, input: { company, webhook, delivery } }) =>
      context.scope.transaction((ctx) => getDelivery(ctx, url, company, { id: webhook, eventId: delivery })),
    ),
    resend: w.resend.handler(async ({ context, input: { company, webhook, delivery } }) => ({
      resent: await context.scope.transaction((ctx) => resendDelivery(ctx, company, { id: webhook, eventId: delivery })),
    })),
    resendDead: w.resendDead.handler(async ({ context, input }) => ({
      resent: await context.scope.transaction((ctx) => resendDead(ctx, input.company, input.webhook)),
    })),
  }
}
