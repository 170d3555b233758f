import { api, callerOf } from '../../platform/api.ts'
import type { Scopes } from '../../platform/context.ts'
import { plainIp } from '../../platform/request.ts'
import type { DoorDeps } from './door.service.ts'
import { forgetBrowsers } from './remembered.service.ts'
import { getProof, proveAgain } from './proof.service.ts'
import { acceptReset, askForReset, openReset } from './reset.service.ts'
import { changeOwnPassword, getOwnSecurity, renewOwnCodes, requireMaySetUp, turnOwnTwoStepOff } from './self.service.ts'
import type { TwoStepDeps } from './twoStep.service.ts'
import { beginSetup, confirmSetup } from './twoStepSetup.service.ts'
import { AppError } from '../../platform/errors.ts'

const s = api.self

/** What members do for themselves: password, second step; and a forgotten password. */
export function selfRoutes(deps: DoorDeps & TwoStepDeps & { scopes: Scopes }) {
  const ownOf = (context: Parameters<typeof callerOf>[0]) => ({ ...callerOf(context), scopes: deps.scopes })
  return {
    security: s.security.handler(({ context }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => getOwnSecurity(ctx, memberId))
    }),
    proof: s.proof.handler(({ context }) => {
      const caller = callerOf(context)
      return caller.scope.transaction((ctx) => getProof(ctx, caller))
    }),
    prove: s.prove.handler(({ context, input }) => proveAgain(ownOf(context), deps, input)),
    changePassword: s.changePassword.handler(async ({ context, input }) => {
      await changeOwnPassword(ownOf(context), input.current, input.password)
      return { changed: true as const }
    }),
    beginTwoStep: s.beginTwoStep.handler(async ({ context, input }) => {
      const own = ownOf(context)
      await requireMaySetUp(own, deps, input)
      context.reply.header('cache-control', 'no-store')
      const { factorId, ...offer } = await own.scope.transaction((ctx) => beginSetup(ctx, deps, own.memberId))
      return { factor: factorId, ...offer }
    }),
    confirmTwoStep: s.confirmTwoStep.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      context.reply.header('cache-control', 'no-store')
      const codes = await scope.transaction((ctx) => confirmSetup(ctx, deps, { memberId, factorId: input.factor, code: input.code }))
      if (!codes) throw new AppError('code_wrong')
      return { codes }
    }),
    renewCodes: s.renewCodes.handler(async ({ context, input }) => {
      context.reply.header('cache-control', 'no-store')
      return { codes: await renewOwnCodes(ownOf(context), deps, input) }
    }),
    turnTwoStepOff: s.turnTwoStepOff.handler(async ({ context, input }) => {
      await turnOwnTwoStepOff(ownOf(context), deps, input)
      return { off: true as const }
    }),
    forgetBrowsers: s.forgetBrowsers.handler(async ({ context }) => {
      const { scope, memberId: id, companyId } = callerOf(context)
      return { forgotten: await scope.transaction((ctx) => forgetBrowsers(ctx, { id, companyId })) }
    }),
    forgot: s.forgot.handler(async ({ context, input }) => {
      await askForReset(deps, { id: input.id, ip: plainIp(context.req.ip) })
      return { asked: true as const }
    }),
    openReset: s.openReset.handler(({ context, input }) => openReset(deps, input.token, plainIp(context.req.ip))),
    acceptReset: s.acceptReset.handler(({ context, input }) => acceptReset(deps, { ...input, ip: plainIp(context.req.ip) })),
  }
}
