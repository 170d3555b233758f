import { describe, expect, it } from 'vitest'
import { createGate } from './gate.ts'

const stays = new AbortController().signal

describe('a gate', () => {
  it('lets so many in at once, the others in the order in which they came, and turns away past the line', async () => {
    const gate = createGate({ atOnce: 1, waiting: 2 })
    const order: string[] = []
    const enter = async (name: string) => {
      const leave = await gate.enter(stays)
      order.push(name)
      return leave
    }
    const first = await enter('first')
    const [second, third] = [enter('second'), enter('third')]
    await expect(gate.enter(stays)).rejects.toThrow('unavailable')
    expect(order).toEqual(['first'])
    first()
    first()
    ;(await second)()
    ;(await third)()
    expect(order).toEqual(['first', 'second', 'third'])
    expect(await gate.enter(stays)).toBeTypeOf('function')
  })

  it('who goes while waiting leaves the line', async () => {
    const gate = createGate({ atOnce: 1, waiting: 1 })
    const leave = await gate.enter(stays)
    const gone = new AbortController()
    const waiting = gate.enter(gone.signal)
    gone.abort()
    ;(await waiting)()
    const next = gate.enter(stays)
    leave()
    expect(await next).toBeTypeOf('function')
  })
})
