import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { Json } from '../../platform/tables.ts'

export type Artifact = {
  kind: string
  hash: Buffer
  uid: string | null
  grantId: string | null
  connectionId: string | null
  payload: Json
  expiresAt: Date
}

/** SX-3: what stands at rest for a bearer value of a kind. */
export function artifactHash(kind: string, value: string): Buffer {
  return createHash('sha256').update(`${kind}:${value}`).digest()
}

/** Door: the tenant of a token, code, cookie or uid that somebody presents. */
export async function locate(db: Db, hash: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ tenant: string | null }>`select signin.locate(${hash}) as tenant`.execute(db)
  return rows[0]?.tenant ?? undefined
}

export async function putLocator(ctx: Ctx, hash: Buffer, expiresAt: Date): Promise<void> {
  await sql`select signin.put_locator(${hash}, ${expiresAt})`.execute(ctx.db)
}

export async function upsertArtifact(ctx: Ctx, a: Artifact): Promise<void> {
  const payload = JSON.stringify(a.payload)
  await ctx.db
    .insertInto('signin.artifact')
    .values({
      tenant_id: ctx.tenant,
      hash: a.hash,
      kind: a.kind,
      uid: a.uid,
      grant_id: a.grantId,
      connection_id: a.connectionId,
      payload,
      expires_at: a.expiresAt,
    })
    .onConflict((c) => c.columns(['tenant_id', 'hash']).doUpdateSet({ payload, expires_at: a.expiresAt, uid: a.uid }))
    .execute()
}

export type FoundArtifact = { payload: Record<string, unknown>; consumedAt: Date | null }

/** Door: an artifact that is still worth something: its connection and its single-sign-on session, where it has them, have not ended. */
export async function findArtifact(db: Db, hash: Buffer): Promise<FoundArtifact | undefined> {
  const { rows } = await sql<{ payload: Record<string, unknown>; consumed_at: Date | null }>`
    select * from signin.find_artifact(${hash})`.execute(db)
  return rows[0] && { payload: rows[0].payload, consumedAt: rows[0].consumed_at }
}

/** The hash of the session artifact with a uid; undefined: there is none. */
export async function findHashOfUid(ctx: Ctx, uid: string): Promise<Buffer | undefined> {
  const row = await ctx.db
    .selectFrom('signin.artifact')
    .select('hash')
    .where('tenant_id', '=', ctx.tenant)
    .where('uid', '=', uid)
    .limit(1)
    .executeTakeFirst()
  return row?.hash
}

/** Marks a code or refresh token used; false when it was used before (of two at once, one wins). */
export async function consumeArtifact(ctx: Ctx, hash: Buffer): Promise<boolean> {
  const result = await ctx.db
    .updateTable('signin.artifact')
    .set({ consumed_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('hash', '=', hash)
    .where('consumed_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** The connection that an artifact belongs to. */
export async function findConnectionOf(ctx: Ctx, hash: Buffer): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('signin.artifact')
    .select('connection_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row?.connection_id ?? undefined
}

export async function deleteArtifact(ctx: Ctx, hash: Buffer): Promise<void> {
  await ctx.db.deleteFrom('signin.artifact').where('tenant_id', '=', ctx.tenant).where('hash', '=', hash).execute()
}

export async function deleteExpired(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('signin.artifact').where('tenant_id', '=', ctx.tenant).where('expires_at', '<', ctx.now).execute()
}

/** Door: drops the locators of what has expired. */
export async function dropLocators(db: Db, now: Date): Promise<void> {
  await sql`select signin.drop_locators(${now})`.execute(db)
}

/** Of some connections, those that still have something which works: a token, a code or a console session. */
export async function selectUsable(ctx: Ctx, connectionIds: readonly string[]): Promise<Set<string>> {
  if (connectionIds.length === 0) return new Set()
  const rows = await ctx.db
    .selectFrom('signin.artifact')
    .select('connection_id')
    .distinct()
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', 'in', connectionIds)
    .where('expires_at', '>', ctx.now)
    .execute()
  return new Set(rows.flatMap((r) => r.connection_id ?? []))
}
