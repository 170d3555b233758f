import { describe, expect, it } from 'vitest'
import { seeded } from '../sample/random.ts'
import { bornDevice } from './device.ts'
import { moodOf, ordinaryDay } from './rates.ts'
import { createSchedule } from './schedule.ts'

describe('the fleet', () => {
  it('takes what is due in order, however it was put down', () => {
    const random = seeded(1)
    const schedule = createSchedule<number>()
    const times = Array.from({ length: 500 }, () => random.below(1_000))
    for (const at of times) schedule.add(at, at)
    const sorted = times.toSorted((a, b) => a - b)
    expect(schedule.nextAt()).toBe(sorted[0])
    expect(schedule.takeDue(499)).toEqual(sorted.filter((at) => at <= 499))
    expect(schedule.takeDue(1_000)).toEqual(sorted.filter((at) => at > 499))
    expect(schedule.nextAt()).toBeUndefined()
  })

  it('has the same devices and the same lives for the same seed', () => {
    const lives = (seed: number) => {
      const random = seeded(seed)
      return Array.from({ length: 50 }, () => moodOf(random, ordinaryDay('Asia/Seoul').chances))
    }
    expect(lives(7)).toEqual(lives(7))
    expect(lives(7)).not.toEqual(lives(8))
    expect(bornDevice(7, 3, 'mobile')).toEqual(bornDevice(7, 3, 'mobile'))
    expect(new Set(Array.from({ length: 1_000 }, (_, n) => bornDevice(7, n, 'mobile').report.vendorId)).size).toBe(1_000)
  })

  it('DS-3: a reset device has another vendor ID and is otherwise the same', () => {
    const [before, after] = [bornDevice(7, 3, 'mobile').report, bornDevice(7, 3, 'mobile', 1).report]
    expect(after).toEqual({ ...before, vendorId: after.vendorId })
    expect(after.vendorId).not.toBe(before.vendorId)
  })

  it('uses the suite by day and sleeps at night, in the company’s time zone', () => {
    const random = seeded(3)
    const { gapMs } = ordinaryDay('Asia/Seoul')
    const hours = Array<number>(24).fill(0)
    let at = Date.parse('2026-11-23T00:00:00+09:00')
    for (const end = at + 100 * 86_400_000; at < end; at += gapMs(random, new Date(at))) {
      const hour = new Date(at + 9 * 3_600_000).getUTCHours()
      hours[hour] = (hours[hour] ?? 0) + 1
    }
    expect(hours[9]).toBeGreaterThan(450)
    expect(hours[9]).toBeLessThan(750)
    expect(hours[3]).toBeLessThan(50)
  })
})
