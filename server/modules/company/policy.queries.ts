import type { Ctx } from '../../platform/context.ts'

/** What a company's policy says of registering members: whether by a creation link (MB-19), and the search switches of new ones (MB-6). */
export type RegistrationPolicy = { allowCreationLink: boolean; newMembersSearchable: boolean }

export async function findRegistrationPolicy(ctx: Ctx, companyId: string): Promise<RegistrationPolicy | undefined> {
  const row = await ctx.db
    .selectFrom('company.company')
    .select(['allow_creation_link', 'new_members_searchable'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row && { allowCreationLink: row.allow_creation_link, newMembersSearchable: row.new_members_searchable }
}
