import type { Ctx, Scope } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { MailTransport } from '../../platform/mail.ts'
import type { Seal } from '../../platform/seal.ts'
import { outcomeOf } from './delivery.rules.ts'
import { deleteOldMails, insertMail, takeWaiting, updateMail, type WaitingMail } from './outbox.queries.ts'

export type OutboxMail = {
  companyId: string
  memberId: string
  /** What it is about, e.g. `invitation`; shown beside its outcome. */
  kind: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}

/** The part of a mail that is sealed while it waits. */
type Content = Pick<OutboxMail, 'to' | 'subject' | 'text' | 'html'>

export type Outbox = {
  /** Promises a mail in the caller's transaction; it leaves after the commit. */
  queue(ctx: Ctx, mail: OutboxMail): Promise<void>
  /**
   * Hands over what waits in a tenant, one by one; each attempt is committed before the message leaves, so that none leaves twice
   * (IS-6). Without an SMTP server the mails are held. Several workers share the work.
   */
  deliver(scope: Scope): Promise<void>
}

export const deliverJob = 'notifications.deliver'
const keptDays = 90

/** The mails that commits promised. */
export function createOutbox(deps: { seal: Seal; mail: MailTransport }): Outbox {
  const { seal, mail } = deps
  return {
    queue: async (ctx, m) => {
      const content: Content = { to: m.to, subject: m.subject, text: m.text, html: m.html }
      await insertMail(ctx, {
        mailId: newId(ctx.now),
        companyId: m.companyId,
        memberId: m.memberId,
        kind: m.kind,
        address: m.to.address,
        sealed: seal.close(JSON.stringify(content)),
      })
      await enqueue(ctx, deliverJob, { tenant: ctx.tenant }, { key: `mail ${ctx.tenant}` })
    },
    deliver: async (scope) => {
      await scope.transaction((ctx) => deleteOldMails(ctx, new Date(ctx.now.getTime() - keptDays * 86_400_000)))
      if (!mail.configured) return
      const deferred: string[] = []
      for (;;) {
        const waiting = await scope.transaction((ctx) => takeWaiting(ctx, deferred))
        if (!waiting) break
        if (!(await handOver(scope, waiting))) deferred.push(waiting.mailId)
      }
      if (deferred.length > 0) throw new Error(`${deferred.length} mails could not be handed over yet`)
    },
  }

  /** @returns false when it is to be tried again later */
  async function handOver(scope: Scope, waiting: WaitingMail): Promise<boolean> {
    const text = seal.open(waiting.sealed)
    const set = (change: Parameters<typeof updateMail>[2]) => scope.transaction((ctx) => updateMail(ctx, waiting.mailId, change))
    if (text === undefined) {
      await set({ failed_at: scope.now, reply: 'sealed with another secret', sealed: null })
      return true
    }
    const content = JSON.parse(text) as Content
    try {
      const { reply } = await mail.send({ ...content, messageId: `<${waiting.mailId}@muster>` })
      await set({ sent_at: scope.now, reply: reply.slice(0, 500), sealed: null })
    } catch (err) {
      const outcome = outcomeOf(err as Parameters<typeof outcomeOf>[0])
      const reply = String((err as Error).message).slice(0, 500)
      scope.log.warn({ mail: waiting.mailId, outcome, reply }, 'mail was not handed over')
      if (outcome === 'again') await set({ attempted_at: null, reply })
      else if (outcome === 'refused') await set({ failed_at: scope.now, reply, sealed: null })
      else await set({ reply, sealed: null })
      return outcome !== 'again'
    }
    return true
  }
}
