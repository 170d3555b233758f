import type { ExportProblem } from '@muster/contract'
import { notifyMember } from '#modules/notifications'
import { systemActor, type Ctx, type Scope, type Scopes } from '../../platform/context.ts'
import type { Copies } from '../../platform/copy.ts'
import { byteOrderMark, csvLine } from '../../platform/csv.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Storage } from '../../platform/storage.ts'
import {
  deleteOldFiles,
  endFile,
  failWaiting,
  forgetSizes,
  keepFile,
  selectExpired,
  takeAbandoned,
  takeFile,
  type FileRow,
} from './file.queries.ts'
import { maxAttempts, outcomeOf } from './file.rules.ts'
import { requireReach, sourceOf, type Lists } from './list.service.ts'

export const makeFileJob = 'exports.make'

/** What making files takes. */
export type Making = { scopes: Scopes; lists: Lists; copies: Copies; storage: Storage }

/** Where it stood before files were packed: such are removed as well. */
const formerKeyOf = (tenant: string, file: Pick<FileRow, 'id' | 'attempts'>) => keyOf(tenant, file).replace(/\.gz$/, '')

const everyRow = 2_147_483_647
const beatMs = 1_000

/** Where an attempt's file stands: one attempt never writes over another's. */
export const keyOf = (tenant: string, { id, attempts }: Pick<FileRow, 'id' | 'attempts'>): string => `${tenant}/${id}-${attempts}.gz`

/**
 * DS-8: makes a file that waits, or that its maker left behind. Whoever makes it holds a lease and says how far it is; where it was cancelled
 * or taken by another meanwhile, what was written is dropped. May run twice at once: one of them finds nothing to do. `stopping`: the node is
 * told to stop: the file is handed back.
 */
export async function makeFile(making: Making, tenant: string, id: string, stopping?: AbortSignal): Promise<void> {
  const scope = () => making.scopes(tenant, systemActor(makeFileJob))
  const file = await scope().transaction((ctx) => takeFile(ctx, id))
  if (!file) return
  const key = keyOf(tenant, file)
  const progress: Progress = { rows: 0, total: null }
  const left = new AbortController()
  const beat = setInterval(() => void keep(scope(), file, progress, left), beatMs)
  try {
    const signal = stopping ? AbortSignal.any([left.signal, stopping]) : left.signal
    const size = await write(making, tenant, file, progress, signal)
    const kept = await scope().transaction((ctx) => finish(ctx, file, progress.rows, size))
    if (!kept) await making.storage.remove(key)
  } catch (err) {
    await making.storage.remove(key).catch(() => undefined)
    if (!left.signal.aborted) await scope().transaction((ctx) => (stopping?.aborted ? handBack(ctx, file) : giveUp(ctx, file, err)))
  } finally {
    clearInterval(beat)
  }
}

type Progress = { rows: number; total: number | null }

async function keep(scope: Scope, file: FileRow, progress: Progress, left: AbortController): Promise<void> {
  // A database that is gone for a moment is no reason to stop: the lease outlasts it.
  const isOurs = await scope
    .transaction((ctx) => keepFile(ctx, file, progress))
    .catch((err: unknown) => {
      scope.log.warn({ err, file: file.id }, 'the lease of a file could not be renewed')
      return true
    })
  if (!isOurs) left.abort()
}

/** Reads as the owner, within what they reach now; nobody's transaction waits for the storage. */
async function write(making: Making, tenant: string, file: FileRow, progress: Progress, signal: AbortSignal): Promise<number> {
  const owner = making.scopes(tenant, { kind: 'member', memberId: file.ownerId, name: file.ownerName, sessionId: file.id, ip: null })
  const source = await owner.transaction(async (ctx) => {
    await withoutTimeout(ctx.db)
    const reach = await requireReach(ctx, file.companyId, file.asked.list)
    if (reach.names !== file.names || reach.team !== file.team) throw new AppError('forbidden')
    const found = sourceOf(making.lists, file.asked, { companyId: file.companyId, locale: file.locale, reach })
    if (file.background) progress.total = await found.count(ctx, everyRow)
    return found
  })
  const rows = await source.read(owner)
  const told = (count: number) => void (progress.rows = count)
  const lines = 'query' in rows ? making.copies.rows(tenant, rows.query, told, signal) : linesOf(rows.parts, told)
  return making.storage.put(keyOf(tenant, file), withHead(rows.titles, lines), signal)
}

