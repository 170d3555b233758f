import { infiniteQueryOptions } from '@tanstack/react-query'
import type { AuditFilter } from '@muster/contract'
import { api } from '../../lib/api.ts'

/** The filters as they stand in the URL: as the API names them. */
export type AuditSearch = { [K in keyof AuditFilter]?: string }

/** The log as filtered, newest first, page after page. */
export function auditQuery(company: string, search: AuditSearch) {
  return infiniteQueryOptions(
    api.audit.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ company, ...search, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
}

/** Whether the days are in order; the server would refuse them. */
export function daysInOrder({ from, to }: AuditSearch): boolean {
  return !from || !to || from <= to
}
