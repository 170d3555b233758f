import { sql } from 'kysely'
import type { ConnectionMethod, EndReason, SecondStep, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type NewConnection = {
  connectionId: string
  memberId: string
  companyId: string
  surface: Surface
  clientId: string
  ssoId: string | null
  method: ConnectionMethod
  /** By what the member is signed in where a device was let in, or an API token made; without it, `method`. */
  madeBy?: ConnectionMethod
  secondStep: SecondStep | null
  /** When the member last proved who they are; null: they came along on single sign-on. */
  provedAt: Date | null
  ip: string | null
  userAgent: string | null
}

export async function insertConnection(ctx: Ctx, c: NewConnection): Promise<void> {
  await ctx.db
    .insertInto('sessions.connection')
    .values({
      tenant_id: ctx.tenant,
      connection_id: c.connectionId,
      member_id: c.memberId,
      company_id: c.companyId,
      surface: c.surface,
      client_id: c.clientId,
      sso_id: c.ssoId,
      method: c.method,
      made_by: c.madeBy ?? null,
      second_step: c.secondStep,
      ip: c.ip,
      user_agent: c.userAgent,
      created_at: ctx.now,
      proved_at: c.provedAt,
    })
    .execute()
}

/** A browser's single sign-on: how it was made last, and whether it was registered just now. */
export type Sso = { method: ConnectionMethod; isNew: boolean }

export type SignIn = Pick<
  NewConnection,
  'connectionId' | 'memberId' | 'companyId' | 'surface' | 'clientId' | 'secondStep' | 'provedAt' | 'ip' | 'userAgent'
> & {
  ssoId: string
  /** How the member has just proved who they are; null: they come along as single sign-on was made. */
  method: ConnectionMethod | null
  /** A device let in by the code it shows. */
  byCode: boolean
}

/**
 * Registers single sign-on or notes how it was made anew, locking it, ends what the connection replaces, and inserts it. Undefined: single sign-on
 * is not the member's, or has ended. A passkey that signed in alone is the method: there was no step besides.
 */
export async function insertSignIn(ctx: Ctx, c: SignIn): Promise<(Sso & { replaced: number }) | undefined> {
  const { rows } = await sql<{ method: ConnectionMethod; is_new: boolean; replaced: number }>`
    with sso as (
      insert into sessions.sso as s (tenant_id, sso_id, member_id, created_at, method)
      values (${ctx.tenant}, ${c.ssoId}, ${c.memberId}, ${ctx.now}, coalesce(${c.method}::text, 'password'))
      on conflict (tenant_id, sso_id) do update set method = coalesce(${c.method}::text, s.method)
        where s.member_id = ${c.memberId} and s.ended_at is null
      -- A row that the statement has inserted was locked by nobody before.
      returning s.method, xmax = 0 as is_new
    ), replaced as (
      update sessions.connection k set ended_at = ${ctx.now}, ended_reason = 'replaced'
      where k.tenant_id = ${ctx.tenant} and k.sso_id = ${c.ssoId} and k.client_id = ${c.clientId} and k.ended_at is null
        and not ${c.byCode}::boolean and exists (select from sso)
      returning 1
    ), made as (
      insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, sso_id, method, made_by, second_step,
        ip, user_agent, created_at, proved_at)
      select ${ctx.tenant}, ${c.connectionId}, ${c.memberId}, ${c.companyId}, ${c.surface}, ${c.clientId},
        case when ${c.byCode}::boolean then null else ${c.ssoId} end, case when ${c.byCode}::boolean then 'device' else sso.method end, sso.method,
        case when sso.method = 'passkey' then null else ${c.secondStep}::text end, ${c.ip}::inet, ${c.userAgent}, ${ctx.now}, ${c.provedAt}
      from sso
    )
    select sso.method, sso.is_new, (select count(*)::integer from replaced) as replaced from sso`.execute(ctx.db)
  const [opened] = rows
  return opened && { method: opened.method, isNew: opened.is_new, replaced: opened.replaced }
}

/** Locks a connection; undefined when unknown. */
export async function lockConnection(
  ctx: Ctx,
  connectionId: string,
): Promise<{ ended: boolean; deviceId: string | null; surface: Surface; startedAt: Date } | undefined> {
  const row = await ctx.db
    .selectFrom('sessions.connection')
    .select(['ended_at', 'device_id', 'surface', 'created_at'])
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst()
  return row && { ended: row.ended_at !== null, deviceId: row.device_id, surface: row.surface as Surface, startedAt: row.created_at }
}

export async function setDevice(ctx: Ctx, connectionId: string, deviceId: string): Promise<void> {
  await ctx.db
    .updateTable('sessions.connection')
    .set({ device_id: deviceId })
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .execute()
}

export type ConnectionRow = {
  id: string
  startedAt: Date
  endedAt: Date | null
  endReason: EndReason | null
  surface: Surface
  clientId: string
  method: ConnectionMethod
  secondStep: SecondStep | null
  deviceId: string | null
  ip: string | null
  userAgent: string | null
}

export type Asked = { memberId: string; kind?: 'app' | 'web' | undefined; after: { startedAt: Date; id: string } | null; limit: number }

function shown(ctx: Ctx, { memberId, kind }: Pick<Asked, 'memberId' | 'kind'>, since: Date) {
  return ctx.db
    .selectFrom('sessions.connection')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where((e) => e.or([e('ended_at', 'is', null), e('ended_at', '>', since)]))
    .$if(kind !== undefined, (q) => q.where('surface', kind === 'web' ? '=' : '<>', 'web'))
}

export async function selectConnections(ctx: Ctx, asked: Asked, since: Date): Promise<ConnectionRow[]> {
  const { after, limit } = asked
  const rows = await shown(ctx, asked, since)
    .select([
      'connection_id',
      'created_at',
      'ended_at',
      'ended_reason',
      'surface',
      'client_id',
      'method',
      'second_step',
      'device_id',
      'user_agent',
    ])
    .select(sql<string | null>`host(ip)`.as('ip'))
    .$if(after !== null, (q) => q.where(sql<boolean>`(created_at, connection_id) < (${after?.startedAt}, ${after?.id}::uuid)`))
    .orderBy('created_at', 'desc')
    .orderBy('connection_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((r) => ({
    id: r.connection_id,
    startedAt: r.created_at,
    endedAt: r.ended_at,
    endReason: r.ended_reason as EndReason | null,
    surface: r.surface as Surface,
    clientId: r.client_id,
    method: r.method as ConnectionMethod,
    secondStep: r.second_step as SecondStep | null,
    deviceId: r.device_id,
    ip: r.ip,
    userAgent: r.user_agent,
  }))
}

