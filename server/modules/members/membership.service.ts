import type pg from 'pg'
import { inBatches } from '../../platform/batch.ts'
import { selectMembershipsOf, type Membership } from './membership.queries.ts'

/** The companies to which a member has belonged, oldest first. */
export type Memberships = (tenant: string, memberId: string) => Promise<Membership[]>

/** Finds memberships for the clients' hot path: those asked for together, of whatever tenants, in one prepared statement. */
export function createMemberships(pool: pg.Pool): Memberships {
  type Question = { tenant: string; memberId: string }
  const ask = inBatches((members: Question[]) => selectMembershipsOf(pool, members))
  return (tenant, memberId) => ask({ tenant, memberId })
}
