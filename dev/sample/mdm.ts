import { createHash, randomBytes } from 'node:crypto'
import type { OperationKind } from '@muster/contract'
import {
  answerOperation,
  cancelOperation,
  enrolDevice,
  noteInstalled,
  reportDevice,
  requestOperation,
  setMdm,
  takeOperations,
} from '../../server/modules/devices/index.ts'
import { findMember } from '../../server/modules/members/index.ts'
import { createConnection } from '../../server/modules/sessions/index.ts'
import { subOf } from '../../server/modules/signin/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'

type At = (daysAgo: number) => Ctx
type Managed = { memberId: string; deviceId: string; enrolmentId: string; thumbprint: Buffer }
const model = 'Galaxy S30'

/** A new proof by a device's key. */
const proved = ({ thumbprint }: Pick<Managed, 'thumbprint'>) => ({ thumbprint, jti: randomBytes(32) })

/** DS-10, DS-11: MDM of one's own, some phones of the company registered, and operations in every state. */
export async function manageDevices(at: At, companyId: string, administratorId: string, members: readonly string[]): Promise<void> {
  await setMdm(at(90), companyId, { revision: 0, mode: 'optional' })
  const phones: Managed[] = []
  for (const [i, memberId] of members.entries()) phones.push(await register(at(60 + i), companyId, memberId))
  const administrator = await findMember(at(0), administratorId)
  const asAdministrator = (daysAgo: number): Ctx => ({
    ...at(daysAgo),
    actor: {
      kind: 'member',
      memberId: administratorId,
      name: administrator?.name ?? '',
      sessionId: newId(at(daysAgo).now),
      ip: '211.45.156.20',
    },
  })
  const request = async (phone: Managed | undefined, daysAgo: number, kind: OperationKind, reason: string) => {
    if (!phone) throw new Error('no phone')
    const { memberId, deviceId } = phone
    const asked = { companyId, deviceId, kind, memberId: kind === 'delete_app_data' ? memberId : null, deviceName: model, reason }
    return { phone, ...(await requestOperation(asAdministrator(daysAgo), async () => undefined, asked)) }
  }
  const take = (phone: Managed, daysAgo: number) => takeOperations(at(daysAgo), phone.enrolmentId, proved(phone), subOf)
  const done = await request(phones[0], 20, 'delete_app_data', '퇴근길 지하철에서 분실')
  await take(done.phone, 19.9)
  await answerOperation(at(19.9), done.phone.enrolmentId, proved(done.phone), { id: done.id, outcome: 'done' })
  const failed = await request(phones[1], 12, 'delete_app_data', '기기 교체')
  await take(failed.phone, 11.5)
  const failure = { id: failed.id, outcome: 'failed' as const, message: '저장 공간에 접근할 수 없습니다' }
  await answerOperation(at(11.5), failed.phone.enrolmentId, proved(failed.phone), failure)
  await request(phones[2], 45, 'reset_device', '출장 중 도난')
  const delivered = await request(phones[3], 2, 'reset_device', '퇴사 예정자 기기 회수')
  await take(delivered.phone, 1.8)
  await request(phones[4], 0.2, 'delete_app_data', '택시에 두고 내림')
  const cancelled = await request(phones[5], 6, 'reset_device', '분실 신고')
  await cancelOperation(asAdministrator(5.9), companyId, cancelled.device.id, cancelled.id)
}

async function register(ctx: Ctx, companyId: string, memberId: string): Promise<Managed> {
  const connectionId = newId(ctx.now)
  const made = { connectionId, memberId, companyId, surface: 'mobile' as const, clientId: 'mobile', ssoId: null, ip: '175.223.18.7' }
  const userAgent = 'Mozilla/5.0 (Linux; Android 17; SM-S931N) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'
  await createConnection(ctx, { ...made, userAgent, method: 'password', secondStep: null, provedAt: ctx.now })
  const vendorId = createHash('sha256').update(memberId).digest('hex').slice(0, 17)
  const report = { vendorId, model, os: 'android' as const, osVersion: '17', appVersion: '4.2.0' }
  const reported = await reportDevice(ctx, { memberId, connectionId, surface: 'mobile' }, report)
  const by = { memberId, companyId, connectionId }
  const key = { thumbprint: randomBytes(32) }
  await enrolDevice(ctx, by, proved(key))
  const { enrolment } = await noteInstalled(ctx, by, proved(key))
  if (!reported || !enrolment) throw new Error('not registered')
  return { memberId, deviceId: reported.deviceId, enrolmentId: enrolment.id, ...key }
}
