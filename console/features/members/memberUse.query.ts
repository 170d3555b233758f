import { queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'

/** MB-2: a member's sign-ins per day and active days by app. */
export function memberUseQuery(company: string, member: string) {
  return queryOptions(api.activity.ofMember.queryOptions({ input: { company, member } }))
}
