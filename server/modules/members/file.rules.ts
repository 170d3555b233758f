/** Pitfall 17: a cell that a spreadsheet would take for a formula is text: an apostrophe stands before it. */
export function csvCell(value: string | null): string {
  const text = value ?? ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of a CSV file, as many cells as there are columns. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** So that Excel takes the file for UTF-8. */
export const byteOrderMark = '\u{feff}'
