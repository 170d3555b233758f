import { sql } from 'kysely'
import type { AdministratorRole, Permissions, Plan } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept, type Db } from '../../platform/db.ts'
import type { Grant } from './administrator.rules.ts'
import type { ZoneHistory } from './zone.rules.ts'

export type Company = {
  id: string
  name: string
  domain: string
  plan: Plan
  locale: 'en' | 'ko' | 'ja'
  createdAt: Date
  zones: ZoneHistory
}

export async function findCompany(ctx: Ctx, companyId: string): Promise<Company | undefined> {
  return (await selectCompanies(ctx, [companyId]))[0]
}

/** Companies with their zones, oldest first, in one statement. */
export async function selectCompanies(ctx: Ctx, companyIds: string[]): Promise<Company[]> {
  if (companyIds.length === 0) return []
  const rows = await ctx.db
    .selectFrom('company.company as c')
    .modifyFront(kept)
    .leftJoin('company.domain as d', (j) =>
      j.onRef('d.tenant_id', '=', 'c.tenant_id').onRef('d.company_id', '=', 'c.company_id').on('d.is_primary', '=', true),
    )
    .select(['c.company_id', 'c.name', 'c.plan_core', 'c.plan_drive', 'c.plan_approval', 'c.locale', 'c.created_at', 'd.domain'])
    .select((e) =>
      e
        .selectFrom('company.zone as z')
        .select(
          sql<
            { zone: string; from: string | null }[]
          >`jsonb_agg(jsonb_build_object('zone', z.zone, 'from', nullif(z.from_at, '-infinity')) order by z.from_at)`.as('zones'),
        )
        .whereRef('z.tenant_id', '=', 'c.tenant_id')
        .whereRef('z.company_id', '=', 'c.company_id')
        .as('zones'),
    )
    .where('c.tenant_id', '=', ctx.tenant)
    .where('c.company_id', 'in', companyIds)
    .orderBy('c.created_at')
    .orderBy('c.company_id')
    .execute()
  return rows.map((r) => ({
    id: r.company_id,
    name: r.name,
    domain: r.domain ?? '',
    plan: { core: r.plan_core as Plan['core'], drive: r.plan_drive, approval: r.plan_approval },
    locale: r.locale as Company['locale'],
    createdAt: r.created_at,
    zones: (r.zones ?? []).map((z) => ({ zone: z.zone, from: z.from === null ? null : new Date(z.from) })),
  }))
}

export async function insertTenant(ctx: Ctx, name: string): Promise<void> {
  await ctx.db.insertInto('company.tenant').values({ tenant_id: ctx.tenant, name, created_at: ctx.now }).execute()
}

export async function insertCompany(
  ctx: Ctx,
  c: { id: string; name: string; domain: string; zone: string; plan: Plan; locale: string },
): Promise<void> {
  const company = { tenant_id: ctx.tenant, company_id: c.id }
  await ctx.db
    .insertInto('company.company')
    .values({
      ...company,
      name: c.name,
      locale: c.locale,
      created_at: ctx.now,
      plan_core: c.plan.core,
      plan_drive: c.plan.drive,
      plan_approval: c.plan.approval,
    })
    .execute()
  await ctx.db
    .insertInto('company.domain')
    .values({ ...company, domain: c.domain, is_primary: true })
    .execute()
  await ctx.db
    .insertInto('company.zone')
    .values({ ...company, from_at: '-infinity', zone: c.zone })
    .execute()
}

/** One change of a company at a time; rows that refer to it may come meanwhile. */
export async function lockCompany(ctx: Ctx, companyId: string): Promise<void> {
  await ctx.db
    .selectFrom('company.company')
    .select('company_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .forNoKeyUpdate()
    .execute()
}

/** Replaces the zones that are not in force yet. */
export async function replaceFutureZone(ctx: Ctx, companyId: string, zone: { from: Date; zone: string } | null): Promise<void> {
  await ctx.db
    .deleteFrom('company.zone')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('from_at', '>', ctx.now)
    .execute()
  if (zone)
    await ctx.db
      .insertInto('company.zone')
      .values({ tenant_id: ctx.tenant, company_id: companyId, from_at: zone.from, zone: zone.zone })
      .execute()
}

/** What a member holds, company by company. */
export async function selectAdministrations(ctx: Ctx, memberId: string): Promise<(Grant & { companyId: string })[]> {
  const rows = await ctx.db
    .selectFrom('company.administrator as a')
    .leftJoin('company.role as r', (j) =>
      j.onRef('r.tenant_id', '=', 'a.tenant_id').onRef('r.company_id', '=', 'a.company_id').onRef('r.role_id', '=', 'a.role_id'),
    )
    .select(['a.company_id', 'a.role', 'a.team_id', 'r.permissions', 'r.sees_names'])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.member_id', '=', memberId)
    .execute()
  return rows.map((r) => ({
    companyId: r.company_id,
    role: r.role as AdministratorRole,
    permissions: r.permissions as Permissions | null,
    names: r.sees_names ?? true,
    team: r.team_id,
  }))
}

/** Who holds what in a company. */
export async function selectHolders(ctx: Ctx, companyId: string): Promise<{ memberId: string; grant: Grant }[]> {
  const rows = await ctx.db
    .selectFrom('company.administrator as a')
    .leftJoin('company.role as r', (j) =>
      j.onRef('r.tenant_id', '=', 'a.tenant_id').onRef('r.company_id', '=', 'a.company_id').onRef('r.role_id', '=', 'a.role_id'),
    )
    .select(['a.member_id', 'a.role', 'a.team_id', 'r.permissions', 'r.sees_names'])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.company_id', '=', companyId)
    .orderBy('a.member_id')
    .execute()
  return rows.map((r) => ({
    memberId: r.member_id,
    grant: {
      role: r.role as AdministratorRole,
      permissions: r.permissions as Permissions | null,
      names: r.sees_names ?? true,
      team: r.team_id,
    },
  }))
}

export async function insertAdministrator(ctx: Ctx, a: { companyId: string; memberId: string; role: AdministratorRole }): Promise<void> {
  await ctx.db
    .insertInto('company.administrator')
    .values({ tenant_id: ctx.tenant, company_id: a.companyId, member_id: a.memberId, role: a.role, created_at: ctx.now })
    .execute()
}

/** Door: the tenant and company of a domain, without knowing the tenant yet. */
export async function locateDomain(db: Db, domain: string): Promise<{ tenant: string; companyId: string } | undefined> {
  const { rows } = await sql<{ tenant_id: string; company_id: string }>`select * from company.locate_domain(${domain})`.execute(db)
  return rows[0] && { tenant: rows[0].tenant_id, companyId: rows[0].company_id }
}

/** Door: every tenant, for jobs that take one at a time. */
export async function listTenants(db: Db): Promise<string[]> {
  const { rows } = await sql<{ tenants: string }>`select * from company.tenants()`.execute(db)
  return rows.map((r) => r.tenants)
}

export async function offerSetup(db: Db, hash: Buffer, now: Date): Promise<boolean> {
  const { rows } = await sql<{ offered: boolean }>`select company.offer_setup(${hash}, ${now}) as offered`.execute(db)
  return rows[0]?.offered ?? false
}

export async function useSetup(ctx: Ctx, hash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`select company.use_setup(${hash}, ${ctx.now}) as used`.execute(ctx.db)
  return rows[0]?.used ?? false
}
