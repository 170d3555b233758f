import { api } from '../../lib/api.ts'

/** What a company defines by itself, in the order of the page. */
export const titleKinds = ['levels', 'positions', 'userTypes', 'customFields'] as const
export type TitleKind = (typeof titleKinds)[number]

/** What a title says; `executive` is the levels', `permissionId` the user types'. */
export type TitleFields = { name: string; executive?: boolean; permissionId?: string | null }
type Kind = { company: string; kind: TitleKind }

export const titlesQuery = ({ company, kind }: Kind) => api.titles[kind].list.queryOptions({ input: { company } })

/** Adds a title, or changes the one with `id`; fields that the kind does not have are not sent. */
export function writeTitle({ company, kind, id }: Kind & { id: string | null }, { name, executive, permissionId }: TitleFields) {
  if (kind === 'levels') {
    const input = { company, name, ...(executive !== undefined && { executive }) }
    return id ? api.titles.levels.update.call({ ...input, id }) : api.titles.levels.create.call(input)
  }
  if (kind === 'userTypes') {
    const input = { company, name, ...(permissionId !== undefined && { permissionId }) }
    return id ? api.titles.userTypes.update.call({ ...input, id }) : api.titles.userTypes.create.call(input)
  }
  return id ? api.titles[kind].update.call({ company, name, id }) : api.titles[kind].create.call({ company, name })
}
