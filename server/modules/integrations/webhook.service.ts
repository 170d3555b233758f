import { randomBytes } from 'node:crypto'
import { formerSecretHours, maxWebhooks, type Webhook, type WebhookInput } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, requireWholeCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Seal } from '../../platform/seal.ts'
import { deliverJob, deliverKey } from './deliver.rules.ts'
import {
  deleteEndpoint,
  insertEndpoint,
  lockEndpoint,
  lockEndpoints,
  selectDead,
  selectEndpoints,
  selectNames,
  updateEndpoint,
  type Dead,
  type Endpoint,
  type EndpointRow,
} from './webhook.queries.ts'

/** RE-3: the endpoints of a company, by name, and how they fare. */
export async function listWebhooks(ctx: Ctx, companyId: string): Promise<Webhook[]> {
  return (await selectEndpoints(ctx, companyId)).map((row) => present(row, ctx.now))
}

/** RE-3: the endpoints of a company that have given up deliveries, by name; of each at most `most` are counted. */
export async function listDead(ctx: Ctx, companyId: string, most: number): Promise<Dead[]> {
  return selectDead(ctx, companyId, most)
}

/** P-2: who sees no names has none sent anywhere either; what a company is told by reaches all of it. @throws forbidden, names_hidden */
async function requireAll(ctx: Ctx, companyId: string): Promise<void> {
  await requireWholeCompany(ctx, companyId)
  if ((await findActorGrant(ctx, companyId))?.names === false) throw new AppError('names_hidden')
}

/** Standard Webhooks: 24 to 64 bytes, in base64 behind a prefix. */
const newWebhookSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/**
 * RE-3: has an endpoint told of events from the commit on. A webhook's secret is answered this once (SX-3).
 * @throws name_taken, limit_reached, forbidden, names_hidden
 */
export async function createWebhook(
  ctx: Ctx,
  seal: Seal,
  companyId: string,
  input: WebhookInput,
): Promise<{ id: string; secret: string | null }> {
  await requireAll(ctx, companyId)
  await lockEndpoints(ctx, companyId)
  const all = await selectNames(ctx, companyId)
  if (all.length >= maxWebhooks) throw new AppError('limit_reached', { limit: maxWebhooks })
  if (all.some(({ name }) => name === input.name)) throw new AppError('name_taken')
  const id = newId(ctx.now)
  const secret = input.kind === 'webhook' ? newWebhookSecret() : null
  const presented = input.kind === 'webhook' ? secret : (input.authorization ?? null)
  const audience = input.kind === 'webhook' ? null : input.audience
  const { kind, name, url, types } = input
  await insertEndpoint(ctx, { id, companyId, kind, name, url, types, audience, secret: presented === null ? null : seal.close(presented) })
  await recordEvent(ctx, {
    action: 'webhook.created',
    companyId,
    subject: { kind: 'webhook', id },
    after: { webhookKind: kind, name, url, types, audience },
  })
  return { id, secret }
}

async function getLocked(ctx: Ctx, companyId: string, id: string): Promise<Endpoint> {
  await requireWholeCompany(ctx, companyId)
  const found = await lockEndpoint(ctx, companyId, id)
  if (!found) throw new AppError('not_found')
  return found
}

/**
 * RE-3: changes an endpoint, but not what kind it is; what waits goes to the new address.
 * @returns the next revision @throws not_found, changed_meanwhile, name_taken, webhook_kind, forbidden, names_hidden
 */
export async function changeWebhook(
  ctx: Ctx,
  seal: Seal,
  companyId: string,
  { id, revision, input }: { id: string; revision: number; input: WebhookInput },
): Promise<number> {
  await requireAll(ctx, companyId)
  await lockEndpoints(ctx, companyId)
  const before = await getLocked(ctx, companyId, id)
  if (before.revision !== revision) throw new AppError('changed_meanwhile', { revision: before.revision })
  if (before.kind !== input.kind) throw new AppError('webhook_kind')
  if ((await selectNames(ctx, companyId)).some((p) => p.id !== id && p.name === input.name)) throw new AppError('name_taken')
  const { name, url, types } = input
  const after = { name, url, types, audience: input.kind === 'webhook' ? null : input.audience }
  await updateEndpoint(ctx, id, {
    ...after,
    ...authorizationOf(ctx, seal, input),
    ...(url !== before.url && { quiet_until: null }),
    revision: revision + 1,
  })
  const shown = (state: typeof after) => ({ name: state.name, url: state.url, types: state.types, audience: state.audience })
  await recordEvent(ctx, {
    action: 'webhook.changed',
    companyId,
    subject: { kind: 'webhook', id },
    before: shown(before),
    after: shown(after),
  })
  await wake(ctx, id)
  return revision + 1
}

