import type { OwnProfile, OwnProfileChange, Profile, ProfileChange } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findOwnFields, getCompany, requireMayActOn, zoneAt } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Json } from '../../platform/tables.ts'
import { lockForSignIn } from './account.service.ts'
import { selectSurroundings } from './detail.queries.ts'
import { findMember, type Member } from './members.queries.ts'
import { maxPhotoSide, readPhoto, type Picture } from './photo.rules.ts'
import { endForbidden } from './permission.service.ts'
import { findMissingPlace } from './place.queries.ts'
import {
  deletePhoto,
  findPhoto,
  findProfile,
  findTakenAddresses,
  findUnknownField,
  lockAddresses,
  replaceAliases,
  updateProfile,
  upsertPhoto,
  type Photo,
} from './profile.queries.ts'
import { requireNames } from './organization.service.ts'
import { getReachable, lockReachable } from './reach.service.ts'

const isActor = (ctx: Ctx, memberId: string) => ctx.actor.kind === 'member' && ctx.actor.memberId === memberId
const invalid = (path: string, message: string) => new AppError('input_invalid', { issues: [{ path, message }] })

/**
 * Locks a member whose profile the actor may write: their own too, but not of someone above them (P-3).
 * @throws names_hidden for a role that sees totals only (P-2), not_found, not_allowed_on_superior, member_state
 */
async function lockForEdit(ctx: Ctx, companyId: string, memberId: string): Promise<Member> {
  await requireNames(ctx, companyId)
  const member = await lockReachable(ctx, companyId, memberId)
  if (!isActor(ctx, memberId)) await requireMayActOn(ctx, companyId, memberId)
  if (member.deletedAt) throw new AppError('member_state')
  return member
}

/** What another personal e-mail asks for first, in the module above that mails to it; handed in by the composition. */
export type LeaveAddress = (ctx: Ctx, member: Member) => Promise<void>

/**
 * MB-2: changes the given fields of a profile. `revision` is that of the member as it was read.
 * @returns the new revision
 * @throws changed_meanwhile when someone changed the member since, own_account for one's own user type, id_taken for an alias address that is in use, input_invalid
 */
export async function changeProfile(
  ctx: Ctx,
  input: { companyId: string; memberId: string; revision: number; profile: ProfileChange },
  leaveAddress: LeaveAddress,
): Promise<number> {
  const { companyId, memberId, profile } = input
  const member = await lockForEdit(ctx, companyId, memberId)
  if (member.revision !== input.revision) throw new AppError('changed_meanwhile', { revision: member.revision })
  const before = await findProfile(ctx, memberId)
  if (!before) throw new AppError('not_found')
  await requireKnown(ctx, companyId, profile)
  const changed = changedFields(before, profile)
  // P-3: the user type brings a service permission with it, which nobody sets for themselves.
  if (changed.includes('userTypeId') && isActor(ctx, memberId)) throw new AppError('own_account')
  if (changed.includes('personalEmail')) await leaveAddress(ctx, member)
  if (profile.aliases) await changeAliases(ctx, member, [...new Set(profile.aliases)])
  const revision = await writeProfile(ctx, member, before, profile)
  if (changed.includes('userTypeId')) await endForbidden(ctx, companyId, memberId)
  return revision
}

async function writeProfile(ctx: Ctx, member: Member, before: Profile, profile: ProfileChange): Promise<number> {
  const changed = changedFields(before, profile)
  const revision = await updateProfile(ctx, member.id, profile)
  if (changed.length > 0)
    await recordEvent(ctx, {
      action: 'member.profile_changed',
      companyId: member.companyId,
      subject: { kind: 'member', id: member.id },
      before: pick(before, changed),
      after: pick(profile, changed),
    })
  return revision
}

/** Levels, user types and custom fields that a profile names are the company's. @throws input_invalid */
async function requireKnown(ctx: Ctx, companyId: string, profile: ProfileChange): Promise<void> {
  const { levelId = null, userTypeId = null } = profile
  const missing = await findMissingPlace(ctx, companyId, { levelId, userTypeId })
  if (missing) throw invalid(`profile.${missing}`, 'not one of this company')
  const unknown = await findUnknownField(ctx, companyId, profile.custom)
  if (unknown) throw invalid(`profile.custom.${unknown}`, 'not a field of this company')
}

async function changeAliases(ctx: Ctx, member: Member, aliases: string[]): Promise<void> {
  await lockAddresses(ctx, member.companyId)
  const [taken] = await findTakenAddresses(ctx, member.companyId, aliases, member.id)
  const clash = taken ?? aliases.find((alias) => alias === member.login)
  if (clash)
    throw new AppError('id_taken', { issues: [{ path: `profile.aliases.${aliases.indexOf(clash)}`, message: `${clash} is in use` }] })
  await replaceAliases(ctx, member.companyId, member.id, aliases)
}

const canonical = (value: unknown) => JSON.stringify(value ?? null)

