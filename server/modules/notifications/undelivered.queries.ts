import { sql } from 'kysely'
import type { MailKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { handingOverSince } from './delivery.rules.ts'

export type Undelivered = {
  id: string
  kind: MailKind
  memberId: string
  address: string
  createdAt: Date
  failedAt: Date | null
  reply: string | null
}
export type After = { createdAt: Date; id: string }
type Sought = { companyId: string; since: Date }

/** Pitfall 20: mails that deliveryOf calls refused or of unknown outcome, in the words of the partial index over them. */
const undelivered = (ctx: Ctx, { companyId, since }: Sought) => sql`
  m.tenant_id = ${ctx.tenant} and m.company_id = ${companyId} and m.attempted_at is not null and m.sent_at is null and m.created_at > ${since}
  and (m.failed_at is not null or m.sealed is null or m.attempted_at <= ${handingOverSince(ctx.now)})`

/** Mails that did not arrive, as far as it is known, the newest first. */
export async function selectUndelivered(ctx: Ctx, of: Sought, page: { after: After | null; limit: number }): Promise<Undelivered[]> {
  const { after, limit } = page
  const { rows } = await sql<Undelivered>`
    select m.mail_id as id, m.kind, m.member_id as "memberId", m.address, m.created_at as "createdAt", m.failed_at as "failedAt", m.reply
    from notifications.mail m where ${undelivered(ctx, of)}
    ${after ? sql`and (m.created_at, m.mail_id) < (${after.createdAt}, ${after.id}::uuid)` : sql``}
    order by m.created_at desc, m.mail_id desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** How many there are. */
export async function countOfUndelivered(ctx: Ctx, of: Sought): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from notifications.mail m where ${undelivered(ctx, of)}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}
