import writeExcelFile, { type Cell, type Row } from 'write-excel-file/node'
import { maxWorkbookRows, memberColumns, type ListedMember, type Locale, type MemberColumn, type MemberSort } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { dayAt, getCompany, type ZoneHistory } from '#modules/company'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { givenBy } from '../../platform/spool.ts'
import { listTexts } from './list.texts.ts'
import { findMember } from './members.queries.ts'
import { countMembers, scopeOf, toItem, type Asked } from './list.service.ts'
import { readAll } from './page.queries.ts'

export type AskedFile = Asked & { sort: MemberSort; direction: 'asc' | 'desc'; columns: readonly MemberColumn[]; locale: Locale }

/** The columns named, in the order of the list; all when none are. */
export function columnsOf(names: string | undefined): MemberColumn[] {
  const wanted = names?.split(',')
  return memberColumns.filter((name) => wanted === undefined || wanted.includes(name))
}

const titles = (asked: AskedFile) => (['name', ...asked.columns] as const).map((name) => listTexts[asked.locale].columns[name])

/** One state of the list, part by part. */
const partsOf = (scope: Scope, asked: AskedFile, zones: ZoneHistory) =>
  givenBy<string[][]>(scope, (ctx, give) => eachPart(ctx, asked, (items) => give(items.map((item) => cellsOf(item, asked, zones)))))

/** DS-8: the whole list as filtered, sorted and with the columns chosen: its head, and its rows part by part. P-2: not without names. @throws names_hidden, not_found */
export async function readMembers(scope: Scope, asked: AskedFile): Promise<{ titles: string[]; parts: AsyncIterable<string[][]> }> {
  if (!asked.reach.names) throw new AppError('names_hidden')
  const { zones } = await scope.transaction((ctx) => getCompany(ctx, asked.companyId))
  return { titles: titles(asked), parts: partsOf(scope, asked, zones) }
}

/** The same as an Excel file of up to 5,000 rows; that it is taken is on record (P-4). `write` makes it, after the transaction. @throws names_hidden, not_found, too_many_rows */
export async function collectWorkbook(ctx: Ctx, asked: AskedFile): Promise<{ name: string; write: () => Promise<Buffer> }> {
  if (!asked.reach.names) throw new AppError('names_hidden')
  const total = await countMembers(ctx, asked)
  if (total > maxWorkbookRows) throw new AppError('too_many_rows', { total })
  const { zones } = await getCompany(ctx, asked.companyId)
  await recordEvent(ctx, {
    action: 'members.exported',
    companyId: asked.companyId,
    subject: { kind: 'company', id: asked.companyId },
    after: { format: 'xlsx', filter: { ...asked.filter }, columns: [...asked.columns], rows: total },
  })
  const all: ListedMember[] = []
  await eachPart(ctx, asked, async (items) => void all.push(...items))
  const bold = (value: string): Cell => ({ value, type: String, fontWeight: 'bold' })
  const rows: Row[] = [titles(asked).map(bold), ...all.map((item) => sheetRow(item, asked, zones))]
  const columns = ['name', ...asked.columns].map((c) => ({ width: c === 'login' ? 34 : c === 'state' || c === 'team' ? 28 : 18 }))
  return {
    name: `members_${dayAt(zones, ctx.now)}.xlsx`,
    write: () => writeExcelFile(rows, { sheet: listTexts[asked.locale].sheet, columns, stickyRowsCount: 1 }).toBuffer(),
  }
}

async function eachPart(ctx: Ctx, asked: AskedFile, take: (items: ListedMember[]) => Promise<void>): Promise<void> {
  const { scope, domain, named } = await scopeOf(ctx, asked)
  for await (const rows of readAll(ctx, scope, { sort: asked.sort, direction: asked.direction }))
    await take(rows.map((row) => toItem(row, { domain, named, now: ctx.now })))
}

const registeredOn = (item: ListedMember, zones: ZoneHistory) => dayAt(zones, new Date(item.createdAt))

function cellsOf(item: ListedMember, { columns, locale }: AskedFile, zones: ZoneHistory): string[] {
  return [item.name, ...columns.map((column) => cellOf(item, column, locale, zones) ?? '')]
}

function sheetRow(item: ListedMember, asked: AskedFile, zones: ZoneHistory): Row {
  return cellsOf(item, asked, zones).map((value, i): Cell => {
    if (!value) return null
    const column = asked.columns[i - 1]
    if (column === 'lastUse' || column === 'createdAt')
      return { value: new Date(`${value}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd', align: 'left' }
    return { value, type: String }
  })
}

/** What stands in a column, as on screen. */
function cellOf(item: ListedMember, column: MemberColumn, locale: Locale, zones: ZoneHistory): string | null {
  const texts = listTexts[locale]
  switch (column) {
    case 'state':
      return [texts.states[item.state], item.onLeave && texts.onLeave, item.appBlocked && texts.appBlocked].filter(Boolean).join(', ')
    case 'team':
      return teamsOf(item, texts)
    case 'level':
      return item.level?.name ?? null
    case 'userType':
      return item.userType?.name ?? null
    case 'createdAt':
      return registeredOn(item, zones)
    case 'personalEmail':
      return item.hasPersonalEmail ? texts.yes : texts.no
    case 'role':
      return item.administratorRole && texts.roles[item.administratorRole]
    default:
      return item[column]
  }
}

function teamsOf({ team, furtherTeams }: ListedMember, texts: (typeof listTexts)[Locale]): string | null {
  if (furtherTeams === 0) return team?.name ?? null
  return (team ? texts.further : texts.elsewhere).replace('{team}', () => team?.name ?? '').replace('{n}', String(furtherTeams))
}

/** The language of the one who asks for a file. */
export async function languageOf(ctx: Ctx, memberId: string): Promise<Locale> {
  return (await findMember(ctx, memberId))?.locale ?? 'en'
}
