import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Me } from '@muster/contract'
import { api } from './api.ts'

/** Who is signed in. Roles may change meanwhile: looked at again after a minute, when something asks. */
export const meQuery = queryOptions({ ...api.company.me.queryOptions(), staleTime: 60_000 })

/** Whether a mail server is set; without one, what is mailed waits. Taken for set until the server has said. */
export const useMailServer = () => useQuery({ ...meQuery, select: (me) => me.mail }).data ?? true

/** What is set up at this installation; taken for set until the server has said. */
export const useEquipment = () => useQuery({ ...meQuery, select: ({ sms, line }) => ({ sms, line }) }).data ?? { sms: true, line: true }

export type AdministeredCompany = Me['companies'][number]
