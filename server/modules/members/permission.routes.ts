import { api } from '../../platform/api.ts'
import {
  assignPermission,
  createPermission,
  deletePermission,
  listPermissions,
  setDefaultPermission,
  updatePermission,
} from './permission.service.ts'
import { changeTitle } from './title.service.ts'

const p = api.permissions

/** Service permissions. */
export const permissionRoutes = {
  list: p.list.handler(async ({ context, input }) => {
    const items = await context.scope.transaction((ctx) => listPermissions(ctx, input.company))
    return { items, next: null, total: items.length }
  }),
  create: p.create.handler(async ({ context, input: { company, ...fields } }) => ({
    id: await context.scope.transaction((ctx) => createPermission(ctx, company, fields)),
  })),
  update: p.update.handler(async ({ context, input: { company, permission, ...fields } }) => ({
    signedOut: await context.scope.transaction((ctx) => updatePermission(ctx, company, permission, fields)),
  })),
  remove: p.remove.handler(async ({ context, input }) => {
    await context.scope.transaction((ctx) => deletePermission(ctx, input.company, input.permission))
    return { deleted: true as const }
  }),
  setDefault: p.setDefault.handler(async ({ context, input }) => ({
    signedOut: await context.scope.transaction((ctx) => setDefaultPermission(ctx, input.company, input.permissionId)),
  })),
  assignToType: p.assignToType.handler(async ({ context, input: { company, userType, permissionId } }) => ({
    signedOut: await context.scope.transaction((ctx) => changeTitle(ctx, 'user_type', company, userType, { permissionId })),
  })),
  assign: p.assign.handler(({ context, input: { company, member, permissionId } }) =>
    context.scope.transaction((ctx) => assignPermission(ctx, { companyId: company, memberId: member, permissionId })),
  ),
}
