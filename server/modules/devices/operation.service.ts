import {
  operationDays,
  type DeviceOperations,
  type ErrorCode,
  type Operation,
  type OperationKind,
  type OperationList,
} from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, listAdministrators, listGrants, mayActOn, mayUse, permissionsOf } from '#modules/company'
import { findPeople, findTeamsWithin, isReachedBy, lockReachable } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { selectDevice } from './device.queries.ts'
import { findEnrolment, lockDevice } from './enrolment.queries.ts'
import { selectRowsOf } from './list.queries.ts'
import { listedSince } from './list.rules.ts'
import { isReached } from './list.service.ts'
import { selectMdm } from './mdm.queries.ts'
import {
  countOfCompany,
  findOpenOfMember,
  insertOperation,
  lockDue,
  lockOperation,
  lockWaiting,
  moveOperation,
  type OfCompany,
  type OperationRow,
  selectOfCompany,
  selectOfDevice,
  selectReached,
} from './operation.queries.ts'
import { cancelBlockedBy, isOpen, operationBlockedBy, overdueBefore } from './operation.rules.ts'
import { presentOperations } from './operationView.service.ts'

/** An operation as the other administrators are told of it. */
export type OperationNews = { companyId: string; kind: OperationKind; model: string; member: string | null; reason: string }
/** Promises the mail that tells administrators of an operation; the composition hands it in. */
export type TellAdministrators = (ctx: Ctx, administrators: readonly string[], news: OperationNews) => Promise<void>

export type Requested = {
  companyId: string
  deviceId: string
  kind: OperationKind
  memberId: string | null
  deviceName: string
  reason: string
}

/** MB-16: whether an operation is open that is about a member. */
export async function hasOpenOperation(ctx: Ctx, memberId: string): Promise<boolean> {
  return findOpenOfMember(ctx, memberId)
}

/**
 * DS-11: asks a registered device for an operation. The sessions on it end with the commit: of the member whose data it deletes, or of all.
 * Other administrators get a mail. The device is locked before its members, as a report of it does.
 * @throws not_found, names_hidden, not_allowed_on_superior, device_shared, mdm_off, mdm_third_party, device_unregistered,
 * device_name_differs, operation_open, input_invalid
 */
export async function requestOperation(ctx: Ctx, tell: TellAdministrators, asked: Requested): Promise<Operation> {
  const { companyId, deviceId, kind, reason } = asked
  const memberId = requireMemberFor(kind, asked.memberId)
  if ((await findActorGrant(ctx, companyId))?.names === false) throw new AppError('names_hidden')
  await lockDevice(ctx, deviceId)
  const device = await selectDevice(ctx, deviceId)
  const members = await membersOf(ctx, deviceId)
  if (!device || !members.some((id) => memberId === null || id === memberId)) throw new AppError('not_found')
  await lockTargets(ctx, companyId, memberId === null ? members : [memberId], memberId === null)
  const enrolment = await findEnrolment(ctx, { deviceId })
  const blocked = operationBlockedBy({
    ...(await selectMdm(ctx, companyId)),
    isInstalled: enrolment?.isInstalled ?? false,
    hasOpen: isOneOpen(ctx, await selectOfDevice(ctx, deviceId), kind, memberId),
  })
  if (blocked || !enrolment) throw new AppError(blocked ?? 'device_unregistered')
  if (asked.deviceName.trim() !== device.model.trim()) throw new AppError('device_name_differs')
  const operation: OperationRow = {
    id: newId(ctx.now),
    companyId,
    deviceId,
    enrolmentId: enrolment.id,
    kind,
    memberId,
    reason,
    requestedBy: ctx.actor.kind === 'member' ? ctx.actor.memberId : null,
    requestedAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + operationDays * 86_400_000),
    state: 'requested',
  }
  await insertOperation(ctx, operation)
  await endSessions(ctx, { deviceId, ...(memberId !== null && { memberId }) }, 'operation_requested')
  const login = memberId === null ? null : ((await findPeople(ctx, [memberId])).get(memberId)?.login ?? null)
  await tell(ctx, await listOthers(ctx, companyId, memberId === null ? members : [memberId]), {
    companyId,
    kind,
    model: device.model,
    member: login,
    reason,
  })
  await recordEvent(ctx, {
    action: 'device.operation_requested',
    companyId,
    subject: { kind: 'device', id: deviceId },
    after: { operation: kind, member: login, operationReason: reason },
  })
  return presentOne(ctx, operation)
}

