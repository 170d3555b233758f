import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Ctx, Scope } from './context.ts'
import { AppError } from './errors.ts'

/**
 * A file of any size as an answer: written to disk first, so that a slow client holds up no transaction and no rows stay in memory.
 * It goes when the answer is over, also where the client has left before it was written. @throws unavailable then
 */
export async function spooledFile(
  file: { name: string; type: string; chunks: AsyncIterable<string | Uint8Array> },
  answer: ServerResponse,
): Promise<File> {
  const left = new AbortController()
  const over = () => left.abort()
  answer.once('close', over)
  if (answer.closed || answer.destroyed) over()
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  const remove = () => void rm(folder, { recursive: true, force: true }).catch(() => undefined)
  try {
    const path = join(folder, 'file')
    await pipeline(Readable.from(file.chunks), createWriteStream(path, { mode: 0o600 }), { signal: left.signal })
    // Read from disk as it is sent; never whole in memory.
    const blob = await openAsBlob(path, { type: file.type })
    left.signal.throwIfAborted()
    left.signal.addEventListener('abort', remove)
    return new File([blob], file.name, { type: file.type })
  } catch (err) {
    remove()
    throw left.signal.aborted ? new AppError('unavailable') : err
  }
}

/** What a transaction gives, part by part, to whoever asks for the next one; it ends with the last part, or where nobody asks any more. */
export async function* givenBy<T>(scope: Scope, work: (ctx: Ctx, give: (part: T) => Promise<void>) => Promise<void>): AsyncGenerator<T> {
  const { readable, writable } = new TransformStream<T, T>()
  const out = writable.getWriter()
  const done = scope
    .transaction((ctx) => work(ctx, (part) => out.write(part)))
    .then(
      () => out.close(),
      // Told to whoever asks for the next part.
      (err: unknown) => out.abort(err),
    )
    // Nobody asks any more.
    .catch(() => undefined)
  yield* readable
  await done
}
