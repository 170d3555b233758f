import { sql } from 'kysely'
import type { OperationKind, OperationState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { listedSince } from './list.rules.ts'
import type { OperationFacts } from './operation.rules.ts'

export type OperationRow = OperationFacts & {
  id: string
  companyId: string
  deviceId: string
  enrolmentId: string
  kind: OperationKind
  memberId: string | null
  reason: string
  requestedBy: string | null
  requestedAt: Date
}
export type Step = { operationId: string; state: OperationState; at: Date; byMember: string | null; note: string | null }

const unanswered = ['requested', 'delivered']

const from = (ctx: Ctx) =>
  ctx.db
    .selectFrom('devices.operation')
    .select([
      'operation_id as id',
      'company_id as companyId',
      'device_id as deviceId',
      'enrolment_id as enrolmentId',
      'kind',
      'member_id as memberId',
      'reason',
      'requested_by as requestedBy',
      'requested_at as requestedAt',
      'expires_at as expiresAt',
      'state',
    ])
    .where('tenant_id', '=', ctx.tenant)

// The table's checks hold kinds and states to the contract's words.
const typed = (rows: object[]) => rows as OperationRow[]

export async function insertOperation(ctx: Ctx, o: OperationRow): Promise<void> {
  await ctx.db
    .insertInto('devices.operation')
    .values({
      tenant_id: ctx.tenant,
      operation_id: o.id,
      company_id: o.companyId,
      device_id: o.deviceId,
      enrolment_id: o.enrolmentId,
      kind: o.kind,
      member_id: o.memberId,
      reason: o.reason,
      requested_by: o.requestedBy,
      requested_at: o.requestedAt,
      expires_at: o.expiresAt,
      state: o.state,
    })
    .execute()
  await insertStep(ctx, { operationId: o.id, state: o.state, byMember: o.requestedBy, note: null })
}

async function insertStep(ctx: Ctx, s: Omit<Step, 'at'>): Promise<void> {
  await ctx.db
    .insertInto('devices.operation_step')
    .values({ tenant_id: ctx.tenant, operation_id: s.operationId, state: s.state, at: ctx.now, by_member: s.byMember, note: s.note })
    .execute()
}

/** DS-11: an operation comes to its next state, which is on record with its instant. The caller holds its lock. */
export async function moveOperation(ctx: Ctx, s: Omit<Step, 'at'>): Promise<void> {
  await ctx.db
    .updateTable('devices.operation')
    .set({ state: s.state })
    .where('tenant_id', '=', ctx.tenant)
    .where('operation_id', '=', s.operationId)
    .execute()
  await insertStep(ctx, s)
}

/** Locks an operation; undefined: there is none. */
export async function lockOperation(ctx: Ctx, id: string): Promise<OperationRow | undefined> {
  return typed(await from(ctx).where('operation_id', '=', id).forUpdate().execute())[0]
}

/** DS-11: locks what an enrolment has not answered yet, and that has not expired, the first asked for first. */
export async function lockDue(ctx: Ctx, enrolmentId: string): Promise<OperationRow[]> {
  const due = from(ctx).where('enrolment_id', '=', enrolmentId).where('state', 'in', unanswered).where('expires_at', '>', ctx.now)
  return typed(await due.orderBy('requested_at').orderBy('operation_id').forUpdate().execute())
}

/** Locks what no device of a company has got yet. */
export async function lockWaiting(ctx: Ctx, companyId: string): Promise<OperationRow[]> {
  const waiting = from(ctx).where('company_id', '=', companyId).where('state', '=', 'requested').where('expires_at', '>', ctx.now)
  return typed(await waiting.orderBy('operation_id').forUpdate().execute())
}

export async function countWaiting(ctx: Ctx, companyId: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('devices.operation')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('state', '=', 'requested')
    .where('expires_at', '>', ctx.now)
    .executeTakeFirstOrThrow()
  return n
}

/** The operations of a device, the latest first. */
export async function selectOfDevice(ctx: Ctx, deviceId: string): Promise<OperationRow[]> {
  return typed(
    await from(ctx).where('device_id', '=', deviceId).orderBy('requested_at', 'desc').orderBy('operation_id', 'desc').limit(100).execute(),
  )
}

export type After = { requestedAt: Date; id: string }

/** Operations of a company: only the open ones, only those asked for before an instant; null: whenever. */
export type OfCompany = { companyId: string; open: boolean; before: Date | null; teams: readonly string[] | null }

/**
 * P-2: which of a company's operations a role reaches: all whose member, or one who uses the device, is of the company, and in one of its
 * teams where it is limited to some; else also those of members who were purged. Each member is looked up by the key, and only those whom
 * the operation is about: scalar subqueries, which the planner never answers by a pass over all members.
 */
function isReached(ctx: Ctx, { companyId, teams }: Pick<OfCompany, 'companyId' | 'teams'>) {
  const within = sql`exists (select from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.member_id = m.member_id and a.team_id = any (${teams}::uuid[]))`
  const meets = sql`m.company_id = ${companyId} ${teams === null ? sql`` : sql`and ${within}`}`
  const member = sql`select ${meets} from members.named m where m.tenant_id = ${ctx.tenant} and m.member_id = o.member_id`
  // A device row is of its member's present company, and goes with its member.
  const users = sql`select bool_or(${meets}) from devices.device_row m
    where m.tenant_id = ${ctx.tenant} and m.device_id = o.device_id and m.last_access > ${listedSince(ctx.now)}`
  return sql<boolean>`coalesce(case when o.member_id is null then (${users}) else (${member}) end, ${teams === null})`
}

/** P-2: which of these operations a role reaches. */
export async function selectReached(ctx: Ctx, of: Pick<OfCompany, 'companyId' | 'teams'>, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select o.operation_id as id from devices.operation o where o.tenant_id = ${ctx.tenant}
    and o.operation_id = any (${ids}::uuid[]) and o.company_id = ${of.companyId} and ${isReached(ctx, of)}`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

const ofCompany = (ctx: Ctx, of: OfCompany) =>
  sql`o.tenant_id = ${ctx.tenant} and o.company_id = ${of.companyId} and ${isReached(ctx, of)}
    ${of.open ? sql`and o.state in ('requested', 'delivered') and o.expires_at > ${ctx.now}` : sql``}
    ${of.before ? sql`and o.requested_at < ${of.before}` : sql``}`

/** The operations of a company, the latest first. */
export async function selectOfCompany(ctx: Ctx, of: OfCompany, page: { after: After | null; limit: number }): Promise<OperationRow[]> {
  const { after, limit } = page
  const { rows } = await sql<{ id: string }>`select o.operation_id as id from devices.operation o where ${ofCompany(ctx, of)}
    ${after ? sql`and (o.requested_at, o.operation_id) < (${after.requestedAt}, ${after.id}::uuid)` : sql``}
    order by o.requested_at desc, o.operation_id desc limit ${limit}`.execute(ctx.db)
  if (rows.length === 0) return []
  const found = from(ctx).where(sql<boolean>`operation_id = any (${rows.map(({ id }) => id)}::uuid[])`)
  return typed(await found.orderBy('requested_at', 'desc').orderBy('operation_id', 'desc').execute())
}

/** How many operations of a company there are. */
export async function countOfCompany(ctx: Ctx, of: OfCompany): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from devices.operation o where ${ofCompany(ctx, of)}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** The steps of operations, each's in their order. */
export async function selectSteps(ctx: Ctx, ids: readonly string[]): Promise<Step[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('devices.operation_step')
    .select(['operation_id as operationId', 'state', 'at', 'by_member as byMember', 'note'])
    .where('tenant_id', '=', ctx.tenant)
    .where(sql<boolean>`operation_id = any (${ids}::uuid[])`)
    .orderBy('at')
    .orderBy(sql`array_position(array['requested', 'delivered'], state) nulls last`)
    .execute()
  return rows as Step[]
}

/** MB-16: whether an operation is open that is about a member: on their data, or on a device of theirs as a whole. */
export async function findOpenOfMember(ctx: Ctx, memberId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from devices.operation o
      where o.tenant_id = ${ctx.tenant} and o.member_id = ${memberId} and o.state in ('requested', 'delivered') and o.expires_at > ${ctx.now}
    ) or exists (
      select from devices.device_row r join devices.operation o on o.tenant_id = r.tenant_id and o.device_id = r.device_id
      where r.tenant_id = ${ctx.tenant} and r.member_id = ${memberId} and o.kind = 'reset_device'
        and o.state in ('requested', 'delivered') and o.expires_at > ${ctx.now}
    ) as open`.execute(ctx.db)
  return rows[0]?.open ?? false
}

/** DS-11: whether an operation that was asked for since then ends a member’s sessions on a device. */
export async function isEndedBySince(ctx: Ctx, deviceId: string, memberId: string, since: Date): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('devices.operation')
    .select('operation_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', '=', deviceId)
    .where('requested_at', '>=', since)
    .where('state', '<>', 'cancelled')
    .where((e) => e.or([e('member_id', 'is', null), e('member_id', '=', memberId)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A proof counts once. @returns whether this one had not been used, and how many the enrolment used in the last minute */
export async function useProof(ctx: Ctx, enrolmentId: string, jti: Buffer): Promise<{ isNew: boolean; lately: number }> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('devices.used_proof')
    .values({ tenant_id: ctx.tenant, enrolment_id: enrolmentId, jti, used_at: ctx.now })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  const { n } = await ctx.db
    .selectFrom('devices.used_proof')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('enrolment_id', '=', enrolmentId)
    .where('used_at', '>', new Date(ctx.now.getTime() - 60_000))
    .executeTakeFirstOrThrow()
  return { isNew: (numInsertedOrUpdatedRows ?? 0n) > 0n, lately: n }
}

/** Proofs that could not be used again anyway. */
export async function deleteOldProofs(ctx: Ctx, before: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from devices.used_proof where ctid = any (array(
      select ctid from devices.used_proof where tenant_id = ${ctx.tenant} and used_at < ${before} limit ${most}))
      and tenant_id = ${ctx.tenant}`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}
