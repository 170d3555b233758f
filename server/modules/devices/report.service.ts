import type { DeviceApp, DeviceReport, Surface } from '@muster/contract'
import { findMember } from '#modules/members'
import { bindDevice, endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { isEndedBySince } from './operation.queries.ts'
import { findOrPutModel, updateOtherRows, upsertDevice, upsertRow, type Runs } from './report.queries.ts'
import { versionKey } from './version.rules.ts'

/** DS-1: the app of a surface; null for the web, which has no device row. */
export const appOf = (surface: Surface): DeviceApp | null => (surface === 'web' ? null : surface)

/**
 * Takes an app's report of the device it runs on and binds the connection to it, once (DS-3: the vendor ID is the device). DS-4: the first
 * report of a connection is its sign-in; a later one is no use, and moves no recent access.
 * DS-11: a session that began before an operation was asked for, and says only now on which device it is, ends. @returns undefined: it has
 * @throws device_bound when the connection belongs to another device, not_signed_in when it has ended
 */
export async function reportDevice(
  ctx: Ctx,
  by: { memberId: string; connectionId: string; surface: Surface },
  report: DeviceReport,
): Promise<{ deviceId: string } | undefined> {
  const runs: Runs = {
    modelId: await findOrPutModel(ctx, report.model),
    os: report.os,
    osVersion: report.osVersion,
    osKey: versionKey(report.osVersion),
  }
  const deviceId = await upsertDevice(ctx, newId(ctx.now), { ...report, ...runs })
  const { isFirst, startedAt } = await bindDevice(ctx, by.connectionId, deviceId)
  if (isFirst && (await isEndedBySince(ctx, deviceId, by.memberId, startedAt))) {
    await endSessions(ctx, { connectionId: by.connectionId }, 'operation_requested')
    return undefined
  }
  const app = appOf(by.surface)
  const member = app && (await findMember(ctx, by.memberId))
  if (app && !member) throw new AppError('not_signed_in')
  if (app && member) {
    const row = {
      ...runs,
      rowId: newId(ctx.now),
      deviceId,
      memberId: member.id,
      companyId: member.companyId,
      app,
      appVersion: report.appVersion,
    }
    await upsertRow(ctx, row, isFirst)
  }
  await updateOtherRows(ctx, deviceId, runs)
  return { deviceId }
}
