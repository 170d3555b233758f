import type { InstallationFilter, InstallationList, InstallationRow, InstallationSort } from '@muster/contract'
import { findLatestAccess } from '#modules/devices'
import { findPeople, findPrimaryTeams, findTeamsWithin, findWords } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import {
  countAwaiting,
  countGathered,
  findMembersByWords,
  isCutShort,
  selectKinds,
  selectPage,
  type Listed,
  type Sorting,
  type Sought,
} from './list.queries.ts'
import {
  awaitingWanted,
  gatheringOf,
  insteadOfWalk,
  gatherAtMost,
  kindMeets,
  readCursor,
  wayOf,
  writeCursor,
  type Kind,
  type Known,
} from './list.rules.ts'
import { selectTeamCounts } from './team.queries.ts'

/** What the caller's role reaches of the list (P-2). */
export type Reach = { names: boolean; team: string | null }
export type Asked = { companyId: string; filter: InstallationFilter; reach: Reach }
export type AskedPage = Asked & { sort: InstallationSort; direction: 'asc' | 'desc'; cursor: string | undefined; limit: number }

/** IS-1, IS-2: a page of the list. P-2: without names it is empty. @throws names_hidden, not_found, input_invalid */
export async function listInstallation(ctx: Ctx, asked: AskedPage): Promise<InstallationList> {
  if (!asked.reach.names) return { items: [], next: null, namesHidden: true }
  const { sort, direction, cursor, limit } = asked
  const after = cursor === undefined ? null : readCursor(sort, direction, cursor)
  if (cursor !== undefined && !after) throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not of this list' }] })
  const { sought, known } = await soughtOf(ctx, asked)
  const rows = await findPage(ctx, sought, { sort, direction, after, limit: limit + 1 }, known)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await present(ctx, asked, shown),
    next: rows.length > limit && last ? writeCursor(sort, direction, last.place) : null,
    namesHidden: false,
  }
}

/** Walks where that fills a page; a walk that is cut short gathers instead. */
async function findPage(ctx: Ctx, sought: Sought, sorting: Sorting, known: Known): Promise<Listed[]> {
  const way = wayOf(known)
  const rows = await selectPage(ctx, sought, sorting, way)
  if (way !== 'walk' || rows.length === sorting.limit || !(await isCutShort(ctx, sought, sorting))) return rows
  return selectPage(ctx, sought, sorting, insteadOfWalk(known))
}

/** How many a filter finds, exactly; from the counts kept where nothing but states and reasons are filtered by. @throws names_hidden, not_found */
export async function countInstallation(ctx: Ctx, asked: Asked): Promise<number> {
  const { sought, known } = await soughtOf(ctx, asked)
  if (known.found !== 'no_text' || sought.teams !== null) return countGathered(ctx, sought, gatheringOf(known))
  const waiting = sought.awaiting === null ? 0 : await countAwaiting(ctx, sought)
  return sought.awaiting === true ? waiting : known.ofKinds - waiting
}

/** What a search seeks, and what is known of how many it finds. @throws names_hidden, not_found for a team out of reach */
async function soughtOf(ctx: Ctx, { companyId, filter, reach }: Asked): Promise<{ sought: Sought; known: Known }> {
  // A search for somebody would tell by its total whether they are there.
  if (!reach.names && filter.q !== undefined) throw new AppError('names_hidden')
  const every = await selectKinds(ctx, companyId)
  const kinds = every.filter((kind) => kindMeets(kind, filter))
  const sum = (some: readonly Kind[]) => some.reduce((n, kind) => n + kind.n, 0)
  const beneath = filter.team === undefined || filter.subteams !== 'false'
  const teams = await findTeamsWithin(ctx, companyId, filter.team, reach.team, beneath)
  const members = filter.q === undefined ? null : await findUsers(ctx, companyId, filter.q)
  const team = filter.team ?? reach.team
  const [counted] = team === null ? [] : await selectTeamCounts(ctx, companyId, beneath, [team])
  return {
    sought: { companyId, kinds, awaiting: awaitingWanted(filter), members, teams },
    known: {
      found: members === null ? 'no_text' : 'ids' in members ? members.ids.length : null,
      inTeams: teams === null ? null : (counted?.members ?? 0),
      kinds: kinds.length,
      ofKinds: sum(kinds),
      all: sum(every),
    },
  }
}

async function findUsers(ctx: Ctx, companyId: string, typed: string): Promise<Sought['members']> {
  const words = await findWords(ctx, companyId, typed)
  const ids = await findMembersByWords(ctx, companyId, words, gatherAtMost + 1)
  return ids.length > gatherAtMost ? { words } : { ids }
}

/** Rows as they leave, with who the members are and the latest device of each app (IS-1). */
async function present(ctx: Ctx, { companyId, reach }: Asked, rows: readonly Listed[]): Promise<InstallationRow[]> {
  const ids = rows.map((row) => row.id)
  const [people, teams, latest] = await Promise.all([
    findPeople(ctx, ids),
    findPrimaryTeams(ctx, companyId, ids, reach.team),
    findLatestAccess(ctx, ids),
  ])
  return rows.flatMap(({ id, mobile, pc, blocked }) => {
    const person = people.get(id)
    if (!person) return []
    const { name, login, state } = person
    const withLatest = (app: 'mobile' | 'pc', appState: Listed['mobile']) => ({
      state: appState,
      latest: appState === 'installed' ? (latest.get(id)?.[app] ?? null) : null,
    })
    const team = teams.get(id) ?? null
    return [{ id, name, login, state, team, mobile: withLatest('mobile', mobile), pc: withLatest('pc', pc), guideBlocked: blocked }]
  })
}
