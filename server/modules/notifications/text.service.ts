import type { Ctx, Scope } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Seal } from '../../platform/seal.ts'
import { SmsError, type SmsGateway } from '../../platform/sms.ts'
import type { Outcome } from './delivery.rules.ts'
import {
  countTexts,
  deleteOldTexts,
  deleteWaitingTexts,
  failExpiredTexts,
  insertText,
  takeWaitingText,
  updateText,
  type TextChange,
  type WaitingText,
} from './text.queries.ts'
import { textOutcomeOf } from './text.rules.ts'

export type OutboxText = { companyId: string; memberId: string; kind: string; number: string; text: string; expiresAt: Date }

export type Texts = {
  /** Whether an SMS gateway is set. */
  configured: boolean
  /**
   * Promises a text in the caller's transaction; it leaves after the commit, in place of one of its kind that still waits.
   * @returns false: there were `perDay` of these kinds in a day already, to this number or for this member
   */
  queue(ctx: Ctx, text: OutboxText, limit: { perDay: number; kinds: readonly string[] }): Promise<boolean>
  /** Hands over what waits in a tenant, one by one, each attempt committed first; what is too late is given up. */
  deliver(scope: Scope): Promise<void>
}

export const deliverTextsJob = 'notifications.deliver_texts'
const keptDays = 90
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)

/** The text messages that commits promised (MB-5, MB-8). */
export function createTexts({ seal, gateway }: { seal: Seal; gateway: SmsGateway }): Texts {
  return {
    configured: gateway.configured,
    queue: async (ctx, t, { perDay, kinds }) => {
      const { companyId, memberId, kind, number, expiresAt } = t
      if ((await countTexts(ctx, { number, memberId, kinds, since: daysBefore(ctx.now, 1) })) >= perDay) return false
      await deleteWaitingTexts(ctx, memberId, kind)
      await insertText(ctx, { textId: newId(ctx.now), companyId, memberId, kind, number, expiresAt, sealed: seal.close(t.text) })
      await enqueue(ctx, deliverTextsJob, { tenant: ctx.tenant }, { key: `text ${ctx.tenant}` })
      return true
    },
    deliver: async (scope) => {
      await scope.transaction(async (ctx) => {
        await failExpiredTexts(ctx, ctx.now)
        await deleteOldTexts(ctx, daysBefore(ctx.now, keptDays))
      })
      if (!gateway.configured) return
      const later: string[] = []
      for (;;) {
        const waiting = await scope.transaction((ctx) => takeWaitingText(ctx, later, ctx.now))
        if (!waiting) break
        const outcome = await handOver(scope, waiting)
        if (outcome === 'unreachable') throw new Error('the SMS gateway takes no texts now')
        if (outcome === 'later') later.push(waiting.textId)
      }
      if (later.length > 0) throw new Error(`${later.length} texts could not be handed over yet`)
    },
  }

  async function handOver(scope: Scope, waiting: WaitingText): Promise<Outcome | 'sent'> {
    const set = (change: TextChange) => scope.transaction((ctx) => updateText(ctx, waiting.textId, change))
    const text = seal.open(waiting.sealed)
    if (text === undefined) {
      await set({ failed_at: scope.now, reply: 'sealed with another secret', sealed: null })
      return 'refused'
    }
    const { outcome, reply } = await send({ id: waiting.textId, to: waiting.number, text })
    if (outcome === 'sent') await set({ sent_at: scope.now, reply, sealed: null })
    else {
      scope.log.warn({ text: waiting.textId, outcome, reply }, 'text was not handed over')
      if (outcome === 'refused') await set({ failed_at: scope.now, reply, sealed: null })
      else if (outcome === 'unknown') await set({ reply, sealed: null })
      else await set({ attempted_at: null, reply })
    }
    return outcome
  }

  async function send(text: Parameters<SmsGateway['send']>[0]): Promise<{ outcome: Outcome | 'sent'; reply: string }> {
    try {
      return { outcome: 'sent', reply: (await gateway.send(text)).reply }
    } catch (err) {
      if (!(err instanceof SmsError)) throw err
      return { outcome: textOutcomeOf(err), reply: err.message.slice(0, 500) }
    }
  }
}
