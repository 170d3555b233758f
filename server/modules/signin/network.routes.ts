import { api } from '../../platform/api.ts'
import type { Places } from '../../platform/place.ts'
import { getNetwork, previewNetwork, updateNetwork } from './network.service.ts'

const n = api.network

/** From which networks and countries a company's members may use the suite. */
export function networkRoutes({ places }: { places: Places }) {
  return {
    get: n.get.handler(({ context, input }) => context.scope.transaction((ctx) => getNetwork(ctx, places, input.company))),
    preview: n.preview.handler(({ context, input: { company, ...lists } }) =>
      context.scope.transaction((ctx) => previewNetwork(ctx, places, company, lists)),
    ),
    update: n.update.handler(async ({ context, input: { company, ...wanted } }) => ({
      revision: await context.scope.transaction((ctx) => updateNetwork(ctx, places, company, wanted)),
    })),
  }
}
