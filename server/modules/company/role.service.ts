import { maxRoles, type CustomRole } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { lockToGrant, type Neighbours } from './administrator.service.ts'
import { deleteRoleRow, insertRole, selectRoles, updateRoleRow, type RoleFields } from './role.queries.ts'

/** P-2: the company's custom roles, by name. */
export async function listRoles(ctx: Ctx, companyId: string): Promise<CustomRole[]> {
  return selectRoles(ctx, companyId)
}

/** P-2: creates a custom role made of menu permissions. @throws forbidden, name_taken, limit_reached */
export async function createRole(ctx: Ctx, companyId: string, fields: RoleFields): Promise<string> {
  await lockToGrant(ctx, companyId)
  const roles = await selectRoles(ctx, companyId)
  if (roles.length >= maxRoles) throw new AppError('limit_reached', { limit: maxRoles })
  if (roles.some((r) => r.name === fields.name)) throw new AppError('name_taken')
  const id = newId(ctx.now)
  await insertRole(ctx, companyId, id, fields)
  await recordEvent(ctx, { action: 'role.created', companyId, subject: { kind: 'role', id }, after: fields })
  return id
}

/** P-2: changes a custom role for everyone who has it, from their next request on. @throws forbidden, name_taken, not_found */
export async function updateRole(ctx: Ctx, near: Neighbours, companyId: string, id: string, fields: RoleFields): Promise<void> {
  await lockToGrant(ctx, companyId)
  const roles = await selectRoles(ctx, companyId)
  const role = roles.find((r) => r.id === id)
  if (!role) throw new AppError('not_found')
  if (roles.some((r) => r.id !== id && r.name === fields.name)) throw new AppError('name_taken')
  await updateRoleRow(ctx, companyId, id, fields)
  const { name, permissions, seesNames } = role
  await recordEvent(ctx, {
    action: 'role.updated',
    companyId,
    subject: { kind: 'role', id },
    before: { name, permissions, seesNames },
    after: fields,
  })
  await near.announce(ctx)
}

/** P-2: deletes a custom role that nobody has. @throws forbidden, still_in_use, not_found */
export async function deleteRole(ctx: Ctx, companyId: string, id: string): Promise<void> {
  await lockToGrant(ctx, companyId)
  const role = (await selectRoles(ctx, companyId)).find((r) => r.id === id)
  if (!role) throw new AppError('not_found')
  if (role.administrators > 0) throw new AppError('still_in_use')
  await deleteRoleRow(ctx, companyId, id)
  const { name, permissions, seesNames } = role
  await recordEvent(ctx, { action: 'role.deleted', companyId, subject: { kind: 'role', id }, before: { name, permissions, seesNames } })
}
