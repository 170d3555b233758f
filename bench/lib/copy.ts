import { closeSync, openSync, writeSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'

const chunkBytes = 64 * 1024 * 1024
/** What may be written between two looks at `full`. */
const slackBytes = 32 * 1024 * 1024
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])

let copies = 0

export type Row = {
  uuid(bytes: Uint8Array): Row
  int2(n: number): Row
  int4(n: number): Row
  /** Days since 2000-01-01, as dates travel. */
  date(n: number): Row
  /** -infinity */
  dawn(): Row
  null(): Row
  /** A bit string of whole words, which follow `zeros` words of zeros and lose as many at their end. */
  bits(words: Uint32Array, zeros: number): Row
}

/**
 * Loads rows in PostgreSQL's binary COPY format: written to files beside the database in pieces, each loaded by the server while the next
 * one is being written.
 */
export function createCopy(client: pg.ClientBase, folder: string, into: string, freeze = false) {
  const buffer = Buffer.alloc(chunkBytes + slackBytes)
  let at = header.copy(buffer)
  const name = path.join(folder, `copy-${process.pid}-${copies++}`)
  let piece = 0
  let loading: Promise<unknown> = Promise.resolve()

  const row: Row = {
    uuid(bytes) {
      at = buffer.writeInt32BE(16, at)
      buffer.set(bytes, at)
      at += 16
      return row
    },
    int2(n) {
      at = buffer.writeInt16BE(n, buffer.writeInt32BE(2, at))
      return row
    },
    int4(n) {
      at = buffer.writeInt32BE(n, buffer.writeInt32BE(4, at))
      return row
    },
    date: (n) => row.int4(n),
    dawn: () => row.int4(-2147483648),
    null() {
      at = buffer.writeInt32BE(-1, at)
      return row
    },
    bits(words, zeros) {
      at = buffer.writeInt32BE(words.length * 32, buffer.writeInt32BE(4 + words.length * 4, at))
      for (let w = 0; w < words.length; w++) at = buffer.writeUInt32BE(w < zeros ? 0 : (words[w - zeros] ?? 0), at)
      return row
    },
  }

  async function load(): Promise<void> {
    if (at === header.length) return
    at = buffer.writeInt16BE(-1, at)
    await loading
    const file = `${name}-${piece++ % 2}.bin`
    const fd = openSync(file, 'w', 0o644)
    writeSync(fd, buffer, 0, at)
    closeSync(fd)
    at = header.length
    loading = client.query(`copy ${into} from '${file}' (format binary${freeze ? ', freeze' : ''})`)
    // Awaited before the next piece; until then a failure must not count as unhandled.
    loading.catch(() => undefined)
  }

  return {
    /** Begins a row of so many fields; await {@link full} now and then. */
    row(fields: number): Row {
      at = buffer.writeInt16BE(fields, at)
      return row
    },
    /** Repeats one row of which only the last 16 bytes, a uuid, differ. */
    repeat(template: Buffer, uuid: Uint8Array, offset: number): void {
      template.copy(buffer, at)
      at += template.length
      for (let i = 0; i < 16; i++) buffer[at - 16 + i] = uuid[offset + i] ?? 0
    },
    /** Whether {@link flush} is due. */
    full: () => at > chunkBytes,
    flush: load,
    async end(): Promise<void> {
      await load()
      await loading
      for (const n of [0, 1]) await unlink(`${name}-${n}.bin`).catch(() => undefined)
    },
  }
}
export type Copy = ReturnType<typeof createCopy>
