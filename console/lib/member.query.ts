import { queryOptions } from '@tanstack/react-query'
import type { MemberDetail } from '@muster/contract'
import { serverPaths } from '../paths.ts'
import { api } from './api.ts'

/** MB-2: everything about one member; read by the member page and by the card beside a name. */
export function memberQuery(company: string, member: string) {
  return queryOptions(api.account.get.queryOptions({ input: { company, member } }))
}

/** The address of a member's picture, a new one with every change; null when there is none. */
export function photoOf(member: Pick<MemberDetail, 'id' | 'companyId' | 'photoChangedAt'>): string | null {
  return member.photoChangedAt && serverPaths.memberPhoto(member.companyId, member.id, member.photoChangedAt)
}
