import type pg from 'pg'

/** A company to which a member has belonged, from then on until the next. */
export type Membership = { companyId: string; from: Date }

/** The companies to which each of some members, of whatever tenants, has belonged, oldest first; in the members' order. */
export async function selectMembershipsOf(pool: pg.Pool, members: { tenant: string; memberId: string }[]): Promise<Membership[][]> {
  const { rows } = await pool.query<{ place: number; company_id: string; from_at: Date }>({
    name: 'memberships_of',
    text: 'select * from members.memberships_of($1::uuid[], $2::uuid[])',
    values: [members.map((m) => m.tenant), members.map((m) => m.memberId)],
  })
  const found = members.map((): Membership[] => [])
  for (const { place, company_id: companyId, from_at: from } of rows) found[place - 1]?.push({ companyId, from })
  return found
}
