import { api, callerOf } from '../../platform/api.ts'
import type { Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { environmentOf } from '../../platform/userAgent.ts'
import { addPasskey, askPasskey, offerPasskey, renameOwnPasskey, type Asking } from './passkey.service.ts'
import type { ChallengePurpose } from './passkey.rules.ts'
import { removePasskeyOf, requireMayAddPasskey } from './self.service.ts'
import type { TwoStepDeps } from './twoStep.service.ts'

const p = api.passkeys

/** MB-8: what members do with their passkeys. */
export function passkeyRoutes(deps: TwoStepDeps & { scopes: Scopes }) {
  const ownOf = (context: Parameters<typeof callerOf>[0]) => ({ ...callerOf(context), scopes: deps.scopes })
  const askingOf = (context: Parameters<typeof callerOf>[0], purpose: ChallengePurpose): Asking => {
    const { scope, memberId, connectionId } = callerOf(context)
    return { scope, memberId, purpose, askedIn: connectionId }
  }
  return {
    begin: p.begin.handler(async ({ context, input }) => {
      await requireMayAddPasskey(ownOf(context), deps, input)
      context.reply.header('cache-control', 'no-store')
      return offerPasskey(deps, askingOf(context, 'set_up'))
    }),
    add: p.add.handler(async ({ context, input }) => {
      context.reply.header('cache-control', 'no-store')
      const environment = environmentOf(context.req.headers['user-agent']?.slice(0, 400) ?? null)
      const added = await addPasskey(deps, askingOf(context, 'set_up'), { made: input.passkey, name: input.name, environment })
      if (!added) throw new AppError('passkey_refused')
      return added
    }),
    rename: p.rename.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      await scope.transaction((ctx) => renameOwnPasskey(ctx, memberId, input.passkey, input.name))
      return { name: input.name }
    }),
    remove: p.remove.handler(async ({ context, input }) => {
      await removePasskeyOf(ownOf(context), deps, input.passkey, input.password)
      return { removed: true as const }
    }),
    ask: p.ask.handler(async ({ context }) => {
      const question = await askPasskey(deps, askingOf(context, 'proof'))
      if (!question) throw new AppError('no_passkey')
      return question
    }),
  }
}
