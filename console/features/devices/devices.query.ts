import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { tabNames, type DeviceFilter, type DeviceSort, type DeviceTab } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { filterKeys, type DeviceSearch } from './devices.search.ts'

const pageSize = 50

export const tabOfSearch = ({ tab }: DeviceSearch): DeviceTab => tabNames.find((one) => one === tab) ?? 'mobile'

/** The filters alone: what a total and a saved search are about. */
export const filterOf = (search: DeviceSearch) =>
  Object.fromEntries(filterKeys.flatMap((key) => (search[key] ? [[key, search[key]]] : []))) as DeviceFilter

export const isFiltered = (search: DeviceSearch) => Object.keys(filterOf(search)).length > 0

/** One list, over all its pages: what is selected belongs to it. */
export const listOf = (search: DeviceSearch) =>
  JSON.stringify([tabOfSearch(search), filterOf(search), search.sort ?? '', search.direction ?? ''])

export function listQuery(company: string, search: DeviceSearch) {
  const { sort, direction, cursor } = search
  return queryOptions({
    ...api.devices.list.queryOptions({
      input: {
        company,
        tab: tabOfSearch(search),
        ...filterOf(search),
        ...(sort && { sort: sort as DeviceSort }),
        ...(direction && { direction: direction as 'asc' | 'desc' }),
        ...(cursor && { cursor }),
        limit: pageSize,
      },
    }),
    placeholderData: keepPreviousData,
  })
}

/** The exact number, which the list does not wait for. */
export const countQuery = (company: string, search: DeviceSearch) =>
  queryOptions(api.devices.count.queryOptions({ input: { company, tab: tabOfSearch(search), ...filterOf(search) } }))

export const distributionQuery = (company: string, tab: DeviceTab) =>
  queryOptions({ ...api.devices.distribution.queryOptions({ input: { company, tab } }), placeholderData: keepPreviousData })

export const searchesQuery = (company: string) => queryOptions(api.devices.searches.queryOptions({ input: { company } }))
export const versionsQuery = (company: string) => queryOptions(api.devices.versions.queryOptions({ input: { company } }))
export const deviceQuery = (company: string, device: string) => queryOptions(api.devices.get.queryOptions({ input: { company, device } }))

/** DS-8: what the file of a list is asked for. */
export const fileInput = (company: string, search: DeviceSearch) => ({
  company,
  tab: tabOfSearch(search),
  filter: filterOf(search),
  ...(search.sort && { sort: search.sort as DeviceSort }),
  ...(search.direction && { direction: search.direction as 'asc' | 'desc' }),
})
