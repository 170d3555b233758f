import { maxPermissions, type ServicePermission, type Surface } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { requireMayActOn } from '#modules/company'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import {
  deletePermissionRow,
  findPermittedSurfaces,
  forbiddenConnections,
  insertPermission,
  lockPermissions,
  selectPermitted,
  selectPermissions,
  sharePermissions,
  updateDefault,
  updateMemberPermission,
  updatePermissionRow,
  type PermissionFields,
} from './permission.queries.ts'
import { isPermitted } from './permission.rules.ts'
import { placesExist } from './place.queries.ts'
import { lockReachable } from './reach.service.ts'
import { mayUseSurface } from './state.rules.ts'

type Of = { companyId: string; permissionId: string | null; userTypeId: string | null }

/** IS-1, DS-6: what a member's service permission allows: their own, else the user type's, else the company's default, else everything. */
export async function permittedSurfaces(ctx: Ctx, member: Of): Promise<Surface[]> {
  return findPermittedSurfaces(ctx, member)
}

/** DS-6, MB-12: what members may use now, by id: as their service permissions say, and of that only the web while their use of apps is blocked. */
export async function findUsableSurfaces(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, Surface[]>> {
  const found = await selectPermitted(ctx, memberIds)
  return new Map(found.map((m) => [m.memberId, m.surfaces.filter((surface) => mayUseSurface(m, surface))]))
}

/**
 * SX-2: whether a member, whom the caller has locked, may sign in to a client by their service permission; it stays so until the commit,
 * so that no change of permissions races past a sign-in.
 */
export async function holdPermission(ctx: Ctx, member: Of, surface: Surface, clientId: string): Promise<boolean> {
  await sharePermissions(ctx, member.companyId)
  return isPermitted(await findPermittedSurfaces(ctx, member), surface, clientId)
}

/**
 * SX-2: ends the live connections that service permissions forbid now, of a company or of one member, in the transaction that changed
 * what is permitted; also where nothing ends, every node asks again. @returns how many ended
 */
export async function endForbidden(ctx: Ctx, companyId: string, memberId: string | null = null): Promise<number> {
  if (memberId !== null) await sharePermissions(ctx, companyId)
  // Of a whole company there may be a million connections.
  else await withoutTimeout(ctx.db)
  const connections = forbiddenConnections(ctx, companyId, memberId)
  return (await endSessions(ctx, { connections }, 'permission_changed')).length
}

/** The company's service permissions, by name, with whose they are. */
export async function listPermissions(ctx: Ctx, companyId: string): Promise<ServicePermission[]> {
  return selectPermissions(ctx, companyId)
}

async function lockAll(ctx: Ctx, companyId: string): Promise<ServicePermission[]> {
  await lockPermissions(ctx, companyId)
  return selectPermissions(ctx, companyId)
}

function pick(all: readonly ServicePermission[], id: string): ServicePermission {
  const found = all.find((p) => p.id === id)
  if (!found) throw new AppError('not_found')
  return found
}

/** P-4: creates a template; it is nobody's yet. @throws name_taken, limit_reached */
export async function createPermission(ctx: Ctx, companyId: string, fields: PermissionFields): Promise<string> {
  const all = await lockAll(ctx, companyId)
  if (all.length >= maxPermissions) throw new AppError('limit_reached', { limit: maxPermissions })
  if (all.some((p) => p.name === fields.name)) throw new AppError('name_taken')
  const id = newId(ctx.now)
  await insertPermission(ctx, companyId, id, fields)
  await recordEvent(ctx, { action: 'service_permission.created', companyId, subject: { kind: 'service_permission', id }, after: fields })
  return id
}

/** SX-2: changes a template, for everyone who has it at once. @returns how many connections it ended @throws name_taken, not_found */
export async function updatePermission(ctx: Ctx, companyId: string, id: string, fields: PermissionFields): Promise<number> {
  const all = await lockAll(ctx, companyId)
  const { name, surfaces } = pick(all, id)
  if (all.some((p) => p.id !== id && p.name === fields.name)) throw new AppError('name_taken')
  await updatePermissionRow(ctx, id, fields)
  await recordEvent(ctx, {
    action: 'service_permission.updated',
    companyId,
    subject: { kind: 'service_permission', id },
    before: { name, surfaces },
    after: fields,
  })
  return endForbidden(ctx, companyId)
}

/** P-4: deletes a template that is no member's, no user type's and not the default. @throws still_in_use, with whose it is; not_found */
export async function deletePermission(ctx: Ctx, companyId: string, id: string): Promise<void> {
  const { name, surfaces, isDefault, userTypes, members } = pick(await lockAll(ctx, companyId), id)
  if (isDefault || userTypes.length > 0 || members > 0)
    throw new AppError('still_in_use', { isDefault, userTypes: userTypes.length, members })
  const foreignKeyViolation = '23503'
  await deletePermissionRow(ctx, id).catch((err: unknown) => {
    throw (err as { code?: string }).code === foreignKeyViolation ? new AppError('still_in_use') : err
  })
  const subject = { kind: 'service_permission', id } as const
  await recordEvent(ctx, { action: 'service_permission.deleted', companyId, subject, before: { name, surfaces } })
}

/** SX-2: sets the company's default template; null: none. @returns how many connections it ended @throws not_found */
export async function setDefaultPermission(ctx: Ctx, companyId: string, id: string | null): Promise<number> {
  const all = await lockAll(ctx, companyId)
  const [before, after] = [all.find((p) => p.isDefault), id === null ? null : pick(all, id)]
  if ((before?.id ?? null) === id) return 0
  await updateDefault(ctx, companyId, id)
  await recordEvent(ctx, {
    action: 'service_permission.default_set',
    companyId,
    subject: { kind: 'service_permission', id },
    before: { permissionId: before?.id ?? null, name: before?.name ?? null },
    after: { permissionId: id, name: after?.name ?? null },
  })
  return endForbidden(ctx, companyId)
}

/**
 * SX-2, P-3: sets a member's own template; null: as for the user type, else the default.
 * @throws not_found, member_state, own_account, not_allowed_on_superior
 */
export async function assignPermission(
  ctx: Ctx,
  input: { companyId: string; memberId: string; permissionId: string | null },
): Promise<{ surfaces: Surface[]; signedOut: number }> {
  const { companyId, memberId, permissionId } = input
  const member = await lockReachable(ctx, companyId, memberId)
  await requireMayActOn(ctx, companyId, memberId)
  if (member.deletedAt) throw new AppError('member_state')
  // Before the template is held: whoever changes it takes the two in this order.
  await sharePermissions(ctx, companyId)
  if (!(await placesExist(ctx, companyId, { permissionId }))) throw new AppError('not_found')
  if (member.permissionId !== permissionId) {
    await updateMemberPermission(ctx, memberId, permissionId)
    await recordEvent(ctx, {
      action: 'member.service_permission_set',
      companyId,
      subject: { kind: 'member', id: memberId },
      before: { permissionId: member.permissionId },
      after: { permissionId },
    })
  }
  const signedOut = await endForbidden(ctx, companyId, memberId)
  return { surfaces: await findPermittedSurfaces(ctx, { ...member, permissionId }), signedOut }
}
