import type pg from 'pg'
import { inBatches } from '../../platform/batch.ts'

/** A company to which a member has belonged, from then on until the next. */
export type Membership = { companyId: string; from: Date }
/** The companies to which a member has belonged, oldest first. */
export type Memberships = (tenant: string, memberId: string) => Promise<Membership[]>

/** Finds memberships for the clients' hot path: those asked for together, of whatever tenants, in one prepared statement. */
export function createMemberships(pool: pg.Pool): Memberships {
  type Question = { tenant: string; memberId: string }
  const ask = inBatches(async (members: Question[]) => {
    const { rows } = await pool.query<{ place: number; company_id: string; from_at: Date }>({
      name: 'memberships_of',
      text: 'select * from members.memberships_of($1::uuid[], $2::uuid[])',
      values: [members.map((m) => m.tenant), members.map((m) => m.memberId)],
    })
    const found = members.map((): Membership[] => [])
    for (const { place, company_id: companyId, from_at: from } of rows) found[place - 1]?.push({ companyId, from })
    return found
  })
  return (tenant, memberId) => ask({ tenant, memberId })
}