export async function countSince(ctx: Ctx, asked: Pick<Asked, 'memberId' | 'kind'>, since: Date): Promise<number> {
  const { n } = await shown(ctx, asked, since)
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** `madeBy`: by what the member had proved who they are where it began, also of a device that was let in from a browser. */
export type Found = { memberId: string; ended: boolean; deviceId: string | null; madeBy: ConnectionMethod }

export async function selectConnection(ctx: Ctx, connectionId: string): Promise<Found | undefined> {
  const row = await ctx.db
    .selectFrom('sessions.connection')
    .select(['member_id', 'ended_at', 'device_id', 'method', 'made_by'])
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  if (!row) return undefined
  // The table's checks hold both to the contract's words.
  const madeBy = (row.made_by ?? row.method) as ConnectionMethod
  return { memberId: row.member_id, ended: row.ended_at !== null, deviceId: row.device_id, madeBy }
}

/** When the newest connection of this app in this browser ended, if it has. */
export async function findLastEnd(ctx: Ctx, ssoId: string, clientId: string): Promise<Date | null> {
  const row = await ctx.db
    .selectFrom('sessions.connection')
    .select('ended_at')
    .where('tenant_id', '=', ctx.tenant)
    .where('sso_id', '=', ssoId)
    .where('client_id', '=', clientId)
    .orderBy('created_at', 'desc')
    .orderBy('connection_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.ended_at ?? null
}

/** Whether a second step, or a passkey that is both, was proved in a browser after `since`. */
export async function findSecondStep(ctx: Ctx, ssoId: string, since: Date | null): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('sessions.connection')
    .select('connection_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('sso_id', '=', ssoId)
    .where((e) => e.or([e('second_step', 'is not', null), e('method', '=', 'passkey')]))
    .$if(since !== null, (q) => q.where('created_at', '>', since))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** MB-11: connections are shown for 90 days after their end; older ones go. */
export async function deleteOld(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('sessions.connection').where('tenant_id', '=', ctx.tenant).where('ended_at', '<', before).execute()
  await ctx.db.deleteFrom('sessions.sso').where('tenant_id', '=', ctx.tenant).where('ended_at', '<', before).execute()
}

export async function selectProof(ctx: Ctx, connectionId: string): Promise<Date | null> {
  const row = await ctx.db
    .selectFrom('sessions.connection')
    .select('proved_at')
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row?.proved_at ?? null
}

export async function setProved(ctx: Ctx, connectionId: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('sessions.connection')
    .set({ proved_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
