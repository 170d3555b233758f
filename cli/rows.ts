import stringWidth from 'string-width'
import { usage } from './problem.ts'

/** A row as texts by column. */
export type Row = ReadonlyMap<string, string>

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value)

/** A row for people: of a thing with a name its name, of several what they are called. */
export function readable(value: unknown): Row {
  return new Map(cellsOf(value, '', (inner) => (isObject(inner) && typeof inner['name'] === 'string' ? inner['name'] : undefined)))
}

/** A row for programs: every field has a column of its own, inner ones with a dot. */
export function complete(value: unknown): Row {
  return new Map(cellsOf(value, '', () => undefined))
}

function cellsOf(value: unknown, name: string, short: (value: unknown) => string | undefined): [string, string][] {
  if (!isObject(value)) return [[name, textOf(value, short)]]
  const called = name === '' ? undefined : short(value)
  if (called !== undefined) return [[name, called]]
  return Object.entries(value).flatMap(([key, inner]) => cellsOf(inner, name === '' ? key : `${name}.${key}`, short))
}

function textOf(value: unknown, short: (value: unknown) => string | undefined): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one: unknown) => short(one) ?? textOf(one, short)).join(', ')
  if (isObject(value)) return JSON.stringify(value)
  // What is left is a text, a number, or yes or no.
  return String(value as string | number | boolean)
}

const outermost = (name: string) => name.split('.')[0] ?? name

/** The columns of rows, in the order in which they come. @throws a usage problem: there is no such field */
export function columnsOf(rows: readonly Row[], shown: readonly string[] | undefined): string[] {
  const known = [...new Set(rows.flatMap((row) => [...row.keys()]))]
  if (!shown) return known
  // What is within a field that is empty in every row is not known.
  const fields = new Set(known.map(outermost))
  const unknown = shown.find((asked) => fields.size > 0 && !fields.has(outermost(asked)))
  if (unknown !== undefined) throw usage(`--show: there is no field ${unknown}: ${[...fields].join(', ')}`)
  // `team` shows `team.id` and `team.name` too.
  return shown.flatMap((asked) => known.filter((name) => name === asked || name.startsWith(`${asked}.`)))
}

/** A cell is cut off after so many places where somebody reads it in a window. */
const mostPlaces = 40
const gap = '  '

/** Nothing that comes from a member moves the cursor. */
const harmless = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')

function cut(text: string, places: number): string {
  if (stringWidth(text) <= places) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > places - 1) break
    kept += segment
  }
  return `${kept}…`
}

const padded = (text: string, places: number) => text + ' '.repeat(Math.max(0, places - stringWidth(text)))

export type Table = { lines: string[]; left: string[] }

/** Rows under their columns, Hangul and Kanji being two places wide. `width`: of the window; columns that find no place in it are left out, and named. */
export function tableOf(rows: readonly Row[], columns: readonly string[], width: number | null): Table {
  const text = (row: Row, column: string) => {
    const cell = harmless(row.get(column) ?? '')
    return width === null ? cell : cut(cell === '' ? '–' : cell, mostPlaces)
  }
  const widths = columns.map((column) => Math.max(stringWidth(column), ...rows.map((row) => stringWidth(text(row, column)))))
  const fitting = width === null ? columns.length : Math.max(1, fittingIn(widths, width))
  const shown = columns.slice(0, fitting)
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => padded(cell, at === cells.length - 1 ? 0 : (widths[at] ?? 0)))
      .join(gap)
      .trimEnd()
  return {
    lines: [line(shown.map((column) => column.toUpperCase())), ...rows.map((row) => line(shown.map((c) => text(row, c))))],
    left: columns.slice(fitting),
  }
}

function fittingIn(widths: readonly number[], width: number): number {
  let used = 0
  const tooWide = widths.findIndex((one, at) => (used += one + (at === 0 ? 0 : gap.length)) > width)
  return tooWide === -1 ? widths.length : tooWide
}

/** One thing as lines, name by name. */
export function linesOf(row: Row): string[] {
  const widest = Math.max(0, ...[...row.keys()].map((name) => stringWidth(name)))
  return [...row].map(([name, value]) => `${padded(name, widest)}${gap}${harmless(value) || '–'}`)
}
