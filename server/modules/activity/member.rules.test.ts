import { describe, expect, it } from 'vitest'
import { countsSince, daysOf, knownSince, surfaceDays } from './member.rules.ts'

describe('MB-2: a member’s calendar of the year', () => {
  const bits = '0110001'
  it.each([
    ['all of it', '2026-01-01', { from: '2026-01-01', to: '2026-01-07' }, ['2026-01-02', '2026-01-03', '2026-01-07']],
    ['cut at both ends', '2026-01-01', { from: '2026-01-03', to: '2026-01-06' }, ['2026-01-03']],
    ['a calendar that begins later', '2026-01-03', { from: '2026-01-01', to: '2026-01-05' }, ['2026-01-04', '2026-01-05']],
    ['a calendar that ended before', '2025-01-01', { from: '2026-01-01', to: '2026-01-05' }, []],
    ['over a leap day', '2028-02-27', { from: '2028-02-28', to: '2028-03-04' }, ['2028-02-28', '2028-02-29', '2028-03-04']],
  ])('MB-2: %s', (_, first, within, days) => {
    expect(daysOf({ first, bits }, within)).toEqual(days)
  })

  it('AU-1: each surface has its own, in the one order', () => {
    const calendars = [
      { fact: 7, first: '2026-01-01', bits: '100' },
      { fact: 3, first: '2026-01-01', bits: '011' },
    ]
    expect(surfaceDays(calendars, { from: '2026-01-01', to: '2026-01-03' })).toEqual([
      { surface: 'mobile', days: ['2026-01-02', '2026-01-03'] },
      { surface: 'pc', days: [] },
      { surface: 'drive_mobile', days: [] },
      { surface: 'drive_explorer', days: [] },
      { surface: 'web', days: ['2026-01-01'] },
    ])
  })

  it('pitfall 08: nothing is known before the member came, but for history that was imported; no zeros there', () => {
    const used = [{ surface: 'web' as const, days: ['2026-03-01'] }]
    expect(knownSince('2026-05-01', used)).toBe('2026-03-01')
    expect(knownSince('2026-02-01', used)).toBe('2026-02-01')
    expect(countsSince([0, 0, 1], '2026-01-01', '2026-01-02')).toEqual([null, 0, 1])
    expect(countsSince([0, 2, 0], '2026-01-01', '2026-02-01')).toEqual([null, 2, 0])
  })
})
