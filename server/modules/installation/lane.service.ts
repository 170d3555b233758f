import { setTimeout as pause } from 'node:timers/promises'
import { outcomeOf, type CompanyMailServer } from '#modules/notifications'
import type { Scope } from '../../platform/context.ts'
import type { ComposedMail } from '../../platform/mail.ts'
import { MailError, openSmtp, type SmtpLink } from '../../platform/smtp.ts'
import { claimMails, holdSends, writeOutcomes, type ClaimedMail, type MailOutcome } from './delivery.queries.ts'
import { claimSize, isAddressRefused, retryAfterMs } from './delivery.rules.ts'

/** Connections to a server that one worker uses at a time; servers that take fewer are served by fewer. */
export const laneConnections = 6
/** Of a server that takes a mail in less, the next mails are claimed while those before leave. */
const slowMs = 250
/** Mails over one connection: servers end it after some hundred. */
const mailsOfConnection = 100
/** Failures of the connection, none of a mail, with no mail taken in between, after which the server is left alone for a while. */
const mostFailures = 5

export type Lane = {
  companyId: string
  server: CompanyMailServer
  /** A scope of this very moment. */
  scope(): Scope
  compose(mail: ClaimedMail): Promise<ComposedMail>
  /** Reserves the server's next mails; null: it takes none before an instant. */
  reserve(mails: number, before: Date): Promise<Date | null>
  /** When to leave off, by `performance.now()`: a turn is the worker's own time, whatever the clock says. */
  untilMs: number
  signal: AbortSignal | undefined
}

/** How a lane ended: nothing was due any more, its time was over, or the server takes no mails, in its words. */
export type LaneEnd = { kind: 'dry' } | { kind: 'over' } | { kind: 'trouble'; words: string }

/**
 * IS-6: hands over a company's mails that are due, over several connections to its server, until none is due or the time is over. What is
 * claimed is handed over, and its outcome written, before it ends; a worker that is killed leaves a few of unknown outcome.
 */
export async function runLane(lane: Lane): Promise<LaneEnd> {
  const feed = createFeed(lane)
  const state: LaneState = { open: 0, failures: 0, trouble: null }
  const ended = await Promise.allSettled(Array.from({ length: laneConnections }, () => send(lane, feed, state)))
  await feed.finish()
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  if (state.trouble !== null) return { kind: 'trouble', words: state.trouble }
  return feed.isDry() ? { kind: 'dry' } : { kind: 'over' }
}

type LaneState = { open: number; failures: number; trouble: string | null }
type Feed = ReturnType<typeof createFeed>

/** One connection's part. The connection stands before a mail is claimed for it. */
async function send(lane: Lane, feed: Feed, state: LaneState): Promise<void> {
  let link: SmtpLink | undefined
  let used = 0
  const leave = () => {
    if (link) state.open--
    link?.close()
    link = undefined
  }
  try {
    while (state.trouble === null && feed.goesOn()) {
      if (link && (!link.isOpen() || used >= mailsOfConnection)) leave()
      if (!link) {
        link = await connect(lane, state)
        if (!link) return
        used = 0
      }
      const mail = await feed.next()
      if (!mail) return
      const begun = performance.now()
      const outcome = await handOver(lane, link, mail)
      feed.tell(outcome, performance.now() - begun)
      used++
      state.failures = outcome.counts ? 0 : state.failures + 1
      if (state.failures >= mostFailures) state.trouble ??= outcome.reply
    }
  } finally {
    leave()
  }
}

/** A server may take fewer connections than we would open: it takes no mails only when there is none. */
async function connect(lane: Lane, state: LaneState): Promise<SmtpLink | undefined> {
  try {
    const link = await openSmtp(lane.server.server)
    state.open++
    return link
  } catch (err) {
    if (!(err instanceof MailError)) throw err
    if (state.open === 0) state.trouble ??= err.message.slice(0, 500)
    return undefined
  }
}

