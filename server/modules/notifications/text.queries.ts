import type { Ctx } from '../../platform/context.ts'

export type WaitingText = {
  textId: string
  companyId: string
  memberId: string
  kind: string
  number: string
  sealed: Buffer
  expiresAt: Date
}

export async function insertText(ctx: Ctx, t: WaitingText): Promise<void> {
  await ctx.db
    .insertInto('notifications.text')
    .values({
      tenant_id: ctx.tenant,
      text_id: t.textId,
      company_id: t.companyId,
      member_id: t.memberId,
      kind: t.kind,
      number: t.number,
      sealed: t.sealed,
      created_at: ctx.now,
      expires_at: t.expiresAt,
    })
    .execute()
}

const waiting = (ctx: Ctx) =>
  ctx.db
    .selectFrom('notifications.text')
    .where('tenant_id', '=', ctx.tenant)
    .where('attempted_at', 'is', null)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)

/** Takes the oldest text that no one has attempted, and commits to attempting it. Two workers never take the same. */
export async function takeWaitingText(ctx: Ctx, except: readonly string[], at: Date): Promise<WaitingText | undefined> {
  const row = await waiting(ctx)
    .select(['text_id', 'company_id', 'member_id', 'kind', 'number', 'sealed', 'expires_at'])
    .where('expires_at', '>', at)
    .$if(except.length > 0, (q) => q.where('text_id', 'not in', except))
    .orderBy('created_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row?.sealed) return undefined
  await updateText(ctx, row.text_id, { attempted_at: at })
  return {
    textId: row.text_id,
    companyId: row.company_id,
    memberId: row.member_id,
    kind: row.kind,
    number: row.number,
    sealed: row.sealed,
    expiresAt: row.expires_at,
  }
}

export type TextChange = { attempted_at?: Date | null; sent_at?: Date; failed_at?: Date; reply?: string; sealed?: null }

export async function updateText(ctx: Ctx, textId: string, change: TextChange): Promise<void> {
  await ctx.db.updateTable('notifications.text').set(change).where('tenant_id', '=', ctx.tenant).where('text_id', '=', textId).execute()
}

/** Gives up on texts whose code works no longer. */
export async function failExpiredTexts(ctx: Ctx, at: Date): Promise<void> {
  await ctx.db
    .updateTable('notifications.text')
    .set((e) => ({ failed_at: at, sealed: null, reply: e.fn.coalesce('reply', e.val('not sent in time')) }))
    .where('tenant_id', '=', ctx.tenant)
    .where('attempted_at', 'is', null)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('expires_at', '<=', at)
    .execute()
}

/** Drops a member's texts of a kind that no one has attempted: an older one says what no longer holds. */
export async function deleteWaitingTexts(ctx: Ctx, memberId: string, kind: string): Promise<void> {
  await ctx.db
    .deleteFrom('notifications.text')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('kind', '=', kind)
    .where('attempted_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}

/** Drops texts promised before an instant, whatever became of them. */
export async function deleteOldTexts(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('notifications.text').where('tenant_id', '=', ctx.tenant).where('created_at', '<', before).execute()
}

/** How many texts of some kinds were promised since then, to a number or for a member, whichever are more. */
export async function countTexts(
  ctx: Ctx,
  of: { number: string; memberId: string; kinds: readonly string[]; since: Date },
): Promise<number> {
  const { toNumber, forMember } = await ctx.db
    .selectNoFrom((e) => {
      const count = (column: 'number' | 'member_id', value: string) =>
        e
          .selectFrom('notifications.text')
          .select((c) => c.fn.countAll<number>().as('n'))
          .where('tenant_id', '=', ctx.tenant)
          .where(column, '=', value)
          .where('kind', 'in', of.kinds)
          .where('created_at', '>', of.since)
      return [count('number', of.number).as('toNumber'), count('member_id', of.memberId).as('forMember')]
    })
    .executeTakeFirstOrThrow()
  return Math.max(toNumber ?? 0, forMember ?? 0)
}
