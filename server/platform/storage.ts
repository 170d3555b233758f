import { openAsBlob } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AwsClient } from 'aws4fetch'

export type S3Settings = { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }

/** Where files stand, by key: one that is there is whole. */
export type Storage = {
  /** @returns its size in bytes */
  put(key: string, chunks: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<number>
  /** Its bytes, read as they are asked for: a blob where they are on this machine; undefined: it is not there. */
  open(key: string): Promise<Blob | AsyncIterable<Uint8Array> | undefined>
  /** One that is not there is gone already. */
  remove(key: string): Promise<void>
}

/** In S3-compatible storage where that is set, else in a folder, which all nodes must share. */
export function createStorage(folder: string, s3: S3Settings | undefined): Storage {
  return s3 ? createS3(s3) : createFolder(folder)
}

const blockBytes = 512 * 1024

/**
 * Writes a new file, block by block: one is filled while the other is written, whatever the size of what comes. @returns its size in bytes
 * @throws what `chunks` throws, or the reason of `signal`
 */
async function writeTo(file: string, chunks: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<number> {
  const handle = await open(file, 'w', 0o600)
  let written: Promise<unknown> = Promise.resolve()
  try {
    let [block, other] = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)]
    let [filled, size] = [0, 0]
    const flush = async () => {
      await written
      written = handle.appendFile(block.subarray(0, filled))
      // Whoever waits for it is told; until then it is nobody's.
      written.catch(() => undefined)
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
    await written
    return size
  } finally {
    await written.catch(() => undefined)
    await handle.close()
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
        await writeTo(file, chunks, signal)
        const body = await openAsBlob(file)
        const answer = await client.fetch(address(key), { method: 'PUT', body, signal })
        if (!answer.ok) throw await failed(answer, 'PUT')
        await answer.body?.cancel()
        return body.size
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
