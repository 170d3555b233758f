import { api } from '../../platform/api.ts'
import { getMdm, setMdm } from './mdm.service.ts'

/** Security › MDM. */
export const mdmRoutes = {
  get: api.mdm.get.handler(({ context, input }) => context.scope.transaction((ctx) => getMdm(ctx, input.company))),
  update: api.mdm.update.handler(({ context, input: { company, ...wanted } }) =>
    context.scope.transaction((ctx) => setMdm(ctx, company, wanted)),
  ),
}
