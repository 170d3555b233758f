import type { GuideTemplate } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** What a company's guide says; undefined: what comes with Muster. */
export async function findTemplate(ctx: Ctx, companyId: string): Promise<(GuideTemplate & { revision: number }) | undefined> {
  const row = await ctx.db
    .selectFrom('installation.template')
    .select(['revision', 'texts', 'links'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  // What stands there was parsed by its shape when it was written.
  return row && { revision: row.revision, ...({ texts: row.texts, links: row.links } as unknown as GuideTemplate) }
}

/** Writes a template over the revision before; false when there is another by now. */
export async function writeTemplate(ctx: Ctx, companyId: string, revision: number, template: GuideTemplate): Promise<boolean> {
  const values = { revision, texts: JSON.stringify(template.texts), links: JSON.stringify(template.links) }
  const written = await ctx.db
    .insertInto('installation.template')
    .values({ tenant_id: ctx.tenant, company_id: companyId, ...values })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet(values)
        .where('installation.template.revision', '=', revision - 1),
    )
    .returning('revision')
    .executeTakeFirst()
  return written !== undefined
}
