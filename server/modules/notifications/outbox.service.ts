import type { Ctx, Scope } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import { createMail, type Mail, type MailTransport } from '../../platform/mail.ts'
import type { Seal } from '../../platform/seal.ts'
import { MailError } from '../../platform/smtp.ts'
import type { MailServers } from './mailServer.service.ts'
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
   * (IS-6). Those of a company without an SMTP server are held. Several workers share the work.
   */
  deliver(scope: Scope): Promise<void>
}

export const deliverJob = 'notifications.deliver'
const keptDays = 90

/** The mails that commits promised. */
export function createOutbox(deps: { seal: Seal; servers: MailServers }): Outbox {
  const { seal, servers } = deps
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
      const later: string[] = []
      const [held, unreachable] = [new Set<string>(), new Set<string>()]
      for (;;) {
        const taken = await scope.transaction((ctx) => take(ctx, later, [...held, ...unreachable]))
        if (!taken) break
        const { waiting, mail } = taken
        if (!mail.configured) {
          held.add(waiting.companyId)
          continue
        }
        const outcome = await handOver(scope, waiting, mail)
        if (outcome === 'unreachable') unreachable.add(waiting.companyId)
        if (outcome === 'later') later.push(waiting.mailId)
      }
      if (unreachable.size > 0) throw new Error('the SMTP server takes no mails now')
      if (later.length > 0) throw new Error(`${later.length} mails could not be handed over yet`)
    },
  }

  /** The next mail, with the server of its company; where there is none, the mail goes on waiting. */
  async function take(ctx: Ctx, later: readonly string[], companies: readonly string[]) {
    const waiting = await takeWaiting(ctx, later, companies)
    if (!waiting) return undefined
    const mail = createMail((await servers.find(ctx, waiting.companyId))?.server)
    if (!mail.configured) await updateMail(ctx, waiting.mailId, { attempted_at: null })
    return { waiting, mail }
  }

  async function handOver(scope: Scope, waiting: WaitingMail, mail: MailTransport): Promise<Outcome | 'sent'> {
    const set = (change: MailChange) => scope.transaction((ctx) => updateMail(ctx, waiting.mailId, change))
    const text = seal.open(waiting.sealed)
    if (text === undefined) {
      await set({ failed_at: scope.now, reply: 'sealed with another secret', sealed: null })
      return 'refused'
    }
    const sent = await send(mail, { ...(JSON.parse(text) as Content), messageId: `<${waiting.mailId}@muster>` })
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

  async function send(mail: MailTransport, content: Mail): Promise<{ outcome: Outcome | 'sent'; reply: string }> {
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
