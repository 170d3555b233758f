import type { Ctx, Scope } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import { MailError, type Mail, type MailTransport } from '../../platform/mail.ts'
import type { Seal } from '../../platform/seal.ts'
import { deliveryOf, outcomeOf, type Delivery, type Outcome } from './delivery.rules.ts'
import {
  deleteOldMails,
  deleteWaiting,
  insertMail,
  selectLatestMail,
  takeWaiting,
  updateMail,
  type LatestMail,
  type MailChange,
  type WaitingMail,
} from './outbox.queries.ts'

export type OutboxMail = {
  companyId: string
  memberId: string
  /** What it is about, e.g. `invitation`; shown beside its outcome. */
  kind: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Whether one of its kind that still waits is as true as this one, and leaves as well. */
  besideOthers?: boolean
}

/** The part of a mail that is sealed while it waits. */
type Content = Pick<OutboxMail, 'to' | 'subject' | 'text' | 'html'>

export type Outbox = {
  /** Promises a mail in the caller's transaction; it leaves after the commit, as a rule in place of one of its kind that still waits. */
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
      // An older one of the kind says what no longer holds.
      if (!m.besideOthers) await deleteWaiting(ctx, m.memberId, m.kind)
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
      const later: string[] = []
      for (;;) {
        const waiting = await scope.transaction((ctx) => takeWaiting(ctx, later))
        if (!waiting) break
        const outcome = await handOver(scope, waiting)
        if (outcome === 'unreachable') throw new Error('the SMTP server takes no mails now')
        if (outcome === 'later') later.push(waiting.mailId)
      }
      if (later.length > 0) throw new Error(`${later.length} mails could not be handed over yet`)
    },
  }

  async function handOver(scope: Scope, waiting: WaitingMail): Promise<Outcome | 'sent'> {
    const set = (change: MailChange) => scope.transaction((ctx) => updateMail(ctx, waiting.mailId, change))
    const text = seal.open(waiting.sealed)
    if (text === undefined) {
      await set({ failed_at: scope.now, reply: 'sealed with another secret', sealed: null })
      return 'refused'
    }
    const sent = await send({ ...(JSON.parse(text) as Content), messageId: `<${waiting.mailId}@muster>` })
    const reply = sent.reply.slice(0, 500)
    if (sent.outcome === 'sent') {
      await set({ sent_at: scope.now, reply, sealed: null })
      return 'sent'
    }
    scope.log.warn({ mail: waiting.mailId, outcome: sent.outcome, reply }, 'mail was not handed over')
    if (sent.outcome === 'refused') await set({ failed_at: scope.now, reply, sealed: null })
    else if (sent.outcome === 'unknown') await set({ reply, sealed: null })
    else await set({ attempted_at: null, reply })
    return sent.outcome
  }

  async function send(content: Mail): Promise<{ outcome: Outcome | 'sent'; reply: string }> {
    try {
      return { outcome: 'sent', reply: (await mail.send(content)).reply }
    } catch (err) {
      if (!(err instanceof MailError)) throw err
      return { outcome: outcomeOf(err), reply: err.message }
    }
  }
}

/** Pitfall 20: how the latest mail to a member stands; null: none in 90 days. */
export async function findLatestMail(ctx: Ctx, memberId: string): Promise<(LatestMail & { delivery: Delivery }) | null> {
  const latest = await selectLatestMail(ctx, memberId)
  return latest ? { ...latest, delivery: deliveryOf(latest, ctx.now) } : null
}
