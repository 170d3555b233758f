import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { Familiar } from './familiar.rules.ts'

/** Notes from what and where a member signs in now, and answers what of the kind was known since `since`, in one statement by key. */
export async function noteFamiliar(
  ctx: Ctx,
  memberId: string,
  seen: { environment: string; country: string | null },
  since: Date,
): Promise<Familiar> {
  const { rows } = await sql<{ environments: string[]; countries: string[] }>`
    with noted as (
      insert into signin.familiar as f (tenant_id, member_id, kind, value, seen_at)
      select ${ctx.tenant}::uuid, ${memberId}::uuid, s.kind, s.value, ${ctx.now}::timestamptz
      from (values ('country', ${seen.country}), ('environment', ${seen.environment})) as s (kind, value) where s.value is not null
      on conflict (tenant_id, member_id, kind, value) do update set seen_at = greatest(f.seen_at, excluded.seen_at)
    )
    select
      coalesce(array_agg(k.value) filter (where k.kind = 'environment'), '{}') as environments,
      coalesce(array_agg(k.value) filter (where k.kind = 'country'), '{}') as countries
    from signin.familiar k where k.tenant_id = ${ctx.tenant} and k.member_id = ${memberId} and k.seen_at > ${since}
  `.execute(ctx.db)
  return rows[0] ?? { environments: [], countries: [] }
}

/** Forgets what was seen last before an instant. */
export async function deletePastFamiliar(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('signin.familiar').where('tenant_id', '=', ctx.tenant).where('seen_at', '<', before).execute()
}
