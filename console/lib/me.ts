import { queryOptions } from '@tanstack/react-query'
import type { Me } from '@muster/contract'
import { api } from './api.ts'

/** Who is signed in. Roles may change meanwhile: looked at again after a minute, when something asks. */
export const meQuery = queryOptions({ ...api.company.me.queryOptions(), staleTime: 60_000 })

export type AdministeredCompany = Me['companies'][number]
