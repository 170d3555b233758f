import type { Ctx } from '../../platform/context.ts'

export type Remembered = { memberId: string; hash: Buffer; expiresAt: Date; ip: string | null; userAgent: string | null }

export async function insertRemembered(ctx: Ctx, r: Remembered): Promise<void> {
  await ctx.db
    .insertInto('signin.remembered_browser')
    .values({
      tenant_id: ctx.tenant,
      member_id: r.memberId,
      hash: r.hash,
      created_at: ctx.now,
      expires_at: r.expiresAt,
      ip: r.ip,
      user_agent: r.userAgent,
    })
    .execute()
}

function kept(ctx: Ctx, memberId: string, since: Date) {
  return ctx.db
    .selectFrom('signin.remembered_browser')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('created_at', '>', since)
    .where('expires_at', '>', ctx.now)
}

/** When a member had a browser remembered, after `since`; undefined: not, or it was forgotten. */
export async function findRemembered(ctx: Ctx, memberId: string, hash: Buffer, since: Date): Promise<Date | undefined> {
  const row = await kept(ctx, memberId, since).select('created_at').where('hash', '=', hash).executeTakeFirst()
  return row?.created_at
}

/** Whether a member has a browser remembered since then exactly. */
export async function isRemembered(ctx: Ctx, memberId: string, at: Date, since: Date): Promise<boolean> {
  return (await kept(ctx, memberId, since).select('created_at').where('created_at', '=', at).executeTakeFirst()) !== undefined
}

export async function countRemembered(ctx: Ctx, memberId: string, since: Date): Promise<number> {
  const { n } = await kept(ctx, memberId, since)
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

/** Forgets the browsers of a member. @returns how many there were */
export async function deleteRemembered(ctx: Ctx, memberId: string): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('signin.remembered_browser')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export async function deletePastRemembered(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('signin.remembered_browser').where('tenant_id', '=', ctx.tenant).where('expires_at', '<', ctx.now).execute()
}
