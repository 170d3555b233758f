import { describe, expect, it } from 'vitest'
import { readConfig, StartError } from './config.ts'
import { plainIp } from './request.ts'
import { loggablePath } from './log.ts'

describe('configuration', () => {
  it('names every bad and unknown variable at once', () => {
    expect(() => readConfig({ PORT: 'x', MUSTER_ROLE: 'boss', MUSTER_TYPO: '1' })).toThrow(
      /MUSTER_TYPO is not a variable Muster knows.*PORT.*MUSTER_ROLE/,
    )
  })
  it('has defaults for everything on one machine, and listens to it alone', () => {
    expect(readConfig({})).toMatchObject({ port: 8080, host: 'localhost', url: 'http://localhost:8080', sample: true, logLevel: 'warn' })
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

describe('configuration that would fail later, in other words', () => {
  it.each([
    ['MUSTER_WEB_REDIRECT_URIS', 'https://a.example/callback, nonsense'],
    ['MUSTER_WEB_REDIRECT_URIS', 'http://a.example/callback'],
    ['MUSTER_WEB_REDIRECT_URIS', 'https://a.example/callback#part'],
    ['MUSTER_TRUSTED_PROXIES', '10.0.0.0/8,proxy.example'],
    ['MUSTER_TRUSTED_PROXIES', '10.0.0.0/64'],
    ['DATABASE_URL', 'postgres://user:pass word@host:notaport/db'],
    ['MUSTER_DATABASE_APP_URL', 'postgres://host:99999/db'],
    ['MUSTER_SMTP_URL', 'smtp://'],
    ['MUSTER_URL', 'https://m.example/path'],
    ['MUSTER_URL', 'nonsense'],
  ])('%s=%s is refused by name, and without its value where that may hold a password', (name, value) => {
    let said = ''
    try {
      readConfig({ MUSTER_SECRET: 'x'.repeat(32), [name]: value })
    } catch (err) {
      said = err instanceof StartError ? err.message : ''
    }
    expect(said).toContain(name)
    expect(said).not.toContain('pass word')
  })
  it('takes what is right', () => {
    expect(
      readConfig({
        MUSTER_WEB_REDIRECT_URIS: 'https://a.example/callback, http://localhost:3000/callback,http://127.0.0.1:9/x',
        MUSTER_URL: 'https://M.example:443/',
        MUSTER_TRUSTED_PROXIES: '10.0.0.0/8, ::1, fd00::/8,loopback',
      }),
    ).toMatchObject({
      url: 'https://m.example',
      webRedirectUris: ['https://a.example/callback', 'http://localhost:3000/callback', 'http://127.0.0.1:9/x'],
      trustedProxies: ['10.0.0.0/8', '::1', 'fd00::/8', 'loopback'],
    })
  })
})

describe('what is known of a request', () => {
  it('takes only addresses for addresses', () => {
    expect(plainIp('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainIp('fe80::1%eth0')).toBe('fe80::1')
    for (const none of ["1'; drop", '999.1.1.1', '::::', 'bad']) expect(plainIp(none)).toBeNull()
    expect(plainIp(undefined)).toBeNull()
  })
  it('SX-3: logs no query and no secret part of a path', () => {
    expect(loggablePath('/oidc/token?code=abc')).toBe('/oidc/token')
    expect(loggablePath('/setup/verysecret')).toBe('/setup/[redacted]')
    for (const path of ['/invitation', '/reset']) expect(loggablePath(`${path}/verysecret`)).toBe(`${path}/[redacted]`)
    expect(loggablePath('/signin/abc?lang=ko')).toBe('/signin/[redacted]')
    expect(loggablePath('/oidc/auth/abc')).toBe('/oidc/auth/[redacted]')
  })
})
