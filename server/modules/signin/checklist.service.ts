import type { CheckMend, ErrorCode, SecurityCheck } from '@muster/contract'
import { accessRefusedBy, findActorGrant, findRole, getCompany } from '#modules/company'
import { findDeviceHealth, hasOpenOperation } from '#modules/devices'
import { findOffered, getReachable, listMemberships, type Member } from '#modules/members'
import { findNewSignIns } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { checklistOf, newPlacesSince, type SecurityFacts } from './checklist.rules.ts'
import { findEasyLogin } from './easyLogin.service.ts'
import { findPassword } from './password.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { findMemberTwoStep } from './twoStep.service.ts'
import { otherBlockedFor } from './twoStepOther.service.ts'

/** MB-2: a member's security checklist, with what the caller may do about each line. @throws not_found, names_hidden */
export async function getChecklist(ctx: Ctx, companyId: string, memberId: string): Promise<SecurityCheck[]> {
  const member = await getReachable(ctx, companyId, memberId)
  const role = await findRole(ctx, memberId)
  const checks = checklistOf({ ...(await factsOf(ctx, member)), isAdministrator: role !== null }, ctx.now)
  const reasonOf = await reasonsFor(ctx, { ...member, role })
  return checks.map(({ mend, ...check }) => ({ ...check, mend: mend && { what: mend, reason: reasonOf(mend) } }))
}

async function factsOf(ctx: Ctx, member: Member): Promise<Omit<SecurityFacts, 'isAdministrator'>> {
  const password = await findPassword(ctx, member.id)
  const since = newPlacesSince((await listMemberships(ctx, member.id)).at(-1)?.from, ctx.now)
  const { policy, switchedOn, setUpAt, sms, passkeys, recoveryCodes } = await findMemberTwoStep(ctx, member)
  return {
    hasSignedIn: member.firstSignedInAt !== null,
    password: password ? { setAt: password.setAt, mustChange: password.changeReason !== null } : null,
    expiryDays: (await findPolicy(ctx, member.companyId)).password.expiryDays,
    twoStep: { policy, switchedOn, byCode: setUpAt !== null || sms !== null, passkeys: passkeys.count, recoveryCodes },
    easyLogin: await findEasyLogin(ctx, member),
    devices: await findDeviceHealth(ctx, member.companyId, member.id),
    newSignIns: await findNewSignIns(ctx, member.id, since),
  }
}

const manages = {
  members: { menu: 'members', level: 'manage' },
  security: { menu: 'security', level: 'manage' },
  devices: { menu: 'devices', level: 'manage', page: 'devices' },
} as const

/** P-1, P-2, P-3: why the caller may not do what mends a line: the reasons by which the act itself would be refused. */
async function reasonsFor(ctx: Ctx, member: Parameters<typeof findOffered>[1]): Promise<(mend: CheckMend) => ErrorCode | null> {
  const grant = await findActorGrant(ctx, member.companyId)
  const { plan } = await getCompany(ctx, member.companyId)
  const offered = await findOffered(ctx, member, grant, hasOpenOperation)
  const refused = (access: (typeof manages)[keyof typeof manages]) => grant && accessRefusedBy({ ...grant, plan }, access)
  // What is the whole company's.
  const refusedWhole = (access: (typeof manages)[keyof typeof manages]) => refused(access) ?? (grant?.team ? 'forbidden' : null)
  const blocked = await otherBlockedFor(ctx, member)
  const acted = (action: (typeof offered)[number]['action']) =>
    refused(manages.members) ?? offered.find((o) => o.action === action)?.reason ?? null
  const reasons: Record<CheckMend, () => ErrorCode | null> = {
    resend_invitation: () => acted('resend_invitation'),
    request_password_change: () => acted('request_password_change'),
    switch_two_step_on: () => refused(manages.members) ?? blocked,
    turn_off_easy_login: () => refused(manages.members) ?? blocked,
    change_policy: () => refusedWhole(manages.security),
    notify_update: () => refused(manages.devices) ?? (member.suspendedAt || member.deletedAt ? 'member_state' : null),
    keep_versions: () => refusedWhole(manages.devices),
    show_devices: () => null,
    show_connections: () => null,
    member: () => null,
  }
  return (mend) => reasons[mend]()
}
