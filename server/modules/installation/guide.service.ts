import {
  guideHistory,
  skipReasons,
  type Guide,
  type GuideCount,
  type GuideRecipient,
  type GuideState,
  type GuideTo,
  type RefusedGuide,
  type SkipReason,
} from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, listDomains } from '#modules/company'
import { findPeople, findTeamsWithin } from '#modules/members'
import type { MailServers } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { holdSends } from './delivery.queries.ts'
import { wakeDelivery } from './delivery.service.ts'
import { effectOf } from './effect.rules.ts'
import {
  cancelWaiting,
  countRecipients,
  countSelectable,
  findGuide,
  insertGuide,
  insertRecipients,
  selectGuides,
  selectRecipients,
  selectRefused,
  type GuideRow,
  type RecipientRow,
  type Target,
} from './guide.queries.ts'
import { guideState, storedStates } from './guide.rules.ts'
import { appsWithoutLink } from './template.rules.ts'
import { templateOf } from './template.service.ts'

type Deps = { servers: Pick<MailServers, 'find'> }
type Reached = { target: Target; team: string | null }

/** P-2: whom of those asked for the actor's role reaches. A role without names sends to everyone, not to somebody. @throws names_hidden */
async function reached(ctx: Ctx, companyId: string, to: GuideTo): Promise<Reached> {
  const grant = await findActorGrant(ctx, companyId)
  const members = 'members' in to ? [...new Set(to.members)] : null
  if (members && grant?.names === false) throw new AppError('names_hidden')
  const team = grant?.team ?? null
  return { target: { companyId, members, teams: await findTeamsWithin(ctx, companyId, undefined, team) }, team }
}

/** IS-2: of members who were asked for, those who get no guide, and why. */
async function refusedOf(ctx: Ctx, target: Target): Promise<RefusedGuide[]> {
  if (!target.members) return []
  const known = await selectRefused(ctx, target)
  const people = await findPeople(ctx, [...known.keys()])
  return target.members.flatMap((id): RefusedGuide[] => {
    const blocked = known.get(id)
    const person = people.get(id)
    if (blocked === undefined || !person) return [{ member: null, reason: 'gone' }]
    return blocked === null ? [] : [{ member: { id, name: person.name, login: person.login }, reason: blocked }]
  })
}

const lacking = ({ mobile, pc }: { mobile: number; pc: number }) => [
  ...(mobile > 0 ? (['mobile'] as const) : []),
  ...(pc > 0 ? (['pc'] as const) : []),
]

/** IS-3: exactly how many would get a guide now. @throws names_hidden */
export async function countGuide(ctx: Ctx, { servers }: Deps, companyId: string, to: GuideTo): Promise<GuideCount> {
  const { target } = await reached(ctx, companyId, to)
  const counted = await countSelectable(ctx, target)
  const { links } = await templateOf(ctx, companyId)
  return {
    recipients: counted.recipients,
    bounced: counted.bounced,
    refused: await refusedOf(ctx, target),
    linksMissing: appsWithoutLink(lacking(counted), links),
    hold: (await servers.find(ctx, companyId)) ? null : 'no_server',
  }
}

/**
 * IS-3, IS-5, P-4: sends the guide to whoever of those asked for is selectable at this moment, and keeps how they stand at this moment; the
 * others are answered by name. Two sends to everyone at once: the second is refused.
 * @throws names_hidden, guide_nobody, guide_under_way, guide_links_missing
 */
export async function sendGuide(
  ctx: Ctx,
  deps: Deps,
  { companyId, to }: { companyId: string; to: GuideTo },
): Promise<{ guide: Guide; refused: RefusedGuide[] }> {
  const { target, team } = await reached(ctx, companyId, to)
  const by = ctx.actor.kind === 'member' ? { id: ctx.actor.memberId, name: ctx.actor.name } : { id: newId(ctx.now), name: ctx.actor.name }
  const template = await templateOf(ctx, companyId)
  const guideId = newId(ctx.now)
  const everyone = target.members === null
  if (!(await insertGuide(ctx, { guideId, companyId, byId: by.id, byName: by.name, everyone, teamId: team, template })))
    throw new AppError('guide_under_way')
  const [domain = ''] = await listDomains(ctx, companyId)
  const counted = await insertRecipients(ctx, guideId, { ...target, domain })
  if (counted.recipients === 0) throw new AppError('guide_nobody', { refused: await refusedOf(ctx, target) })
  const apps = appsWithoutLink(lacking(counted), template.links)
  if (apps.length > 0) throw new AppError('guide_links_missing', { apps })
  const people = await findPeople(ctx, target.members ?? [])
  await recordEvent(ctx, {
    action: 'guide.sent',
    companyId,
    subject: { kind: 'company', id: companyId },
    after: { recipients: counted.recipients, everyone, members: [...people.values()].map((p) => p.login).toSorted() },
  })
  await wakeDelivery(ctx)
  return { guide: await getGuide(ctx, deps, companyId, guideId), refused: await refusedOf(ctx, target) }
}