/** What a receiver of Shared Signals is presented: as it was, where nothing is said of it. */
function authorizationOf(ctx: Ctx, seal: Seal, input: WebhookInput): { secret?: Buffer | null; secret_set_at?: Date | null } {
  if (input.kind === 'webhook' || input.authorization === undefined) return {}
  const given = input.authorization
  return given === null ? { secret: null, secret_set_at: null } : { secret: seal.close(given), secret_set_at: ctx.now }
}

/** SX-3: another secret, answered this once; the one before signs as well for a day. @throws not_found, webhook_kind, forbidden, names_hidden */
export async function renewWebhookSecret(
  ctx: Ctx,
  seal: Seal,
  companyId: string,
  id: string,
): Promise<{ secret: string; formerUntil: string }> {
  await requireAll(ctx, companyId)
  const { kind, name, secret: former } = await getLocked(ctx, companyId, id)
  if (kind !== 'webhook') throw new AppError('webhook_kind')
  const secret = newWebhookSecret()
  const formerUntil = new Date(ctx.now.getTime() + formerSecretHours * 3_600_000)
  await updateEndpoint(ctx, id, { secret: seal.close(secret), secret_set_at: ctx.now, former_secret: former, former_until: formerUntil })
  await recordEvent(ctx, { action: 'webhook.secret_renewed', companyId, subject: { kind: 'webhook', id }, after: { name } })
  return { secret, formerUntil: formerUntil.toISOString() }
}

/** RE-3: nothing is sent to an endpoint until it is resumed; events wait for it. Idempotent. @returns its revision @throws not_found, forbidden */
export async function pauseWebhook(ctx: Ctx, companyId: string, id: string): Promise<number> {
  const { name, pausedAt, revision } = await getLocked(ctx, companyId, id)
  if (pausedAt) return revision
  await updateEndpoint(ctx, id, { paused_at: ctx.now, revision: revision + 1 })
  await recordEvent(ctx, { action: 'webhook.paused', companyId, subject: { kind: 'webhook', id }, after: { name } })
  return revision + 1
}

/** RE-3: what waits is sent from the commit on. Idempotent. @returns its revision @throws not_found, forbidden */
export async function resumeWebhook(ctx: Ctx, companyId: string, id: string): Promise<number> {
  const { name, pausedAt, revision } = await getLocked(ctx, companyId, id)
  if (!pausedAt) return revision
  await updateEndpoint(ctx, id, { paused_at: null, gone_at: null, quiet_until: null, revision: revision + 1 })
  await recordEvent(ctx, { action: 'webhook.resumed', companyId, subject: { kind: 'webhook', id }, after: { name } })
  await wake(ctx, id)
  return revision + 1
}

/** RE-3: an endpoint is told of nothing more, and what waits for it is dropped. @returns how much that was @throws not_found, forbidden */
export async function removeWebhook(ctx: Ctx, companyId: string, id: string): Promise<number> {
  const { name, url } = await getLocked(ctx, companyId, id)
  // The log of a large company's deliveries goes with it.
  await withoutTimeout(ctx.db)
  const dropped = await deleteEndpoint(ctx, id)
  await recordEvent(ctx, {
    action: 'webhook.deleted',
    companyId,
    subject: { kind: 'webhook', id },
    before: { name, url },
    after: { dropped },
  })
  return dropped
}

async function wake(ctx: Ctx, id: string): Promise<void> {
  await enqueue(ctx, deliverJob, { tenant: ctx.tenant, endpoint: id }, { key: deliverKey(id) })
}

function present(r: EndpointRow, now: Date): Webhook {
  const { id, kind, name, url, types, audience, authorized, revision, waiting, dead, failedAt, failure } = r
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    id,
    kind,
    name,
    url,
    types,
    audience,
    revision,
    waiting,
    dead,
    authorized: kind === 'shared_signals' && authorized,
    createdAt: r.createdAt.toISOString(),
    secretSetAt: iso(r.secretSetAt),
    formerSecretUntil: r.formerUntil && r.formerUntil > now ? iso(r.formerUntil) : null,
    pausedAt: iso(r.pausedAt),
    goneAt: iso(r.goneAt),
    quietUntil: r.quietUntil && r.quietUntil > now ? iso(r.quietUntil) : null,
    failingSince: iso(r.failingSince),
    lastFailure:
      failedAt && failure
        ? { at: failedAt.toISOString(), reason: failure as NonNullable<Webhook['lastFailure']>['reason'], status: r.failureStatus }
        : null,
    lastDeliveredAt: iso(r.lastDeliveredAt),
  }
}
