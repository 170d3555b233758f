import { sql } from 'kysely'
import { askedListShape, localeShape, type AskedList, type ExportProblem, type Locale } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { leaseSeconds, type StateFacts } from './file.rules.ts'

export type FileRow = StateFacts & {
  id: string
  companyId: string
  ownerId: string
  ownerName: string
  asked: AskedList
  locale: Locale
  names: boolean
  team: string | null
  name: string
  background: boolean
  attempts: number
  rows: number
  total: number | null
  size: number | null
  endedAt: Date | null
}

type New = Pick<FileRow, 'id' | 'companyId' | 'ownerId' | 'ownerName' | 'asked' | 'locale' | 'names' | 'team' | 'name' | 'background'> & {
  expiresAt: Date
}

const leaseFrom = (now: Date) => new Date(now.getTime() + leaseSeconds * 1000)

export async function insertFile(ctx: Ctx, file: New): Promise<void> {
  await ctx.db
    .insertInto('exports.file')
    .values({
      tenant_id: ctx.tenant,
      file_id: file.id,
      company_id: file.companyId,
      owner_id: file.ownerId,
      owner_name: file.ownerName,
      list: file.asked.list,
      asked: JSON.stringify(file.asked),
      locale: file.locale,
      names: file.names,
      team_id: file.team,
      name: file.name,
      background: file.background,
      state: 'waiting',
      lease_until: leaseFrom(ctx.now),
      asked_at: ctx.now,
      expires_at: file.expiresAt,
    })
    .execute()
}

const files = (ctx: Ctx) => ctx.db.selectFrom('exports.file').selectAll().where('tenant_id', '=', ctx.tenant)
type Row = Awaited<ReturnType<ReturnType<typeof files>['execute']>>[number]

const toFile = (r: Row): FileRow => ({
  id: r.file_id,
  companyId: r.company_id,
  ownerId: r.owner_id,
  ownerName: r.owner_name,
  asked: askedListShape.parse(r.asked),
  locale: localeShape.parse(r.locale),
  names: r.names,
  team: r.team_id,
  name: r.name,
  background: r.background,
  // The table's checks hold them to the contract's words.
  state: r.state as FileRow['state'],
  problem: r.problem as ExportProblem | null,
  attempts: r.attempts,
  // The driver reads bigint as numbers.
  rows: Number(r.rows),
  total: r.total === null ? null : Number(r.total),
  size: r.size === null ? null : Number(r.size),
  askedAt: r.asked_at,
  endedAt: r.ended_at,
  expiresAt: r.expires_at,
})

/** How many files of a member are under way; a second request waits for the first one's transaction. */
export async function countOpen(ctx: Ctx, ownerId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('exports.file ' || ${ownerId}::text, 0))`.execute(ctx.db)
  const { n } = await ctx.db
    .selectFrom('exports.file')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('owner_id', '=', ownerId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirstOrThrow()
  return n
}

/** A member's files, the newest first. */
export async function selectFilesOf(ctx: Ctx, ownerId: string): Promise<FileRow[]> {
  const rows = await files(ctx).where('owner_id', '=', ownerId).orderBy('asked_at', 'desc').orderBy('file_id', 'desc').limit(100).execute()
  return rows.map(toFile)
}

export async function findFileOf(ctx: Ctx, ownerId: string, id: string): Promise<FileRow | undefined> {
  const row = await files(ctx).where('file_id', '=', id).where('owner_id', '=', ownerId).executeTakeFirst()
  return row && toFile(row)
}

/** Takes a file to make it: one that waits, or whose maker is gone. Undefined: there is nothing to make. */
export async function takeFile(ctx: Ctx, id: string): Promise<FileRow | undefined> {
  const row = await ctx.db
    .updateTable('exports.file')
    .set((e) => ({ state: 'running', attempts: e('attempts', '+', 1), lease_until: leaseFrom(ctx.now), rows: 0 }))
    .where('tenant_id', '=', ctx.tenant)
    .where('file_id', '=', id)
    .where((e) => e.or([e('state', '=', 'waiting'), e.and([e('state', '=', 'running'), e('lease_until', '<', ctx.now)])]))
    .returningAll()
    .executeTakeFirst()
  return row && toFile(row)
}

/** A file as its maker knows it: once somebody else has taken it, or it was cancelled, it is theirs no more. */
const held = (ctx: Ctx, { id, attempts }: Pick<FileRow, 'id' | 'attempts'>) =>
  ctx.db
    .updateTable('exports.file')
    .where('tenant_id', '=', ctx.tenant)
    .where('file_id', '=', id)
    .where('state', '=', 'running')
    .where('attempts', '=', attempts)
type Held = Pick<FileRow, 'id' | 'attempts'>

/** Says that a file is still being made, and how far it is. @returns whether it is still the caller's */
export async function keepFile(ctx: Ctx, file: Held, progress: { rows: number; total: number | null }): Promise<boolean> {
  const { numUpdatedRows } = await held(ctx, file)
    .set({ ...progress, lease_until: leaseFrom(ctx.now) })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

type End = { state: 'done'; rows: number; total: number; size: number } | { state: 'failed'; problem: ExportProblem } | { state: 'waiting' }

/** Ends the making of a file, or hands it back. @returns whether it was still the caller's */
export async function endFile(ctx: Ctx, file: Held, end: End): Promise<boolean> {
  const after = end.state === 'waiting' ? { lease_until: leaseFrom(ctx.now) } : { ended_at: ctx.now }
  const { numUpdatedRows } = await held(ctx, file)
    .set({ ...end, ...after })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** @returns whether it was under way */
export async function cancelOpen(ctx: Ctx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('exports.file')
    .set({ state: 'cancelled', ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('file_id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Files under way whose lease is past: their makers are gone, or their jobs were lost. Locked, and leased anew meanwhile. */
export async function takeAbandoned(ctx: Ctx): Promise<FileRow[]> {
  const rows = await ctx.db
    .updateTable('exports.file')
    .set({ state: 'waiting', lease_until: leaseFrom(ctx.now) })
    .where('tenant_id', '=', ctx.tenant)
    .where('state', 'in', ['waiting', 'running'])
    .where('lease_until', '<', ctx.now)
    .returningAll()
    .execute()
  return rows.map(toFile)
}

/** Gives up a file that waits. */
export async function failWaiting(ctx: Ctx, id: string): Promise<void> {
  await ctx.db
    .updateTable('exports.file')
    .set({ state: 'failed', problem: 'failed', ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('file_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}

/** Files that have expired, and still stand somewhere. */
export async function selectExpired(ctx: Ctx): Promise<FileRow[]> {
  const rows = await files(ctx).where('expires_at', '<=', ctx.now).where('size', 'is not', null).limit(1_000).execute()
  return rows.map(toFile)
}

export async function forgetSizes(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await ctx.db.updateTable('exports.file').set({ size: null }).where('tenant_id', '=', ctx.tenant).where('file_id', 'in', ids).execute()
}

/** Drops what expired before an instant. */
export async function deleteOldFiles(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('exports.file').where('tenant_id', '=', ctx.tenant).where('expires_at', '<', before).execute()
}
