import type { Operation, OperationState } from '@muster/contract'
import { findPeople } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { selectDevices } from './device.queries.ts'
import { selectSteps, type OperationRow } from './operation.queries.ts'
import { cancelBlockedBy, operationState } from './operation.rules.ts'

type Step = Operation['steps'][number]

/** DS-11: operations as they leave; that one has expired is a step like the others. */
export async function presentOperations(ctx: Ctx, rows: readonly OperationRow[]): Promise<Operation[]> {
  const ids = rows.map((row) => row.id)
  const steps = await selectSteps(ctx, ids)
  const devices = new Map((await selectDevices(ctx, [...new Set(rows.map((row) => row.deviceId))])).map((d) => [d.id, d]))
  const people = await findPeople(
    ctx,
    [...rows.flatMap((row) => [row.memberId, row.requestedBy]), ...steps.map((s) => s.byMember)].filter((id) => id !== null),
  )
  const person = (id: string | null) => {
    const found = id === null ? undefined : people.get(id)
    return found ? { id: found.id, name: found.name, login: found.login, state: found.state } : null
  }
  return rows.flatMap((row) => {
    const device = devices.get(row.deviceId)
    if (!device) return []
    const state = operationState(row, ctx.now)
    const own: Step[] = steps
      .filter((s) => s.operationId === row.id)
      .map((s) => ({ state: s.state, at: s.at.toISOString(), by: person(s.byMember)?.name ?? null, note: s.note }))
    const { id, kind, reason } = row
    return {
      id,
      kind,
      device: { id: device.id, model: device.model },
      member: person(row.memberId),
      reason,
      requestedBy: person(row.requestedBy),
      requestedAt: row.requestedAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      state,
      steps: state === 'expired' ? [...own, expiredAt(row.expiresAt, state)] : own,
      cancel: cancelBlockedBy(row, ctx.now),
    }
  })
}

const expiredAt = (at: Date, state: OperationState): Step => ({ state, at: at.toISOString(), by: null, note: null })
