import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { maxOpenTeams, type InstallationFilter, type InstallationSort } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { filterKeys, type InstallationSearch } from './installation.search.ts'

const pageSize = 50

const pick = (search: InstallationSearch, keys: readonly (keyof InstallationSearch)[]) =>
  Object.fromEntries(keys.flatMap((key) => (search[key] ? [[key, search[key]]] : [])))

const teamOf = (search: InstallationSearch) => pick(search, search.team ? ['team', 'subteams'] : [])
/** What a list and its total are about. */
const filterOf = (search: InstallationSearch) => ({ ...pick(search, filterKeys), ...teamOf(search) }) as InstallationFilter

export const isFiltered = (search: InstallationSearch) => filterKeys.some((key) => search[key])

/** One list, over all its pages: what is selected belongs to it. */
export const listOf = (search: InstallationSearch) => JSON.stringify([filterOf(search), search.sort ?? '', search.direction ?? ''])

export function listQuery(company: string, search: InstallationSearch) {
  const { sort, direction, cursor } = search
  return queryOptions({
    ...api.installation.members.queryOptions({
      input: {
        company,
        ...filterOf(search),
        ...(sort && { sort: sort as InstallationSort }),
        ...(direction && { direction: direction as 'asc' | 'desc' }),
        ...(cursor && { cursor }),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
}

/** The exact number, which the list does not wait for. */
export const countQuery = (company: string, search: InstallationSearch) =>
  queryOptions(api.installation.count.queryOptions({ input: { company, ...filterOf(search) } }))

export const summaryQuery = (company: string, search: InstallationSearch) =>
  queryOptions({
    ...api.installation.summary.queryOptions({ input: { company, ...teamOf(search) } }),
    placeholderData: keepPreviousData,
  })

/** The tree changes seldom; its counts often. */
export const teamsQuery = (company: string) => queryOptions(api.installation.teams.queryOptions({ input: { company }, staleTime: 60_000 }))

/** Of a tree in which these teams stand open. */
export const teamCountsQuery = (company: string, { subteams }: InstallationSearch, open: readonly string[]) =>
  queryOptions({
    ...api.installation.teamCounts.queryOptions({
      input: { company, ...(subteams === 'false' && { subteams }), ...(open.length <= maxOpenTeams && { open: open.join(',') }) },
    }),
    placeholderData: keepPreviousData,
  })
