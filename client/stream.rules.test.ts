import { expect, test } from 'vitest'
import { backOffMs } from './listen.ts'
import { readEvents } from './stream.ts'

async function eventsOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
  return (await Array.fromAsync(readEvents(body, 1000))).map(({ event, data }) => `${event}=${data}`)
}

test.each([
  ['plain', ['event: ready\ndata: {}\n\n'], ['ready={}']],
  ['comments and unknown fields are skipped', [': ping\n\nid: 1\nevent: ready\ndata\n\n'], ['ready=']],
  ['split anywhere', ['eve', 'nt: re', 'ady\r', '\nda', 'ta: 1\r\n', '\r', '\n'], ['ready=1']],
  ['carriage returns', ['event: a\rdata: 1\r\rdata: 2\n\n'], ['a=1', 'message=2']],
  ['several lines of data', ['data: 1\ndata: 2\n\n'], ['message=1\n2']],
  ['an unfinished event is none', ['event: ready\ndata: 1\n'], []],
])('server-sent events: %s', async (_, chunks, events) => {
  expect(await eventsOf(...chunks)).toEqual(events)
})

test('letters split between chunks', async () => {
  const bytes = new TextEncoder().encode('data: 한\n\n')
  expect(await eventsOf(bytes.slice(0, 7), bytes.slice(7))).toEqual(['message=한'])
})

test('silence ends the events', async () => {
  const silent = new ReadableStream<Uint8Array>()
  expect(await Array.fromAsync(readEvents(silent, 20))).toEqual([])
})

test.each([
  [1, 0, 500],
  [1, 0.999, 1499],
  [4, 0.5, 8000],
  [50, 0.5, 30_000],
])('after %i failures, chance %f: wait %i ms', (failures, random, ms) => {
  expect(backOffMs(failures, random)).toBeCloseTo(ms, 3)
})
