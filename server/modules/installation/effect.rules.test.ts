import { expect, it } from 'vitest'
import { effectOf } from './effect.rules.ts'

const sent = new Date('2026-06-01T00:00:00Z')
const at = (days: number, ms = 0) => new Date(sent.getTime() + days * 86_400_000 + ms)

it.each([
  ['still sending', null, at(40), [false, false]],
  ['at 7 days', sent, at(7), [false, false]],
  ['a millisecond later', sent, at(7, 1), [true, false]],
  ['at 30 days', sent, at(30), [true, false]],
  ['a millisecond after that', sent, at(30, 1), [true, true]],
])('IS-5, T-2: %s, which windows of the effect are over', (_, endedAt, now, over) => {
  const effect = effectOf({ endedAt, within7: 3, within30: 5 }, now)
  expect(effect.map((one) => one.over)).toEqual(over)
  expect(effect.map(({ days, installed }) => [days, installed])).toEqual([
    [7, 3],
    [30, 5],
  ])
})
