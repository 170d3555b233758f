import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { errors, type ErrorCode } from './errors.ts'
import { administratorRoles, idShape, instantShape, memberStates, nameShape, permissionsShape } from './words.ts'

/** Custom roles of a company. */
export const maxRoles = 100

const namedShape = z.object({ id: idShape, name: z.string() })
const codeShape = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]])

export const administratorShape = z.object({
  memberId: idShape,
  name: z.string(),
  /** The whole ID, `login@domain`. */
  login: z.string(),
  state: z.enum(memberStates),
  role: z.enum(administratorRoles),
  /** Of a custom role. */
  customRole: namedShape.nullable(),
  /** The team whose subtree the role is limited to; null: the whole company. */
  team: namedShape.nullable(),
  since: instantShape,
  /** Why the caller may not change or take away this role; null: they may. */
  blockedBy: codeShape.nullable(),
})
export type Administrator = z.infer<typeof administratorShape>

/** P-2: a custom role: menus, each to view or to manage, and whether it sees names. */
const roleFieldsShape = z.object({
  name: nameShape,
  permissions: permissionsShape.refine((p) => Object.keys(p).length > 0, { error: 'at least one menu' }),
  seesNames: z.boolean(),
})
export const customRoleShape = z.object({
  id: idShape,
  name: z.string(),
  permissions: permissionsShape,
  seesNames: z.boolean(),
  /** Administrators who have it: such a role is not deleted. */
  administrators: z.number().int(),
})
export type CustomRole = z.infer<typeof customRoleShape>

/** P-2: what can be granted; the Super Admin's role changes hands by delegation alone. */
export const grantShape = z.discriminatedUnion('role', [
  z.object({ role: z.literal('sub_admin') }),
  z.object({ role: z.literal('operations_admin'), teamId: idShape.nullable().default(null) }),
  z.object({ role: z.literal('custom'), roleId: idShape, teamId: idShape.nullable().default(null) }),
])
export type GrantInput = z.infer<typeof grantShape>

/** An offer of the Super Admin's role lives this many days. */
export const delegationDays = 7

export const delegationShape = z.object({
  to: z.object({ id: idShape, name: z.string(), login: z.string() }),
  offeredAt: instantShape,
  expiresAt: instantShape,
})

export const receivedDelegationShape = z.object({
  company: namedShape.extend({ zone: z.string() }),
  from: z.object({ name: z.string(), login: z.string() }),
  offeredAt: instantShape,
  expiresAt: instantShape,
})
export type ReceivedDelegation = z.infer<typeof receivedDelegationShape>

const view = { menu: 'settings', level: 'view' } as const
const manage = { menu: 'settings', level: 'manage' } as const
const company = z.object({ company: idShape })
const tag = 'Administrators'
const administrators = '/companies/{company}/administrators'
const roles = '/companies/{company}/roles'
const delegation = '/companies/{company}/delegation'
const received = z.object({ company: idShape })

/** Who administers a company, with which role; the company's own roles; handing the Super Admin's role on. */
export const administration = {
  list: endpoint({
    method: 'GET',
    path: administrators,
    summary: 'The administrators of the company, the Super Admin first',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend({ cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }))
    .output(z.object({ items: z.array(administratorShape), next: z.string().nullable(), total: z.number().int() })),

  appoint: endpoint({
    method: 'PUT',
    path: `${administrators}/{member}`,
    summary: 'Make a member an administrator, or change the role of one',
    description: 'Only the Super Admin does. It holds from the next request on.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['own_account', 'not_allowed_on_superior', 'member_state'],
  })
    .input(company.extend({ member: idShape, grant: grantShape }))
    .output(z.object({ role: z.enum(administratorRoles) })),

  dismiss: endpoint({
    method: 'DELETE',
    path: `${administrators}/{member}`,
    summary: 'Take an administrator’s role away',
    description: 'Only the Super Admin does. It holds from the next request on.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['own_account', 'not_allowed_on_superior'],
  })
    .input(company.extend({ member: idShape }))
    .output(z.object({ dismissed: z.literal(true) })),

  roles: endpoint({ method: 'GET', path: roles, summary: 'The company’s custom roles, by name', tag, access: view })
    .input(company)
    .output(z.object({ items: z.array(customRoleShape), next: z.null(), total: z.number().int() })),

  createRole: endpoint({
    method: 'POST',
    once: true,
    path: roles,
    summary: 'Create a custom role',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken', 'limit_reached'],
    successStatus: 201,
  })
    .input(company.extend(roleFieldsShape.shape))
    .output(namedShape.pick({ id: true })),

  updateRole: endpoint({
    method: 'PUT',
    path: `${roles}/{role}`,
    summary: 'Change a custom role; it holds for everyone who has it, from their next request on',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken'],
  })
    .input(company.extend({ role: idShape, ...roleFieldsShape.shape }))
    .output(namedShape.pick({ id: true })),

  deleteRole: endpoint({
    method: 'DELETE',
    path: `${roles}/{role}`,
    summary: 'Delete a custom role that nobody has',
    tag,
    access: manage,
    stepUp: true,
    errors: ['still_in_use'],
  })
    .input(company.extend({ role: idShape }))
    .output(z.object({ deleted: z.literal(true) })),

  delegation: endpoint({
    method: 'GET',
    path: delegation,
    summary: 'The open offer of the Super Admin’s role',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company)
    .output(z.object({ delegation: delegationShape.nullable() })),

  offer: endpoint({
    method: 'PUT',
    path: delegation,
    summary: 'Offer the Super Admin’s role to a member',
    description: 'It changes hands when that member accepts under their own sign-in, within 7 days; the giver becomes Sub Admin.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['own_account', 'member_state', 'offer_open'],
  })
    .input(company.extend({ member: idShape }))
    .output(delegationShape.pick({ offeredAt: true, expiresAt: true })),

  withdraw: endpoint({ method: 'DELETE', path: delegation, summary: 'Withdraw the offer', tag, access: manage, errors: ['offer_over'] })
    .input(company)
    .output(z.object({ withdrawn: z.literal(true) })),

  received: endpoint({
    method: 'GET',
    path: '/me/delegations',
    summary: 'Offers of a Super Admin’s role to the signed-in member',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ items: z.array(receivedDelegationShape), next: z.null(), total: z.number().int() })),

  accept: endpoint({
    method: 'POST',
    once: true,
    path: '/me/delegations/{company}/acceptance',
    summary: 'Accept: become Super Admin; the giver becomes Sub Admin',
    tag: 'Me',
    access: 'member',
    stepUp: true,
    errors: ['offer_over'],
  })
    .input(received)
    .output(z.object({ accepted: z.literal(true) })),

  decline: endpoint({
    method: 'DELETE',
    path: '/me/delegations/{company}',
    summary: 'Decline an offer',
    tag: 'Me',
    access: 'member',
    errors: ['offer_over'],
  })
    .input(received)
    .output(z.object({ declined: z.literal(true) })),
}
