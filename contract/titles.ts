import { z } from 'zod'
import { endpoint, type Access } from './endpoint.ts'
import { idShape, nameShape } from './words.ts'

/** What a company defines by itself: levels, positions, user types, and further fields of the profile. */
export const titleKinds = ['level', 'position', 'user_type', 'custom_field'] as const
export type TitleKind = (typeof titleKinds)[number]

/** One of them; those that its kind does not have are absent. */
export const titleShape = z.object({
  id: idShape,
  name: z.string(),
  /** Whether a member has it. Null: told only when it is deleted. */
  inUse: z.boolean().nullable(),
  /** Levels: stands before all others in the organization chart. */
  executive: z.boolean().optional(),
  /** User types: the service permission that comes with it. */
  permission: z.object({ id: idShape, name: z.string() }).nullable().optional(),
})
export type Title = z.infer<typeof titleShape>

const view = { menu: 'members', level: 'view' } as const
/** Also for those who manage service permissions, which go by user type. */
const viewTypes = { menu: 'members', or: 'settings', level: 'view' } as const
const manage = { menu: 'members', level: 'manage' } as const
const company = z.object({ company: idShape })
const one = company.extend({ id: idShape })

/** The five endpoints of one kind: list, create, change, move among the others, delete. `more` is what it has besides a name. */
function fiveOf<const More extends z.ZodRawShape>(
  path: `/${string}`,
  nouns: { one: string; many: string },
  more: More,
  read: Access = view,
) {
  const all = `/companies/{company}${path}` as const
  const single = `${all}/{id}` as const
  const tag = 'Organization'
  return {
    list: endpoint({ method: 'GET', path: all, summary: `The company’s ${nouns.many}, in order`, tag, access: read })
      .input(company)
      .output(z.object({ items: z.array(titleShape), next: z.null(), total: z.number().int() })),
    create: endpoint({
      method: 'POST',
      once: true,
      path: all,
      summary: `Add a ${nouns.one}`,
      tag,
      access: manage,
      errors: ['name_taken', 'limit_reached'],
      successStatus: 201,
    })
      .input(company.extend({ name: nameShape, ...more }))
      .output(z.object({ id: idShape })),
    update: endpoint({ method: 'PATCH', path: single, summary: `Change a ${nouns.one}`, tag, access: manage, errors: ['name_taken'] })
      .input(one.extend({ name: nameShape.optional(), ...more }))
      .output(z.object({ id: idShape })),
    move: endpoint({
      method: 'POST',
      once: false,
      path: `${single}/move`,
      summary: `Move a ${nouns.one} among the others`,
      tag,
      access: manage,
    })
      .input(one.extend({ beforeId: idShape.nullable().describe('Which one it comes to stand before; null: last') }))
      .output(z.object({ id: idShape })),
    remove: endpoint({
      method: 'DELETE',
      path: single,
      summary: `Delete a ${nouns.one} that nobody has`,
      tag,
      access: manage,
      errors: ['still_in_use'],
    })
      .input(one)
      .output(z.object({ deleted: z.literal(true) })),
  }
}

export const titles = {
  levels: fiveOf('/levels', { one: 'level', many: 'levels' }, { executive: z.boolean().optional() }),
  positions: fiveOf('/positions', { one: 'position', many: 'positions' }, {}),
  userTypes: fiveOf('/user-types', { one: 'user type', many: 'user types' }, { permissionId: idShape.nullable().optional() }, viewTypes),
  customFields: fiveOf('/custom-fields', { one: 'custom field', many: 'custom fields' }, {}),
}
