import { queryOptions } from '@tanstack/react-query'
import type { HomeLine } from '@muster/contract'
import { api } from '../../lib/api.ts'

/** What needs the administrator, and what is still to be counted. */
export const homeQuery = (company: string) => queryOptions(api.home.get.queryOptions({ input: { company } }))

/** One line that is counted by itself. */
export const lineQuery = (company: string, line: HomeLine) => queryOptions(api.home.line.queryOptions({ input: { company, line } }))

/** The last 30 days, as the statistics have them. */
export const activeQuery = (company: string) => queryOptions(api.activity.activeUsers.queryOptions({ input: { company } }))
