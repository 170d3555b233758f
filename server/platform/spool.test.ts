import { EventEmitter } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx, Scope } from './context.ts'
import { givenBy, spooledFile } from './spool.ts'

let folder: string
const before = process.env['TMPDIR']
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-test-'))
  process.env['TMPDIR'] = folder
})
afterEach(async () => {
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  await rm(folder, { recursive: true })
})

/** The part of an answer that a file is kept for. */
const answerOf = (closed = false) => Object.assign(new EventEmitter(), { closed, destroyed: closed }) as unknown as ServerResponse
const fileOf = (chunks: AsyncIterable<string>) => ({ name: 'a.csv', type: 'text/csv', chunks })
const files = () => readdir(folder)
/** However busy the machine is. */
const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, 30_000)
const gone = () => until(async () => (await files()).length === 0)

async function* parts(count: number, ended: () => void = () => undefined) {
  try {
    for (let i = 0; i < count; i++) yield `${i}\n`
  } finally {
    ended()
  }
}

describe('a file kept while it is answered', () => {
  it('stays until the answer is over', async () => {
    const answer = answerOf()
    const file = await spooledFile(fileOf(parts(3)), answer)
    expect(await file.text()).toBe('0\n1\n2\n')
    expect(await files()).toHaveLength(1)
    answer.emit('close')
    await gone()
  })

  it('goes where the client leaves while it is written, and nothing more is read', async () => {
    const answer = answerOf()
    const ended = vi.fn<() => void>()
    const spooled = spooledFile(fileOf(parts(Infinity, ended)), answer)
    await until(async () => (await files()).length === 1)
    answer.emit('close')
    await expect(spooled).rejects.toMatchObject({ code: 'unavailable' })
    await gone()
    await until(() => ended.mock.calls.length === 1)
  })

  it('is not written where the client has left before', async () => {
    await expect(spooledFile(fileOf(parts(Infinity)), answerOf(true))).rejects.toMatchObject({ code: 'unavailable' })
    await gone()
  })

  it('goes where its parts cannot be read', async () => {
    async function* broken() {
      yield 'a'
      throw new Error('no more')
    }
    await expect(spooledFile(fileOf(broken()), answerOf())).rejects.toThrow('no more')
    await gone()
  })
})

describe('what a transaction gives', () => {
  /** A scope whose transactions tell how they ended. */
  function scopeOf() {
    const ends: string[] = []
    const transaction = (work: (ctx: Ctx) => Promise<unknown>) =>
      work({} as Ctx).then(
        (result) => (ends.push('commit'), result),
        (err: unknown) => {
          ends.push('rollback')
          throw err
        },
      )
    return { scope: { transaction } as unknown as Scope, ends }
  }

  it('is all there, in order, and the transaction has ended after the last part', async () => {
    const { scope, ends } = scopeOf()
    const read: number[] = []
    for await (const part of givenBy<number>(scope, async (_, give) => {
      for (let i = 0; i < 100; i++) await give(i)
    }))
      read.push(part)
    expect(read).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(ends).toEqual(['commit'])
  })

  it('is not read ahead of who asks, and ends where nobody asks any more', async () => {
    const { scope, ends } = scopeOf()
    let given = 0
    const chunks = givenBy<number>(scope, async (_, give) => {
      for (;;) await give(given++)
    })
    for (let i = 0; i < 3; i++) await chunks.next()
    expect(given).toBeLessThan(7)
    await chunks.return(undefined)
    await until(() => ends.length === 1)
    expect(ends).toEqual(['rollback'])
  })

  it('tells of the transaction that failed', async () => {
    const { scope } = scopeOf()
    const chunks = givenBy<number>(scope, async (_, give) => {
      await give(1)
      throw new Error('lost')
    })
    expect((await chunks.next()).value).toBe(1)
    await expect(chunks.next()).rejects.toThrow('lost')
  })
})
