import type pg from 'pg'
import type { DeviceApp } from '@muster/contract'

export type Use = { tenant: string; deviceId: string; memberId: string; app: DeviceApp; at: Date }

/** DS-4: notes uses, of whatever tenants, in one statement. @returns the recent access of each, in their order; undefined: there is no such row */
export async function noteUses(pool: pg.Pool, uses: Use[]): Promise<(Date | undefined)[]> {
  const { rows } = await pool.query<{ place: number; last_access: Date }>({
    name: 'note_uses',
    text: 'select * from devices.note_uses($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])',
    values: [
      uses.map((u) => u.tenant),
      uses.map((u) => u.deviceId),
      uses.map((u) => u.memberId),
      uses.map((u) => u.app),
      uses.map((u) => u.at),
    ],
  })
  const found = new Map(rows.map((row) => [row.place, row.last_access]))
  return uses.map((_, i) => found.get(i + 1))
}
