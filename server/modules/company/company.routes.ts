import { api } from '../../platform/api.ts'
import { changeTimeZone } from './company.service.ts'

/** The company's settings, as far as they are there. */
export const companyRoutes = {
  setTimeZone: api.company.setTimeZone.handler(async ({ context, input }) => {
    const change = await context.scope.transaction((ctx) => changeTimeZone(ctx, input.company, input.zone))
    return { zone: change.zone, effectiveAt: change.effectiveAt.toISOString(), firstDay: change.firstDay }
  }),
}
