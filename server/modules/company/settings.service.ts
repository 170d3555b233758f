import { maxDomains, type OwnField, type Settings, type SettingsChange } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Json } from '../../platform/tables.ts'
import { lockCompany, type Company } from './company.queries.ts'
import { findActorGrant, getCompany } from './company.service.ts'
import { deleteDomain, findPolicies, insertDomain, selectDomains, updateSettingsRow, type Policies } from './settings.queries.ts'
import { languagesOk, mayChangePlan } from './settings.rules.ts'
import { dayInZone, zoneAt, zoneChangeAt } from './zone.rules.ts'

async function readSettings(ctx: Ctx, companyId: string): Promise<{ company: Company; policies: Policies }> {
  const policies = await findPolicies(ctx, companyId)
  if (!policies) throw new AppError('not_found')
  return { company: await getCompany(ctx, companyId), policies }
}

/** What holds for a whole company, with a change of time zone that is still to come (T-3). @throws not_found */
export async function getSettings(ctx: Ctx, companyId: string): Promise<Settings> {
  const { company, policies } = await readSettings(ctx, companyId)
  const actor = await findActorGrant(ctx, companyId)
  const coming = company.zones.findLast((z) => z.from !== null && z.from > ctx.now)
  return {
    ...policies,
    name: company.name,
    locale: company.locale,
    domains: await selectDomains(ctx, companyId),
    zone: zoneAt(company.zones, ctx.now),
    zoneChange: coming?.from ? changeOf(coming.zone, coming.from) : null,
    plan: company.plan,
    mayChangePlan: !actor || mayChangePlan(actor.role),
  }
}

const changeOf = (zone: string, at: Date) => ({ zone, effectiveAt: at.toISOString(), firstDay: dayInZone(zone, at) })

/** MB-2: what of their own profile a company's members change. */
export async function findOwnFields(ctx: Ctx, companyId: string): Promise<readonly OwnField[]> {
  return (await findPolicies(ctx, companyId))?.ownFields ?? []
}

/** The domains of a company's IDs, the primary one first. */
export async function listDomains(ctx: Ctx, companyId: string): Promise<string[]> {
  return (await selectDomains(ctx, companyId)).map((d) => d.domain)
}

/** T-3: when a change to this zone, made now, would take effect. @throws not_found */
export async function previewTimeZone(ctx: Ctx, companyId: string, zone: string): Promise<NonNullable<Settings['zoneChange']>> {
  const current = zoneAt((await getCompany(ctx, companyId)).zones, ctx.now)
  return changeOf(zone, zone === current ? ctx.now : zoneChangeAt(current, zone, ctx.now))
}

/**
 * P-1, P-4: changes the settings that are given. With the plan, pages open and close: `announce` makes every node ask again, from the
 * commit on. @throws changed_meanwhile, forbidden for the plan, input_invalid
 * @returns the next revision
 */
export async function updateSettings(
  ctx: Ctx,
  near: { announce(ctx: Ctx): Promise<void> },
  input: { companyId: string; revision: number; settings: SettingsChange },
): Promise<number> {
  const { companyId, revision, settings } = input
  await lockCompany(ctx, companyId)
  const { company, policies } = await readSettings(ctx, companyId)
  const actor = await findActorGrant(ctx, companyId)
  if (policies.revision !== revision) throw new AppError('changed_meanwhile', { revision: policies.revision })
  if (settings.plan && actor && !mayChangePlan(actor.role)) throw new AppError('forbidden')
  if (!languagesOk(settings.locale ?? company.locale, settings.languages ?? policies.languages))
    throw new AppError('input_invalid', { issues: [{ path: 'languages', message: 'has the company’s own language' }] })
  const changes = changesOf({ ...company, ...policies }, settings)
  if (Object.keys(changes.after).length === 0) return revision
  await updateSettingsRow(ctx, companyId, revision + 1, settings)
  await recordEvent(ctx, { action: 'company.settings_changed', companyId, subject: { kind: 'company', id: companyId }, ...changes })
  if (changes.after['plan']) await near.announce(ctx)
  return revision + 1
}

/** The settings that differ, as they were and as they will be. */
function changesOf(now: Company & Policies, wanted: SettingsChange): { before: Record<string, Json>; after: Record<string, Json> } {
  const fields = ['name', 'locale', 'languages', 'plan', 'allowCreationLink', 'newMembersSearchable', 'ownFields'] as const
  const differing = fields.flatMap((field) => {
    const value = wanted[field]
    return value === undefined || sameValue(value, now[field]) ? [] : [{ field, before: now[field], after: value }]
  })
  return {
    before: Object.fromEntries(differing.map((d) => [d.field, d.before])),
    after: Object.fromEntries(differing.map((d) => [d.field, d.after])),
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) => JSON.stringify(value, value && typeof value === 'object' ? Object.keys(value).toSorted() : undefined)
  return sorted(a) === sorted(b)
}

/** Adds an alias domain. A domain belongs to one company of one tenant. @throws domain_taken, limit_reached */
export async function addDomain(ctx: Ctx, companyId: string, domain: string): Promise<void> {
  await lockCompany(ctx, companyId)
  if ((await selectDomains(ctx, companyId)).length >= maxDomains) throw new AppError('limit_reached', { limit: maxDomains })
  if (!(await insertDomain(ctx, companyId, domain))) throw new AppError('domain_taken')
  await recordEvent(ctx, { action: 'company.domain_added', companyId, subject: { kind: 'company', id: companyId }, after: { domain } })
}

/** Removes an alias domain; the primary one stays. @throws domain_primary, not_found */
export async function removeDomain(ctx: Ctx, companyId: string, domain: string): Promise<void> {
  await lockCompany(ctx, companyId)
  const found = (await selectDomains(ctx, companyId)).find((d) => d.domain === domain)
  if (!found) throw new AppError('not_found')
  if (found.isPrimary) throw new AppError('domain_primary')
  await deleteDomain(ctx, companyId, domain)
  await recordEvent(ctx, { action: 'company.domain_removed', companyId, subject: { kind: 'company', id: companyId }, before: { domain } })
}
