import { once } from 'node:events'
import { unzipSync, zipSync } from 'fflate'
import readExcelFile from 'read-excel-file/node'

/** The program that `sheet.ts` starts: it is sent a file and answers with its cells, or undefined. */

/** Of all files in the archive together, inflated. */
const maxBytes = 8_000_000
const maxRows = 5_000
/** Of all cells together. */
const maxCharacters = 1_000_000

/**
 * The archive again, its files as they are, not deflated. What an entry says of its size is what it may fill: whatever it inflates to
 * beyond is left out, so that the sum bounds the memory.
 */
function unpacked(archive: Uint8Array): Buffer {
  let sum = 0
  const files = unzipSync(archive, {
    filter: ({ name, originalSize }) => {
      const wanted = /\.(xml|rels)$/.test(name)
      if (wanted) sum += originalSize
      if (sum > maxBytes) throw new Error('more than a sheet of members')
      return wanted
    },
  })
  return Buffer.from(zipSync(files, { level: 0 }))
}

const textOf = (cell: unknown) =>
  cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null || cell === undefined ? '' : String(cell)

async function cellsOf(archive: Uint8Array): Promise<string[][]> {
  const [sheet] = await readExcelFile(unpacked(archive))
  const rows = sheet?.data ?? []
  let characters = 0
  if (rows.length > maxRows) throw new Error('too many rows')
  return rows.map((row) =>
    row.map((cell) => {
      const text = textOf(cell)
      characters += text.length + 1
      if (characters > maxCharacters) throw new Error('too much text')
      return text
    }),
  )
}

const [bytes] = (await once(process, 'message')) as [Uint8Array]
process.send?.({ cells: await cellsOf(bytes).catch(() => undefined) })
process.disconnect()