async function handOver(lane: Lane, link: SmtpLink, mail: ClaimedMail): Promise<MailOutcome> {
  const { guideId, memberId, attemptedAt } = mail
  const told = (state: MailOutcome['state'], reply: string, more: Partial<MailOutcome> = {}): MailOutcome => ({
    guideId,
    memberId,
    attemptedAt,
    state,
    reply: reply.slice(0, 500),
    bounced: false,
    dueAt: null,
    counts: true,
    ...more,
  })
  try {
    return told(2, await link.send(await lane.compose(mail)))
  } catch (err) {
    if (!(err instanceof MailError)) throw err
    const outcome = outcomeOf(err)
    const { now } = lane.scope()
    if (outcome === 'unknown') return told(4, err.message)
    if (outcome === 'refused')
      return told(3, err.message, { bounced: isAddressRefused({ ofRecipient: err.problem === 'recipient', reply: err.message }) })
    if (outcome === 'unreachable') return told(0, err.message, { counts: false, dueAt: now })
    const after = retryAfterMs(mail.attempts)
    return after === null ? told(3, err.message) : told(0, err.message, { dueAt: new Date(now.getTime() + after) })
  }
}

/** Claims mails for the connections, some at a time, and writes what became of those before with the same commit. */
function createFeed(lane: Lane) {
  const claimed: ClaimedMail[] = []
  let outcomes: MailOutcome[] = []
  let claiming: Promise<void> | undefined
  let [dry, over] = [false, false]
  // How long the server takes for a mail; what the database takes for a claim is no reason to claim fewer.
  let msPerMail = 500

  const claim = async (): Promise<void> => {
    const most = claimSize(laneConnections, msPerMail)
    const at = await lane.reserve(most, new Date(lane.scope().now.getTime() + Math.max(0, lane.untilMs - performance.now())))
    if (at === null) return void (over = true)
    const waits = at.getTime() - lane.scope().now.getTime()
    if (waits > 0) await pause(waits, undefined, { signal: lane.signal }).catch(() => undefined)
    if (lane.signal?.aborted) return void (over = true)
    const told = outcomes
    outcomes = []
    const found = await lane
      .scope()
      // One after the other on the way to the database, in one go.
      .transaction(async (ctx) => (await Promise.all([claimMails(ctx, lane.companyId, most), writeOutcomes(ctx, told)]))[0])
      .catch((err: unknown) => {
        outcomes = [...told, ...outcomes]
        throw err
      })
    claimed.push(...found.mails)
    dry = found.mails.length + found.skipped === 0
  }
  const more = () =>
    (claiming ??= claim().finally(() => {
      claiming = undefined
    }))
  const goesOn = () => !over && !lane.signal?.aborted && performance.now() < lane.untilMs

  return {
    goesOn,
    isDry: () => dry,
    next: async (): Promise<ClaimedMail | undefined> => {
      while (claimed.length === 0) {
        if (dry || !goesOn()) return undefined
        await more()
      }
      const mail = claimed.shift()
      // Of a fast server the next are claimed while half of these leave: a claim takes as long as that.
      const isLow = claimed.length < claimSize(laneConnections, msPerMail) / 2
      if (isLow && msPerMail < slowMs && !dry && goesOn()) void more().catch(() => undefined)
      return mail
    },
    tell: (outcome: MailOutcome, tookMs: number) => {
      outcomes.push(outcome)
      msPerMail = msPerMail * 0.8 + tookMs * 0.2
    },
    /** Hands back what was claimed and not handed over, and writes what became of the rest. */
    finish: async () => {
      await claiming?.catch(() => undefined)
      const now = lane.scope().now
      for (const { guideId, memberId, attemptedAt } of claimed.splice(0))
        outcomes.push({ guideId, memberId, attemptedAt, state: 0, reply: '', bounced: false, dueAt: now, counts: false })
      if (outcomes.length > 0)
        await lane.scope().transaction((ctx) => Promise.all([holdSends(ctx, lane.companyId), writeOutcomes(ctx, outcomes)]))
      outcomes = []
    },
  }
}
