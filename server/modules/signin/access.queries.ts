import type pg from 'pg'
import type { Plan, Surface } from '@muster/contract'
import type { Grant } from '#modules/company'
import type { Through } from '../../platform/context.ts'

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
  /** SX-2: the revision of the company's network rules that bind it; null: none do. */
  network: number | null
  /** DS-10: the device has to be enrolled before this session opens anything else. */
  unenrolled: boolean
  /** The member's administrator roles by company, with the company's plan; of what an administrator works by only. */
  roles: Readonly<Record<string, Grant & { plan: Plan }>>
  /** RE-1: the API token that was presented; null: it was none. */
  through: Through | null
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
  network: number | null
  unenrolled: boolean
  through: Through | null
}

const accessQuery = `select t.place, a.*, signin.network_for(a.tenant_id, a.company_id, a.member_id, a.client_id) as network,
    devices.enrolment_missing(a.tenant_id, a.company_id, a.surface, a.device_id) as unenrolled
  from unnest($1::bytea[]) with ordinality as t (hash, place), lateral signin.check_access(t.hash, $2) a`
const liveQuery = `select l.id, n.company_id, n.revision, m.id is not null as unenrolled from signin.live_connections($1::uuid[], $2::uuid[], $3) as l (id)
  left join signin.networks_for($1::uuid[], $2::uuid[]) n on n.connection_id = l.id
  left join devices.enrolments_missing($1::uuid[], $2::uuid[]) m (id) on m.id = l.id`

/** Door: what each of some tokens opens now, in their order; undefined where nothing. One prepared statement, however many (SX-2). */
export async function selectAccess(pool: pg.Pool, hashes: Buffer[], now: Date): Promise<(Access | undefined)[]> {
  const { rows } = await pool.query<Row & { place: number }>({ name: 'check_access', text: accessQuery, values: [hashes, now] })
  const found = new Map(rows.map((row) => [row.place, accessOf(row)]))
  return hashes.map((_, at) => found.get(at + 1))
}

const accessOf = (r: Row): Access => ({
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
  network: r.network,
  unenrolled: r.unenrolled,
  through: r.through,
})

export type ServiceAccess = { tenant: string; appId: string }

/** Door: which service a token was given to, while it opens anything. */
export async function selectService(pool: pg.Pool, hash: Buffer, now: Date): Promise<ServiceAccess | undefined> {
  const { rows } = await pool.query<{ tenant_id: string; app_id: string }>({
    name: 'check_service',
    text: 'select * from signin.check_service($1, $2)',
    values: [hash, now],
  })
  return rows[0] && { tenant: rows[0].tenant_id, appId: rows[0].app_id }
}

/** Network rules that bind a connection. */
export type Binding = { companyId: string; network: number }
/** A connection that has access: what binds it, and whether its device has to be enrolled first (DS-10). */
export type Live = { binding: Binding | null; unenrolled: boolean }

/** Door: which of these connections still have access, and which of them network rules bind. */
export async function selectLive(
  pool: pg.Pool,
  connections: { tenant: string; connectionId: string }[],
  now: Date,
): Promise<Map<string, Live>> {
  const { rows } = await pool.query<{ id: string; company_id: string | null; revision: number | null; unenrolled: boolean }>({
    name: 'live_connections',
    text: liveQuery,
    values: [connections.map((c) => c.tenant), connections.map((c) => c.connectionId), now],
  })
  return new Map(
    rows.map((r) => {
      const binding = r.company_id !== null && r.revision !== null ? { companyId: r.company_id, network: r.revision } : null
      return [r.id, { binding, unenrolled: r.unenrolled }]
    }),
  )
}
