import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Connection, MemberDetail } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { openDoor } from '../../../test/door.ts'
import { Browser } from '../../../test/openid.ts'
import { totp } from '../../../test/totp.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
  await policy({ twoStep: 'optional', rememberDays: 30 })
})
beforeEach(() => policy({ twoStep: 'optional', rememberDays: 30 }))
afterAll(() => server.stop())

type Someone = { id: string; login: string }
async function policy(change: Record<string, unknown>): Promise<void> {
  const { body } = await boss('GET', `${at}/security/sign-in`)
  expect((await boss('PUT', `${at}/security/sign-in`, { ...body, ...change })).status).toBe(200)
}
const detail = async (who: Someone) => (await boss('GET', `${at}/members/${who.id}`)).body as unknown as MemberDetail
const open = (who: Someone, browser: Browser, secret = password) => openDoor(server.url, who.login, secret, browser)

let number = 0
/** A member who has an authenticator app, and whose browser is remembered. */
async function remembered(browser = new Browser()) {
  const who: Someone = (await makeMembers(server, company, 1, `r${++number}x`))[0] ?? { id: '', login: '' }
  await boss('PUT', `${at}/members/${who.id}/two-step`, { on: true })
  const first = await open(who, browser)
  const secret = first.secret()
  expect(await first.send({ code: totp(secret, -1) })).toBe(200)
  const codes = first.codes()
  const door = await open(who, browser)
  expect(door.text()).toContain('Do not ask again in this browser for 30 days')
  expect(await door.send({ code: totp(secret), remember: '1' })).toBe(303)
  await door.finish()
  return { who, browser, codes }
}
/** Whether a sign-in with the password alone goes through. */
const goesOn = async (who: Someone, browser: Browser, secret = password) => (await open(who, browser, secret)).status() === 303

describe('MB-8: remembered browsers', () => {
  it('MB-8: asked for once, the second step is not asked in that browser again, and the connection says why', async () => {
    const { who, browser } = await remembered()
    const door = await open(who, browser)
    expect(door.status()).toBe(303)
    await door.finish()
    expect(await goesOn(who, new Browser()), 'in another browser').toBe(false)
    const { items } = (await boss('GET', `${at}/members/${who.id}/connections`)).body as unknown as { items: Connection[] }
    expect(items[0]).toMatchObject({ method: 'password', secondStep: 'browser' })
    expect((await detail(who)).twoStep).toMatchObject({ browsers: 1 })
    const { rows } = await server.database.owner.pool.query(`select encode(hash, 'hex') as hash from signin.remembered_browser`)
    for (const value of browser.cookies.values()) expect(JSON.stringify(rows)).not.toContain(Buffer.from(value).toString('hex'))
  })

  it('MB-8: only who asks for it is remembered, and only where the company allows it', async () => {
    const { who, codes } = await remembered()
    const browser = new Browser()
    const unasked = await open(who, browser)
    expect(await unasked.send({ code: codes[0] ?? '' })).toBe(303)
    expect(await goesOn(who, browser)).toBe(false)
    await policy({ rememberDays: null })
    const forbidden = await open(who, browser)
    expect(forbidden.text()).not.toContain('Do not ask again')
    expect(await forbidden.send({ code: codes[1] ?? '', remember: '1' })).toBe(303)
    await policy({ rememberDays: 30 })
    expect(await goesOn(who, browser)).toBe(false)
  })

  it('pitfall 24: a cookie is good for its member only', async () => {
    const browser = new Browser()
    const one = await remembered(browser)
    const other = await remembered()
    expect(await goesOn(other.who, browser)).toBe(false)
    const [cookie] = [...browser.cookies].find(([name]) => name.startsWith('__Host-muster_browser_')) ?? []
    const [name] = [...other.browser.cookies].find(([each]) => each.startsWith('__Host-muster_browser_')) ?? []
    const thief = new Browser()
    thief.cookies.set(name ?? '', browser.cookies.get(cookie ?? '') ?? '')
    expect(await goesOn(other.who, thief)).toBe(false)
    expect(await goesOn(one.who, browser)).toBe(true)
  })

  it('MB-8, T-2: for the days that the company says, also when it says fewer afterwards', async () => {
    const { who, browser } = await remembered()
    const { pool } = server.database.owner
    const age = (days: number, seconds: number) =>
      pool.query(
        `update signin.remembered_browser set created_at = now() - make_interval(days => $2, secs => $3),
           expires_at = now() + make_interval(days => 30 - $2, secs => -$3) where member_id = $1`,
        [who.id, days, seconds],
      )
    await age(30, -60)
    expect(await goesOn(who, browser)).toBe(true)
    await age(30, 0)
    expect(await goesOn(who, browser)).toBe(false)
    await age(7, 0)
    expect(await goesOn(who, browser)).toBe(true)
    await policy({ rememberDays: 7 })
    expect(await goesOn(who, browser)).toBe(false)
  })

  it('pitfall 24: forgotten with a reset, another password, logging out everywhere, and when an administrator says so', async () => {
    const acts: [string, (who: Someone) => Promise<unknown>, string?][] = [
      ['forgotten', (who) => boss('DELETE', `${at}/members/${who.id}/remembered-browsers`)],
      ['reset', (who) => boss('POST', `${at}/members/${who.id}/two-step/reset`)],
      ['password', (who) => boss('PUT', `${at}/members/${who.id}/password`, { password: 'another password 1' }), 'another password 1'],
      ['logged out', (who) => boss('DELETE', `${at}/members/${who.id}/connections`)],
    ]
    for (const [name, act, secret] of acts) {
      const { who, browser } = await remembered()
      expect(await goesOn(who, browser), name).toBe(true)
      expect(await act(who), name).toMatchObject({ status: 200 })
      expect((await detail(who)).twoStep.browsers, name).toBe(0)
      expect(await goesOn(who, browser, secret), name).toBe(false)
    }
  })

  it('SX-2: a sign-in under way by a browser that is forgotten meanwhile does not end well', async () => {
    const { who, browser } = await remembered()
    const door = await open(who, browser)
    expect(door.status()).toBe(303)
    await boss('DELETE', `${at}/members/${who.id}/remembered-browsers`)
    await expect(door.finish()).rejects.toThrow()
  })

  it('MB-8: a member forgets their own; what changed nothing is not recorded', async () => {
    const { who, browser } = await remembered()
    await policy({ twoStep: 'off' })
    const own = await callerFor(server, who.login)
    await policy({ twoStep: 'optional' })
    expect((await own('DELETE', '/me/remembered-browsers')).body).toEqual({ forgotten: 1 })
    expect((await own('DELETE', '/me/remembered-browsers')).body).toEqual({ forgotten: 0 })
    expect(await goesOn(who, browser)).toBe(false)
    const { items } = (await boss('GET', `${at}/audit?member=${who.id}&action=member.browsers_forgotten`)).body as { items: unknown[] }
    expect(items).toHaveLength(1)
  })
})