/** IS-5: the last sends of a company, the newest first. */
export async function listGuides(ctx: Ctx, { servers }: Deps, companyId: string): Promise<Guide[]> {
  const rows = await selectGuides(ctx, companyId, guideHistory)
  const hasServer = (await servers.find(ctx, companyId)) !== undefined
  const names = (await findActorGrant(ctx, companyId))?.names !== false
  return rows.map((row) => toGuide(row, { hasServer, names, now: ctx.now }))
}

/**
 * IS-5: sends of the history that began after an instant and have mails that failed, the newest first, with how many of these the actor’s
 * role reaches. @throws names_hidden, as their lists do
 */
export async function listFailedGuides(ctx: Ctx, companyId: string, since: Date): Promise<{ id: string; at: Date; failed: number }[]> {
  const recent = (await selectGuides(ctx, companyId, guideHistory)).filter(({ at, failed }) => at > since && failed > 0)
  const failed: { id: string; at: Date; failed: number }[] = []
  for (const { id, at } of recent) {
    const reach = await reachedRecipients(ctx, companyId, id)
    failed.push({ id, at, failed: await countRecipients(ctx, { ...reach, states: storedStates.failed }) })
  }
  return failed.filter((guide) => guide.failed > 0)
}

async function getGuide(ctx: Ctx, { servers }: Deps, companyId: string, guideId: string): Promise<Guide> {
  const row = await requireGuide(ctx, companyId, guideId)
  const names = (await findActorGrant(ctx, companyId))?.names !== false
  return toGuide(row, { hasServer: (await servers.find(ctx, companyId)) !== undefined, names, now: ctx.now })
}

async function requireGuide(ctx: Ctx, companyId: string, guideId: string): Promise<GuideRow> {
  const row = await findGuide(ctx, companyId, guideId, guideHistory)
  if (!row) throw new AppError('not_found')
  return row
}

function toGuide(row: GuideRow, { hasServer, names, now }: { hasServer: boolean; names: boolean; now: Date }): Guide {
  const { sent, failed, unknown, skipped, recipients, endedAt, trouble } = row
  const waiting = recipients - sent - failed - unknown - skipped
  const hold = waiting === 0 ? null : hasServer ? (trouble === null ? null : ('server_unreachable' as const)) : ('no_server' as const)
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: names ? { id: row.byId, name: row.byName } : null,
    everyone: row.everyone,
    recipients,
    progress: { waiting, sent, failed, unknown, skipped },
    endedAt: endedAt?.toISOString() ?? null,
    hold,
    trouble: hold === 'server_unreachable' ? trouble : null,
    effect: effectOf(row, now),
  }
}

/** P-2, P-4: skips what waits of a send; a role limited to a team stops only a send that was limited likewise, its own. @throws not_found, forbidden */
export async function cancelGuide(ctx: Ctx, deps: Deps, companyId: string, guideId: string): Promise<Guide> {
  const row = await requireGuide(ctx, companyId, guideId)
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.team && !(ctx.actor.kind === 'member' && ctx.actor.memberId === row.byId)) throw new AppError('forbidden')
  await holdSends(ctx, companyId)
  const skipped = await cancelWaiting(ctx, guideId)
  if (skipped > 0)
    await recordEvent(ctx, {
      action: 'guide.cancelled',
      companyId,
      subject: { kind: 'company', id: companyId },
      after: { recipients: row.recipients, skipped },
    })
  return getGuide(ctx, deps, companyId, guideId)
}

/** P-2: the receivers of a send whom the actor's role reaches, by name. @throws names_hidden, not_found */
export async function reachedRecipients(ctx: Ctx, companyId: string, guideId: string) {
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.names === false) throw new AppError('names_hidden')
  await requireGuide(ctx, companyId, guideId)
  return { guideId, teams: await findTeamsWithin(ctx, companyId, undefined, grant?.team ?? null) }
}

/** IS-5: what became of each mail of a send. @throws names_hidden, not_found */
export async function listRecipients(
  ctx: Ctx,
  asked: { companyId: string; guideId: string; state?: GuideState | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: GuideRecipient[]; next: string | null; total: number }> {
  const reach = await reachedRecipients(ctx, asked.companyId, asked.guideId)
  const of = { ...reach, states: asked.state ? storedStates[asked.state] : null }
  const rows = await selectRecipients(ctx, { ...of, after: asked.cursor ?? null, most: asked.limit + 1 })
  const shown = rows.slice(0, asked.limit)
  return {
    items: shown.map(toRecipient),
    next: rows.length > asked.limit ? (shown.at(-1)?.memberId ?? null) : null,
    total: await countRecipients(ctx, of),
  }
}

export function toRecipient(r: RecipientRow): GuideRecipient {
  const state = guideState(r.state)
  return {
    member: r.login === '' ? null : { id: r.memberId, name: r.name, login: r.login },
    email: r.address === '' ? null : r.address,
    mobile: r.mobile,
    pc: r.pc,
    state,
    reason: skipReasons.find((one): one is SkipReason => one === r.reason) ?? null,
    attempts: r.attempts,
    reply: r.reply,
    bounced: r.bounced,
    nextAt: r.state === 0 && r.attempts > 0 ? r.dueAt.toISOString() : null,
    endedAt: r.endedAt?.toISOString() ?? null,
  }
}
