import { findActorGrant } from '#modules/company'
import { api } from '../../platform/api.ts'
import type { Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { plainIp } from '../../platform/request.ts'
import { changePassword, requestPasswordChange, resendInvitation, resetPassword, type CredentialDeps } from './credential.service.ts'
import { importMembers, importTemplate } from './import.service.ts'
import type { DoorDeps } from './door.service.ts'
import { acceptInvitation, openInvitation } from './invitation.service.ts'
import { register } from './registration.service.ts'

/** P-2: a role that sees no names registers nobody either. */
async function requireNames(scope: Scope, companyId: string): Promise<void> {
  if ((await scope.transaction((ctx) => findActorGrant(ctx, companyId)))?.names === false) throw new AppError('names_hidden')
}

/** Registration, invitations, and passwords that an administrator gives. */
export function registrationRoutes(deps: CredentialDeps & DoorDeps) {
  return {
    register: api.registration.register.handler(async ({ context, input }) => {
      await requireNames(context.scope, input.company)
      context.reply.header('cache-control', 'no-store')
      const [registered] = await register(context.scope, deps, input.company, [input.member])
      if (!registered) throw new Error('registered all or threw')
      return registered
    }),
    importMembers: api.registration.importMembers.handler(async ({ context, input }) => {
      await requireNames(context.scope, input.company)
      context.reply.header('cache-control', 'no-store')
      const { company: companyId, file, ...how } = input
      return { members: await importMembers(context.scope, deps, { ...how, companyId, bytes: Buffer.from(file, 'base64') }) }
    }),
    importTemplate: api.registration.importTemplate.handler(() => new File([importTemplate()], 'members.csv', { type: 'text/csv' })),
    resendInvitation: api.registration.resendInvitation.handler(async ({ context, input }) => {
      const sent = await context.scope.transaction((ctx) => resendInvitation(ctx, deps, input.company, input.member))
      return { sentAt: sent.sentAt.toISOString(), expiresAt: sent.expiresAt.toISOString() }
    }),
    resetPassword: api.registration.resetPassword.handler(async ({ context, input }) => {
      context.reply.header('cache-control', 'no-store')
      const { company: companyId, member: memberId, deliver } = input
      return { password: await resetPassword(context.scope, deps, { companyId, memberId, deliver }) }
    }),
    changePassword: api.registration.changePassword.handler(async ({ context, input }) => {
      const { company: companyId, member: memberId, password } = input
      return { mailed: await changePassword(context.scope, deps, { companyId, memberId, password }) }
    }),
    requestPasswordChange: api.registration.requestPasswordChange.handler(async ({ context, input }) => ({
      mailed: await context.scope.transaction((ctx) =>
        requestPasswordChange(ctx, deps, { companyId: input.company, memberId: input.member }),
      ),
    })),
    invitation: api.registration.invitation.handler(({ context, input }) => openInvitation(deps, input.token, plainIp(context.req.ip))),
    acceptInvitation: api.registration.acceptInvitation.handler(({ context, input }) =>
      acceptInvitation(deps, { ...input, ip: plainIp(context.req.ip) }),
    ),
  }
}