/** As the database ends its lines, so does the head. */
async function* withHead(titles: readonly string[], lines: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  yield byteOrderMark + csvLine(titles).replace('\r\n', '\n')
  yield* lines
}

async function* linesOf(parts: AsyncIterable<string[][]>, told: (rows: number) => void): AsyncGenerator<string> {
  let rows = 0
  for await (const part of parts) {
    rows += part.length
    told(rows)
    yield part.map((cells) => csvLine(cells).replace(/\r\n$/, '\n')).join('')
  }
}

async function finish(ctx: Ctx, file: FileRow, rows: number, size: number): Promise<boolean> {
  const kept = await endFile(ctx, file, { state: 'done', rows, total: rows, size })
  if (kept && file.background) {
    const data = { export: file.id, list: file.asked.list, name: file.name, rows, expiresAt: file.expiresAt.toISOString() }
    await notifyMember(ctx, { memberId: file.ownerId, kind: 'export_done', data })
  }
  return kept
}

async function giveUp(ctx: Ctx, file: FileRow, err: unknown): Promise<void> {
  const refused = err instanceof AppError ? err.code : null
  const outcome = outcomeOf(refused, file.attempts)
  if (!refused) ctx.log.error({ err, file: file.id, attempt: file.attempts }, 'a file could not be made')
  if (outcome === 'again') await handBack(ctx, file)
  else if (await endFile(ctx, file, { state: 'failed', problem: outcome })) await tellFailure(ctx, file, outcome)
}

const againMs = 5_000

async function handBack(ctx: Ctx, file: FileRow): Promise<void> {
  if (await endFile(ctx, file, { state: 'waiting' })) await enqueueMaking(ctx, file.id, new Date(ctx.now.getTime() + againMs))
}

async function tellFailure(ctx: Ctx, file: FileRow, problem: ExportProblem): Promise<void> {
  if (!file.background) return
  const data = { export: file.id, list: file.asked.list, name: file.name, problem }
  await notifyMember(ctx, { memberId: file.ownerId, kind: 'export_failed', data })
}

/** Has the worker make a file, with the commit; at an instant, or now. */
export async function enqueueMaking(ctx: Ctx, id: string, runAt?: Date): Promise<void> {
  await enqueue(ctx, makeFileJob, { tenant: ctx.tenant, file: id }, { key: `file ${id}`, ...(runAt && { runAt }) })
}

/** Pitfall 18: files whose makers are gone are taken up again, or given up: none is under way for ever. */
export async function takeUpFiles(storage: Storage, scope: Scope): Promise<void> {
  const abandoned = await scope.transaction(async (ctx) => {
    const found = await takeAbandoned(ctx)
    for (const file of found) {
      if (file.attempts < maxAttempts) await enqueueMaking(ctx, file.id)
      else {
        await failWaiting(ctx, file.id)
        await tellFailure(ctx, file, 'failed')
      }
    }
    return found
  })
  // What was half written.
  for (const file of abandoned) if (file.attempts > 0) await storage.remove(keyOf(scope.tenant, file))
}

/** Rows of files that expired are kept for so many days more, to say so. */
const rememberedDays = 7

/** DS-8: removes files that have expired, and some days later what is known of them. */
export async function purgeFiles(storage: Storage, scope: Scope): Promise<void> {
  const expired = await scope.transaction(selectExpired)
  for (const file of expired) for (const key of [keyOf, formerKeyOf]) await storage.remove(key(scope.tenant, file))
  const ids = expired.map(({ id }) => id)
  await scope.transaction(async (ctx) => {
    if (ids.length > 0) await forgetSizes(ctx, ids)
    await deleteOldFiles(ctx, new Date(ctx.now.getTime() - rememberedDays * 86_400_000))
  })
}
