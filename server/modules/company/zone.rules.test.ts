import { describe, expect, it } from 'vitest'
import {
  dayAt,
  dayInZone,
  nextDay,
  startOfCompanyDay,
  startOfDay,
  startsOfCompanyDays,
  wallTime,
  zoneAt,
  zoneChangeAt,
  type ZoneHistory,
} from './zone.rules.ts'

const at = (iso: string) => new Date(iso)

describe('T-1: a day is a day in the company’s time zone', () => {
  it.each([
    ['Asia/Seoul', '2026-03-01T14:59:59.999Z', '2026-03-01'],
    ['Asia/Seoul', '2026-03-01T15:00:00.000Z', '2026-03-02'],
    ['Asia/Kathmandu', '2026-03-01T18:14:59.999Z', '2026-03-01'],
    ['Asia/Kathmandu', '2026-03-01T18:15:00.000Z', '2026-03-02'],
    ['America/Los_Angeles', '2026-03-08T07:59:59.999Z', '2026-03-07'],
    ['America/Los_Angeles', '2026-03-08T08:00:00.000Z', '2026-03-08'],
    ['America/Los_Angeles', '2026-03-09T06:59:59.999Z', '2026-03-08'],
    ['America/Los_Angeles', '2026-11-02T07:59:59.999Z', '2026-11-01'],
    ['America/Los_Angeles', '2026-11-02T08:00:00.000Z', '2026-11-02'],
  ])('T-1: %s at %s is %s', (zone, instant, day) => {
    expect(dayInZone(zone, at(instant))).toBe(day)
  })

  it('T-1: DST days have 23 and 25 hours, also where midnight itself is skipped', () => {
    const hours = (zone: string, day: string) => (startOfDay(zone, nextDay(day)).getTime() - startOfDay(zone, day).getTime()) / 3_600_000
    expect(hours('America/Los_Angeles', '2026-03-08')).toBe(23)
    expect(hours('America/Los_Angeles', '2026-11-01')).toBe(25)
    expect(hours('Asia/Seoul', '2026-03-08')).toBe(24)
    // Cairo sets its clocks forward at midnight: 24 April 2026 begins at 01:00.
    expect(startOfDay('Africa/Cairo', '2026-04-24').toISOString()).toBe('2026-04-23T22:00:00.000Z')
    expect(hours('Africa/Cairo', '2026-04-24')).toBe(23)
  })
})

describe('T-1, T-3: where a day of the company begins', () => {
  const moved: ZoneHistory = [
    { from: null, zone: 'Asia/Seoul' },
    { from: at('2026-11-22T08:00:00Z'), zone: 'America/Los_Angeles' },
  ]
  it.each([
    ['2026-11-21', '2026-11-20T15:00:00.000Z'],
    ['2026-11-22', '2026-11-21T15:00:00.000Z'],
    ['2026-11-23', '2026-11-23T08:00:00.000Z'],
  ])('T-3: %s begins at %s', (day, instant) => {
    const start = startOfCompanyDay(moved, day)
    expect(start.toISOString()).toBe(instant)
    expect(dayAt(moved, start)).toBe(day)
    expect(dayAt(moved, new Date(start.getTime() - 1)) < day).toBe(true)
  })
  it('T-1: the wall clock of a zone', () => {
    expect(wallTime('Asia/Kathmandu', at('2026-03-01T18:14:59.999Z'))).toBe('2026-03-01 23:59:59')
  })
})

describe('T-3: a change of time zone', () => {
  it.each([
    // To the west: today ends in Seoul long before it does in Los Angeles; the next midnight there is a day later.
    ['Asia/Seoul', 'America/Los_Angeles', '2026-11-21T03:00:00Z', '2026-11-22T08:00:00.000Z'],
    // To the east: both have ended when Seoul's day ends.
    ['America/Los_Angeles', 'Asia/Seoul', '2026-11-21T03:00:00Z', '2026-11-21T15:00:00.000Z'],
    // Just after midnight in the old zone.
    ['Asia/Seoul', 'Asia/Kathmandu', '2026-11-20T15:00:00Z', '2026-11-21T18:15:00.000Z'],
    ['Pacific/Kiritimati', 'Pacific/Honolulu', '2026-11-21T09:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['Pacific/Honolulu', 'Pacific/Kiritimati', '2026-11-21T09:00:00Z', '2026-11-21T10:00:00.000Z'],
  ])('T-3: from %s to %s at %s takes effect at %s', (from, to, now, effective) => {
    expect(zoneChangeAt(from, to, at(now)).toISOString()).toBe(effective)
  })

  it('T-3: days never go back across a change, whatever the zones and the hour', () => {
    const zones = [
      'Asia/Seoul',
      'America/Los_Angeles',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
      'Pacific/Honolulu',
      'Europe/Berlin',
      'America/St_Johns',
    ]
    for (const from of zones) {
      for (const to of zones.filter((z) => z !== from)) {
        for (let hour = 0; hour < 24; hour += 5) {
          const now = new Date(Date.UTC(2026, 2, 28, hour))
          const change = zoneChangeAt(from, to, now)
          const history: ZoneHistory = [
            { from: null, zone: from },
            { from: change, zone: to },
          ]
          const today = dayAt(history, now)
          expect(dayAt(history, change) > today).toBe(true)
          expect(dayInZone(from, change) > dayInZone(from, now)).toBe(true)
          let last = today
          for (let t = now.getTime(); t < change.getTime() + 2 * 86_400_000; t += 1_800_000) {
            const day = dayAt(history, new Date(t))
            expect(day >= last).toBe(true)
            last = day
          }
        }
      }
    }
  }, 30_000)

  it('T-1, T-3: the days of a year begin one after another where each begins by itself, over DST and changes of zone', () => {
    const seoulToday: ZoneHistory = [
      { from: null, zone: 'America/Los_Angeles' },
      { from: at('2026-11-22T08:00:00Z'), zone: 'Asia/Seoul' },
    ]
    const zones = ['Africa/Cairo', 'America/Havana', 'America/Los_Angeles', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia']
    for (const history of [seoulToday, ...zones.map((zone) => [{ from: null, zone }])]) {
      const starts = startsOfCompanyDays(history, '2026-02-01', 330)
      let day = '2026-02-01'
      for (const start of starts) {
        expect(start).toEqual(startOfCompanyDay(history, day))
        day = nextDay(day)
      }
    }
  })

  it('T-3: a late event uses the zone in force at its instant', () => {
    const history: ZoneHistory = [
      { from: null, zone: 'Asia/Seoul' },
      { from: at('2026-11-22T08:00:00Z'), zone: 'America/Los_Angeles' },
    ]
    expect(zoneAt(history, at('2026-11-22T07:59:59.999Z'))).toBe('Asia/Seoul')
    expect(zoneAt(history, at('2026-11-22T08:00:00Z'))).toBe('America/Los_Angeles')
    expect(dayAt(history, at('2026-11-20T16:00:00Z'))).toBe('2026-11-21')
  })
})
