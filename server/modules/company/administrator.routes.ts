import { api, callerOf } from '../../platform/api.ts'
import { dismissAdministrator, grantRole, listAdministrators, type Neighbours } from './administrator.service.ts'
import {
  acceptDelegation,
  declineDelegation,
  getDelegation,
  listReceivedDelegations,
  offerDelegation,
  withdrawDelegation,
} from './delegation.service.ts'
import { createRole, deleteRole, listRoles, updateRole } from './role.service.ts'

const a = api.administration

/** Who administers a company, its custom roles, and handing the Super Admin's role on (P-2, P-3). */
export function administrationRoutes(near: Neighbours) {
  return {
    list: a.list.handler(({ context, input: { company, ...page } }) =>
      context.scope.transaction((ctx) => listAdministrators(ctx, near, company, page)),
    ),
    appoint: a.appoint.handler(async ({ context, input: { company, member, grant } }) => ({
      role: await context.scope.transaction((ctx) => grantRole(ctx, near, { companyId: company, memberId: member, grant })),
    })),
    dismiss: a.dismiss.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => dismissAdministrator(ctx, near, input.company, input.member))
      return { dismissed: true as const }
    }),
    roles: a.roles.handler(async ({ context, input }) => {
      const items = await context.scope.transaction((ctx) => listRoles(ctx, input.company))
      return { items, next: null, total: items.length }
    }),
    createRole: a.createRole.handler(async ({ context, input: { company, ...fields } }) => ({
      id: await context.scope.transaction((ctx) => createRole(ctx, company, fields)),
    })),
    updateRole: a.updateRole.handler(async ({ context, input: { company, role, ...fields } }) => {
      await context.scope.transaction((ctx) => updateRole(ctx, near, company, role, fields))
      return { id: role }
    }),
    deleteRole: a.deleteRole.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => deleteRole(ctx, input.company, input.role))
      return { deleted: true as const }
    }),
    delegation: a.delegation.handler(async ({ context, input }) => ({
      delegation: await context.scope.transaction((ctx) => getDelegation(ctx, near, input.company)),
    })),
    offer: a.offer.handler(({ context, input }) =>
      context.scope.transaction((ctx) => offerDelegation(ctx, near, input.company, input.member)),
    ),
    withdraw: a.withdraw.handler(async ({ context, input }) => {
      await context.scope.transaction((ctx) => withdrawDelegation(ctx, input.company))
      return { withdrawn: true as const }
    }),
    received: a.received.handler(async ({ context }) => {
      const { memberId, scope } = callerOf(context)
      const items = await scope.transaction((ctx) => listReceivedDelegations(ctx, near, memberId))
      return { items, next: null, total: items.length }
    }),
    accept: a.accept.handler(async ({ context, input }) => {
      const { memberId, scope } = callerOf(context)
      await scope.transaction((ctx) => acceptDelegation(ctx, near, input.company, memberId))
      return { accepted: true as const }
    }),
    decline: a.decline.handler(async ({ context, input }) => {
      const { memberId, scope } = callerOf(context)
      await scope.transaction((ctx) => declineDelegation(ctx, input.company, memberId))
      return { declined: true as const }
    }),
  }
}
