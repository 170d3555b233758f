import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'

/** What of a chart is looked at: all of it, or what members see who are in no team (MB-7). */
export type As = 'administrator' | 'member'

export const teamsQuery = (company: string, as: As = 'administrator') =>
  queryOptions(api.organization.teams.queryOptions({ input: { company, ...(as === 'member' && { as }) } }))

export const countsQuery = (company: string) => queryOptions(api.organization.teamCounts.queryOptions({ input: { company } }))

export const leadersQuery = (company: string, as: As = 'administrator') =>
  queryOptions(api.organization.teamLeaders.queryOptions({ input: { company, ...(as === 'member' && { as }) } }))

export const teamQuery = (company: string, team: string) => queryOptions(api.organization.team.queryOptions({ input: { company, team } }))

const pageSize = 50

/** The members of a team, page by page. */
export const teamMembersQuery = (company: string, team: string, as: As = 'administrator') =>
  infiniteQueryOptions(
    api.organization.teamMembers.infiniteOptions({
      input: (cursor: string | undefined) => ({ company, team, as, limit: pageSize, ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
