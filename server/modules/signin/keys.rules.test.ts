import { describe, expect, it } from 'vitest'
import { algorithmsDue, keysAt, keysOver, nextTurn } from './keys.rules.ts'

const at = (day: number, ms = 0) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000 + ms)
const key = (alg: string, day: number) => ({ alg, signsFrom: at(day) })
const [old, now, next] = [key('RS256', 0), key('RS256', 90), key('RS256', 180)]

describe('SX-1: signing keys', () => {
  it('SX-1: the newest whose time has come signs, and the others are published beside it', () => {
    expect(keysAt([old, now, next], at(90, -1))[0]).toBe(old)
    expect(keysAt([old, now, next], at(90))).toEqual([now, old, next])
    expect(keysAt([key('ES256', 5), now], at(91)).map((k) => k.alg)).toEqual(['ES256', 'RS256'])
    expect(nextTurn([old, now, next], at(90))).toEqual(at(180))
    expect(nextTurn([old, now], at(90))).toBeUndefined()
  })
  it('SX-1: a successor is published a day before 90 days are over', () => {
    expect(algorithmsDue([old], at(89, -1))).toEqual([])
    expect(algorithmsDue([old, key('ES256', 1)], at(89))).toEqual(['RS256'])
    expect(algorithmsDue([old, now], at(89))).toEqual([])
  })
  it('SX-1: a key is kept for as long as what it signed may be shown to us', () => {
    expect(keysOver([old, now], at(180, -1))).toEqual([])
    expect(keysOver([old, now, next], at(180))).toEqual([old])
    expect(keysOver([old], at(1000))).toEqual([])
  })
})