function requireMemberFor(kind: OperationKind, memberId: string | null): string | null {
  if ((kind === 'delete_app_data') === (memberId !== null)) return memberId
  const message = kind === 'delete_app_data' ? 'whose data to delete' : 'a reset is of the whole device'
  throw new AppError('input_invalid', { issues: [{ path: 'member', message }] })
}

/** The members with a device row on a device. */
async function membersOf(ctx: Ctx, deviceId: string): Promise<string[]> {
  const rows = await selectRowsOf(ctx, { deviceId }, listedSince(ctx.now))
  return [...new Set(rows.map((row) => row.memberId))].toSorted()
}

/**
 * P-2, P-3: locks those whom an operation is about, whom the actor reaches and stands above; one’s own device is one’s own. A device as a
 * whole is not reset where somebody uses it whom the actor does not reach.
 */
async function lockTargets(ctx: Ctx, companyId: string, members: readonly string[], isWhole: boolean): Promise<void> {
  for (const id of members) {
    await lockReachable(ctx, companyId, id).catch((err: unknown) => {
      throw isWhole && err instanceof AppError && err.code === 'not_found' && members.length > 1 ? new AppError('device_shared') : err
    })
    if (!(await standsAbove(ctx, companyId, id))) throw new AppError('not_allowed_on_superior')
  }
}

async function standsAbove(ctx: Ctx, companyId: string, memberId: string): Promise<boolean> {
  const grant = await findActorGrant(ctx, companyId)
  if (!grant || (ctx.actor.kind === 'member' && ctx.actor.memberId === memberId)) return true
  return mayActOn(grant, await listGrants(ctx, memberId))
}

/** Of a kind, and for the same member, one operation at a time. */
const isOneOpen = (ctx: Ctx, all: readonly OperationRow[], kind: OperationKind, memberId: string | null) =>
  all.some((o) => o.kind === kind && o.memberId === memberId && isOpen(o, ctx.now))

/** The other administrators with a part in devices who may know of all of these members. */
async function listOthers(ctx: Ctx, companyId: string, members: readonly string[]): Promise<string[]> {
  const others: string[] = []
  for (const { memberId, grant } of await listAdministrators(ctx, companyId)) {
    if (ctx.actor.kind === 'member' && ctx.actor.memberId === memberId) continue
    if (!grant.names || !mayUse(permissionsOf(grant), 'devices', 'view')) continue
    if (await isReachedBy(ctx, grant, members)) others.push(memberId)
  }
  return others
}

/** DS-11: takes an operation back that the device has not got yet. @throws not_found, names_hidden, operation_state */
export async function cancelOperation(ctx: Ctx, companyId: string, deviceId: string, id: string): Promise<Operation> {
  const operation = await lockOperation(ctx, id)
  if (!operation || operation.companyId !== companyId || operation.deviceId !== deviceId) throw new AppError('not_found')
  if (!(await selectReached(ctx, await reachOf(ctx, companyId), [id])).has(id)) throw new AppError('not_found')
  const blocked = cancelBlockedBy(operation, ctx.now)
  if (blocked) throw new AppError(blocked)
  await cancel(ctx, operation, null)
  return presentOne(ctx, { ...operation, state: 'cancelled' })
}

async function cancel(ctx: Ctx, operation: OperationRow, note: string | null): Promise<void> {
  const byMember = ctx.actor.kind === 'member' && note === null ? ctx.actor.memberId : null
  await moveOperation(ctx, { operationId: operation.id, state: 'cancelled', byMember, note })
  await recordEvent(ctx, {
    action: 'device.operation_cancelled',
    companyId: operation.companyId,
    subject: { kind: 'device', id: operation.deviceId },
    after: { operation: operation.kind, operationCause: note },
  })
}

/** DS-11: after re-enrolment an old operation never runs: what was open for the enrolment before is cancelled. */
export async function cancelOfEnrolment(ctx: Ctx, enrolmentId: string): Promise<void> {
  for (const operation of await lockDue(ctx, enrolmentId)) await cancel(ctx, operation, 're_enrolled')
}

