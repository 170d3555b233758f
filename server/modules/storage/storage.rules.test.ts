import { describe, expect, it } from 'vitest'
import { limitOf, reachedAfter, readCursor, shownKinds, stepOf, writeCursor, type Reached } from './storage.rules.ts'

describe('MB-9: storage in use', () => {
  it.each([
    ['standard', true, ['drive']],
    ['standard', false, ['drive', 'mail']],
    ['standard_plus', true, ['drive', 'mail']],
    // A trial counts as standard_plus (P-1).
    ['trial', true, ['drive', 'mail']],
    ['none', true, ['drive', 'mail']],
    ['lite', true, ['drive', 'mail']],
  ] as const)('MB-9: Core %s, Drive %s shows %j', (core, drive, kinds) => expect(shownKinds({ core, drive })).toEqual(kinds))

  it.each([
    [499, 1000, null],
    [500, 1000, 50],
    [599, 1000, 50],
    [899, 1000, 80],
    [900, 1000, 90],
    [999, 1000, 90],
    [1000, 1000, 100],
    [5000, 1000, 100],
    [5, 0, 100],
    [0, 0, null],
    [5, null, null],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 100],
  ])('MB-9: %d of %s bytes is at step %s', (used, limit, step) => expect(stepOf(used, limit)).toBe(step))

  it('MB-9: a company’s own limit counts; else its members’ together, where each has one', () => {
    const members = { quota: 30, count: 3, unlimited: 0 }
    expect(limitOf(100, members)).toEqual({ limit: 100, limitOf: 'company' })
    expect(limitOf(null, members)).toEqual({ limit: 30, limitOf: 'members' })
    expect(limitOf(null, { ...members, unlimited: 1 })).toEqual({ limit: null, limitOf: null })
    expect(limitOf(null, { quota: 0, count: 0, unlimited: 0 })).toEqual({ limit: null, limitOf: null })
  })

  it('MB-9: administrators are told of each step once, of several the highest, and anew only after use was five points beneath it', () => {
    const use = [49, 50, 72, 72, 69, 71, 66, 65, 64, 70, 100, 0]
    let before: Reached[] = []
    const told = use.map((used) => {
      const { reached, tell } = reachedAfter(before, { used, limit: 100 }, new Date(0))
      before = reached
      return tell
    })
    expect(told).toEqual([null, 50, 70, null, null, null, null, null, null, 70, 100, null])
    expect(before).toEqual([])
    expect(reachedAfter([{ step: 50, since: new Date(0) }], { used: 5, limit: null }, new Date(1))).toEqual({ reached: [], tell: null })
  })

  it('MB-9: since when use is at a step or above: kept while it is, none while it is beneath', () => {
    const [first, later] = [new Date(0), new Date(1)]
    const at = (used: number, before: Reached[]) => reachedAfter(before, { used, limit: 100 }, later).reached
    expect(at(62, [{ step: 50, since: first }])).toEqual([
      { step: 50, since: first },
      { step: 60, since: later },
    ])
    expect(at(58, [{ step: 60, since: first }])).toEqual([
      { step: 50, since: later },
      { step: 60, since: null },
    ])
  })

  it('a cursor leads back to its place; one made up leads nowhere', () => {
    const place = { used: Number.MAX_SAFE_INTEGER, memberId: '01900000-0000-7000-8000-000000000000' }
    expect(readCursor(writeCursor(place))).toEqual(place)
    for (const bad of ['', 'x', Buffer.from('1').toString('base64url'), Buffer.from('-1 x').toString('base64url')])
      expect(readCursor(bad)).toBeNull()
  })
})
