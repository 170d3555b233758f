import { describe, expect, it } from 'vitest'
import { accessSince, listedSince, readCursor, staleSince, writeCursor } from './list.rules.ts'

const at = (text: string) => new Date(text)
const ms = 1

describe('DS-1, DS-5: windows of last access', () => {
  it.each([
    ['30_days', '2027-06-10T12:00:00Z', '2027-05-11T12:00:00.000Z'],
    ['6_months', '2027-08-31T12:00:00Z', '2027-02-28T12:00:00.000Z'],
    ['1_year', '2028-02-29T00:00:00Z', '2027-02-28T00:00:00.000Z'],
    ['1_year', '2027-06-10T12:00:00Z', '2026-06-10T12:00:00.000Z'],
    ['all', '2027-06-10T12:00:00Z', '2024-06-10T12:00:00.000Z'],
  ] as const)('DS-5: %s at %s', (period, now, since) => expect(accessSince(period, at(now)).toISOString()).toBe(since))

  it('DS-1: three years to the instant', () => {
    const now = at('2027-06-10T12:00:00.000Z')
    const used = at('2024-06-10T12:00:00.001Z')
    expect(used > listedSince(now)).toBe(true)
    expect(used > listedSince(new Date(now.getTime() + ms))).toBe(false)
  })

  it('DS-12: stale after 90 days to the instant', () => {
    const now = at('2027-06-10T12:00:00.000Z')
    expect(at('2027-03-12T12:00:00.000Z') <= staleSince(now)).toBe(true)
    expect(at('2027-03-12T12:00:00.001Z') <= staleSince(now)).toBe(false)
  })
})

describe('cursors', () => {
  const id = '0a000000-0000-7000-8000-000000000001'
  const when = '2027-06-10T12:00:00.123456Z'
  it.each([
    ['lastAccess', [when, id]],
    ['model', ['pixel “10”', '12', when, id]],
    ['appVersion', ['a4a0a0a0~', when, id]],
    ['osVersion', ['', when, id]],
  ] as const)('come back as they were: %s', (sort, place) => {
    expect(readCursor(sort, 'asc', writeCursor(sort, 'asc', place))).toEqual(place)
    expect(readCursor(sort, 'desc', writeCursor(sort, 'asc', place)), 'of another direction').toBeNull()
  })
  it.each(['', 'x', Buffer.from('["lastAccess","asc","now","x"]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
    'made up: %s',
    (cursor) => expect(readCursor('lastAccess', 'asc', cursor)).toBeNull(),
  )
})
