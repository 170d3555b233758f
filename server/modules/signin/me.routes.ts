import { setLocale } from '#modules/members'
import { api, callerOf, type Caller } from '../../platform/api.ts'
import { signOutOfConsole } from './console.routes.ts'
import { getMe, type Equipment } from './me.service.ts'
import { setUp } from './setup.service.ts'

export type MeDeps = {
  equipment: Equipment
  /** AU-1: a page of ours that a member opens counts as use of `web`. Resolves when it is committed. */
  recordWebUse(caller: Caller): Promise<void>
}

/** The signed-in member's own endpoints, and the setup of the first company. */
export function meRoutes(deps: MeDeps) {
  return {
    me: api.company.me.handler(async ({ context }) => {
      const caller = callerOf(context)
      // AU-6: neither a token nor the command is a page that the member opens.
      if (context.req.headers.authorization === undefined) await deps.recordWebUse(caller)
      return caller.scope.transaction((ctx) => getMe(ctx, caller.memberId, deps.equipment))
    }),
    updateMe: api.company.updateMe.handler(async ({ context, input }) => {
      const caller = callerOf(context)
      await caller.scope.transaction((ctx) => setLocale(ctx, caller.memberId, input.locale))
      return { locale: input.locale }
    }),
    signOut: api.company.signOut.handler(async ({ context }) => {
      const caller = callerOf(context)
      await signOutOfConsole(caller, context.reply)
      return { signedOut: true as const }
    }),
    setup: api.company.setup.handler(async ({ context, input }) => setUp(context.scope, input)),
  }
}
