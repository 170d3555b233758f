import type { Enrolment, MdmMode } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, opensDevices } from '#modules/company'
import { announceAccessChange, endSessions, findConnection } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Db } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import {
  endEnrolment,
  findEnrolment,
  insertEnrolment,
  locateEnrolment,
  lockDevice,
  putKey,
  selectGeneration,
  setInstalled,
  type EnrolmentRow,
} from './enrolment.queries.ts'
import { selectMdm } from './mdm.queries.ts'
import { isOwnMdm, modeInForce } from './mdm.rules.ts'
import { cancelOfEnrolment } from './operation.service.ts'
import { refusedProof, type Proved } from './proof.service.ts'

/** The session that asks: of an app, on the device that it reported. */
export type Enrolling = { memberId: string; companyId: string; connectionId: string }

/** P-1, DS-10: the mode that holds for the devices of a company’s members. @throws not_found */
export async function getModeInForce(ctx: Ctx, companyId: string): Promise<MdmMode> {
  const { mode } = await selectMdm(ctx, companyId)
  return modeInForce(mode, opensDevices((await getCompany(ctx, companyId)).plan))
}

/** DS-10: whether the device of a session is to be enrolled, and how it stands. */
export async function getEnrolment(ctx: Ctx, by: Enrolling): Promise<Enrolment> {
  const mode = await getModeInForce(ctx, by.companyId)
  const deviceId = (await findConnection(ctx, by.connectionId))?.deviceId
  const enrolment = deviceId && isOwnMdm(mode) ? await findEnrolment(ctx, { deviceId }) : undefined
  return { mode, enrolment: enrolment ? shown(enrolment) : null }
}

const shown = ({ id, generation, isInstalled }: EnrolmentRow) => ({ id, generation, registered: isInstalled })

/** The device of a session, locked. @throws enrolment_off where the company’s MDM is not our own, device_unreported, not_signed_in */
async function lockOwnDevice(ctx: Ctx, by: Enrolling): Promise<string> {
  if (!isOwnMdm(await getModeInForce(ctx, by.companyId))) throw new AppError('enrolment_off')
  const connection = await findConnection(ctx, by.connectionId)
  if (!connection || connection.ended) throw new AppError('not_signed_in')
  if (!connection.deviceId || !(await lockDevice(ctx, connection.deviceId))) throw new AppError('device_unreported')
  return connection.deviceId
}

/**
 * DS-10, DS-11: enrols the device of a session by a key of its own. Again by the same key: nothing changes, an answer may have been lost. By
 * another: a new generation; the key before opens nothing from the commit on, and the device is registered once its profile is installed again.
 * @throws enrolment_off, device_unreported, key_used
 */
export async function enrolDevice(ctx: Ctx, by: Enrolling, { thumbprint }: Proved): Promise<Enrolment> {
  const deviceId = await lockOwnDevice(ctx, by)
  const before = await findEnrolment(ctx, { deviceId })
  if (before?.thumbprint.equals(thumbprint)) return getEnrolment(ctx, by)
  if (before) {
    await endEnrolment(ctx, before.id)
    await cancelOfEnrolment(ctx, before.id)
  }
  const id = newId(ctx.now)
  const generation = (await selectGeneration(ctx, deviceId)) + 1
  await insertEnrolment(ctx, { id, deviceId, generation, thumbprint, memberId: by.memberId })
  if (!(await putKey(ctx, thumbprint, id))) throw new AppError('key_used')
  await recordEvent(ctx, {
    action: 'device.enrolled',
    companyId: by.companyId,
    subject: { kind: 'device', id: deviceId },
    after: { generation },
  })
  await announceAccessChange(ctx)
  return getEnrolment(ctx, by)
}

/** DS-11: to which enrolment, of which tenant, a proved key leads. @throws proof_invalid */
export async function locateByKey(db: Db, { thumbprint }: Proved, now: Date): Promise<{ tenant: string; enrolmentId: string }> {
  const found = await locateEnrolment(db, thumbprint)
  if (!found) throw refusedProof('key', now)
  return found
}

/** DS-10: the profile is installed, says the device that has the enrolment’s key: it is registered. @throws proof_invalid, enrolment_off, device_unreported */
export async function noteInstalled(ctx: Ctx, by: Enrolling, { thumbprint }: Proved): Promise<Enrolment> {
  const deviceId = await lockOwnDevice(ctx, by)
  const enrolment = await findEnrolment(ctx, { deviceId })
  if (!enrolment?.thumbprint.equals(thumbprint)) throw refusedProof('key', ctx.now)
  if (!enrolment.isInstalled) {
    await setInstalled(ctx, enrolment.id)
    await announceAccessChange(ctx)
  }
  return getEnrolment(ctx, by)
}

/** DS-10: where MDM is required, a member who skips enrolment is signed out of the mobile app. @returns whether they were */
export async function skipEnrolment(ctx: Ctx, by: Enrolling & { surface: string }): Promise<boolean> {
  const mode = await getModeInForce(ctx, by.companyId)
  const connection = await findConnection(ctx, by.connectionId)
  const enrolment = connection?.deviceId ? await findEnrolment(ctx, { deviceId: connection.deviceId }) : undefined
  if (mode !== 'required' || by.surface !== 'mobile' || enrolment?.isInstalled) return false
  await endSessions(ctx, { connectionId: by.connectionId }, 'enrolment_skipped')
  await recordEvent(ctx, {
    action: 'device.enrolment_skipped',
    companyId: by.companyId,
    subject: { kind: 'member', id: by.memberId },
  })
  return true
}
