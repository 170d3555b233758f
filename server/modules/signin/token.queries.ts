import { sql, type RawBuilder } from 'kysely'
import { connectionDays, endedTokenDays, tokenUseMinutes, type EndReason, type Permissions } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type TokenRow = {
  id: string
  memberId: string
  companyId: string
  name: string
  permissions: Permissions
  ending: string
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  lastIp: string | null
  endedAt: Date | null
  endReason: EndReason | null
}

/** Whose tokens: a member's own, or all of a company. */
export type TokensOf = { memberId: string } | { companyId: string }

const before = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)

/** Tokens with the connection that each is. */
const tokens = (ctx: Ctx, of: TokensOf) =>
  ctx.db
    .selectFrom('signin.token as t')
    .innerJoin('sessions.connection as c', (j) => j.onRef('c.tenant_id', '=', 't.tenant_id').onRef('c.connection_id', '=', 't.token_id'))
    .where('t.tenant_id', '=', ctx.tenant)
    .$if('memberId' in of, (q) => q.where('t.member_id', '=', 'memberId' in of ? of.memberId : ''))
    .$if('companyId' in of, (q) => q.where('t.company_id', '=', 'companyId' in of ? of.companyId : ''))

/** The same, without those that ended longer ago than they are listed. */
function listed(ctx: Ctx, of: TokensOf) {
  const since = before(ctx.now, endedTokenDays)
  return tokens(ctx, of)
    .where('t.expires_at', '>', since)
    .where((e) => e.or([e('c.ended_at', 'is', null), e('c.ended_at', '>', since)]))
}

const columns = [
  't.token_id',
  't.member_id',
  't.company_id',
  't.name',
  't.permissions',
  't.ending',
  't.created_at',
  't.expires_at',
  't.last_used_at',
  'c.ended_at',
  'c.ended_reason',
] as const

/** RE-1: a page of tokens, the newest first. */
export async function selectTokens(ctx: Ctx, of: TokensOf, page: { after: string | null; limit: number }): Promise<TokenRow[]> {
  const rows = await listed(ctx, of)
    .select(columns)
    .select(sql<string | null>`host(t.last_ip)`.as('last_ip'))
    .$if(page.after !== null, (q) => q.where('t.token_id', '<', page.after ?? ''))
    .orderBy('t.token_id', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map((r) => ({
    id: r.token_id,
    memberId: r.member_id,
    companyId: r.company_id,
    name: r.name,
    permissions: r.permissions as Permissions,
    ending: r.ending,
    createdAt: r.created_at,
    expiresAt: r.expires_at,
    lastUsedAt: r.last_used_at,
    lastIp: r.last_ip,
    endedAt: r.ended_at,
    endReason: r.ended_reason as EndReason | null,
  }))
}

/** How many tokens {@link selectTokens} goes through. */
export async function countTokens(ctx: Ctx, of: TokensOf): Promise<number> {
  const { n } = await listed(ctx, of)
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** The names of a member's tokens that have not ended. */
export async function selectLiveNames(ctx: Ctx, memberId: string): Promise<string[]> {
  const rows = await tokens(ctx, { memberId })
    .select('t.name')
    .where('t.expires_at', '>', ctx.now)
    .where('c.ended_at', 'is', null)
    .execute()
  return rows.map((r) => r.name)
}

/** Whose a token is, and what it is called; undefined: there is none of theirs. */
export async function findToken(
  ctx: Ctx,
  of: TokensOf,
  id: string,
): Promise<Pick<TokenRow, 'memberId' | 'companyId' | 'name'> | undefined> {
  const row = await tokens(ctx, of).select(['t.member_id', 't.company_id', 't.name']).where('t.token_id', '=', id).executeTakeFirst()
  return row && { memberId: row.member_id, companyId: row.company_id, name: row.name }
}

export type NewToken = Pick<TokenRow, 'id' | 'memberId' | 'companyId' | 'name' | 'permissions' | 'ending' | 'expiresAt'>

export async function insertToken(ctx: Ctx, t: NewToken): Promise<void> {
  await ctx.db
    .insertInto('signin.token')
    .values({
      tenant_id: ctx.tenant,
      token_id: t.id,
      member_id: t.memberId,
      company_id: t.companyId,
      name: t.name,
      permissions: JSON.stringify(t.permissions),
      ending: t.ending,
      created_at: ctx.now,
      expires_at: t.expiresAt,
    })
    .execute()
}

/** The connections that a member's tokens of a company are. */
export function connectionsOfTokens(ctx: Ctx, companyId: string, memberId: string): RawBuilder<string> {
  return sql<string>`(
    select t.token_id from signin.token t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.member_id = ${memberId}
  )`
}

/** Notes a use, unless one was noted less than an hour ago. */
export async function noteTokenUse(ctx: Ctx, id: string, ip: string | null): Promise<void> {
  await ctx.db
    .updateTable('signin.token')
    .set({ last_used_at: ctx.now, last_ip: ip })
    .where('tenant_id', '=', ctx.tenant)
    .where('token_id', '=', id)
    .where((e) => e.or([e('last_used_at', 'is', null), e('last_used_at', '<=', new Date(ctx.now.getTime() - tokenUseMinutes * 60_000))]))
    .execute()
}

/** What some connections that are tokens are called. */
export async function selectTokenNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('signin.token')
    .select(['token_id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where('token_id', 'in', ids)
    .execute()
  return new Map(rows.map((r) => [r.token_id, r.name]))
}

/** Tokens go with their connections, which are shown for 90 days after their end (MB-11). */
export async function deletePastTokens(ctx: Ctx): Promise<void> {
  const since = before(ctx.now, connectionDays)
  await sql`
    delete from signin.token t where t.tenant_id = ${ctx.tenant} and (t.expires_at < ${since} or exists (
      select from sessions.connection c where c.tenant_id = t.tenant_id and c.connection_id = t.token_id and c.ended_at < ${since}))
  `.execute(ctx.db)
}
