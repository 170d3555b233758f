import { describe, expect, it } from 'vitest'
import { accountOf, subOf, surfaceOf } from './account.rules.ts'
import { passwordLengthOk } from '@muster/contract'
import { parseMemberId } from './password.rules.ts'
import { preferredLocale } from './signin.page.ts'

describe('accounts', () => {
  it('SX-1: a sub leads back to tenant and member, and only a sub does', () => {
    expect(accountOf(subOf('t', 'm'))).toEqual({ tenant: 't', memberId: 'm' })
    expect(accountOf('t')).toBeUndefined()
    expect(accountOf('t.m.x')).toBeUndefined()
    expect(surfaceOf('drive_explorer')).toBe('drive_explorer')
    expect(surfaceOf('console')).toBe('web')
    expect(surfaceOf('toString')).toBeUndefined()
  })
  it('SX-4: an ID is login and domain, whatever its case and width', () => {
    expect(parseMemberId(' Ada@Example.com ')).toEqual({ login: 'ada', domain: 'example.com' })
    expect(parseMemberId('ａｄａ＠example.com')).toEqual({ login: 'ada', domain: 'example.com' })
    expect(parseMemberId('ada')).toBeUndefined()
    expect(parseMemberId('a@b@c')).toBeUndefined()
    for (const unkept of ['\0', '\u0007', '\ud800']) expect(parseMemberId(`ada${unkept}@example.com`)).toBeUndefined()
  })
  it('MB-4: 8 to 64 characters as people count them', () => {
    expect(passwordLengthOk('가나다라마바사')).toBe(false)
    expect(passwordLengthOk('가나다라마바사아')).toBe(true)
    expect(passwordLengthOk('🙂'.repeat(64))).toBe(true)
    expect(passwordLengthOk('🙂'.repeat(65))).toBe(false)
  })
  it('RE-2: the page speaks the best of our languages', () => {
    expect(preferredLocale('fr-FR,ja;q=0.8,en;q=0.5')).toBe('ja')
    expect(preferredLocale('en;q=0.3,ko-KR')).toBe('ko')
    expect(preferredLocale(undefined)).toBe('en')
    expect(preferredLocale('xx')).toBe('en')
  })
})
