import { describe, expect, it } from 'vitest'
import { familyOf } from '../../platform/userAgent.ts'
import { newsOf } from './familiar.rules.ts'

const known = { environments: ['Chrome|Windows|'], countries: ['KR'] }
const now = { isFirst: false, isKnownBrowser: false, environment: 'Chrome|Windows|', country: 'KR' }

describe('MB-11: what is new about a sign-in', () => {
  it.each([
    ['the same', known, {}, false, false],
    ['another browser', known, { environment: 'Firefox|Windows|' }, true, false],
    ['another browser that has been signed in in', known, { environment: 'Firefox|Windows|', isKnownBrowser: true }, false, false],
    ['another country', known, { country: 'US' }, false, true],
    ['another country in a known browser', known, { country: 'US', isKnownBrowser: true }, false, true],
    ['no country', known, { country: null }, false, false],
    ['all of it', known, { environment: '', country: 'US' }, true, true],
    ['after 90 days of silence', { environments: [], countries: [] }, {}, true, true],
    ['the first one ever', { environments: [], countries: [] }, { isFirst: true }, false, false],
  ])('MB-11: %s', (_, familiar, change, newDevice, newCountry) => {
    expect(newsOf(familiar, { ...now, ...change })).toEqual({ newDevice, newCountry })
  })

  const chrome = (version: number, system = 'Windows NT 10.0; Win64; x64') =>
    `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
  it('MB-11: an update makes no new device, another system does; what says nothing is alike (pitfall 34)', () => {
    expect(familyOf(chrome(131))).toBe(familyOf(chrome(130)))
    expect(familyOf(chrome(130, 'X11; Linux x86_64'))).not.toBe(familyOf(chrome(130)))
    expect(familyOf(null)).toBe('')
    expect(familyOf('x'.repeat(400))).toBe(familyOf('y'))
  })
})
