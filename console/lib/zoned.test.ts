import { describe, expect, it } from 'vitest'
import { instantOf, wallOf } from './zoned.ts'

describe('T-1: wall clock of a zone ↔ instant', () => {
  it.each([
    ['2026-11-25T09:30', 'Asia/Seoul', '2026-11-25T00:30:00.000Z'],
    ['2026-11-25T09:30', 'Asia/Kathmandu', '2026-11-25T03:45:00.000Z'],
    ['2026-07-01T00:00', 'America/Los_Angeles', '2026-07-01T07:00:00.000Z'],
    ['2026-12-31T23:59', 'America/Los_Angeles', '2027-01-01T07:59:00.000Z'],
    // Skipped: at 02:00 the clock goes to 03:00.
    ['2026-03-08T02:30', 'America/Los_Angeles', '2026-03-08T10:30:00.000Z'],
    ['2026-03-08T03:00', 'America/Los_Angeles', '2026-03-08T10:00:00.000Z'],
    // Twice: the first of both.
    ['2026-11-01T01:30', 'America/Los_Angeles', '2026-11-01T08:30:00.000Z'],
    ['2026-11-01T02:00', 'America/Los_Angeles', '2026-11-01T10:00:00.000Z'],
  ])('MB-14: %s in %s is %s', (wall, zone, instant) => {
    expect(instantOf(wall, zone)).toBe(instant)
    if (!wall.includes('03-08T02')) expect(wallOf(new Date(instant), zone)).toBe(wall)
  })

  it.each(['', '2026-11-25', '2026-13-01T00:00', 'nonsense'])('%j is no date and time', (wall) => {
    expect(instantOf(wall, 'Asia/Seoul')).toBeNull()
  })
})
