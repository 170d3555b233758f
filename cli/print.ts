import { writeFile } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import { Problem } from './problem.ts'
import { columnsOf, complete, linesOf, readable, tableOf, type Row } from './rows.ts'
import type { Terminal } from './terminal.ts'

export type Format = 'table' | 'json' | 'csv'
export type Shape = { format: Format; show: readonly string[] | undefined; output: string | undefined }

export type Listed = { items: unknown[]; next?: string | null; total?: number | null; totalIsExact?: boolean }

/** Whether an answer is a list. */
export const isListed = (answer: unknown): answer is Listed => Array.isArray((answer as Partial<Listed> | null)?.items)

/** RE-1: prints an answer, or the pages of a list, as they come. */
export async function print(terminal: Terminal, answers: AsyncIterable<unknown>, shape: Shape): Promise<void> {
  const { format, show, output } = shape
  const kept: string[] = []
  const tally: Tally = { seen: 0, last: undefined }
  const pages = counted(answers, tally)
  const say = (text: string) => (output === undefined ? terminal.out(text) : void kept.push(text))
  if (format === 'json') await printJson(say, pages)
  else if (format === 'csv') await printCsv(say, pages, show)
  else await printTables(terminal, say, pages, show)
  tell(terminal, format, tally)
  if (output === undefined) return
  // A spreadsheet needs to be told that it is UTF-8 (pitfall 17).
  await save(output, `${format === 'csv' ? '\u{feff}' : ''}${kept.join('')}`)
}

/** How many of a list were printed, and its last page. */
type Tally = { seen: number; last: Listed | undefined }

async function* counted(pages: AsyncIterable<unknown>, tally: Tally): AsyncGenerator<unknown> {
  for await (const page of pages) {
    if (isListed(page)) {
      tally.seen += page.items.length
      tally.last = page
    }
    yield page
  }
}

/** RE-1: that there is more than was printed, or nothing; beside what goes on to another program. A window is told the number in any case. */
function tell(terminal: Terminal, format: Format, { seen, last }: Tally): void {
  if (!last) return
  if (seen === 0 && format !== 'json') return terminal.err('none\n')
  const isMore = typeof last.next === 'string'
  const total = last.total ?? undefined
  const of = total !== undefined && (total > seen || isMore) ? ` of ${total}${last.totalIsExact === false ? ' or more' : ''}` : ''
  if (isMore) terminal.err(`${seen}${of} (--all for the rest)\n`)
  else if (terminal.columns !== null && format === 'table') terminal.err(`${seen}${of}\n`)
}

/** Writes a file that is the reader's own choice of name. @throws a problem that names it */
export async function save(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content).catch((err: unknown) => {
    throw new Problem(`${path} cannot be written: ${err instanceof Error ? err.message : String(err)}`)
  })
}

type Say = (text: string) => void

/** As the API answers; of several pages the last, with the items of all. */
async function printJson(say: Say, pages: AsyncIterable<unknown>): Promise<void> {
  let first: unknown
  let last: unknown
  let begun = false
  for await (const page of pages) {
    if (last !== undefined) {
      if (!begun) say(`{\n  "items": [${itemsOf(first, true)}`)
      begun = true
      say(itemsOf(page, false))
    }
    first ??= page
    last = page
  }
  if (!begun) return say(`${JSON.stringify(last, null, 2)}\n`)
  const { items: _, ...rest } = last as Listed
  say(
    `\n  ]${Object.entries(rest)
      .map(([key, value]) => `,\n  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join('')}\n}\n`,
  )
}

/** The items of a page, each on lines of its own; all but the very first behind a comma. */
function itemsOf(page: unknown, isFirst: boolean): string {
  const items = isListed(page) ? page.items : []
  return items
    .map((item, at) => `${isFirst && at === 0 ? '' : ','}\n    ${JSON.stringify(item, null, 2).replaceAll('\n', '\n    ')}`)
    .join('')
}

async function printCsv(say: Say, pages: AsyncIterable<unknown>, show: readonly string[] | undefined): Promise<void> {
  let columns: string[] | undefined
  for await (const page of pages) {
    const rows = (isListed(page) ? page.items : [page]).map(complete)
    const isFirst = columns === undefined
    columns ??= columnsOf(rows, show)
    const lines = rows.map((row) => (columns ?? []).map((column) => row.get(column) ?? ''))
    say(stringify([...(isFirst ? [columns] : []), ...lines], { escape_formulas: true, record_delimiter: '\r\n' }))
  }
}

async function printTables(
  terminal: Terminal,
  say: Say,
  pages: AsyncIterable<unknown>,
  show: readonly string[] | undefined,
): Promise<void> {
  let isFirst = true
  for await (const page of pages) {
    if (!isListed(page)) return printOne(terminal, say, page, show)
    printRows(terminal, say, page.items.map(readable), show, isFirst)
    isFirst &&= page.items.length === 0
  }
}

function printRows(terminal: Terminal, say: Say, rows: readonly Row[], show: readonly string[] | undefined, withHead: boolean): void {
  if (rows.length === 0) return
  const { lines, left } = tableOf(rows, columnsOf(rows, show), terminal.columns)
  say(`${(withHead ? lines : lines.slice(1)).join('\n')}\n`)
  if (left.length > 0 && withHead) terminal.err(`left out, for want of place: ${left.join(', ')} (--show, --json)\n`)
}

/** One thing line by line; the lists in it as tables of their own. */
function printOne(terminal: Terminal, say: Say, answer: unknown, show: readonly string[] | undefined): void {
  const lists = Object.entries((answer ?? {}) as object).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].some((one) => one !== null && typeof one === 'object'),
  )
  const inLists = new Set(lists.map(([name]) => name))
  const row = new Map([...readable(answer)].filter(([name]) => !inLists.has(name)))
  const shown = new Map(
    columnsOf(
      [row],
      show?.filter((one) => !inLists.has(one)),
    ).map((name) => [name, row.get(name) ?? '']),
  )
  if (shown.size > 0) say(`${linesOf(shown).join('\n')}\n`)
  for (const [name, items] of show ? lists.filter(([one]) => show.includes(one)) : lists) {
    say(`\n${name}\n`)
    printRows(terminal, say, items.map(readable), undefined, true)
  }
}
