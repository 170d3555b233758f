import type pg from 'pg'
import type { Plan, Surface } from '@muster/contract'
import type { Grant } from '#modules/company'

export type Access = {
  tenant: string
  memberId: string
  name: string
  companyId: string
  connectionId: string
  surface: Surface
  clientId: string
  deviceId: string | null
  expiresAt: Date
  /** The member's administrator roles by company, with the company's plan; of console sessions only. */
  roles: Readonly<Record<string, Grant & { plan: Plan }>>
}

type Row = {
  tenant_id: string
  member_id: string
  name: string
  company_id: string
  connection_id: string
  surface: Surface
  client_id: string
  device_id: string | null
  expires_at: Date
  roles: Record<string, Grant & { plan: Plan }> | null
}

/** Door: what a token opens now; undefined when nothing. One prepared statement (SX-2). */
export async function selectAccess(pool: pg.Pool, hash: Buffer, now: Date): Promise<Access | undefined> {
  const { rows } = await pool.query<Row>({ name: 'check_access', text: 'select * from signin.check_access($1, $2)', values: [hash, now] })
  const r = rows[0]
  return (
    r && {
      tenant: r.tenant_id,
      memberId: r.member_id,
      name: r.name,
      companyId: r.company_id,
      connectionId: r.connection_id,
      surface: r.surface,
      clientId: r.client_id,
      deviceId: r.device_id,
      expiresAt: r.expires_at,
      roles: r.roles ?? {},
    }
  )
}

/** Door: which of these connections still have access. */
export async function selectLive(pool: pg.Pool, connections: { tenant: string; connectionId: string }[], now: Date): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'live_connections',
    text: 'select * from signin.live_connections($1::uuid[], $2::uuid[], $3) as id',
    values: [connections.map((c) => c.tenant), connections.map((c) => c.connectionId), now],
  })
  return new Set(rows.map((r) => r.id))
}
