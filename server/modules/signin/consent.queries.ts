import { sql } from 'kysely'
import type { AppKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** What a member has allowed an app; undefined: nothing. */
export async function findConsent(ctx: Ctx, memberId: string, appId: string): Promise<string[] | undefined> {
  const row = await ctx.db
    .selectFrom('signin.consent')
    .select('scopes')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  return row?.scopes
}

/** The same, both the app and the consent locked against deletion. */
export async function shareConsent(ctx: Ctx, memberId: string, appId: string): Promise<string[] | undefined> {
  const row = await ctx.db
    .selectFrom('signin.app as a')
    .innerJoin('signin.consent as c', (j) => j.onRef('c.tenant_id', '=', 'a.tenant_id').onRef('c.app_id', '=', 'a.app_id'))
    .select('c.scopes')
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.app_id', '=', appId)
    .where('c.member_id', '=', memberId)
    .forShare()
    .executeTakeFirst()
  return row?.scopes
}

export async function upsertConsent(ctx: Ctx, memberId: string, appId: string, scopes: string[]): Promise<void> {
  await ctx.db
    .insertInto('signin.consent')
    .values({ tenant_id: ctx.tenant, member_id: memberId, app_id: appId, scopes, allowed_at: ctx.now })
    .onConflict((c) => c.columns(['tenant_id', 'member_id', 'app_id']).doUpdateSet({ scopes, allowed_at: ctx.now }))
    .execute()
}

/** False: there was none. */
export async function deleteConsent(ctx: Ctx, memberId: string, appId: string): Promise<boolean> {
  const result = await ctx.db
    .deleteFrom('signin.consent')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export type ConsentRow = { id: string; kind: AppKind; name: string; scopes: string[]; allowedAt: Date; connections: number }

/** The apps of a member's company that they have allowed, the newest first. */
export async function selectConsents(ctx: Ctx, member: { id: string; companyId: string }): Promise<ConsentRow[]> {
  const rows = await ctx.db
    .selectFrom('signin.consent as c')
    .innerJoin('signin.app as a', (j) => j.onRef('a.tenant_id', '=', 'c.tenant_id').onRef('a.app_id', '=', 'c.app_id'))
    .select(['a.app_id as id', 'a.kind', 'a.name', 'c.scopes', 'c.allowed_at as allowedAt'])
    .select(
      sql<number>`(select count(*) from sessions.connection s
        where s.tenant_id = c.tenant_id and s.member_id = c.member_id and s.client_id = a.app_id::text and s.ended_at is null
          and exists (select from signin.artifact f where f.tenant_id = s.tenant_id and f.connection_id = s.connection_id and f.expires_at > ${ctx.now}))`.as(
        'connections',
      ),
    )
    .where('c.tenant_id', '=', ctx.tenant)
    .where('c.member_id', '=', member.id)
    .where('a.company_id', '=', member.companyId)
    .orderBy('c.allowed_at', 'desc')
    .orderBy('a.app_id')
    .execute()
  return rows.map((r) => ({ ...r, kind: r.kind as AppKind }))
}
