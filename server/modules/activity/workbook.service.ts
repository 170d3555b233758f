import type { ActiveUsers, Day, Locale, Section } from '@muster/contract'
import writeExcelFile, { type Cell, type Row } from 'write-excel-file/node'
import { addDays } from './period.rules.ts'
import { workbookTexts, type WorkbookTexts } from './workbook.texts.ts'

/**
 * AU-5: one section of the page as an Excel file: what it is about above, then a row per day with a real date and real numbers.
 * A count that is not known is an empty cell, and text that looks like a formula stays text.
 */
export function writeWorkbook(users: ActiveUsers, section: Section, locale: Locale): Promise<Buffer> {
  const texts = workbookTexts[locale]
  const rows = [...headerRows(users, section, texts), [], ...tableRows(users, section, texts)]
  return writeExcelFile(rows, { sheet: texts[section], columns: [{ width: 44 }, { width: 34 }, { width: 26 }, { width: 32 }] }).toBuffer()
}

const text = (value: string): Cell => ({ value, type: String })
const bold = (value: string): Cell => ({ value, type: String, fontWeight: 'bold' })
const number = (value: number | null | undefined): Cell => (value == null ? null : { value, type: Number, format: '#,##0' })
const date = (day: Day): Cell => ({ value: new Date(`${day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd', align: 'left' })

function headerRows(users: ActiveUsers, section: Section, texts: WorkbookTexts): Row[] {
  const { period, series } = users[section]
  const changes = users.zoneChanges.filter((c) => c.day >= period.from && c.day <= period.to)
  return [
    [{ value: texts[section], type: String, fontWeight: 'bold', fontSize: 14 }],
    [bold(texts.company), text(users.company.name)],
    [bold(texts.period), text(`${period.from} – ${period.to}`)],
    [bold(texts.zone), text(users.zone)],
    ...changes.map((c): Row => [null, text(texts.zoneChange.replace('{day}', c.day).replace('{from}', c.from).replace('{to}', c.to))]),
    [
      bold(texts.generatedAt),
      text(wallTime(users.generatedAt, users.zone)),
      text(`${users.generatedAt.slice(0, 19).replace('T', ' ')} UTC`),
    ],
    ...(section === 'active'
      ? [
          [bold(texts.distinctActive), number(series.active?.distinct)],
          [bold(texts.distinctSignedIn), number(series.signed_in?.distinct)],
        ]
      : [[bold(texts.distinctMobile), number(series.mobile?.distinct)]]),
    [text(section === 'active' ? texts.definitionActive : texts.definitionMobile)],
    ...(users.knownFrom === null || users.knownFrom > period.from ? [[text(texts.unknown)]] : []),
  ]
}

function tableRows(users: ActiveUsers, section: Section, texts: WorkbookTexts): Row[] {
  const { period, series } = users[section]
  const columns = section === 'active' ? [series.active, series.signed_in] : [series.mobile]
  const titles = section === 'active' ? [texts.countActive, texts.countSignedIn] : [texts.countMobile]
  const days = Array.from({ length: period.days }, (_, i) => addDays(period.from, i))
  return [
    [texts.day, ...titles, texts.note].map(bold),
    ...days.map((day, i): Row => [
      date(day),
      ...columns.map((c) => number(c?.counts[i])),
      day === users.today ? text(texts.partial) : null,
    ]),
  ]
}

/** An instant on the wall clock of a zone, with its offset. */
function wallTime(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`
}
