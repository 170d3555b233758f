import { api, reachOf } from '../../platform/api.ts'
import { getHome, getLine, type HomeDeps } from './home.service.ts'

/** Home: what needs an administrator today. */
export const homeRoutes = (deps: HomeDeps) => ({
  get: api.home.get.handler(({ context, input }) =>
    context.scope.transaction((ctx) => getHome(ctx, deps, input.company, reachOf(context))),
  ),
  line: api.home.line.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => getLine(ctx, input.company, reachOf(context), input.line)),
  })),
})
