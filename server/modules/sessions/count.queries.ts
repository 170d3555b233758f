import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

export type SignInDays = { app: number[]; web: number[] }

/** How many connections of a member in a company began on each of the days that begin at `starts`, in order, by the apps and in browsers. */
export async function countByDay(ctx: Ctx, of: { memberId: string; companyId: string }, starts: readonly Date[]): Promise<SignInDays> {
  const { rows } = await byDayQuery(ctx, of, starts).execute(ctx.db)
  const counted = (kind: 'app' | 'web') => starts.map((_, i) => rows.find((r) => r.day === i + 1)?.[kind] ?? 0)
  return { app: counted('app'), web: counted('web') }
}

/** Exported for the test that holds its plan. */
export function byDayQuery(ctx: Pick<Ctx, 'tenant'>, of: { memberId: string; companyId: string }, starts: readonly Date[]) {
  return sql<{ day: number; app: number; web: number }>`
    select width_bucket(c.created_at, ${starts}::timestamptz[]) as day,
      count(*) filter (where c.company_id = ${of.companyId} and c.surface <> 'web')::integer as app,
      count(*) filter (where c.company_id = ${of.companyId} and c.surface = 'web' and c.method <> 'token')::integer as web
    from sessions.connection c
    -- By the member alone: an index leads to the company's connections as well, and they are many more.
    where c.tenant_id = ${ctx.tenant} and c.member_id = ${of.memberId} and c.created_at >= ${starts[0] ?? null}
    group by 1`
}

/** From which addresses members of a company connected, each once; null: from one that is not known. */
export async function selectAddresses(ctx: Ctx, companyId: string, since: Date): Promise<(string | null)[]> {
  const rows = await ctx.db
    .selectFrom('sessions.connection')
    .select(sql<string | null>`host(ip)`.as('ip'))
    .distinct()
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('created_at', '>', since)
    .execute()
  return rows.map((r) => r.ip)
}

export type From = { companyId: string; since: Date; addresses: readonly (string | null)[]; except: readonly string[] }

/**
 * How many members of a company connected, and how many of them from one of these addresses, those in `except` apart, and Super
 * Admins in the console.
 */
export async function countFrom(ctx: Ctx, { companyId, since, addresses, except }: From): Promise<{ connected: number; refused: number }> {
  const known = addresses.filter((ip) => ip !== null)
  const { rows } = await sql<{ connected: number; refused: number }>`
    select count(distinct c.member_id)::integer as connected,
      count(distinct c.member_id) filter (
        where (c.ip = any (${known}::inet[]) or (c.ip is null and ${known.length < addresses.length}))
          and c.member_id <> all (${except}::uuid[])
          and not (c.client_id = 'console' and exists (
            select from company.administrator_role a where a.tenant_id = c.tenant_id and a.member_id = c.member_id and a.role = 'super_admin'))
      )::integer as refused
    from sessions.connection c
    where c.tenant_id = ${ctx.tenant} and c.company_id = ${companyId} and c.created_at > ${since}
  `.execute(ctx.db)
  return rows[0] ?? { connected: 0, refused: 0 }
}
