import type { EasyLoginKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type Phone = { memberId: string; number: string; verifiedAt: Date; linkedAt: Date | null }

const phones = (ctx: Ctx) =>
  ctx.db.selectFrom('signin.phone').select(['member_id', 'number', 'verified_at', 'linked_at']).where('tenant_id', '=', ctx.tenant)

const phoneOf = (row: { member_id: string; number: string; verified_at: Date; linked_at: Date | null }): Phone => ({
  memberId: row.member_id,
  number: row.number,
  verifiedAt: row.verified_at,
  linkedAt: row.linked_at,
})

/** A member's confirmed number. */
export async function findPhone(ctx: Ctx, memberId: string): Promise<Phone | undefined> {
  const row = await phones(ctx).where('member_id', '=', memberId).executeTakeFirst()
  return row && phoneOf(row)
}

/** The member who signs in by a number. */
export async function findLinkedPhone(ctx: Ctx, number: string): Promise<Phone | undefined> {
  const row = await phones(ctx).where('number', '=', number).where('linked_at', 'is not', null).executeTakeFirst()
  return row && phoneOf(row)
}

/** Writes a member's number over the one before; `locator`: what leads to it at the door, where it signs in. */
export async function putPhone(ctx: Ctx, p: Phone & { locator: Buffer | null }): Promise<void> {
  const values = { number: p.number, verified_at: p.verifiedAt, linked_at: p.linkedAt, locator: p.locator }
  await ctx.db
    .insertInto('signin.phone')
    .values({ tenant_id: ctx.tenant, member_id: p.memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

export async function deletePhone(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db.deleteFrom('signin.phone').where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
}

/** A member's number signs in no longer; false when it did not. */
export async function unlinkPhone(ctx: Ctx, memberId: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('signin.phone')
    .set({ linked_at: null, locator: null })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('linked_at', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type LineAccount = { memberId: string; name: string | null; linkedAt: Date }

const lines = (ctx: Ctx) =>
  ctx.db.selectFrom('signin.line_account').select(['member_id', 'name', 'linked_at']).where('tenant_id', '=', ctx.tenant)

const lineOf = (row: { member_id: string; name: string | null; linked_at: Date }): LineAccount => ({
  memberId: row.member_id,
  name: row.name,
  linkedAt: row.linked_at,
})

/** A member's LINE account. */
export async function findLine(ctx: Ctx, memberId: string): Promise<LineAccount | undefined> {
  const row = await lines(ctx).where('member_id', '=', memberId).executeTakeFirst()
  return row && lineOf(row)
}

/** The member whose LINE account this is. */
export async function findLineOf(ctx: Ctx, subject: string): Promise<LineAccount | undefined> {
  const row = await lines(ctx).where('subject', '=', subject).executeTakeFirst()
  return row && lineOf(row)
}

export async function insertLine(ctx: Ctx, l: { memberId: string; subject: string; name: string | null; locator: Buffer }): Promise<void> {
  await ctx.db
    .insertInto('signin.line_account')
    .values({
      tenant_id: ctx.tenant,
      member_id: l.memberId,
      subject: l.subject,
      name: l.name,
      linked_at: ctx.now,
      locator: l.locator,
    })
    .execute()
}

/** Forgets a member's LINE account; false when there was none. */
export async function deleteLine(ctx: Ctx, memberId: string): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('signin.line_account')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Since when a member signs in so; null: they do not. */
export async function findLinkedAt(ctx: Ctx, memberId: string, kind: EasyLoginKind): Promise<Date | null> {
  const found = kind === 'phone' ? await findPhone(ctx, memberId) : await findLine(ctx, memberId)
  return found?.linkedAt ?? null
}
