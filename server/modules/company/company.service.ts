import type { AdministratorRole, Permissions, Plan } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { grantThrough, mayActOn, mightiest, permissionsOf, type Grant } from './administrator.rules.ts'
import {
  findCompany,
  insertAdministrator,
  insertCompany,
  insertTenant,
  lockCompany,
  replaceFutureZone,
  selectAdministrations,
  selectCompanies,
  selectHolders,
  type Company,
} from './company.queries.ts'
import { dayInZone, zoneAt, zoneChangeAt } from './zone.rules.ts'

/** A company of the tenant. @throws not_found */
export async function getCompany(ctx: Ctx, companyId: string): Promise<Company> {
  const company = await findCompany(ctx, companyId)
  if (!company) throw new AppError('not_found')
  return company
}

/** Creates the context's tenant: one company, or one corporate group. */
export async function createTenant(ctx: Ctx, name: string): Promise<void> {
  await insertTenant(ctx, name)
  await recordEvent(ctx, { action: 'tenant.created', companyId: null, subject: { kind: 'tenant', id: ctx.tenant }, after: { name } })
}

/** Creates a company of the tenant with its domain. The domain is unique everywhere. */
export async function createCompany(
  ctx: Ctx,
  input: { name: string; domain: string; zone: string; plan: Plan; locale: 'en' | 'ko' | 'ja' },
): Promise<string> {
  const id = newId(ctx.now)
  await insertCompany(ctx, { id, ...input })
  await recordEvent(ctx, { action: 'company.created', companyId: id, subject: { kind: 'company', id }, after: { ...input } })
  return id
}

/**
 * T-3: changes a company's time zone. Takes effect at the first midnight of the new zone after today has ended in both; a change
 * that is not in force yet is replaced; changing back to the zone in force withdraws it.
 */
export async function changeTimeZone(
  ctx: Ctx,
  companyId: string,
  zone: string,
): Promise<{ zone: string; effectiveAt: Date; firstDay: string }> {
  await lockCompany(ctx, companyId)
  const company = await getCompany(ctx, companyId)
  const current = zoneAt(company.zones, ctx.now)
  const effectiveAt = zone === current ? ctx.now : zoneChangeAt(current, zone, ctx.now)
  const answer = { zone, effectiveAt, firstDay: dayInZone(zone, effectiveAt) }
  const changeAhead = company.zones.some((z) => z.from !== null && z.from > ctx.now)
  if (zone === current && !changeAhead) return answer
  await replaceFutureZone(ctx, companyId, zone === current ? null : { from: effectiveAt, zone })
  await recordEvent(ctx, {
    action: 'company.time_zone_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: { zones: company.zones.map((z) => ({ zone: z.zone, from: z.from?.toISOString() ?? null })) },
    after: { zone, effectiveAt: effectiveAt.toISOString() },
  })
  return answer
}

/** Makes a member an administrator. The database refuses a second Super Admin of a company (P-2). */
export async function appointAdministrator(
  ctx: Ctx,
  input: { companyId: string; memberId: string; role: AdministratorRole },
): Promise<void> {
  await insertAdministrator(ctx, input)
  await recordEvent(ctx, {
    action: 'administrator.appointed',
    companyId: input.companyId,
    subject: { kind: 'administrator', id: input.memberId },
    after: { role: input.role },
  })
}

/**
 * P-3: nobody acts on themselves in the ways that could lock them out, nor on someone above them or who may do more, whatever company of
 * the group that one's roles are in. The verbs ask this themselves, so that it holds on every path; jobs and the set-up act as the system and are not asked.
 * @throws own_account, not_allowed_on_superior
 */
export async function requireMayActOn(ctx: Ctx, companyId: string, memberId: string): Promise<void> {
  const actor = await findActorGrant(ctx, companyId)
  if (!actor) return
  if (ctx.actor.kind === 'member' && ctx.actor.memberId === memberId) throw new AppError('own_account')
  if (!mayActOn(actor, await listGrants(ctx, memberId))) throw new AppError('not_allowed_on_superior')
}

/** The mightiest role a member holds in any company of the tenant; null: no administrator. */
export async function findRole(ctx: Ctx, memberId: string): Promise<AdministratorRole | null> {
  return mightiest((await listGrants(ctx, memberId)).map((grant) => grant.role))
}

/** What a member holds in the companies of the tenant; empty: no administrator. */
export async function listGrants(ctx: Ctx, memberId: string): Promise<Grant[]> {
  return selectAdministrations(ctx, memberId)
}

/** What a member holds, company by company; of the acting member what the API token opens of it through which they act (RE-1). */
async function heldBy(ctx: Ctx, memberId: string): Promise<(Grant & { companyId: string })[]> {
  const { actor } = ctx
  const held = await selectAdministrations(ctx, memberId)
  const through = actor.kind === 'member' && actor.memberId === memberId ? actor.through : undefined
  if (!through) return held
  return held.flatMap(({ companyId, ...grant }) => {
    const left = grantThrough(grant, companyId, through)
    return left ? [{ companyId, ...left }] : []
  })
}

/** What the acting member may reach in a company; null for the system, which reaches everything. */
export async function findActorGrant(ctx: Ctx, companyId: string): Promise<Grant | null> {
  const { actor } = ctx
  if (actor.kind === 'system') return null
  const grant = (await heldBy(ctx, actor.memberId)).find((a) => a.companyId === companyId)
  if (!grant) throw new AppError('not_found')
  return grant
}

/**
 * P-2: what is the whole company's is not for a role limited to a team.
 * @returns what the acting member may reach there, as {@link findActorGrant} @throws forbidden
 */
export async function requireWholeCompany(ctx: Ctx, companyId: string): Promise<Grant | null> {
  const actor = await findActorGrant(ctx, companyId)
  if (actor?.team) throw new AppError('forbidden')
  return actor
}

/** The administrators of a company, with what each holds there. */
export async function listAdministrators(ctx: Ctx, companyId: string): Promise<{ memberId: string; grant: Grant }[]> {
  return selectHolders(ctx, companyId)
}

export type Administration = { company: Company; grant: Grant; permissions: Permissions }

/** The companies a member administers, oldest first, with what the role allows there. */
export async function listAdministrations(ctx: Ctx, memberId: string): Promise<Administration[]> {
  const held = await heldBy(ctx, memberId)
  const companies = await selectCompanies(
    ctx,
    held.map((h) => h.companyId),
  )
  return companies.flatMap((company) => {
    const grant = held.find((h) => h.companyId === company.id)
    return grant ? [{ company, grant, permissions: permissionsOf(grant) }] : []
  })
}
