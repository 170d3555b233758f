import type { Locale, OwnField, SettingsChange } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type Policies = {
  revision: number
  languages: Locale[]
  allowCreationLink: boolean
  newMembersSearchable: boolean
  ownFields: OwnField[]
}

/** What of the settings is not read with the company itself. */
export async function findPolicies(ctx: Ctx, companyId: string): Promise<Policies | undefined> {
  const row = await ctx.db
    .selectFrom('company.company')
    .select(['revision', 'languages', 'allow_creation_link', 'new_members_searchable', 'own_fields'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return (
    row && {
      revision: row.revision,
      languages: row.languages as Locale[],
      allowCreationLink: row.allow_creation_link,
      newMembersSearchable: row.new_members_searchable,
      ownFields: row.own_fields as OwnField[],
    }
  )
}

/** Writes what changes, and the next revision. The caller has locked the company. */
export async function updateSettingsRow(ctx: Ctx, companyId: string, revision: number, s: SettingsChange): Promise<void> {
  await ctx.db
    .updateTable('company.company')
    .set({
      revision,
      ...(s.name !== undefined && { name: s.name }),
      ...(s.locale !== undefined && { locale: s.locale }),
      ...(s.languages !== undefined && { languages: s.languages }),
      ...(s.plan && { plan_core: s.plan.core, plan_drive: s.plan.drive, plan_approval: s.plan.approval }),
      ...(s.allowCreationLink !== undefined && { allow_creation_link: s.allowCreationLink }),
      ...(s.newMembersSearchable !== undefined && { new_members_searchable: s.newMembersSearchable }),
      ...(s.ownFields !== undefined && { own_fields: s.ownFields }),
    })
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .execute()
}

/** A company's domains, the primary one first. */
export async function selectDomains(ctx: Ctx, companyId: string): Promise<{ domain: string; isPrimary: boolean }[]> {
  return ctx.db
    .selectFrom('company.domain')
    .select(['domain', 'is_primary as isPrimary'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .orderBy('is_primary', 'desc')
    .orderBy('domain')
    .execute()
}

/** Adds an alias domain. False: it is somebody's already, of whatever tenant. */
export async function insertDomain(ctx: Ctx, companyId: string, domain: string): Promise<boolean> {
  const row = await ctx.db
    .insertInto('company.domain')
    .values({ tenant_id: ctx.tenant, company_id: companyId, domain, is_primary: false })
    .onConflict((c) => c.column('domain').doNothing())
    .returning('domain')
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteDomain(ctx: Ctx, companyId: string, domain: string): Promise<void> {
  await ctx.db
    .deleteFrom('company.domain')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('domain', '=', domain)
    .execute()
}
