import { describe, expect, it } from 'vitest'
import { administratorRoles } from '@muster/contract'
import { isMailPort, isPasswordNeeded, mayChangeMailServer } from './mailServer.rules.ts'

const kept = { host: 'mail.example.com', port: 587, tls: 'starttls', user: 'me', hasPassword: true } as const

describe('the company’s mail server', () => {
  it('P-2: is set by the Super Admin alone', () => {
    expect(administratorRoles.filter(mayChangeMailServer)).toEqual(['super_admin'])
  })

  it.each([
    ['a server that was not there', undefined, kept, true],
    ['the same server', kept, kept, false],
    ['another name', kept, { ...kept, host: 'mail.evil.example' }, true],
    ['another port', kept, { ...kept, port: 25 }, true],
    ['less encryption', kept, { ...kept, tls: 'none' as const }, true],
    ['another user', kept, { ...kept, user: 'you' }, true],
    ['nobody to sign in', kept, { ...kept, user: null, host: 'other.example' }, false],
    ['a user where there was none', { ...kept, user: null, hasPassword: false }, kept, true],
  ])('SX-3: %s: whether the password is asked for', (_, before, wanted, needed) => {
    expect(isPasswordNeeded(before, wanted)).toBe(needed)
  })

  it.each([
    [587, false, true],
    [5432, false, false],
    [5432, true, true],
  ])('port %i, any target %s: %s', (port, anyTarget, allowed) => {
    expect(isMailPort(port, anyTarget)).toBe(allowed)
  })
})
