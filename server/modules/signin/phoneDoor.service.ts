import type { Surface } from '@muster/contract'
import { findMember, isPermitted, lockForSignIn, maySignIn, mayUseSurface, permittedSurfaces } from '#modules/members'
import { systemActor, type Scopes } from '../../platform/context.ts'
import { doorTenant, type Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import { locate } from './artifact.queries.ts'
import { easyLocator, type EasySignIn } from './easyLogin.service.ts'
import { countAttempts, settleAttempt } from './password.queries.ts'
import { throttle } from './password.rules.ts'
import { findLinkedPhone } from './easyLogin.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { phoneThrottle } from './textCode.rules.ts'
import { sendTextCode, useTextCode, type TextDeps } from './textCode.service.ts'

export const phoneCodeJob = 'signin.phone_code'

type PhoneDoorDeps = { db: Db; scopes: Scopes } & TextDeps
type Asked = { number: string; ip: string | null }

const doorOf = ({ scopes }: Pick<PhoneDoorDeps, 'scopes'>, ip: string | null) => scopes(doorTenant, { ...systemActor('signin'), ip })

/**
 * MB-5, SX-4: takes the wish to sign in by a number. Whether it signs anybody in is found out by a job, so that the answer and the time it
 * takes tell nothing. Counted per number and address: past the limit nothing is done, and the answer is the same.
 */
export async function askByPhone(deps: PhoneDoorDeps, { number, ip }: Asked): Promise<void> {
  await doorOf(deps, ip).transaction(async (ctx) => {
    const counted = [
      { key: hashSecret(`phone asked:${number}`), most: phoneThrottle.asksPerNumber },
      { key: hashSecret(`phone asked from:${ip ?? 'none'}`), most: phoneThrottle.asksPerAddress },
    ]
    const tries = await countAttempts(ctx, counted, throttle.windowMinutes)
    if (tries.every((n, i) => n <= (counted[i]?.most ?? 0))) await enqueue(ctx, phoneCodeJob, { number, ip })
  })
}

/** The job: sends a code, if the number signs in a member who may, and the company allows it. */
export async function sendDoorCode(deps: PhoneDoorDeps, { number, ip }: Asked): Promise<void> {
  const tenant = await locate(deps.db, easyLocator('phone', number))
  if (!tenant || !deps.texts.configured) return
  const scope = deps.scopes(tenant, { ...systemActor('signin'), ip })
  await scope
    .transaction(async (ctx) => {
      const phone = await findLinkedPhone(ctx, number)
      const member = phone && (await lockForSignIn(ctx, phone.memberId))
      if (!member || !(await findPolicy(ctx, member.companyId)).easyLogin.phone) return
      await sendTextCode(ctx, deps, member, { purpose: 'door', number })
    })
    .catch((err: unknown) => {
      // Enough for a day: whoever asks is told nothing.
      if (!(err instanceof AppError && err.code === 'text_limit')) throw err
    })
}

/**
 * MB-5, SX-4: signs in by the code that went to a number. Tries are counted per number and address before anyone is looked up; a number that
 * nobody signs in by goes through the same steps and gets the same answer.
 */
export async function provePhone(
  deps: PhoneDoorDeps,
  input: Asked & { code: string; surface: Surface; clientId: string },
): Promise<EasySignIn> {
  const { number, code, ip } = input
  const door = doorOf(deps, ip)
  const numberKey = hashSecret(`phone tried:${number}`)
  const addressKey = hashSecret(`address:${ip ?? 'none'}`)
  const [perNumber = 0, perAddress = 0] = await countAttempts(
    { db: deps.db, now: door.now },
    [
      { key: numberKey, most: phoneThrottle.triesPerNumber },
      { key: addressKey, most: throttle.perAddress },
    ],
    throttle.windowMinutes,
  )
  if (perNumber > phoneThrottle.triesPerNumber || perAddress > throttle.perAddress) return { ok: false, reason: 'throttled' }
  const scope = deps.scopes((await locate(deps.db, easyLocator('phone', number))) ?? doorTenant, door.actor)
  const found = await scope.transaction(async (ctx) => {
    const phone = await findLinkedPhone(ctx, number)
    const member = await findMember(ctx, phone?.memberId ?? doorTenant)
    const nobody = { companyId: doorTenant, permissionId: null, userTypeId: null }
    return {
      linkedAt: phone?.linkedAt,
      member,
      policy: await findPolicy(ctx, member?.companyId ?? doorTenant),
      allowed: await permittedSurfaces(ctx, member ?? nobody),
      taken: await useTextCode(ctx, phone?.memberId ?? doorTenant, 'door', code),
    }
  })
  const { member, linkedAt } = found
  if (found.taken !== number || !member || !linkedAt) return { ok: false, reason: 'refused' }
  if (!found.policy.easyLogin.phone || !maySignIn(member, scope.now)) return { ok: false, reason: 'refused' }
  if (!mayUseSurface(member, input.surface)) return { ok: false, reason: 'app_blocked' }
  if (!isPermitted(found.allowed, input.surface, input.clientId)) return { ok: false, reason: 'not_permitted' }
  await settleAttempt(deps.db, { account: numberKey, address: addressKey })
  return { ok: true, tenant: scope.tenant, member, linkedAt }
}
