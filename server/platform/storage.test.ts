import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startS3, type FakeS3 } from '../../dev/s3.ts'
import { createStorage, unpacked, type Bytes, type Storage } from './storage.ts'

let folder: string
let s3: FakeS3
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-storage-'))
  s3 = await startS3({ secret: 'of the bucket', bucket: 'files' })
})
afterAll(async () => {
  await s3.stop()
  await rm(folder, { recursive: true })
})

const bucket = (secretAccessKey = 'of the bucket') =>
  createStorage(folder, { endpoint: s3.endpoint, region: 'eu-central-1', bucket: 'files', accessKeyId: 'muster', secretAccessKey })
const storages: [string, () => Storage][] = [
  ['a folder', () => createStorage(folder, undefined)],
  ['S3', () => bucket()],
]
const going = new AbortController().signal
const joined = async (bytes: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}
/** As another program unpacks it, and as we do. */
const textOf = async (bytes: Bytes | undefined) => {
  if (!bytes) return undefined
  const packed = bytes instanceof Blob ? Buffer.from(await bytes.arrayBuffer()) : await joined(bytes)
  const other = spawnSync('gzip', ['--decompress', '--stdout'], { input: packed, maxBuffer: 2 ** 26 }).stdout
  expect((await joined(unpacked(new Blob([packed])))).equals(other)).toBe(true)
  return other.toString()
}
async function* chunks(...parts: string[]) {
  yield* parts
}

describe.each(storages)('DS-8: files in %s', (_, make) => {
  it('DS-8: written, read, written over, and removed; one that is not there is not', async () => {
    const storage = make()
    const key = 'tenant/file-1'
    expect(await storage.open(key)).toBeUndefined()
    expect(await storage.put(key, chunks('이름\n', '홍길동\n'), going)).toBe(Buffer.byteLength('이름\n홍길동\n'))
    expect(await textOf(await storage.open(key))).toBe('이름\n홍길동\n')
    await storage.put(key, chunks('x'), going)
    expect(await textOf(await storage.open(key))).toBe('x')
    await storage.remove(key)
    expect(await storage.open(key)).toBeUndefined()
    await storage.remove(key)
  })

  it('DS-8: whatever the sizes of what comes, all of it in its order', async () => {
    const storage = make()
    const parts = Array.from({ length: 400 }, (__, n) => String(n).padEnd((n * 7_919) % 20_011, '·') + '\n')
    const huge = '0123456789'.repeat(150_000)
    const whole = [...parts, huge, ...parts].join('')
    expect(await storage.put('tenant/sizes-1', chunks(...parts, huge, ...parts), going)).toBe(Buffer.byteLength(whole))
    expect((await textOf(await storage.open('tenant/sizes-1'))) === whole).toBe(true)
    expect(await storage.put('tenant/empty-1', chunks(), going)).toBe(0)
    expect(await textOf(await storage.open('tenant/empty-1'))).toBe('')
  })

  it('DS-8: what was left in the middle, or failed, is not there', async () => {
    const storage = make()
    const left = new AbortController()
    async function* endless() {
      for (;;) {
        yield 'row\n'
        left.abort()
      }
    }
    await expect(storage.put('tenant/left-1', endless(), left.signal)).rejects.toThrow(/abort/i)
    async function* broken() {
      yield 'row\n'
      throw new Error('the database is gone')
    }
    await expect(storage.put('tenant/broken-1', broken(), going)).rejects.toThrow('the database is gone')
    for (const key of ['tenant/left-1', 'tenant/broken-1']) expect(await storage.open(key)).toBeUndefined()
    expect((await readdir(path.join(folder, 'tenant')).catch(() => [])).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

it.runIf(existsSync('/dev/full'))('DS-8, pitfall 18: a full disk is said, whatever is under way', async () => {
  const storage = createStorage(folder, undefined)
  async function* endless() {
    for (let n = 0; n < 400; n++) yield randomBytes(100_000).toString('hex')
  }
  await symlink('/dev/full', path.join(folder, 'full-1.part'))
  await expect(storage.put('full-1', endless(), going)).rejects.toThrow('ENOSPC')
})

it('DS-8: a storage that refuses is said to; what a killed process left goes with the file', async () => {
  await expect(bucket('another secret').put('tenant/refused-1', chunks('x'), going)).rejects.toThrow(/403.*SignatureDoesNotMatch/)
  const storage = createStorage(folder, undefined)
  await storage.put('tenant/killed-1', chunks('x'), going)
  await writeFile(path.join(folder, 'tenant/killed-1.part'), 'half')
  await storage.remove('tenant/killed-1')
  expect((await readdir(path.join(folder, 'tenant'))).filter((name) => name.startsWith('killed'))).toEqual([])
})
