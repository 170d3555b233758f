import { api } from '../../platform/api.ts'
import { getPolicy, updatePolicy } from './policy.service.ts'

/** How members of a company sign in. */
export const securityRoutes = {
  get: api.security.get.handler(({ context, input }) => context.scope.transaction((ctx) => getPolicy(ctx, input.company))),
  update: api.security.update.handler(async ({ context, input: { company, ...policy } }) => ({
    revision: await context.scope.transaction((ctx) => updatePolicy(ctx, company, policy)),
  })),
}
