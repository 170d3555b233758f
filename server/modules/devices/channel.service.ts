import { proofToleranceSeconds, type AnsweredOperation, type DueOperations, type OperationAnswer } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findEnrolment } from './enrolment.queries.ts'
import { deleteOldProofs, lockDue, lockOperation, moveOperation, useProof } from './operation.queries.ts'
import { answerTo, operationState } from './operation.rules.ts'
import { refusedProof, type Proved } from './proof.service.ts'

/** Requests of one enrolment a minute, on all nodes together. */
const perMinute = 60
/** When a device asks again: by itself, and where it has something to do. Its app asks sooner when it is opened, and when it is signed out. */
const pollAfterSeconds = { idle: 900, due: 60 }

/** What ID tokens call a member; the composition hands it in. */
export type SubOf = (tenant: string, memberId: string) => string

/** The enrolment that a proved key opens, as long as there is no newer one. @throws proof_invalid, too_many_requests */
async function openEnrolment(ctx: Ctx, enrolmentId: string, { thumbprint, jti }: Proved): Promise<void> {
  const enrolment = await findEnrolment(ctx, { id: enrolmentId })
  if (!enrolment?.thumbprint.equals(thumbprint)) throw refusedProof('key', ctx.now)
  const { isNew, lately } = await useProof(ctx, enrolmentId, jti)
  if (!isNew) throw refusedProof('used', ctx.now)
  if (lately > perMinute) throw new AppError('too_many_requests')
}

/** DS-11: what a device has to do. What it is told is *delivered*; it is told again until it has answered. @throws proof_invalid */
export async function takeOperations(ctx: Ctx, enrolmentId: string, proved: Proved, subOf: SubOf): Promise<DueOperations> {
  await openEnrolment(ctx, enrolmentId, proved)
  const due = await lockDue(ctx, enrolmentId)
  for (const o of due)
    if (o.state === 'requested') await moveOperation(ctx, { operationId: o.id, state: 'delivered', byMember: null, note: null })
  return {
    items: due.map((o) => ({
      id: o.id,
      kind: o.kind,
      sub: o.memberId === null ? null : subOf(ctx.tenant, o.memberId),
      expiresAt: o.expiresAt.toISOString(),
    })),
    pollAfterSeconds: due.length > 0 ? pollAfterSeconds.due : pollAfterSeconds.idle,
  }
}

/**
 * DS-11: what came of an operation, by the device’s own word: nothing else makes it *done* or *failed*. The same answer again changes nothing.
 * @throws proof_invalid, not_found for one that is not for this enrolment, operation_state
 */
export async function answerOperation(ctx: Ctx, enrolmentId: string, proved: Proved, answer: OperationAnswer): Promise<AnsweredOperation> {
  await openEnrolment(ctx, enrolmentId, proved)
  const operation = await lockOperation(ctx, answer.id)
  if (!operation || operation.enrolmentId !== enrolmentId) throw new AppError('not_found')
  const verdict = answerTo(operation, answer.outcome, ctx.now)
  if (verdict === 'operation_state') throw new AppError('operation_state', { state: operationState(operation, ctx.now) })
  if (verdict === 'known') return { id: operation.id, state: answer.outcome }
  const note = answer.message ?? null
  await moveOperation(ctx, { operationId: operation.id, state: answer.outcome, byMember: null, note })
  await recordEvent(ctx, {
    action: answer.outcome === 'done' ? 'device.operation_done' : 'device.operation_failed',
    companyId: operation.companyId,
    subject: { kind: 'device', id: operation.deviceId },
    after: { operation: operation.kind, deviceSays: note },
  })
  return { id: operation.id, state: answer.outcome }
}

/** Drops proofs that are too old to be used again. @returns whether there may be more */
export async function purgeProofs(ctx: Ctx, most: number): Promise<boolean> {
  const before = new Date(ctx.now.getTime() - 3 * proofToleranceSeconds * 1000)
  return (await deleteOldProofs(ctx, before, most)) === most
}
