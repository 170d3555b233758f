import { api } from '../../platform/api.ts'
import type { Neighbours } from './administrator.service.ts'
import { addDomain, getSettings, previewTimeZone, removeDomain, updateSettings } from './settings.service.ts'

/** What holds for a whole company. */
export function settingsRoutes(near: Pick<Neighbours, 'announce'>) {
  return {
    get: api.settings.get.handler(({ context, input }) => context.scope.transaction((ctx) => getSettings(ctx, input.company))),
    update: api.settings.update.handler(async ({ context, input: { company, ...change } }) => ({
      revision: await context.scope.transaction((ctx) => updateSettings(ctx, near, { companyId: company, ...change })),
    })),
    addDomain: api.settings.addDomain.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => addDomain(ctx, input.company, input.domain))
      return { domain: input.domain }
    }),
    removeDomain: api.settings.removeDomain.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => removeDomain(ctx, input.company, input.domain))
      return { removed: true as const }
    }),
    previewTimeZone: api.settings.previewTimeZone.handler(({ context, input }) =>
      context.scope.transaction((ctx) => previewTimeZone(ctx, input.company, input.zone)),
    ),
  }
}
