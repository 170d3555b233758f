import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * A file of any size as an answer: written to disk first, so that a slow client holds up no transaction and no rows stay in memory.
 * It goes when the answer is over.
 */
export async function spooledFile(
  file: { name: string; type: string; chunks: AsyncIterable<string> },
  answer: ServerResponse,
): Promise<File> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  const remove = () => void rm(folder, { recursive: true, force: true }).catch(() => undefined)
  answer.once('close', remove)
  try {
    const path = join(folder, 'file')
    await pipeline(Readable.from(file.chunks), createWriteStream(path, { mode: 0o600 }))
    // Read from disk as it is sent; never whole in memory.
    return new File([await openAsBlob(path, { type: file.type })], file.name, { type: file.type })
  } catch (err) {
    remove()
    throw err
  }
}
