import type { ListedMember, MemberFilter, MemberList, MemberSort, MemberSummary } from '@muster/contract'
import { dayAt, getCompany, listDomains } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { onLeave } from './account.rules.ts'
import { findTeams, type Scope, type Within } from './list.queries.ts'
import {
  countsAtOnce,
  daysAlone,
  isLapsedAlone,
  gatherInTeamsAtMost,
  isPlain,
  leftOut,
  readCursor,
  searchWords,
  soughtOf,
  writeCursor,
} from './list.rules.ts'
import { findPage } from './page.service.ts'
import type { Listed } from './row.queries.ts'
import { requireTeamReach } from './reach.service.ts'
import { stateOf } from './state.rules.ts'
import { countEntries, countLapsed, countOthersOfTeams, countTallied, countUsedWithin, selectSummary } from './tally.queries.ts'

/** What the caller's role reaches of the list (P-2). */
export type ListReach = { names: boolean; team: string | null }
export type Asked = { companyId: string; filter: MemberFilter; reach: ListReach }
export type AskedPage = Asked & { sort: MemberSort; direction: 'asc' | 'desc'; cursor: string | undefined; limit: number }

/** A page of the member list. P-2: without names it is empty, with the total. @throws names_hidden, not_found, input_invalid */
export async function listMembers(ctx: Ctx, asked: AskedPage): Promise<MemberList> {
  if (!asked.reach.names) return { items: [], next: null, total: await countMembers(ctx, asked), namesHidden: true }
  const { sort, direction, limit } = asked
  const after = asked.cursor === undefined ? null : readCursor(sort, direction, asked.cursor)
  if (asked.cursor !== undefined && !after)
    throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not of this list' }] })
  const { scope, domain, named } = await scopeOf(ctx, asked)
  const known = await countAtOnce(ctx, scope)
  const page = await findPage(ctx, scope, { sort, direction, after, limit: limit + 1 }, known)
  const shown = page.rows.slice(0, limit)
  const lastShown = shown.at(-1)
  return {
    items: shown.map((row) => toItem(row, { domain, named, now: ctx.now })),
    next: page.rows.length > limit && lastShown ? writeCursor(sort, direction, lastShown.place) : null,
    total: known ?? page.total,
    namesHidden: false,
  }
}

/** How many members a filter finds, exactly. @throws names_hidden, not_found */
export async function countMembers(ctx: Ctx, asked: Asked): Promise<number> {
  const { scope } = await scopeOf(ctx, asked)
  return (await countAtOnce(ctx, scope)) ?? countEntries(ctx, scope)
}

/** How many members are in which state (MB-1), within the caller's reach (P-2). */
export async function summarizeMembers(ctx: Ctx, companyId: string, reach: ListReach): Promise<MemberSummary> {
  const { scope } = await scopeOf(ctx, { companyId, filter: {}, reach })
  return selectSummary(ctx, scope)
}

/** P-2: the teams that a list names; null: all. */
type Named = ReadonlySet<string> | null

/**
 * What a list is confined to: its filter, and the role's team or the one asked for; and which teams it names.
 * @throws names_hidden, not_found
 */
export async function scopeOf(ctx: Ctx, { companyId, filter, reach }: Asked): Promise<{ scope: Scope; domain: string; named: Named }> {
  // A search would tell by its total whether somebody is there.
  if (!reach.names && filter.q !== undefined) throw new AppError('names_hidden')
  const company = await getCompany(ctx, companyId)
  const sought = soughtOf(companyId, filter, await domainsIn(ctx, companyId, filter.q))
  const within = await withinOf(ctx, companyId, filter, reach)
  const scope: Scope = { sought, within, today: dayAt(company.zones, ctx.now) }
  const reached = reach.team && filter.team ? await findTeams(ctx, companyId, reach.team, true) : within
  return { scope, domain: company.domain, named: reach.team ? new Set(reached?.teams) : null }
}

/** The company's domains, where what was typed may name one. */
const domainsIn = async (ctx: Ctx, companyId: string, typed: string | undefined) =>
  typed?.includes('@') ? listDomains(ctx, companyId) : []

/** What is looked for of what was typed to find a member, for the lists of other modules. */
export async function findWords(ctx: Ctx, companyId: string, typed: string): Promise<string> {
  return searchWords(typed, await domainsIn(ctx, companyId, typed))
}

/**
 * P-2: the teams that a list of another module is confined to: the one asked for, with those beneath it or without, or the role's with all
 * beneath; null: none. @throws not_found
 */
export async function findTeamsWithin(
  ctx: Ctx,
  companyId: string,
  wanted: string | undefined,
  reach: string | null,
  beneath = true,
): Promise<string[] | null> {
  const within = await withinOf(
    ctx,
    companyId,
    wanted === undefined ? {} : { team: wanted, ...(!beneath && { subteams: 'false' as const }) },
    { names: true, team: reach },
  )
  return within?.teams ?? null
}

async function withinOf(ctx: Ctx, companyId: string, filter: MemberFilter, reach: ListReach): Promise<Within> {
  const team = filter.team ?? reach.team
  if (team === null) return null
  if (filter.team && reach.team) await requireTeamReach(ctx, companyId, filter.team)
  const found = await findTeams(ctx, companyId, team, filter.team === undefined || filter.subteams !== 'false')
  if (!found) throw new AppError('not_found')
  return found
}

/** The exact number where it is kept, or few entries tell it; else null. */
async function countAtOnce(ctx: Ctx, scope: Scope): Promise<number | null> {
  const { sought, within, today } = scope
  const days = daysAlone(sought)
  if (days !== null && !within) return countUsedWithin(ctx, sought.companyId, today, days)
  if (isLapsedAlone(sought) && !within) return countLapsed(ctx, sought, today)
  if (!countsAtOnce(sought)) return null
  if (!within) return countTallied(ctx, sought)
  // What is counted of a team is its members but deleted ones, each once.
  if (isPlain(sought)) return within.members
  const others = within.members > gatherInTeamsAtMost ? leftOut(sought) : null
  return others && within.members - (await countOthersOfTeams(ctx, scope, others))
}

/** A row as it leaves. P-2: a team that the caller's role does not reach is counted, not named. */
export function toItem(row: Listed, { domain, named, now }: { domain: string; named: Named; now: Date }): ListedMember {
  const isNamed = row.team !== null && (named === null || named.has(row.team.id))
  return {
    id: row.id,
    login: `${row.login}@${domain}`,
    name: row.name,
    phonetic: row.phonetic,
    nickname: row.nickname,
    employeeNumber: row.employeeNumber,
    state: stateOf(row, now),
    onLeave: onLeave(row, now),
    appBlocked: row.appBlockedAt !== null,
    level: row.level,
    userType: row.userType,
    team: isNamed ? row.team : null,
    furtherTeams: isNamed ? row.teams - 1 : row.teams,
    position: isNamed ? row.position : null,
    hasPersonalEmail: row.personalEmail !== null,
    lastUse: row.lastUse,
    createdAt: row.createdAt.toISOString(),
    photoChangedAt: row.photoChangedAt?.toISOString() ?? null,
    administratorRole: row.role,
  }
}
