import type { ReceivedDelegation } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findHeldRole, upsertHeldRole } from './administrator.queries.ts'
import { lockToGrant, type Neighbours } from './administrator.service.ts'
import { lockCompany, selectCompanies } from './company.queries.ts'
import { findActorGrant } from './company.service.ts'
import { deleteDelegation, findDelegation, insertDelegation, selectDelegationsTo, type Delegation } from './delegation.queries.ts'
import { mayReceive, offerExpiresAt, offerStands } from './delegation.rules.ts'
import { zoneAt } from './zone.rules.ts'

type Offered = { offeredAt: string; expiresAt: string }
type OpenOffer = Offered & { to: { id: string; name: string; login: string } }

const timesOf = (offeredAt: Date): Offered => ({
  offeredAt: offeredAt.toISOString(),
  expiresAt: offerExpiresAt(offeredAt).toISOString(),
})

/** P-2: the open offer of a company's Super Admin role. @throws names_hidden for a role that sees no names */
export async function getDelegation(ctx: Ctx, near: Neighbours, companyId: string): Promise<OpenOffer | null> {
  if ((await findActorGrant(ctx, companyId))?.names === false) throw new AppError('names_hidden')
  const offer = await findDelegation(ctx, companyId)
  if (!offer || !offerStands(offer.offeredAt, ctx.now)) return null
  const to = (await near.findPeople(ctx, [offer.toMemberId])).get(offer.toMemberId)
  return to ? { to: { id: to.id, name: to.name, login: to.login }, ...timesOf(offer.offeredAt) } : null
}

/**
 * P-2: the Super Admin offers the role to an active member of the company; one offer at a time, and the same one again is that one.
 * @throws forbidden, own_account, member_state, offer_open, not_found
 */
export async function offerDelegation(ctx: Ctx, near: Neighbours, companyId: string, toMemberId: string): Promise<Offered> {
  await lockToGrant(ctx, companyId)
  if (ctx.actor.kind !== 'member') throw new AppError('forbidden')
  if (ctx.actor.memberId === toMemberId) throw new AppError('own_account')
  const person = await near.lockPerson(ctx, companyId, toMemberId)
  if (!person) throw new AppError('not_found')
  if (!mayReceive(person.state)) throw new AppError('member_state')
  const open = await findDelegation(ctx, companyId)
  if (open && (await isOpen(ctx, open))) {
    if (open.toMemberId === toMemberId) return timesOf(open.offeredAt)
    throw new AppError('offer_open')
  }
  if (open) await deleteDelegation(ctx, companyId)
  await insertDelegation(ctx, { companyId, fromMemberId: ctx.actor.memberId, toMemberId, offeredAt: ctx.now })
  await recordEvent(ctx, { action: 'delegation.offered', companyId, subject: { kind: 'administrator', id: toMemberId } })
  return timesOf(ctx.now)
}

/** P-2: the Super Admin takes the offer back. @throws forbidden, offer_over */
export async function withdrawDelegation(ctx: Ctx, companyId: string): Promise<void> {
  await lockToGrant(ctx, companyId)
  const offer = await findDelegation(ctx, companyId)
  if (!offer) throw new AppError('offer_over')
  await deleteDelegation(ctx, companyId)
  await recordEvent(ctx, { action: 'delegation.withdrawn', companyId, subject: { kind: 'administrator', id: offer.toMemberId } })
}

/** P-2: an offer stands while it has not expired and its giver is still the Super Admin. */
async function isOpen(ctx: Ctx, offer: Delegation): Promise<boolean> {
  if (!offerStands(offer.offeredAt, ctx.now)) return false
  return (await findHeldRole(ctx, offer.companyId, offer.fromMemberId))?.role === 'super_admin'
}

/** P-2: the offers to a member that can be accepted now. */
export async function listReceivedDelegations(ctx: Ctx, near: Neighbours, memberId: string): Promise<ReceivedDelegation[]> {
  const received: ReceivedDelegation[] = []
  for (const offer of await selectDelegationsTo(ctx, memberId)) {
    const people = await near.findPeople(ctx, [offer.fromMemberId, memberId])
    const [from, to] = [people.get(offer.fromMemberId), people.get(memberId)]
    const [company] = await selectCompanies(ctx, [offer.companyId])
    if (!from || !company || to?.companyId !== offer.companyId || !(await isOpen(ctx, offer))) continue
    const { id, name, zones } = company
    received.push({
      company: { id, name, zone: zoneAt(zones, ctx.now) },
      from: { name: from.name, login: from.login },
      ...timesOf(offer.offeredAt),
    })
  }
  return received
}

/** The offer of a company to this member, all checked again, with the company locked. @throws offer_over */
async function lockOfferTo(ctx: Ctx, companyId: string, memberId: string): Promise<Delegation> {
  await lockCompany(ctx, companyId)
  const offer = await findDelegation(ctx, companyId)
  if (!offer || offer.toMemberId !== memberId || !(await isOpen(ctx, offer))) throw new AppError('offer_over')
  return offer
}

/**
 * P-2, P-3: the receiver, still an active member of the company, becomes Super Admin, and the giver Sub Admin, in one transaction: there is one
 * Super Admin before and after, whoever else acts meanwhile. @throws offer_over
 */
export async function acceptDelegation(ctx: Ctx, near: Neighbours, companyId: string, memberId: string): Promise<void> {
  const offer = await lockOfferTo(ctx, companyId, memberId)
  const person = await near.lockPerson(ctx, companyId, memberId)
  if (!person || !mayReceive(person.state)) throw new AppError('offer_over')
  const held = await findHeldRole(ctx, companyId, memberId)
  const sub = { role: 'sub_admin', roleId: null, teamId: null } as const
  const superAdmin = { role: 'super_admin', roleId: null, teamId: null } as const
  await upsertHeldRole(ctx, companyId, offer.fromMemberId, sub)
  await upsertHeldRole(ctx, companyId, memberId, superAdmin)
  await deleteDelegation(ctx, companyId)
  const receiver = { kind: 'administrator', id: memberId } as const
  const giver = { kind: 'administrator', id: offer.fromMemberId } as const
  await recordEvent(ctx, { action: 'delegation.accepted', companyId, subject: receiver, ...(held && { before: held }), after: superAdmin })
  await recordEvent(ctx, { action: 'administrator.changed', companyId, subject: giver, before: superAdmin, after: sub })
  await near.announce(ctx)
}

/** P-2: the receiver declines. @throws offer_over */
export async function declineDelegation(ctx: Ctx, companyId: string, memberId: string): Promise<void> {
  await lockOfferTo(ctx, companyId, memberId)
  await deleteDelegation(ctx, companyId)
  await recordEvent(ctx, { action: 'delegation.declined', companyId, subject: { kind: 'administrator', id: memberId } })
}