function changedFields(before: Profile, after: ProfileChange): (keyof Profile)[] {
  return (Object.keys(after) as (keyof Profile)[]).filter((key) => canonical(after[key]) !== canonical(before[key]))
}

function pick(profile: ProfileChange, keys: (keyof Profile)[]): Json {
  return Object.fromEntries(keys.map((key) => [key, profile[key] ?? null])) as Json
}

/** A member's photo. @throws not_found when there is none */
export async function getPhoto(ctx: Ctx, companyId: string, memberId: string): Promise<Photo> {
  await getReachable(ctx, companyId, memberId)
  const photo = await findPhoto(ctx, memberId)
  if (!photo) throw new AppError('not_found')
  return photo
}

/**
 * Sets a member's photo, without what it says of where it was taken.
 * @throws input_invalid for what is no PNG, JPEG or WebP, or larger than a screen shows
 */
export async function changePhoto(ctx: Ctx, companyId: string, memberId: string, bytes: Buffer): Promise<void> {
  const picture = requirePicture(bytes)
  await writePhoto(ctx, await lockForEdit(ctx, companyId, memberId), picture)
}

function requirePicture(bytes: Buffer): Picture {
  const picture = readPhoto(bytes)
  if (!picture) throw invalid('data', 'a PNG, JPEG or WebP picture')
  if (Math.max(picture.width, picture.height) > maxPhotoSide) throw invalid('data', `at most ${maxPhotoSide} pixels a side`)
  return picture
}

async function writePhoto(ctx: Ctx, member: Member, picture: Picture): Promise<void> {
  await upsertPhoto(ctx, member.id, picture)
  await recordEvent(ctx, {
    action: 'member.photo_changed',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
    after: { type: picture.type, bytes: picture.bytes.length },
  })
}

/** Removes a member's photo. Idempotent. */
export async function removePhoto(ctx: Ctx, companyId: string, memberId: string): Promise<void> {
  await dropPhoto(ctx, await lockForEdit(ctx, companyId, memberId))
}

async function dropPhoto(ctx: Ctx, { id, companyId }: Member): Promise<void> {
  if (await deletePhoto(ctx, id)) await recordEvent(ctx, { action: 'member.photo_removed', companyId, subject: { kind: 'member', id } })
}

/** MB-2: locks the acting member, who changes these fields of their own profile. @throws not_signed_in, not_own_field */
async function lockOwn(ctx: Ctx, memberId: string, fields: readonly string[]): Promise<Member> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  const open: readonly string[] = await findOwnFields(ctx, member.companyId)
  if (fields.some((field) => !open.includes(field))) throw new AppError('not_own_field')
  return member
}

/** MB-2: the acting member's own profile, and what of it the company leaves to them. @throws not_signed_in */
export async function getOwnProfile(ctx: Ctx, memberId: string): Promise<OwnProfile> {
  const member = await findMember(ctx, memberId)
  const profile = await findProfile(ctx, memberId)
  if (!member || !profile) throw new AppError('not_signed_in')
  const { zones } = await getCompany(ctx, member.companyId)
  const { level, photoChangedAt } = await selectSurroundings(ctx, memberId)
  return {
    revision: member.revision,
    profile,
    level: level?.name ?? null,
    photoChangedAt: photoChangedAt?.toISOString() ?? null,
    companyZone: zoneAt(zones, ctx.now),
    editable: [...(await findOwnFields(ctx, member.companyId))],
  }
}

/**
 * MB-2: the acting member changes the given fields of their own profile.
 * @returns the new revision @throws changed_meanwhile, not_own_field, not_signed_in
 */
export async function changeOwnProfile(
  ctx: Ctx,
  { memberId, revision, profile }: { memberId: string; revision: number; profile: OwnProfileChange },
): Promise<number> {
  const member = await lockOwn(ctx, memberId, Object.keys(profile))
  if (member.revision !== revision) throw new AppError('changed_meanwhile', { revision: member.revision })
  const before = await findProfile(ctx, memberId)
  if (!before) throw new AppError('not_signed_in')
  return writeProfile(ctx, member, before, profile)
}

/** The acting member's own photo. @throws not_found when there is none */
export async function getOwnPhoto(ctx: Ctx, memberId: string): Promise<Photo> {
  const photo = await findPhoto(ctx, memberId)
  if (!photo) throw new AppError('not_found')
  return photo
}

/** MB-2: sets it. @throws input_invalid, not_own_field */
export async function changeOwnPhoto(ctx: Ctx, memberId: string, bytes: Buffer): Promise<void> {
  const picture = requirePicture(bytes)
  await writePhoto(ctx, await lockOwn(ctx, memberId, ['photo']), picture)
}

/** MB-2: removes it. Idempotent. @throws not_own_field */
export async function removeOwnPhoto(ctx: Ctx, memberId: string): Promise<void> {
  await dropPhoto(ctx, await lockOwn(ctx, memberId, ['photo']))
}
