import { sql } from 'kysely'
import type { PasswordPolicy, Surface } from '@muster/contract'
import type { StateFacts } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { ask, type Db } from '../../platform/db.ts'
import { stateFactsOf, type StateRow } from './account.queries.ts'
import type { ChangeReason } from './password.rules.ts'
import { deleteRemembered } from './remembered.queries.ts'

export async function upsertPasswords(ctx: Ctx, memberIds: string[], hash: string): Promise<void> {
  await ctx.db
    .insertInto('signin.password')
    .values(memberIds.map((member_id) => ({ tenant_id: ctx.tenant, member_id, hash, changed_at: ctx.now })))
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet({ hash, changed_at: ctx.now, by_mail: false }))
    .execute()
}

/** Earlier passwords that are kept, as many as the strictest policy asks for. */
const keptPasswords = 24

/**
 * Gives one member a password by its hash; the one before becomes a former one. `reason`: the member has to choose another. `byMail`: it
 * came by mail, or by a link in one.
 */
export async function upsertPassword(ctx: Ctx, memberId: string, hash: string, reason: ChangeReason | null, byMail = false): Promise<void> {
  await keepFormer(ctx, memberId)
  // Who had the password is asked for the second step again (pitfall 24).
  await deleteRemembered(ctx, memberId)
  const values = { hash, changed_at: ctx.now, change_reason: reason, failures: 0, by_mail: byMail }
  await ctx.db
    .insertInto('signin.password')
    .values({ tenant_id: ctx.tenant, member_id: memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

async function keepFormer(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db
    .insertInto('signin.former_password')
    .columns(['tenant_id', 'member_id', 'changed_at', 'hash'])
    .expression((e) =>
      e
        .selectFrom('signin.password')
        .select(['tenant_id', 'member_id', 'changed_at', 'hash'])
        .where('tenant_id', '=', ctx.tenant)
        .where('member_id', '=', memberId),
    )
    .onConflict((c) => c.doNothing())
    .execute()
  await ctx.db
    .deleteFrom('signin.former_password')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('changed_at', 'not in', (e) =>
      e
        .selectFrom('signin.former_password')
        .select('changed_at')
        .where('tenant_id', '=', ctx.tenant)
        .where('member_id', '=', memberId)
        .orderBy('changed_at', 'desc')
        .limit(keptPasswords),
    )
    .execute()
}

/** MB-8: another second step than by mail was proved: whoever signs in has more than the mailbox. */
export async function forgetByMail(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db
    .updateTable('signin.password')
    .set({ by_mail: false })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('by_mail', '=', true)
    .execute()
}

/** The hashes of a member's last earlier passwords. */
export async function selectFormer(ctx: Ctx, memberId: string, count: number): Promise<string[]> {
  if (count === 0) return []
  const rows = await ctx.db
    .selectFrom('signin.former_password')
    .select('hash')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('changed_at', 'desc')
    .limit(count)
    .execute()
  return rows.map((r) => r.hash)
}

/** MB-4: from the next sign-in on the member has to choose another password. @returns false when there is none */
export async function askForChange(ctx: Ctx, memberId: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('signin.password')
    .set({ change_reason: sql`coalesce(change_reason, 'asked')` })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type Password = { hash: string; changeReason: ChangeReason | null; setAt: Date; failures: number; byMail: boolean }

/** What a member's password is checked against, whether it must be changed then, when it was set, the failed sign-ins in a row, and whether it came by mail. */
export async function findPassword(ctx: Ctx, memberId: string): Promise<Password | undefined> {
  const row = await ctx.db
    .selectFrom('signin.password')
    .select(['hash', 'change_reason', 'changed_at', 'failures', 'by_mail'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return (
    row && {
      hash: row.hash,
      changeReason: row.change_reason as ChangeReason | null,
      setAt: row.changed_at,
      failures: row.failures,
      byMail: row.by_mail,
    }
  )
}

/** Counts a failed sign-in of a member, at the same cost for nobody (SX-4). @returns how many there were in a row; 0 for nobody */
export async function countFailure(ctx: Ctx, memberId: string, accountKey: Buffer): Promise<number> {
  const { rows } = await sql<{ failures: number }>`select signin.count_failure(${memberId}, ${accountKey}) as failures`.execute(ctx.db)
  return rows[0]?.failures ?? 0
}

export async function forgetFailures(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db
    .updateTable('signin.password')
    .set({ failures: 0 })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .execute()
}

/**
 * SX-4: counts one attempt for each key, before it is known how it ends; answers the counts in the keys' order. A window that begins after one
 * in which the key's limit was exceeded is twice as long, up to 64 times.
 */
export async function countAttempts(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  keys: { key: Buffer; most: number }[],
  windowMinutes: number,
): Promise<number[]> {
  const [hashes, most] = [keys.map(({ key }) => key), keys.map((one) => one.most)]
  const { rows } = await sql<{ counts: number[] }>`
    select signin.count_attempts(${hashes}::bytea[], ${most}::integer[], ${now}, ${windowMinutes}) as counts`.execute(db)
  return rows[0]?.counts ?? []
}

export type Try = {
  /** What can be an ID, split. */
  id: { login: string; domain: string } | undefined
  /** What the try is counted under where it cannot. */
  other: Buffer
  address: Buffer
}

/** SX-4: what there is to a try of an ID and password: how often it was tried, and who it is, if anybody. */
export type Tried = {
  account: Buffer
  perAccount: number
  perAddress: number
  tenant: string | null
  member: (StateFacts & { id: string }) | undefined
  password: Omit<Password, 'byMail'> | undefined
  policy: Pick<PasswordPolicy, 'attempts' | 'expiryDays'>
  allowed: Surface[]
}

type TriedRow = StateRow & {
  account: Buffer
  counts: [number, number]
  tenant: string | null
  member_id: string | null
  surfaces: Surface[]
  hash: string | null
  change_reason: ChangeReason | null
  changed_at: Date | null
  failures: number | null
  attempts: number | null
  expiry_days: number | null
}

/** Door, SX-4: counts a try and looks up whose it is, in one statement: at the same cost for nobody. */
export async function tryPassword(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  { id, other, address }: Try,
  limits: { perAccount: number; perAddress: number; windowMinutes: number },
): Promise<Tried> {
  const most = [limits.perAccount, limits.perAddress]
  const [r] = await ask<TriedRow>(db, 'select * from signin.try_password($1, $2, $3, $4, $5::integer[], $6, $7)', [
    id?.login ?? null,
    id?.domain ?? null,
    other,
    address,
    most,
    now,
    limits.windowMinutes,
  ])
  if (!r) throw new Error('a try has an answer')
  return {
    account: r.account,
    perAccount: r.counts[0],
    perAddress: r.counts[1],
    tenant: r.tenant,
    member: r.member_id === null ? undefined : { id: r.member_id, ...stateFactsOf(r) },
    password:
      r.hash === null || r.changed_at === null
        ? undefined
        : { hash: r.hash, changeReason: r.change_reason, setAt: r.changed_at, failures: r.failures ?? 0 },
    policy: { attempts: r.attempts as PasswordPolicy['attempts'], expiryDays: r.expiry_days as PasswordPolicy['expiryDays'] },
    allowed: r.surfaces,
  }
}

/** A successful sign-in by password, as {@link settleAttempt}; waits for no disk. */
export async function settlePassword(db: Db, keys: { account: Buffer; address: Buffer }): Promise<void> {
  await ask(db, 'select signin.settle_password($1, $2)', [keys.account, keys.address])
}

/** A successful sign-in: what was tried for the account is forgotten, and it is no attempt against its address. */
export async function settleAttempt(db: Db, keys: { account: Buffer; address: Buffer }): Promise<void> {
  await sql`select signin.settle_attempt(${keys.account}, ${keys.address})`.execute(db)
}

/** Forgets attempts whose window ended a day ago; until then it is remembered whether it was used up. */
export async function deletePastAttempts(ctx: Ctx): Promise<void> {
  const dayAgo = new Date(ctx.now.getTime() - 86_400_000)
  await ctx.db.deleteFrom('signin.attempt').where('tenant_id', '=', ctx.tenant).where('resets_at', '<', dayAgo).execute()
}
