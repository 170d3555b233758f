import { describe, expect, it } from 'vitest'
import { profileOf, shownVendorId, soughtProfile } from './mdm.rules.ts'

describe('DS-2, DS-10: what the mode shows of a device', () => {
  it.each([
    ['off', true, null, null, 'none', 'none'],
    ['off', false, null, null, 'none', 'none'],
    ['third_party', true, 'unregistered', 'v', 'none', 'all'],
    ['third_party', false, 'unregistered', 'v', 'none', 'all'],
    ['optional', true, 'registered', 'v', { installed: true }, { installed: false }],
    ['optional', false, 'unregistered', null, { installed: true }, { installed: false }],
    ['required', true, 'registered', 'v', { installed: true }, { installed: false }],
    ['required', false, 'unregistered', null, { installed: true }, { installed: false }],
  ] as const)('DS-2: %s, installed %s', (mode, installed, profile, vendorId, registered, unregistered) => {
    expect(profileOf(mode, installed)).toBe(profile)
    expect(shownVendorId(mode, installed, 'v')).toBe(vendorId)
    expect(soughtProfile(mode, 'registered')).toEqual(registered)
    expect(soughtProfile(mode, 'unregistered')).toEqual(unregistered)
  })
})
