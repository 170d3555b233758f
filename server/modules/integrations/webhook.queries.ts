import { sql } from 'kysely'
import type { EventType, Webhook, WebhookKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type EndpointRow = Pick<Webhook, 'kind' | 'name' | 'url' | 'types' | 'audience' | 'revision'> & {
  id: string
  authorized: boolean
  createdAt: Date
  secretSetAt: Date | null
  formerUntil: Date | null
  pausedAt: Date | null
  goneAt: Date | null
  quietUntil: Date | null
  failingSince: Date | null
  failedAt: Date | null
  failure: string | null
  failureStatus: number | null
  lastDeliveredAt: Date | null
  waiting: number
  dead: number
}

const endpoints = (ctx: Ctx) => ctx.db.selectFrom('integrations.endpoint as p').where('p.tenant_id', '=', ctx.tenant)

/** How many deliveries of an endpoint are in a state: the index of states alone is read. */
const counted = (state: 'waiting' | 'dead') =>
  sql<number>`(select count(*) from integrations.delivery d
    where d.tenant_id = p.tenant_id and d.endpoint_id = p.endpoint_id and d.state = ${state})`

/** Tests that failed, which nobody gave up: they have an index of their own, so that those that were given up are counted by indexes alone. */
const failedTests = sql<number>`(select count(*) from integrations.delivery d
    where d.tenant_id = p.tenant_id and d.endpoint_id = p.endpoint_id and d.state = 'dead' and d.lane = d.event_id)`

/** RE-3: the endpoints of a company, by name, with how they fare. */
export async function selectEndpoints(ctx: Ctx, companyId: string): Promise<EndpointRow[]> {
  const rows = await endpoints(ctx)
    .select(['endpoint_id', 'kind', 'name', 'url', 'types', 'audience', 'revision', 'created_at', 'secret_set_at', 'former_until'])
    .select(['paused_at', 'gone_at', 'quiet_until', 'failing_since', 'failed_at', 'failure', 'failure_status'])
    .select([
      sql<boolean>`secret is not null`.as('authorized'),
      counted('waiting').as('waiting'),
      sql<number>`${counted('dead')} - ${failedTests}`.as('dead'),
      sql<Date | null>`(select d.settled_at from integrations.delivery d
        where d.tenant_id = p.tenant_id and d.endpoint_id = p.endpoint_id and d.state = 'delivered' order by d.seq desc limit 1)`.as(
        'delivered_at',
      ),
    ])
    .where('p.company_id', '=', companyId)
    .orderBy('p.name')
    .execute()
  return rows.map((r) => ({
    id: r.endpoint_id,
    kind: r.kind as WebhookKind,
    name: r.name,
    url: r.url,
    types: r.types as EventType[],
    audience: r.audience,
    authorized: r.authorized,
    revision: r.revision,
    createdAt: r.created_at,
    secretSetAt: r.secret_set_at,
    formerUntil: r.former_until,
    pausedAt: r.paused_at,
    goneAt: r.gone_at,
    quietUntil: r.quiet_until,
    failingSince: r.failing_since,
    failedAt: r.failed_at,
    failure: r.failure,
    failureStatus: r.failure_status,
    lastDeliveredAt: r.delivered_at,
    waiting: r.waiting,
    dead: r.dead,
  }))
}

export type Dead = { id: string; name: string; dead: number }

/** RE-3: the endpoints of a company that have given up deliveries, by name, tests left out; of each at most `most` are counted. */
export async function selectDead(ctx: Ctx, companyId: string, most: number): Promise<Dead[]> {
  const { rows } = await sql<Dead>`
    select p.endpoint_id as id, p.name, d.n::integer as dead from integrations.endpoint p cross join lateral (
      select count(*) as n from (select from integrations.delivery d
        where d.tenant_id = ${ctx.tenant} and d.endpoint_id = p.endpoint_id and d.state = 'dead' and d.lane <> d.event_id limit ${most}) d
    ) d where p.tenant_id = ${ctx.tenant} and p.company_id = ${companyId} and d.n > 0 order by p.name`.execute(ctx.db)
  return rows
}

/** One change of a company's endpoints at a time: their names and number are checked against the others. */
export async function lockEndpoints(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('integrations.endpoint' || ${companyId}, 0))`.execute(ctx.db)
}

export async function selectNames(ctx: Ctx, companyId: string): Promise<{ id: string; name: string }[]> {
  return endpoints(ctx).select(['endpoint_id as id', 'name']).where('p.company_id', '=', companyId).execute()
}

export type Endpoint = {
  id: string
  kind: WebhookKind
  name: string
  url: string
  types: EventType[]
  audience: string | null
  revision: number
  secret: Buffer | null
  pausedAt: Date | null
}

const fieldsOf = (ctx: Ctx, companyId: string, id: string) =>
  endpoints(ctx)
    .select(['endpoint_id', 'kind', 'name', 'url', 'types', 'audience', 'revision', 'secret', 'paused_at'])
    .where('p.company_id', '=', companyId)
    .where('p.endpoint_id', '=', id)

type Found = Awaited<ReturnType<ReturnType<typeof fieldsOf>['executeTakeFirst']>>
const toEndpoint = (r: Found): Endpoint | undefined =>
  r && {
    id: r.endpoint_id,
    kind: r.kind as WebhookKind,
    name: r.name,
    url: r.url,
    types: r.types as EventType[],
    audience: r.audience,
    revision: r.revision,
    secret: r.secret,
    pausedAt: r.paused_at,
  }

export async function findEndpoint(ctx: Ctx, companyId: string, id: string): Promise<Endpoint | undefined> {
  return toEndpoint(await fieldsOf(ctx, companyId, id).executeTakeFirst())
}

export async function lockEndpoint(ctx: Ctx, companyId: string, id: string): Promise<Endpoint | undefined> {
  return toEndpoint(await fieldsOf(ctx, companyId, id).forNoKeyUpdate().executeTakeFirst())
}

export type NewEndpoint = Pick<Endpoint, 'id' | 'kind' | 'name' | 'url' | 'types' | 'audience' | 'secret'> & { companyId: string }

export async function insertEndpoint(ctx: Ctx, p: NewEndpoint): Promise<void> {
  await ctx.db
    .insertInto('integrations.endpoint')
    .values({
      tenant_id: ctx.tenant,
      endpoint_id: p.id,
      company_id: p.companyId,
      kind: p.kind,
      name: p.name,
      url: p.url,
      types: p.types,
      audience: p.audience,
      secret: p.secret,
      secret_set_at: p.secret && ctx.now,
      revision: 1,
      created_at: ctx.now,
    })
    .execute()
}

export type EndpointChange = Partial<{
  name: string
  url: string
  types: EventType[]
  audience: string | null
  revision: number
  secret: Buffer | null
  secret_set_at: Date | null
  former_secret: Buffer | null
  former_until: Date | null
  paused_at: Date | null
  gone_at: Date | null
  quiet_until: Date | null
}>

export async function updateEndpoint(ctx: Ctx, id: string, change: EndpointChange): Promise<void> {
  await ctx.db.updateTable('integrations.endpoint').set(change).where('tenant_id', '=', ctx.tenant).where('endpoint_id', '=', id).execute()
}

/** With its lanes and deliveries, which cascade. @returns how many deliveries waited */
export async function deleteEndpoint(ctx: Ctx, id: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('integrations.delivery')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  await ctx.db.deleteFrom('integrations.endpoint').where('tenant_id', '=', ctx.tenant).where('endpoint_id', '=', id).execute()
  return n
}