/** DS-10: a company without MDM of its own has no operations: what no device has got yet is cancelled. */
export async function cancelOfCompany(ctx: Ctx, companyId: string): Promise<void> {
  for (const operation of await lockWaiting(ctx, companyId)) await cancel(ctx, operation, 'mdm_changed')
}

/** DS-9, DS-11: a device’s operations as far as the role reaches them, and which can be asked for now, of whom. @throws not_found, names_hidden */
export async function listDeviceOperations(ctx: Ctx, companyId: string, deviceId: string): Promise<DeviceOperations> {
  const device = await selectDevice(ctx, deviceId)
  const members = device ? await membersOf(ctx, deviceId) : []
  const reached: string[] = []
  for (const id of members) if (await isReached(ctx, companyId, id)) reached.push(id)
  if (!device || reached.length === 0) throw new AppError('not_found')
  const all = (await selectOfDevice(ctx, deviceId)).filter((o) => o.companyId === companyId)
  const shown = await selectReached(
    ctx,
    await reachOf(ctx, companyId),
    all.map(({ id }) => id),
  )
  const { mode } = await selectMdm(ctx, companyId)
  const isInstalled = (await findEnrolment(ctx, { deviceId }))?.isInstalled ?? false
  const blockedFor = async (kind: OperationKind, memberId: string | null): Promise<ErrorCode | null> => {
    const blocked = operationBlockedBy({ mode, isInstalled, hasOpen: isOneOpen(ctx, all, kind, memberId) })
    const above = await Promise.all((memberId === null ? reached : [memberId]).map((id) => standsAbove(ctx, companyId, id)))
    return blocked ?? (above.every(Boolean) ? null : 'not_allowed_on_superior')
  }
  const people = await findPeople(ctx, reached)
  return {
    items: await presentOperations(
      ctx,
      all.filter(({ id }) => shown.has(id)),
    ),
    name: device.model,
    reset: reached.length < members.length ? 'device_shared' : await blockedFor('reset_device', null),
    members: await Promise.all(
      reached
        .flatMap((id) => people.get(id) ?? [])
        .map(async ({ id, name, login, state }) => ({
          member: { id, name, login, state },
          blocked: await blockedFor('delete_app_data', id),
        })),
    ),
  }
}

type Filter = { open: boolean; overdue: boolean }

/** How far the actor's role reaches among a company's operations. @throws names_hidden */
async function reachOf(ctx: Ctx, companyId: string): Promise<Pick<OfCompany, 'companyId' | 'teams'>> {
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.names === false) throw new AppError('names_hidden')
  return { companyId, teams: await findTeamsWithin(ctx, companyId, undefined, grant?.team ?? null) }
}

/** Of which operations a filter speaks, as far as the role reaches. @throws names_hidden */
async function soughtOf(ctx: Ctx, companyId: string, { open, overdue }: Filter): Promise<OfCompany> {
  return { ...(await reachOf(ctx, companyId)), open: open || overdue, before: overdue ? overdueBefore(ctx.now) : null }
}

/** DS-11: how many of a company’s operations that the role reaches the device has not answered for too long. @throws names_hidden */
export async function countOverdue(ctx: Ctx, companyId: string): Promise<number> {
  return countOfCompany(ctx, await soughtOf(ctx, companyId, { open: true, overdue: true }))
}

type Page = Filter & { cursor: string | undefined; limit: number }

/** DS-11: a page of a company’s operations that the role reaches. @throws names_hidden, input_invalid */
export async function listOperations(ctx: Ctx, companyId: string, { cursor, limit, ...filter }: Page): Promise<OperationList> {
  const sought = await soughtOf(ctx, companyId, filter)
  const after = keysOf(cursor, ([at, id]) => {
    const requestedAt = new Date(String(at))
    return isId(id) && !Number.isNaN(requestedAt.getTime()) ? { requestedAt, id } : undefined
  })
  const rows = await selectOfCompany(ctx, sought, { after, limit: limit + 1 })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: await presentOperations(ctx, rows.slice(0, limit)),
    next: last ? cursorOf([last.requestedAt.toISOString(), last.id]) : null,
    total: await countOfCompany(ctx, sought),
  }
}

async function presentOne(ctx: Ctx, row: OperationRow): Promise<Operation> {
  const [shown] = await presentOperations(ctx, [row])
  if (!shown) throw new Error('an operation without a device')
  return shown
}
