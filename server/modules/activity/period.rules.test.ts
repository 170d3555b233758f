import { describe, expect, it } from 'vitest'
import { addDays, countDays, periodDays, periodRefusal, rangeOn } from './period.rules.ts'

describe('presets', () => {
  it.each([
    ['7d', '2027-06-10', '2027-06-04', 7],
    ['30d', '2027-06-10', '2027-05-12', 30],
    [undefined, '2027-06-10', '2027-05-12', 30],
    ['3m', '2027-06-10', '2027-03-11', 92],
    ['6m', '2027-06-10', '2026-12-11', 182],
    ['1y', '2027-06-10', '2026-06-11', 365],
    // Pitfall 6: months of 28 to 31 days, and 29 February.
    ['6m', '2026-08-31', '2026-03-01', 184],
    ['6m', '2028-08-31', '2028-03-01', 184],
    ['6m', '2028-08-30', '2028-03-01', 183],
    ['3m', '2027-05-31', '2027-03-01', 92],
    ['3m', '2028-05-31', '2028-03-01', 92],
    ['3m', '2027-02-28', '2026-11-29', 92],
    ['3m', '2027-03-31', '2027-01-01', 90],
    ['1y', '2028-02-29', '2027-03-01', 366],
    ['1y', '2028-03-01', '2027-03-02', 366],
    ['1y', '2029-02-28', '2028-02-29', 366],
    ['7d', '2027-01-03', '2026-12-28', 7],
  ] as const)('AU-3: %s on %s starts on %s, %i days', (preset, today, from, days) => {
    expect(periodDays(preset, today)).toEqual({ preset: preset ?? '30d', from, to: today, days })
  })
})

describe('custom periods', () => {
  const today = '2027-06-10'
  const range = { earliest: '2026-06-11', latest: today }
  it('AU-3: one day, and exactly a year, are allowed', () => {
    expect(periodRefusal('2027-06-10..2027-06-10', today)).toBeNull()
    expect(periodDays('2027-06-10..2027-06-10', today)).toEqual({ preset: null, from: today, to: today, days: 1 })
    expect(periodRefusal('2026-06-11..2027-06-10', today)).toBeNull()
    expect(periodDays('2026-06-11..2027-06-10', today)).toEqual({ preset: null, from: '2026-06-11', to: today, days: 365 })
    expect(periodDays('2026-06-11..2026-06-11', today).days).toBe(1)
  })
  it.each([
    ['2027-06-10..2027-06-09', 'reversed'],
    ['2027-06-10..2027-06-11', 'future'],
    ['2027-06-11..2027-06-11', 'future'],
    ['2026-06-10..2027-06-10', 'too_old'],
    ['2026-06-10..2026-06-10', 'too_old'],
    ['2027-02-29..2027-03-01', 'not_a_day'],
    ['2027-13-01..2027-13-02', 'not_a_day'],
    ['2027-04-31..2027-05-01', 'not_a_day'],
  ])('AU-3: %s is refused as %s, with the allowed range', (period, reason) => {
    expect(periodRefusal(period, today)).toEqual({ ...range, reason })
  })
})

describe('the earliest day', () => {
  it.each([
    ['2027-06-10', '2026-06-11'],
    ['2028-03-01', '2027-03-02'],
    ['2027-03-01', '2026-03-02'],
    ['2029-02-28', '2028-02-29'],
    ['2027-01-01', '2026-01-02'],
    ['2026-12-31', '2026-01-01'],
  ])('AU-3: on %s it is %s, one year back, exclusive', (today, earliest) => {
    expect(rangeOn(today)).toEqual({ earliest, latest: today })
  })
  it('AU-3: 29 Feb reaches back to 1 Mar', () => {
    expect(rangeOn('2028-02-29').earliest).toBe('2027-03-01')
  })
  it('AU-3: the 1-year preset is the whole range, never more than 366 days, on every day of nine years', () => {
    for (let day = '2026-01-01'; day < '2035-01-01'; day = addDays(day, 1)) {
      const year = periodDays('1y', day)
      expect(year.from).toBe(rangeOn(day).earliest)
      expect(year.days).toBe(countDays(year.from, day))
      expect([365, 366]).toContain(year.days)
    }
  })
})

it('T-1: days are counted without any zone, over years and leap days', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2027-02-28', 1)).toBe('2027-03-01')
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
  expect(countDays('2027-03-27', '2027-03-29')).toBe(3)
})
