import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { storageKinds, type StorageFilling, type StorageKind } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { StorageSearch } from './storage.search.ts'

const pageSize = 50

export const kindOfSearch = ({ kind }: StorageSearch): StorageKind => storageKinds.find((one) => one === kind) ?? 'drive'

/** What list and file are asked for. */
const asked = (company: string, search: StorageSearch) => ({
  company,
  kind: kindOfSearch(search),
  ...(search.filled && { filled: search.filled as StorageFilling }),
})

export const totalsQuery = (company: string) => queryOptions(api.storage.company.queryOptions({ input: { company } }))

export function listQuery(company: string, search: StorageSearch) {
  const { cursor } = search
  return queryOptions({
    ...api.storage.largest.queryOptions({ input: { ...asked(company, search), ...(cursor && { cursor }), limit: pageSize } }),
    placeholderData: keepPreviousData,
  })
}

/** DS-8: has the list as searched made into a file. */
export const askForFile = (company: string, search: StorageSearch) => api.exports.storage.call(asked(company, search))
