import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { MemberColumn, MemberFilter, MemberSort } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { ListSearch } from './memberList.search.ts'

const pageSize = 50

/** The filters alone: what a total and a file are about. */
export function filterOf({ sort: _sort, direction: _direction, cursor: _cursor, ...filter }: ListSearch): MemberFilter {
  return filter as MemberFilter
}

export const isFiltered = (search: ListSearch) => Object.values(filterOf(search)).some(Boolean)

const sorting = ({ sort, direction }: ListSearch) => ({
  ...(sort && { sort: sort as MemberSort }),
  ...(direction && { direction: direction as 'asc' | 'desc' }),
})

export function listQuery(company: string, search: ListSearch) {
  return queryOptions({
    ...api.members.list.queryOptions({
      input: { company, ...filterOf(search), ...sorting(search), ...(search.cursor && { cursor: search.cursor }), limit: pageSize },
    }),
    placeholderData: keepPreviousData,
  })
}

/** The exact number, where the list does not wait for it. */
export const countQuery = (company: string, search: ListSearch) =>
  queryOptions(api.members.count.queryOptions({ input: { company, ...filterOf(search) } }))

export const summaryQuery = (company: string) => queryOptions(api.members.summary.queryOptions({ input: { company } }))
/** Filters' choices change seldom: asked for when a filter is opened. */
export const levelsQuery = (company: string) => queryOptions(api.titles.levels.list.queryOptions({ input: { company }, staleTime: 60_000 }))
export const userTypesQuery = (company: string) =>
  queryOptions(api.titles.userTypes.list.queryOptions({ input: { company }, staleTime: 60_000 }))

/** DS-8: what the file of a list is asked for. */
export const fileInput = (company: string, search: ListSearch, columns: readonly MemberColumn[]) => ({
  company,
  filter: filterOf(search),
  ...sorting(search),
  columns: [...columns],
})

/** What the list as an Excel file is asked for. */
export const workbookInput = (company: string, search: ListSearch, columns: readonly MemberColumn[]) => ({
  company,
  ...filterOf(search),
  ...sorting(search),
  columns: columns.join(','),
})
