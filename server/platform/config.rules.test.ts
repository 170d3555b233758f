import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { plainIp } from './request.ts'
import { loggablePath } from './log.ts'

describe('configuration', () => {
  it('names every bad and unknown variable at once', () => {
    expect(() => readConfig({ PORT: 'x', MUSTER_ROLE: 'boss', MUSTER_TYPO: '1' })).toThrow(
      /MUSTER_TYPO is not a variable Muster knows.*PORT.*MUSTER_ROLE/,
    )
  })
  it('has defaults for everything on one machine, and listens to it alone', () => {
    expect(readConfig({})).toMatchObject({ port: 8080, host: 'localhost', url: 'http://localhost:8080', sample: true })
  })
  it('wants a secret with DATABASE_URL, and https away from localhost', () => {
    expect(() => readConfig({ DATABASE_URL: 'postgres://x/y' })).toThrow(/MUSTER_SECRET/)
    expect(() => readConfig({ MUSTER_URL: 'http://muster.example' })).toThrow(/https/)
    expect(readConfig({ DATABASE_URL: 'postgres://x/y', MUSTER_SECRET: 'x'.repeat(32), MUSTER_URL: 'https://m.example/' })).toMatchObject({
      url: 'https://m.example',
      sample: false,
    })
  })
})

describe('what is known of a request', () => {
  it('takes only addresses for addresses', () => {
    expect(plainIp('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainIp('fe80::1%eth0')).toBe('fe80::1')
    expect(plainIp("1'; drop")).toBeNull()
    expect(plainIp(undefined)).toBeNull()
  })
  it('SX-3: logs no query and no secret part of a path', () => {
    expect(loggablePath('/oidc/token?code=abc')).toBe('/oidc/token')
    expect(loggablePath('/setup/verysecret')).toBe('/setup/[redacted]')
    expect(loggablePath('/signin/abc?lang=ko')).toBe('/signin/[redacted]')
    expect(loggablePath('/oidc/auth/abc')).toBe('/oidc/auth/[redacted]')
  })
})
