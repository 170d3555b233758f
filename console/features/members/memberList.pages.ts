import type { ListSearch } from './memberList.query.ts'

/** Which page came before one, by its cursor. A place in the list says nothing of the page before it: whoever comes by a link goes to the first. */
const before = new Map<string, string>()

export function rememberPage(search: ListSearch, next: string | null): void {
  if (next) before.set(next, search.cursor ?? '')
}

/** The list as it was looked at last, by company: what a member page leads back to. */
const latest = new Map<string, ListSearch>()

export function rememberList(company: string, search: ListSearch): void {
  latest.set(company, search)
}

export const latestList = (company: string): ListSearch => latest.get(company) ?? {}

/** The cursor of the page before; empty: the first. */
export const previousOf = (search: ListSearch): string => before.get(search.cursor ?? '') ?? ''
