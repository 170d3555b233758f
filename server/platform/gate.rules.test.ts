import { describe, expect, it } from 'vitest'
import { createGate } from './gate.ts'

describe('a gate', () => {
  it('lets so many in at once, the others in the order in which they came, and turns away past the line', async () => {
    const gate = createGate({ atOnce: () => 1, waiting: 2 })
    const order: string[] = []
    const enter = (name: string) => {
      const entry = gate.enter()
      return { ...entry, entered: entry.entered.then(() => order.push(name)) }
    }
    const first = enter('first')
    await first.entered
    const [second, third] = [enter('second'), enter('third')]
    expect(() => gate.enter()).toThrow('unavailable')
    expect(order).toEqual(['first'])
    first.leave()
    first.leave()
    await second.entered
    expect(order).toEqual(['first', 'second'])
    second.leave()
    await third.entered
    third.leave()
    const [fourth, fifth] = [enter('fourth'), enter('fifth')]
    await fourth.entered
    expect(order).toEqual(['first', 'second', 'third', 'fourth'])
    fourth.leave()
    await fifth.entered
  })

  it('who goes while waiting leaves the line', async () => {
    const gate = createGate({ atOnce: () => 1, waiting: 1 })
    const first = gate.enter()
    const gone = gate.enter()
    gone.leave()
    await gone.entered
    const next = gate.enter()
    first.leave()
    gone.leave()
    await next.entered
    expect(() => [gate.enter(), gate.enter()]).toThrow('unavailable')
  })

  it('lets more or fewer in as it is asked, and nobody past the line', async () => {
    let most = 3
    const gate = createGate({ atOnce: () => most, waiting: 9 })
    const inside = new Set<number>()
    const entries = Array.from({ length: 6 }, (_, n) => {
      const entry = gate.enter()
      void entry.entered.then(() => inside.add(n))
      return entry
    })
    await entries[2]?.entered
    expect([...inside]).toEqual([0, 1, 2])
    most = 1
    entries[0]?.leave()
    entries[1]?.leave()
    await Promise.resolve()
    expect([...inside]).toEqual([0, 1, 2])
    entries[2]?.leave()
    await entries[3]?.entered
    expect([...inside]).toEqual([0, 1, 2, 3])
    most = 3
    gate.enter()
    await entries[5]?.entered
    expect([...inside]).toEqual([0, 1, 2, 3, 4, 5])
  })
})
