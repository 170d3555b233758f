import type { Ctx } from '../../platform/context.ts'

export type WaitingMail = { mailId: string; companyId: string; memberId: string; kind: string; address: string; sealed: Buffer }

export async function insertMail(ctx: Ctx, m: WaitingMail): Promise<void> {
  await ctx.db
    .insertInto('notifications.mail')
    .values({
      tenant_id: ctx.tenant,
      mail_id: m.mailId,
      company_id: m.companyId,
      member_id: m.memberId,
      kind: m.kind,
      address: m.address,
      sealed: m.sealed,
      created_at: ctx.now,
    })
    .execute()
}

/** Takes the oldest mail that no one has attempted, of other companies than some, and commits to attempting it. Two workers never take the same. */
export async function takeWaiting(
  ctx: Ctx,
  except: readonly string[],
  exceptCompanies: readonly string[],
): Promise<WaitingMail | undefined> {
  const row = await ctx.db
    .selectFrom('notifications.mail')
    .select(['mail_id', 'company_id', 'member_id', 'kind', 'address', 'sealed'])
    .where('tenant_id', '=', ctx.tenant)
    .where('attempted_at', 'is', null)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .$if(except.length > 0, (q) => q.where('mail_id', 'not in', except))
    .$if(exceptCompanies.length > 0, (q) => q.where('company_id', 'not in', exceptCompanies))
    .orderBy('created_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row?.sealed) return undefined
  await updateMail(ctx, row.mail_id, { attempted_at: ctx.now })
  return {
    mailId: row.mail_id,
    companyId: row.company_id,
    memberId: row.member_id,
    kind: row.kind,
    address: row.address,
    sealed: row.sealed,
  }
}

export type MailChange = {
  attempted_at?: Date | null
  sent_at?: Date
  failed_at?: Date
  reply?: string
  sealed?: null
}

export async function updateMail(ctx: Ctx, mailId: string, change: MailChange): Promise<void> {
  await ctx.db.updateTable('notifications.mail').set(change).where('tenant_id', '=', ctx.tenant).where('mail_id', '=', mailId).execute()
}

/** Drops mails promised before an instant, whatever became of them. */
export async function deleteOldMails(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('notifications.mail').where('tenant_id', '=', ctx.tenant).where('created_at', '<', before).execute()
}

/** Drops all mails of members, whatever became of them. */
export async function deleteMailsOf(ctx: Ctx, members: readonly string[]): Promise<void> {
  if (members.length === 0) return
  await ctx.db.deleteFrom('notifications.mail').where('tenant_id', '=', ctx.tenant).where('member_id', 'in', members).execute()
}

/** Drops a member's mails of a kind that no one has attempted. */
export async function deleteWaiting(ctx: Ctx, memberId: string, kind: string): Promise<void> {
  await ctx.db
    .deleteFrom('notifications.mail')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('kind', '=', kind)
    .where('attempted_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}

export type LatestMail = {
  kind: string
  address: string
  createdAt: Date
  attemptedAt: Date | null
  sentAt: Date | null
  failedAt: Date | null
  /** The server's own words. */
  reply: string | null
  /** Whether its content still waits. */
  isKept: boolean
}

export async function selectLatestMail(ctx: Ctx, memberId: string): Promise<LatestMail | undefined> {
  const row = await ctx.db
    .selectFrom('notifications.mail')
    .select(['kind', 'address', 'created_at', 'attempted_at', 'sent_at', 'failed_at', 'reply'])
    .select((e) => e('sealed', 'is not', null).as('kept'))
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      kind: row.kind,
      address: row.address,
      createdAt: row.created_at,
      attemptedAt: row.attempted_at,
      sentAt: row.sent_at,
      failedAt: row.failed_at,
      reply: row.reply,
      isKept: Boolean(row.kept),
    }
  )
}
