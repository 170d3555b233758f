import { describe, expect, it } from 'vitest'
import { createGate } from './gate.ts'

describe('a gate', () => {
  it('lets so many in at once, the others in the order in which they came, and turns away past the line', async () => {
    const gate = createGate({ atOnce: 1, waiting: 2 })
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
    const gate = createGate({ atOnce: 1, waiting: 1 })
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
})
