import { getCompany } from '#modules/company'
import type { MailServers } from '#modules/notifications'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs.ts'
import { createComposer } from '../../platform/mail.ts'
import { findGuideTemplate, findNextDue, giveUpLost, noteTrouble, selectDueCompanies, type ClaimedMail } from './delivery.queries.ts'
import { lostAfterMs } from './delivery.rules.ts'
import { createFiller, guideForm } from './guideForm.service.ts'
import { runLane, type LaneEnd } from './lane.service.ts'
import type { OptOuts } from './optOut.service.ts'

export const deliverGuidesJob = 'installation.deliver'

/** Sends of so many tenants at a time, and so many seconds in a row: in between the worker's other jobs have their turn. */
const [mostTenants, turnSeconds] = [2, 10]
/** A server that takes no mails is left alone for so long. */
const troubleSeconds = 30

export type Deliverer = {
  /** IS-6: hands over a tenant's mails that are due. Several workers share the work; `signal`: the node is told to stop. */
  deliver(tenant: string, signal?: AbortSignal): Promise<void>
}

/** Wakes the delivery of a tenant with the commit, or at an instant: one wake-up, however many mails. */
export async function wakeDelivery(ctx: Ctx, at?: Date): Promise<void> {
  await enqueue(
    ctx,
    deliverGuidesJob,
    { tenant: ctx.tenant },
    at ? { key: `guides later ${ctx.tenant}`, runAt: at } : { key: `guides ${ctx.tenant}` },
  )
}

/** IS-6: gives up attempts whose worker is gone; wakes the delivery where mails are due, as after a worker's end or once a server is set. */
export async function takeUpMails(ctx: Ctx): Promise<void> {
  await giveUpLost(ctx, new Date(ctx.now.getTime() - lostAfterMs))
  if ((await selectDueCompanies(ctx)).length > 0) await wakeDelivery(ctx)
}

/** What hands over the mails of sends; one a process. */
export function createGuideDeliverer(deps: { scopes: Scopes; servers: MailServers; optOuts: OptOuts }): Deliverer {
  const { scopes, servers } = deps
  const busy = new Set<string>()
  const scopeOf = (tenant: string) => scopes(tenant, systemActor(deliverGuidesJob))

  const runCompany = async (
    tenant: string,
    companyId: string,
    untilMs: number,
    signal: AbortSignal | undefined,
  ): Promise<LaneEnd | 'held'> => {
    const { server, company } = await scopeOf(tenant).transaction(async (ctx) => ({
      server: await servers.find(ctx, companyId),
      company: (await getCompany(ctx, companyId)).name,
    }))
    if (!server) return 'held'
    const compose = createMaker(deps.optOuts, tenant, company, server.server.from, (guideId) =>
      scopeOf(tenant).transaction((ctx) => findGuideTemplate(ctx, guideId)),
    )
    const reserve = (mails: number, before: Date) => servers.reserve(scopes, tenant, server, { mails, before })
    const end = await runLane({ companyId, server, scope: () => scopeOf(tenant), compose, reserve, untilMs, signal })
    if (end.kind === 'trouble') {
      const scope = scopeOf(tenant)
      scope.log.warn({ company: companyId, words: end.words }, 'the mail server takes no mails')
      await scope.transaction((ctx) => noteTrouble(ctx, companyId, end.words))
    }
    return end
  }

  return {
    deliver: async (tenant, signal) => {
      // Whoever is at it here goes on until nothing is due.
      if (busy.has(tenant)) return
      if (busy.size >= mostTenants) {
        const scope = scopeOf(tenant)
        return scope.transaction((ctx) => wakeDelivery(ctx, new Date(ctx.now.getTime() + 1_000)))
      }
      busy.add(tenant)
      try {
        const untilMs = performance.now() + turnSeconds * 1_000
        const left = new Set<string>()
        let pausedFor = 0
        const goesOn = () => !signal?.aborted && performance.now() < untilMs
        while (goesOn()) {
          const due = await scopeOf(tenant).transaction(selectDueCompanies)
          const companyId = due.find((id) => !left.has(id))
          if (!companyId) break
          const end = await runCompany(tenant, companyId, untilMs, signal)
          if (end === 'held' || end.kind !== 'dry') left.add(companyId)
          if (end !== 'held' && end.kind === 'trouble') pausedFor = troubleSeconds
        }
        await scopeOf(tenant).transaction((ctx) => wakeNext(ctx, servers, pausedFor))
      } finally {
        busy.delete(tenant)
      }
    },
  }
}

/** Wakes the delivery for what is left: at once, after a pause, or when the next mail is due. What is held waits for a server. */
async function wakeNext(ctx: Ctx, servers: MailServers, pausedFor: number): Promise<void> {
  const due = await selectDueCompanies(ctx)
  const found = await Promise.all(due.map((id) => servers.find(ctx, id)))
  if (found.some((server) => server !== undefined)) {
    await (pausedFor > 0 ? wakeDelivery(ctx, new Date(ctx.now.getTime() + pausedFor * 1_000)) : wakeDelivery(ctx))
    return
  }
  const next = await findNextDue(ctx)
  if (next && next > ctx.now) await wakeDelivery(ctx, next)
}

/** Makes mails: what a send says is read, and its form made, once for each language and set of apps. */
function createMaker(
  optOuts: OptOuts,
  tenant: string,
  company: string,
  from: Parameters<typeof createComposer>[0],
  templateOf: (guideId: string) => ReturnType<typeof findGuideTemplate>,
) {
  const forms = new Map<string, Promise<{ fill: ReturnType<typeof createFiller>; compose: ReturnType<typeof createComposer> }>>()
  const formOf = (mail: ClaimedMail) => {
    const key = `${mail.guideId} ${mail.locale} ${mail.apps.join(' ')}`
    const known = forms.get(key)
    if (known) return known
    const made = templateOf(mail.guideId).then((template) => {
      if (!template) throw new Error('a mail of a send that is not there')
      const form = guideForm({ locale: mail.locale, apps: mail.apps, template })
      return { fill: createFiller(form), compose: createComposer(from, form.pictures) }
    })
    forms.set(key, made)
    return made
  }
  return async (mail: ClaimedMail) => {
    const { fill, compose } = await formOf(mail)
    const unsubscribe = optOuts.url(tenant, mail.memberId)
    return compose({
      to: { name: mail.name, address: mail.address },
      ...fill({ name: mail.name, company, account: mail.account, unsubscribe }),
      messageId: `<${mail.guideId}.${mail.memberId}@muster>`,
      unsubscribeUrl: unsubscribe,
    })
  }
}
