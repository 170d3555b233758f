import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, nameShape, surfaces, surfaceShape } from './words.ts'

/** Service permissions of a company. */
export const maxPermissions = 100

const allowedShape = z
  .array(surfaceShape)
  .max(surfaces.length)
  .transform((chosen) => surfaces.filter((surface) => chosen.includes(surface)))

export const servicePermissionShape = z.object({
  id: idShape,
  name: z.string(),
  /** What it allows; what it does not name is forbidden. */
  surfaces: z.array(surfaceShape),
  /** Holds for every member who has none of their own and none by user type. */
  isDefault: z.boolean(),
  userTypes: z.array(z.object({ id: idShape, name: z.string() })),
  /** Members for whom it is set by themselves, deleted ones until purge included. */
  members: z.number().int(),
})
export type ServicePermission = z.infer<typeof servicePermissionShape>

const view = { menu: 'members', or: 'settings', level: 'view' } as const
const manage = { menu: 'settings', level: 'manage' } as const
const company = z.object({ company: idShape })
const one = company.extend({ permission: idShape })
const fields = { name: nameShape, surfaces: allowedShape }
const path = '/companies/{company}/service-permissions'
const tag = 'Service permissions'
const ends = 'Whoever is signed in to what it now forbids is signed out there at once; the console stays open to administrators.'

/** Templates that allow or forbid surfaces: a company's default, by user type (`titles.userTypes`), and by member. */
export const permissions = {
  list: endpoint({ method: 'GET', path, summary: 'The company’s service permissions, by name', tag, access: view })
    .input(company)
    .output(z.object({ items: z.array(servicePermissionShape), next: z.null(), total: z.number().int() })),

  create: endpoint({
    method: 'POST',
    once: true,
    path,
    summary: 'Create a service permission',
    tag,
    access: manage,
    errors: ['name_taken', 'limit_reached'],
    successStatus: 201,
  })
    .input(company.extend(fields))
    .output(z.object({ id: idShape })),

  update: endpoint({
    method: 'PUT',
    path: `${path}/{permission}`,
    summary: 'Change a service permission',
    description: ends,
    tag,
    access: manage,
    errors: ['name_taken'],
  })
    .input(one.extend(fields))
    .output(z.object({ signedOut: z.number().int() })),

  remove: endpoint({
    method: 'DELETE',
    path: `${path}/{permission}`,
    summary: 'Delete a service permission that is nobody’s',
    tag,
    access: manage,
    errors: ['still_in_use'],
  })
    .input(one)
    .output(z.object({ deleted: z.literal(true) })),

  setDefault: endpoint({
    method: 'PUT',
    path: '/companies/{company}/default-service-permission',
    summary: 'Which one holds for everybody else; null: everything is allowed to them',
    description: ends,
    tag,
    access: manage,
  })
    .input(company.extend({ permissionId: idShape.nullable() }))
    .output(z.object({ signedOut: z.number().int() })),

  assignToType: endpoint({
    method: 'PUT',
    path: '/companies/{company}/user-types/{userType}/service-permission',
    summary: 'The service permission of a user type; null: the company’s default',
    description: ends,
    tag,
    access: manage,
  })
    .input(company.extend({ userType: idShape, permissionId: idShape.nullable() }))
    .output(z.object({ signedOut: z.number().int() })),

  assign: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/service-permission',
    summary: 'A member’s own service permission; null: as for the user type, else the company’s default',
    description: ends,
    tag: 'Members',
    access: { menu: 'members', level: 'manage' },
    errors: ['member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(company.extend({ member: idShape, permissionId: idShape.nullable() }))
    .output(z.object({ surfaces: z.array(surfaceShape), signedOut: z.number().int() })),
}
