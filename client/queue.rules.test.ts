import { describe, expect, test } from 'vitest'
import { createUseQueue } from './queue.ts'
import { memoryStorage, turns } from './storage.ts'

const none: ReadonlySet<string> = new Set()
const day = 86_400_000
const start = Date.parse('2027-06-10T12:00:00Z')

function newQueue() {
  const clock = { now: new Date(start) }
  const storage = memoryStorage()
  const open = () => createUseQueue(storage, turns(storage, 'uses'), 'uses', () => clock.now)
  return { clock, open, queue: open() }
}

describe('AU-7: the offline queue', () => {
  test('AU-7: uses belong to the member who made them', async () => {
    const { queue } = newQueue()
    await queue.add('a', new Date(start))
    await queue.add('b', new Date(start - day))
    expect(await queue.batch('a', none)).toEqual(['2027-06-10T12:00:00.000Z'])
    expect(await queue.batch('b', none)).toEqual(['2027-06-09T12:00:00.000Z'])
    await queue.remove('a', await queue.batch('a', none))
    expect([await queue.size('a'), await queue.size('b')]).toEqual([0, 1])
  })

  test('they outlive a restart, oldest first, at most 500 at a time', async () => {
    const { queue, open } = newQueue()
    for (let n = 0; n < 600; n += 1) await queue.add('a', new Date(start - n * 900_000))
    const first = await open().batch('a', none)
    expect(first).toHaveLength(500)
    expect(first).toEqual(first.toSorted())
    await open().remove('a', first)
    expect(await open().size('a')).toBe(100)
  })

  test('T-2: a use is kept for 31 days to the millisecond', async () => {
    const { queue, clock } = newQueue()
    await queue.add('a', new Date(start))
    clock.now = new Date(start + 31 * day)
    expect(await queue.size('a')).toBe(1)
    clock.now = new Date(start + 31 * day + 1)
    expect([await queue.size('a'), await queue.batch('a', none)]).toEqual([0, []])
  })

  test('old uses of members who never came back leave the storage', async () => {
    const storage = memoryStorage()
    let now = new Date(start)
    const queue = createUseQueue(storage, turns(storage, 'uses'), 'uses', () => now)
    await queue.add('gone', now)
    now = new Date(start + 40 * day)
    await queue.add('a', now)
    expect(Object.keys(JSON.parse((await storage.read('uses')) ?? '{}') as object)).toEqual(['a'])
  })

  test('many uses of one quarter hour are one, concurrent ones too', async () => {
    const { queue } = newQueue()
    const added = await Promise.all(Array.from({ length: 50 }, (_, n) => queue.add('a', new Date(start + n * 1000))))
    expect(added.filter(Boolean)).toHaveLength(1)
    expect(await queue.add('a', new Date(start + 15 * 60_000))).toBe(true)
    expect(await queue.size('a')).toBe(2)
  })

  test('no time zone changes its day within a quarter hour of UTC', () => {
    const wrong = Intl.supportedValuesOf('timeZone').filter((timeZone) => {
      const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
      return [0, 180].some((days) =>
        Array.from({ length: 96 }, (_, n) => start + days * day + n * 900_000).some(
          (from) => format.format(from) !== format.format(from + 899_999),
        ),
      )
    })
    expect(wrong).toEqual([])
  })

  test('a damaged queue does not stop the app', async () => {
    const storage = memoryStorage()
    const queue = createUseQueue(storage, turns(storage, 'uses'), 'uses', () => new Date(start))
    for (const text of ['{', '[]', '{"a":["soon",1]}', '{"a":1}']) {
      await storage.write('uses', text)
      expect(await queue.batch('a', none)).toEqual([])
    }
    expect(await queue.add('a', new Date(start))).toBe(true)
  })
})
