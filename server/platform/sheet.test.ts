import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { readSheet } from './sheet.ts'

const relations = (...of: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${of.join('')}</Relationships>`
const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** An XLSX file of one sheet, whose rows are given as they stand in it. */
function workbook(sheetData: string, more: Record<string, string> = {}): Uint8Array {
  const files = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations(`<Relationship Id="r1" Type="${type}/officeDocument" Target="xl/workbook.xml"/>`),
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations(`<Relationship Id="r1" Type="${type}/worksheet" Target="worksheets/sheet1.xml"/>`),
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
    ...more,
  }
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level: 9 })
}
const cell = (at: string, text = 'x') => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
const row = (cells: string, at = '') => `<row${at}>${cells}</row>`
/** A small file whose one table of texts, none in it, inflates to 100 MB. */
const noStrings = '<sst></sst>'
const inflating = workbook(row(cell('A1')), { 'xl/sharedStrings.xml': noStrings.padEnd(100_000_000) })

describe('a sheet from outside', () => {
  it('is read as text: words, numbers, days, gaps', async () => {
    const book = await writeExcelFile([
      [{ value: '이름' }, null, { value: 12 }, { value: new Date('2026-03-01T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' }],
      [{ value: '=1+1' }],
    ]).toBuffer()
    expect(await readSheet(book)).toEqual([
      ['이름', '', '12', '2026-03-01'],
      ['=1+1', '', '', ''],
    ])
    expect(await readSheet(workbook(row(cell('B1', 'a')) + row(cell('A3', 'b'))))).toEqual([
      ['', 'a'],
      ['', ''],
      ['b', ''],
    ])
  })

  it.each([
    ['one cell at the far corner', () => workbook(row(cell('A1')) + row(cell('XFD1048576')))],
    ['a cell in a column that no sheet has', () => workbook(row(cell('ZZZZZZZ1')))],
    ['a cell in a row that no sheet has', () => workbook(row(cell('A99999999999')))],
    ['a row beyond all numbers', () => workbook(row(cell('A1'), ' r="Infinity"'))],
    ['a wide and long sheet with one cell', () => workbook(row(cell('A1')) + row(cell('ZZ20000')))],
    ['a file that inflates to 100 MB', () => inflating],
    [
      'a long text in very many cells',
      () => {
        const cells = Array.from({ length: 4_000 }, (_, i) => row(`<c r="A${i + 1}" t="s"><v>0</v></c>`)).join('')
        return workbook(cells, { 'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(100_000)}</t></si></sst>` })
      },
    ],
    ['6,000 rows', () => workbook(Array.from({ length: 6_000 }, (_, i) => row(cell(`A${i + 1}`))).join(''))],
    ['what is no archive', () => Buffer.from('not a zip')],
    ['an archive of something else', () => zipSync({ 'a.txt': strToU8('x') })],
  ])(
    '%s is refused, and the server lives on',
    async (_, file) => {
      const bytes = file()
      expect(bytes.length).toBeLessThan(180_000)
      expect(await readSheet(bytes)).toBeUndefined()
    },
    30_000,
  )

  it('an entry that says it is smaller than it is fills no more than it says', async () => {
    const bytes = inflating.slice()
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // The sizes in the local header and in the directory.
    for (let i = 0; i + 4 < bytes.length; i++) if (view.getUint32(i, true) === 100_000_000) view.setUint32(i, noStrings.length, true)
    expect(await readSheet(bytes)).toEqual([['x']])
  }, 30_000)
})
