import { appointAdministrator, createCompany, createTenant } from '../../server/modules/company/index.ts'
import { findMember, markSignedIn, registerMembers } from '../../server/modules/members/index.ts'
import { hashPassword, setPasswords } from '../../server/modules/signin/index.ts'
import { scopes, systemActor } from '../../server/platform/context.ts'
import { createLog } from '../../server/platform/log.ts'
import type { BenchDatabase } from './database.ts'

export const adminPassword = 'bench administrator'

/** Tenants are numbered: 0 … 999 are the small ones, those after it are measured. */
export const tenantId = (n: number) => `0b000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const domainOf = (n: number) => `tenant${n}.example`
export const adminLogin = (n: number) => `admin@${domainOf(n)}`
const zone = 'Asia/Seoul'

/** Makes companies, each with its administrator, by the modules' own functions. */
export async function makeCompanies(database: BenchDatabase, numbers: readonly number[], at: Date): Promise<void> {
  const hash = await hashPassword(adminPassword)
  const bound = scopes(database.app.db, () => at, createLog('silent'))
  for (const n of numbers) {
    await bound(tenantId(n), systemActor('bench')).transaction(async (ctx) => {
      await createTenant(ctx, `Tenant ${n}`)
      const plan = { core: 'standard' as const, drive: true, approval: true }
      const companyId = await createCompany(ctx, { name: `Company ${n}`, domain: domainOf(n), zone, locale: 'en', plan })
      const [id = ''] = await registerMembers(ctx, [{ companyId, login: 'admin', name: 'Admin', locale: 'en', registeredBy: 'admin' }])
      await setPasswords(ctx, [{ id, companyId }], hash)
      // Who never signs in is let in for 30 days only.
      const admin = await findMember(ctx, id)
      if (admin) await markSignedIn(ctx, admin)
      await appointAdministrator(ctx, { companyId, memberId: id, role: 'super_admin' })
    })
  }
}

/** Company IDs of tenants, in order. */
export async function companiesOf(database: BenchDatabase, numbers: readonly number[]): Promise<string[]> {
  const { rows } = await database.owner.query<{ tenant_id: string; company_id: string }>(
    'select tenant_id, company_id from company.company',
  )
  const found = new Map(rows.map((r) => [r.tenant_id, r.company_id]))
  return numbers.map((n) => {
    const id = found.get(tenantId(n))
    if (!id) throw new Error(`tenant ${n} has no company`)
    return id
  })
}

export const uuidBytes = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex')

/** Member IDs as the product gives them, UUIDv7 in the order of registration; the same in every run. 16 bytes each. */
export function memberIds(tenant: number, count: number): Uint8Array {
  const ids = new Uint8Array(count * 16)
  const view = new DataView(ids.buffer)
  for (let m = 0; m < count; m++) {
    const ms = 1_600_000_000_000 + m * 61_000
    const random = Math.imul((m + 1) ^ (tenant << 20), 0x9e3779b1) >>> 0
    view.setUint16(m * 16, Math.floor(ms / 2 ** 32))
    view.setUint32(m * 16 + 2, ms % 2 ** 32)
    view.setUint16(m * 16 + 6, 0x7000 | (random & 0xfff))
    view.setUint32(m * 16 + 8, (0x80000000 | (tenant & 0xffff)) >>> 0)
    view.setUint32(m * 16 + 12, random)
  }
  return ids
}

export function uuidText(ids: Uint8Array, m: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + m * 16, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
