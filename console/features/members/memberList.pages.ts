import type { ListSearch } from './memberList.search.ts'

/** The list as it was looked at last, by company: what a member page leads back to. */
const latest = new Map<string, ListSearch>()

export function rememberList(company: string, search: ListSearch): void {
  latest.set(company, search)
}

export const latestList = (company: string): ListSearch => latest.get(company) ?? {}
