import { api } from '../../platform/api.ts'
import { cancelOperation, listDeviceOperations, listOperations, requestOperation, type TellAdministrators } from './operation.service.ts'

const o = api.operations

/** DS-11: operations on devices. */
export const operationRoutes = ({ tell }: { tell: TellAdministrators }) => ({
  list: o.list.handler(({ context, input: { company, open, overdue, cursor, limit } }) =>
    context.scope.transaction((ctx) => listOperations(ctx, company, { open: open === 'true', overdue: overdue === 'true', cursor, limit })),
  ),
  ofDevice: o.ofDevice.handler(({ context, input }) =>
    context.scope.transaction((ctx) => listDeviceOperations(ctx, input.company, input.device)),
  ),
  request: o.request.handler(({ context, input: { company, device, kind, member, deviceName, reason } }) =>
    context.scope.transaction((ctx) =>
      requestOperation(ctx, tell, { companyId: company, deviceId: device, kind, memberId: member ?? null, deviceName, reason }),
    ),
  ),
  cancel: o.cancel.handler(({ context, input }) =>
    context.scope.transaction((ctx) => cancelOperation(ctx, input.company, input.device, input.operation)),
  ),
})
