import { exportDays, maxOpenExports, rowsAtOnce, type AskedList, type ExportFile, type Locale } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { dayAt, getCompany } from '#modules/company'
import { findMember } from '#modules/members'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import type { Bytes } from '../../platform/storage.ts'
import { cancelOpen, countOpen, findFileOf, insertFile, selectFilesOf, type FileRow } from './file.queries.ts'
import { fileName, mayOpen, openBlockedBy, stateOf } from './file.rules.ts'
import { reaches, requireReach, sourceOf, type Lists, type Source } from './list.service.ts'
import { enqueueMaking, keyOf, makeFile, type Making } from './make.service.ts'

type Asking = { companyId: string; memberId: string; asked: AskedList }

/**
 * DS-8: asks for a file of a list: up to 5,000 rows it is made before the answer; above, in the background.
 * @throws not_found, forbidden, plan_required, names_hidden, too_many_exports
 */
export async function askForFile(making: Making, scope: Scope, asking: Asking): Promise<ExportFile> {
  const { id, background } = await scope.transaction((ctx) => noteFile(ctx, making.lists, asking))
  if (!background) await makeFile(making, scope.tenant, id)
  return scope.transaction((ctx) => getFile(ctx, asking.memberId, id))
}

async function noteFile(ctx: Ctx, lists: Lists, { companyId, memberId, asked }: Asking): Promise<Pick<FileRow, 'id' | 'background'>> {
  const reach = await requireReach(ctx, companyId, asked.list)
  if ((await countOpen(ctx, memberId)) >= maxOpenExports) throw new AppError('too_many_exports')
  const locale = await languageOf(ctx, memberId)
  const count = await sourceOf(lists, asked, { companyId, locale, reach }).count(ctx, rowsAtOnce + 1)
  const background = count > rowsAtOnce
  const { zones } = await getCompany(ctx, companyId)
  const id = newId(ctx.now)
  await insertFile(ctx, {
    id,
    companyId,
    ownerId: memberId,
    ownerName: ctx.actor.name,
    asked,
    locale,
    names: reach.names,
    team: reach.team,
    name: fileName(asked.list, partOf(asked), dayAt(zones, ctx.now)),
    background,
    expiresAt: new Date(ctx.now.getTime() + exportDays * 86_400_000),
  })
  await recordEvent(ctx, {
    action: 'export.requested',
    companyId,
    subject: subjectOf(companyId, asked),
    after: { list: asked.list, filter: filterOf(asked) },
  })
  if (background) await enqueueMaking(ctx, id)
  return { id, background }
}

async function languageOf(ctx: Ctx, memberId: string): Promise<Locale> {
  return (await findMember(ctx, memberId))?.locale ?? 'en'
}

const subjectOf = (companyId: string, asked: AskedList) =>
  asked.list === 'connections' ? ({ kind: 'member', id: asked.member } as const) : ({ kind: 'company', id: companyId } as const)

/** The part of its list that a file is named after. */
function partOf(asked: AskedList): string | undefined {
  if (asked.list === 'devices') return asked.tab
  return asked.list === 'storage' ? asked.kind : undefined
}

/** What a list was filtered by, as it stands in the audit log. */
function filterOf(asked: AskedList): Record<string, string> {
  const { list: _list, ...given } = asked
  const { filter, ...rest } = { filter: undefined, ...given }
  const { tab, kind, filled } = { tab: undefined, kind: undefined, filled: undefined, ...rest }
  return Object.fromEntries(
    Object.entries({ tab, kind, filled, ...filter }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** One's own files, the newest first; through an API token those that are there through it. */
export async function listFiles(ctx: Ctx, memberId: string): Promise<ExportFile[]> {
  const files = await selectFilesOf(ctx, memberId)
  const kinds = new Map(files.map((file) => [kindOf(file), file]))
  const there = new Set<string>()
  for (const [kind, file] of kinds) if (await isThere(ctx, file)) there.add(kind)
  return files.filter((file) => there.has(kindOf(file))).map((file) => shown(file, ctx.now))
}

const kindOf = ({ companyId, asked }: FileRow) => `${companyId} ${asked.list}`

/**
 * RE-1: through an API token nothing is there of companies and lists that the token does not open: neither that somebody asked for it, nor to
 * cancel it. Whoever is signed in sees all of their own, also what their role does not open any more.
 */
async function isThere(ctx: Ctx, { companyId, asked }: FileRow): Promise<boolean> {
  const isByToken = ctx.actor.kind === 'member' && ctx.actor.through !== undefined
  return !isByToken || reaches(ctx, companyId, asked.list)
}

/** One of one's own files. @throws not_found */
export async function getFile(ctx: Ctx, memberId: string, id: string): Promise<ExportFile> {
  return shown(await ownFile(ctx, memberId, id), ctx.now)
}

async function ownFile(ctx: Ctx, memberId: string, id: string): Promise<FileRow> {
  const file = await findFileOf(ctx, memberId, id)
  if (!file || !(await isThere(ctx, file))) throw new AppError('not_found')
  return file
}

/** DS-8: cancels a file under way: whoever makes it drops what they have within seconds. @throws not_found */
export async function cancelFile(ctx: Ctx, memberId: string, id: string): Promise<ExportFile> {
  const { companyId, asked } = await ownFile(ctx, memberId, id)
  if (await cancelOpen(ctx, id))
    await recordEvent(ctx, { action: 'export.cancelled', companyId, subject: subjectOf(companyId, asked), after: { list: asked.list } })
  return getFile(ctx, memberId, id)
}

/** `packed`: as it stands in the storage (gzip). */
export type OpenFile = { name: string; packed: Bytes }

/**
 * DS-8: opens a file of one's own. The permission of its list, and what the role reaches, are asked as they are now; that it is opened is
 * an event, written before. @throws not_found, forbidden, plan_required, names_hidden, file_not_ready, file_expired, unavailable
 */
export async function openFile(making: Making, scope: Scope, memberId: string, id: string): Promise<OpenFile> {
  const file = await scope.transaction(async (ctx) => {
    const found = await ownFile(ctx, memberId, id)
    const { companyId, asked, locale } = found
    const blocked = openBlockedBy(found, ctx.now)
    if (blocked) throw new AppError(blocked)
    const reach = await requireReach(ctx, companyId, asked.list)
    if (!mayOpen(found, reach)) throw new AppError('forbidden')
    await stillThere(ctx, sourceOf(making.lists, asked, { companyId, locale, reach }))
    await recordEvent(ctx, {
      action: 'export.downloaded',
      companyId,
      subject: subjectOf(companyId, asked),
      after: { list: asked.list, rows: found.rows },
    })
    return found
  })
  const packed = await making.storage.open(keyOf(scope.tenant, file))
  if (!packed) {
    scope.log.error({ file: id }, 'a file is not in the storage: do all nodes share it?')
    throw new AppError('unavailable')
  }
  return { name: file.name, packed }
}

/** The list itself refuses whom, or whose team, the role does not reach any more. */
async function stillThere(ctx: Ctx, source: Source): Promise<void> {
  await source.count(ctx, 1)
}

function shown(file: FileRow, now: Date): ExportFile {
  const { id, name, rows, total, size } = file
  return {
    id,
    list: file.asked.list,
    name,
    ...stateOf(file, now),
    rows: total === null ? rows : Math.min(rows, total),
    total,
    size,
    askedAt: file.askedAt.toISOString(),
    endedAt: file.endedAt?.toISOString() ?? null,
    expiresAt: file.expiresAt.toISOString(),
  }
}
