import { maxTitles, type Title, type TitleKind } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, mayUse, permissionsOf } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { lockPermissions } from './permission.queries.ts'
import { endForbidden } from './permission.service.ts'
import { placesExist } from './place.queries.ts'
import { placedBefore } from './team.rules.ts'
import { limitOf } from './team.service.ts'
import {
  deleteTitleRow,
  insertTitle,
  isFieldInUse,
  lockTitles,
  rankTitles,
  selectTitles,
  updateTitle,
  type TitleFields,
} from './title.queries.ts'

export type { TitleFields } from './title.queries.ts'

/** What a company has of a kind, in order: levels and positions from the highest. */
export async function listTitles(ctx: Ctx, kind: TitleKind, companyId: string): Promise<Title[]> {
  return selectTitles(ctx, kind, companyId)
}

/** P-2: levels and the like are the whole company's: a role limited to a team does not change them. @throws forbidden */
async function lockAll(ctx: Ctx, kind: TitleKind, companyId: string): Promise<Title[]> {
  if ((await limitOf(ctx, companyId)) !== null) throw new AppError('forbidden')
  await lockTitles(ctx, companyId)
  return selectTitles(ctx, kind, companyId)
}

function pick(all: readonly Title[], id: string): Title {
  const found = all.find((t) => t.id === id)
  if (!found) throw new AppError('not_found')
  return found
}

/** P-3: whether members may sign in is for who manages the settings, as are the templates themselves. @throws forbidden */
async function requireMayPermit(ctx: Ctx, companyId: string): Promise<void> {
  const actor = await findActorGrant(ctx, companyId)
  if (actor && !mayUse(permissionsOf(actor), 'settings', 'manage')) throw new AppError('forbidden')
}

/** P-4: adds one as the last. @returns its id @throws name_taken, limit_reached, forbidden, not_found for a service permission that is not there */
export async function createTitle(ctx: Ctx, kind: TitleKind, companyId: string, fields: TitleFields & { name: string }): Promise<string> {
  const all = await lockAll(ctx, kind, companyId)
  if (all.length >= maxTitles) throw new AppError('limit_reached', { limit: maxTitles })
  await requireValid(ctx, companyId, all, fields, null)
  if (fields.permissionId) await requireMayPermit(ctx, companyId)
  const id = newId(ctx.now)
  await rankTitles(
    ctx,
    kind,
    all.map((t) => t.id),
  )
  await insertTitle(ctx, kind, { ...fields, id, companyId, rank: all.length })
  await recordEvent(ctx, { action: `${kind}.created`, companyId, subject: { kind, id }, after: given(fields) })
  return id
}

/** P-4: renames one, or changes what else it says. @returns how many connections it ended @throws name_taken, forbidden, not_found */
export async function changeTitle(ctx: Ctx, kind: TitleKind, companyId: string, id: string, fields: TitleFields): Promise<number> {
  const all = await lockAll(ctx, kind, companyId)
  const title = pick(all, id)
  const before = { name: title.name, executive: title.executive, permissionId: title.permission?.id ?? null }
  const changed = Object.entries(given(fields)).filter(([key, value]) => before[key as keyof typeof before] !== value)
  if (changed.length === 0) return 0
  await requireValid(ctx, companyId, all, fields, id)
  const permits = changed.some(([key]) => key === 'permissionId')
  if (permits) {
    await requireMayPermit(ctx, companyId)
    await lockPermissions(ctx, companyId)
  }
  await updateTitle(ctx, kind, id, fields)
  await recordEvent(ctx, {
    action: `${kind}.changed`,
    companyId,
    subject: { kind, id },
    before: Object.fromEntries(changed.map(([key]) => [key, before[key as keyof typeof before] ?? null])),
    after: Object.fromEntries(changed),
  })
  return permits ? endForbidden(ctx, companyId) : 0
}

/** P-4: puts one before another; null: last. @throws not_found */
export async function moveTitle(ctx: Ctx, kind: TitleKind, companyId: string, id: string, beforeId: string | null): Promise<void> {
  const all = await lockAll(ctx, kind, companyId)
  const title = pick(all, id)
  if (beforeId !== null && (beforeId === id || !all.some((t) => t.id === beforeId))) throw new AppError('not_found')
  const ids = all.map((t) => t.id)
  const order = placedBefore(ids, id, beforeId)
  if (order.join() === ids.join()) return
  await rankTitles(ctx, kind, order)
  await recordEvent(ctx, {
    action: `${kind}.moved`,
    companyId,
    subject: { kind, id },
    before: { name: title.name, beforeId: ids[ids.indexOf(id) + 1] ?? null },
    after: { name: title.name, beforeId },
  })
}

/** P-4: deletes one that no member has, deleted ones until purge included. @throws still_in_use, not_found */
export async function deleteTitle(ctx: Ctx, kind: TitleKind, companyId: string, id: string): Promise<void> {
  const title = pick(await lockAll(ctx, kind, companyId), id)
  if (title.inUse ?? (await isFieldInUse(ctx, companyId, id))) throw new AppError('still_in_use')
  const foreignKeyViolation = '23503'
  await deleteTitleRow(ctx, kind, id).catch((err: unknown) => {
    throw (err as { code?: string }).code === foreignKeyViolation ? new AppError('still_in_use') : err
  })
  await recordEvent(ctx, { action: `${kind}.deleted`, companyId, subject: { kind, id }, before: { name: title.name } })
}

async function requireValid(ctx: Ctx, companyId: string, all: readonly Title[], fields: TitleFields, own: string | null): Promise<void> {
  if (all.some((t) => t.name === fields.name && t.id !== own)) throw new AppError('name_taken')
  if (!(await placesExist(ctx, companyId, { permissionId: fields.permissionId ?? null }))) throw new AppError('not_found')
}

const given = (fields: TitleFields): Record<string, string | boolean | null> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string | boolean | null] => entry[1] !== undefined))
