import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { findMember, listMemberships, lockForSignIn, type Member } from '#modules/members'
import type { Locale } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashPassword } from '../../platform/hashing.ts'
import { actingAs } from './acting.service.ts'
import { atDoor, type DoorDeps, type Link } from './door.service.ts'
import { deleteInvitation, findInvitation } from './invitation.queries.ts'
import { isGood } from './invitation.rules.ts'
import { upsertPassword } from './password.queries.ts'
import { requireGoodPassword } from './password.service.ts'

type Opened = { name: string; login: string; company: string; locale: Locale }

const linkOf = (token: string, ip: string | null): Link => ({ kind: 'Invitation', token, ip, over: 'invitation_over' })

/**
 * The member a link is for, while it is good and they may come. It creates an account (MB-17): once its member has signed in, it is no
 * second way to a password. @throws invitation_over
 */
async function memberOf(ctx: Ctx, hash: Buffer, find: (ctx: Ctx, id: string) => Promise<Member | undefined>): Promise<Member> {
  const invitation = await findInvitation(ctx, { hash })
  const member = invitation && (await find(ctx, invitation.memberId))
  if (!invitation || !member || member.deletedAt || member.suspendedAt || member.firstSignedInAt) throw new AppError('invitation_over')
  const inCompanySince = (await listMemberships(ctx, member.id)).at(-1)?.from ?? member.createdAt
  if (!isGood(invitation, { personalEmail: member.personalEmail, inCompanySince }, ctx.now)) throw new AppError('invitation_over')
  return member
}

async function present(ctx: Ctx, member: Member): Promise<Opened> {
  const company = await getCompany(ctx, member.companyId)
  return { name: member.name, login: `${member.login}@${company.domain}`, company: company.name, locale: member.locale }
}

/** MB-19: whose account a creation link makes. @throws invitation_over */
export async function openInvitation(deps: DoorDeps, token: string, ip: string | null): Promise<Opened> {
  return atDoor(deps, linkOf(token, ip), async (ctx, hash) => present(ctx, await memberOf(ctx, hash, findMember)))
}

/** MB-19: the member creates the account with a password of their own; the link is used up: of two browsers one succeeds. @throws invitation_over, password_refused */
export async function acceptInvitation(
  deps: DoorDeps,
  input: { token: string; password: string; ip: string | null },
): Promise<{ login: string }> {
  // Known to be good before anything is hashed: made-up links cost nothing.
  const { scope, memberId } = await atDoor(deps, linkOf(input.token, input.ip), async (ctx, hash) => ({
    memberId: (await memberOf(ctx, hash, findMember)).id,
    scope: deps.scopes(ctx.tenant, ctx.actor),
  }))
  await requireGoodPassword(scope, memberId, input.password)
  const passwordHash = await hashPassword(input.password)
  return atDoor(deps, linkOf(input.token, input.ip), async (ctx, hash) => {
    const member = await memberOf(ctx, hash, lockForSignIn)
    if (!(await deleteInvitation(ctx, hash))) throw new AppError('invitation_over')
    await upsertPassword(ctx, member.id, passwordHash, null)
    const own = actingAs(ctx, member, '')
    await recordEvent(own, { action: 'member.account_created', companyId: member.companyId, subject: { kind: 'member', id: member.id } })
    return { login: (await present(ctx, member)).login }
  })
}
