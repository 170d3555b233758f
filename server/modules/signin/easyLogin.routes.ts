import { api, callerOf } from '../../platform/api.ts'
import { AppError } from '../../platform/errors.ts'
import type { Seal } from '../../platform/seal.ts'
import { beginLink } from './line.routes.ts'
import { requireMayLink, type LineDeps } from './line.service.ts'
import { turnEasyLoginOff } from './easyLogin.service.ts'
import { confirmPhone, getOwnEasyLogin, removePhone, sendPhoneCode, turnOwnEasyLoginOff, turnPhoneOn } from './phone.service.ts'
import { removeSms, setUpSms } from './smsStep.service.ts'
import { sendSecondText, type TwoStepDeps } from './twoStep.service.ts'

const e = api.easyLogin

/** MB-5, MB-8: easy login and one's own number; and turning a member's easy login off. */
export function easyLoginRoutes(deps: TwoStepDeps & LineDeps & { linkSeal: Seal }) {
  return {
    own: e.own.handler(({ context }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => getOwnEasyLogin(ctx, deps, memberId))
    }),
    sendPhoneCode: e.sendPhoneCode.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return { number: await scope.transaction((ctx) => sendPhoneCode(ctx, deps, memberId, input.number)) }
    }),
    confirmPhone: e.confirmPhone.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      const number = await scope.transaction((ctx) => confirmPhone(ctx, deps, memberId, input))
      // Thrown after the commit, so that the try is counted.
      if (!number) throw new AppError('code_wrong')
      return { number }
    }),
    removePhone: e.removePhone.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      return { removed: await scope.transaction((ctx) => removePhone(ctx, memberId)) }
    }),
    turnPhoneOn: e.turnPhoneOn.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      await scope.transaction((ctx) => turnPhoneOn(ctx, deps, memberId))
      return { on: true as const }
    }),
    turnOwnOff: e.turnOwnOff.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return { off: await scope.transaction((ctx) => turnOwnEasyLoginOff(ctx, memberId, input.kind)) }
    }),
    setUpSms: e.setUpSms.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      context.reply.header('cache-control', 'no-store')
      return { codes: await scope.transaction((ctx) => setUpSms(ctx, deps, memberId)) }
    }),
    sendOwnCode: e.sendOwnCode.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      return { number: await scope.transaction((ctx) => sendSecondText(ctx, deps, memberId)) }
    }),
    removeSms: e.removeSms.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      await scope.transaction((ctx) => removeSms(ctx, memberId))
      return { off: true as const }
    }),
    linkLine: e.linkLine.handler(async ({ context }) => {
      const caller = callerOf(context)
      await caller.scope.transaction((ctx) => requireMayLink(ctx, deps, caller.memberId))
      return { address: await beginLink(deps, context.reply, caller) }
    }),
    turnOff: e.turnOff.handler(async ({ context, input: { company, member, kind } }) => ({
      off: await context.scope.transaction((ctx) => turnEasyLoginOff(ctx, { companyId: company, memberId: member }, kind)),
    })),
  }
}
