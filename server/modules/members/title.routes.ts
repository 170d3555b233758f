import type { TitleKind } from '@muster/contract'
import { api } from '../../platform/api.ts'
import type { Scope } from '../../platform/context.ts'
import { changeTitle, createTitle, deleteTitle, listTitles, moveTitle, type TitleFields } from './title.service.ts'

type Asked<Input> = { context: { scope: Scope }; input: { company: string } & Input }

/** The five acts on one kind, as its endpoints hand them over. */
const actsOn = (kind: TitleKind) => ({
  list: async ({ context, input }: Asked<object>) => {
    const items = await context.scope.transaction((ctx) => listTitles(ctx, kind, input.company))
    return { items, next: null, total: items.length }
  },
  create: async ({ context, input: { company, ...fields } }: Asked<TitleFields & { name: string }>) => ({
    id: await context.scope.transaction((ctx) => createTitle(ctx, kind, company, fields)),
  }),
  update: async ({ context, input: { company, id, ...fields } }: Asked<TitleFields & { id: string }>) => {
    await context.scope.transaction((ctx) => changeTitle(ctx, kind, company, id, fields))
    return { id }
  },
  move: async ({ context, input }: Asked<{ id: string; beforeId: string | null }>) => {
    await context.scope.transaction((ctx) => moveTitle(ctx, kind, input.company, input.id, input.beforeId))
    return { id: input.id }
  },
  remove: async ({ context, input }: Asked<{ id: string }>) => {
    await context.scope.transaction((ctx) => deleteTitle(ctx, kind, input.company, input.id))
    return { deleted: true as const }
  },
})

const { levels, positions, userTypes, customFields } = api.titles
const [onLevels, onPositions, onUserTypes, onCustomFields] = [
  actsOn('level'),
  actsOn('position'),
  actsOn('user_type'),
  actsOn('custom_field'),
]

/** What a company defines by itself: levels, positions, user types and custom fields. */
export const titleRoutes = {
  levels: {
    list: levels.list.handler(onLevels.list),
    create: levels.create.handler(onLevels.create),
    update: levels.update.handler(onLevels.update),
    move: levels.move.handler(onLevels.move),
    remove: levels.remove.handler(onLevels.remove),
  },
  positions: {
    list: positions.list.handler(onPositions.list),
    create: positions.create.handler(onPositions.create),
    update: positions.update.handler(onPositions.update),
    move: positions.move.handler(onPositions.move),
    remove: positions.remove.handler(onPositions.remove),
  },
  userTypes: {
    list: userTypes.list.handler(onUserTypes.list),
    create: userTypes.create.handler(onUserTypes.create),
    update: userTypes.update.handler(onUserTypes.update),
    move: userTypes.move.handler(onUserTypes.move),
    remove: userTypes.remove.handler(onUserTypes.remove),
  },
  customFields: {
    list: customFields.list.handler(onCustomFields.list),
    create: customFields.create.handler(onCustomFields.create),
    update: customFields.update.handler(onCustomFields.update),
    move: customFields.move.handler(onCustomFields.move),
    remove: customFields.remove.handler(onCustomFields.remove),
  },
}
