import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createGunzip, createGzip } from 'node:zlib'
import { AwsClient } from 'aws4fetch'

export type S3Settings = { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }

/** Bytes that are read as they are asked for: a blob where they are on this machine. */
export type Bytes = Blob | AsyncIterable<Uint8Array>

/** Where files stand, by key, packed (gzip): one that is there is whole. */
export type Storage = {
  /** @returns its size in bytes, unpacked */
  put(key: string, chunks: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<number>
  /** What it is packed in; undefined: it is not there. */
  open(key: string): Promise<Bytes | undefined>
  /** One that is not there is gone already. */
  remove(key: string): Promise<void>
}

/** In S3-compatible storage where that is set, else in a folder, which all nodes must share. */
export function createStorage(folder: string, s3: S3Settings | undefined): Storage {
  return s3 ? createS3(s3) : createFolder(folder)
}

/** What `open` gives, unpacked. */
export async function* unpacked(bytes: Bytes): AsyncGenerator<Buffer> {
  const unpack = createGunzip()
  const whole = pipeline(bytes instanceof Blob ? bytes.stream() : bytes, unpack)
  // Told to whoever reads.
  whole.catch(() => undefined)
  yield* unpack as AsyncIterable<Buffer>
  await whole
}

const blockBytes = 512 * 1024
/** The lowest level makes a list a fifth larger than the usual one, in a third of the time. */
const packing = { level: constants.Z_BEST_SPEED, chunkSize: 256 * 1024 }

/**
 * Writes a new file, packed, block by block: one is filled while the other is packed, whatever the size of what comes. @returns its size in bytes,
 * unpacked @throws what `chunks` throws, or the reason of `signal`
 */
async function writeTo(file: string, chunks: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<number> {
  const pack = createGzip(packing)
  const written = pipeline(pack, createWriteStream(file, { mode: 0o600, highWaterMark: packing.chunkSize }), { signal })
  // Whoever waits for it is told; until then it is nobody's. A file that cannot be written leaves what is being packed without an answer.
  written.catch(() => undefined)
  let packed: Promise<void> = Promise.resolve()
  try {
    let [block, other] = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)]
    let [filled, size] = [0, 0]
    const flush = async () => {
      await Promise.race([packed, written])
      const full = block.subarray(0, filled)
      packed = new Promise((done, fail) => pack.write(full, (err) => (err ? fail(err) : done())))
      packed.catch(() => undefined)
      ;[block, other, filled] = [other, block, 0]
    }
    for await (const chunk of chunks) {
      signal.throwIfAborted()
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      for (let from = 0; from < bytes.length;) {
        const part = bytes.subarray(from, from + blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        from += part.length
        if (filled === blockBytes) await flush()
      }
      size += bytes.length
    }
    await flush()
    await Promise.race([packed, written])
    pack.end()
    await written
    return size
  } catch (err) {
    const cause = pack.errored ?? err
    pack.destroy()
    await written.catch(() => undefined)
    throw cause
  }
}

function createFolder(folder: string): Storage {
  const place = (key: string) => path.join(folder, key)
  return {
    async put(key, chunks, signal) {
      const [whole, part] = [place(key), place(`${key}.part`)]
      await mkdir(path.dirname(whole), { recursive: true, mode: 0o700 })
      try {
        const size = await writeTo(part, chunks, signal)
        await rename(part, whole)
        return size
      } catch (err) {
        await rm(part, { force: true })
        throw err
      }
    },
    async open(key) {
      try {
        return await openAsBlob(place(key))
      } catch {
        return undefined
      }
    },
    async remove(key) {
      // What a process that was killed has left as well.
      await Promise.all([place(key), place(`${key}.part`)].map((file) => rm(file, { force: true })))
    },
  }
}

/** Objects of one bucket, addressed by path, which every S3-compatible storage understands. Written to disk first: S3 asks for the size before the bytes. */
function createS3({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Settings): Storage {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 })
  const address = (key: string) => `${endpoint}/${bucket}/${key}`
  const failed = async (answer: Response, what: string) => {
    const text = await answer.text().catch(() => '')
    return new Error(`S3 storage: ${what} answered ${answer.status} ${text.slice(0, 300)}`)
  }
  return {
    async put(key, chunks, signal) {
      const folder = await mkdtemp(path.join(tmpdir(), 'muster-'))
      try {
        const file = path.join(folder, 'file')
        const size = await writeTo(file, chunks, signal)
        const body = await openAsBlob(file)
        const answer = await client.fetch(address(key), { method: 'PUT', body, signal })
        if (!answer.ok) throw await failed(answer, 'PUT')
        await answer.body?.cancel()
        return size
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    async open(key) {
      const answer = await client.fetch(address(key))
      if (answer.status === 404) {
        await answer.body?.cancel()
        return undefined
      }
      if (!answer.ok || !answer.body) throw await failed(answer, 'GET')
      return answer.body as AsyncIterable<Uint8Array>
    },
    async remove(key) {
      const answer = await client.fetch(address(key), { method: 'DELETE' })
      if (!answer.ok && answer.status !== 404) throw await failed(answer, 'DELETE')
      await answer.body?.cancel()
    },
  }
}
