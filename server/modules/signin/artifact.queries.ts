import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import { ask, type Db } from '../../platform/db.ts'
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

/**
 * SX-2: writes an artifact, in one statement. False: nothing was written, since its connection, or the single sign-on that it is, has ended.
 * `memberId`: whose a single sign-on is.
 */
export async function writeArtifact(db: Db, tenant: string, a: Artifact, memberId?: string): Promise<boolean> {
  const uidHash = a.uid && artifactHash('uid', a.uid)
  const { rows } = await sql<{ written: boolean }>`
    select signin.write_artifact(${tenant}, ${a.hash}, ${a.kind}, ${a.uid}, ${uidHash}, ${memberId ?? null}, ${a.grantId}, ${a.connectionId},
      ${JSON.stringify(a.payload)}, ${a.expiresAt}) as written`.execute(db)
  return rows[0]?.written === true
}

/** An artifact to be written, and where: `memberId`: whose a single sign-on is. */
export type Writing = { tenant: string; artifact: Artifact; memberId?: string | undefined }

/** Kinds that are handed out: whoever has one is not told before it is on the disk. */
const lasting = new Set(['AccessToken', 'RefreshToken'])

/** SX-2: writes artifacts as {@link writeArtifact} does, and drops what is gone (null), by hash, in one statement. */
export async function keepAll(db: Db, all: ReadonlyMap<string, Writing | null>): Promise<void> {
  const writings = [...all.values()].filter((one) => one !== null)
  const gone = [...all].flatMap(([hash, one]) => (one ? [] : Buffer.from(hash, 'hex')))
  const wanted = writings.map(({ tenant, artifact: a, memberId }) => ({
    tenant,
    hash: a.hash.toString('hex'),
    kind: a.kind,
    uid: a.uid,
    uidHash: a.uid && artifactHash('uid', a.uid).toString('hex'),
    member: memberId,
    grantId: a.grantId,
    connection: a.connectionId,
    payload: a.payload,
    until: a.expiresAt,
  }))
  const lasts = writings.some(({ artifact }) => lasting.has(artifact.kind))
  await ask(db, 'select signin.keep_all($1, $2::bytea[], $3)', [JSON.stringify(wanted), gone, lasts])
}

/** Whether {@link keepAll} failed because another request has meanwhile written what came of the same refresh token: asked again, it is known which. */
export function isSecondSuccessor(err: unknown): boolean {
  return typeof err === 'object' && err !== null && 'constraint' in err && err.constraint === 'artifact_successor'
}

/** Binds what was written before to the connection that has come of it. */
export async function bindArtifact(ctx: Ctx, { hash, grantId, connectionId }: Artifact): Promise<void> {
  await ctx.db
    .updateTable('signin.artifact')
    .set({ grant_id: grantId, connection_id: connectionId })
    .where('tenant_id', '=', ctx.tenant)
    .where('hash', '=', hash)
    .execute()
}

export type FoundArtifact = { payload: Record<string, unknown>; consumedAt: Date | null }

/** Door: an artifact that is still worth something: its connection and its single-sign-on session, where it has them, have not ended. */
export async function findArtifact(db: Db, hash: Buffer): Promise<FoundArtifact | undefined> {
  const { rows } = await sql<{ payload: Record<string, unknown>; consumed_at: Date | null }>`
    select * from signin.find_artifact(${hash})`.execute(db)
  return rows[0] && { payload: rows[0].payload, consumedAt: rows[0].consumed_at }
}

/** Door: a code or refresh token as {@link findArtifact} finds it, the first; with its grant and single sign-on, where they are worth something. */
export async function findToken(db: Db, hash: Buffer): Promise<(FoundArtifact & { kind: string })[]> {
  type Row = { kind: string; payload: Record<string, unknown>; consumed_at: Date | null }
  const rows = await ask<Row>(db, 'select * from signin.find_token($1)', [hash])
  return rows.map((r) => ({ kind: r.kind, payload: r.payload, consumedAt: r.consumed_at }))
}

/** Door: a single sign-on by its uid, where it has not ended. */
export async function findArtifactOf(db: Db, uid: string): Promise<FoundArtifact | undefined> {
  const { rows } = await sql<{ payload: Record<string, unknown>; consumed_at: Date | null }>`
    select * from signin.find_artifact_of(${artifactHash('uid', uid)}, ${uid})`.execute(db)
  return rows[0] && { payload: rows[0].payload, consumedAt: rows[0].consumed_at }
}

export type Taken = { tenant: string; connectionId: string | null; taken: boolean }

/** Door: marks a code or refresh token used; `taken` is false when it was used before (of two at once, one takes it). */
export async function takeArtifact(db: Db, hash: Buffer, now: Date): Promise<Taken | undefined> {
  type Row = { tenant_id: string; connection_id: string | null; taken: boolean }
  const [row] = await ask<Row>(db, 'select * from signin.take_artifact($1, $2)', [hash, now])
  return row && { tenant: row.tenant_id, connectionId: row.connection_id, taken: row.taken }
}

/**
 * Door: a refresh token that was used before is presented again. True: its answer was lost, since it was used after `since` and nobody has used
 * what came of it, which is worth nothing from now on (docs/adr/0030-lost-answer.md).
 */
export async function retakeArtifact(db: Db, hash: Buffer, since: Date, now: Date): Promise<boolean> {
  const [row] = await ask<{ again: boolean }>(db, 'select signin.retake_artifact($1, $2, $3) as again', [hash, since, now])
  return row?.again === true
}

export async function dropArtifact(db: Db, hash: Buffer): Promise<void> {
  await sql`select signin.drop_artifact(${hash})`.execute(db)
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
