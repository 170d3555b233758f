import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'

/** Choices of a filter change seldom: asked for when it is opened. */
export const teamsQuery = (company: string) => queryOptions(api.organization.teams.queryOptions({ input: { company }, staleTime: 60_000 }))
