import { describe, expect, it } from 'vitest'
import { formatPhone, maskPhone, parsePhone } from './phone.ts'

describe('MB-5: phone numbers', () => {
  it.each([
    ['010-1234-5678', 'ko', '+821012345678'],
    ['０１０ １２３４ ５６７８', 'ko', '+821012345678'],
    ['+82 10 1234 5678', 'en', '+821012345678'],
    ['+82 010-1234-5678', 'ja', '+821012345678'],
    ['090-1234-5678', 'ja', '+819012345678'],
    ['(202) 555-0143', 'en', undefined],
    ['+1 202 555 0143', 'en', '+12025550143'],
    ['02-312-3456', 'ko', undefined],
    ['010-1234-5678 ext. 9', 'ko', undefined],
    ['call 010-1234-5678', 'ko', undefined],
    ['010-1234', 'ko', undefined],
    ['', 'ko', undefined],
  ] as const)('MB-5: %s typed on a page in %s is %s', (typed, locale, number) => {
    expect(parsePhone(typed, locale)).toBe(number)
  })

  it('MB-5: one’s own is written out, others see its end', () => {
    expect(formatPhone('+821012345678')).toBe('+82 10 1234 5678')
    expect(maskPhone('+821012345678')).toBe('+82 •••• 5678')
  })
})
