import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MemberDetail } from '@muster/contract'
import { startFakeLine, type FakeLine } from '../../../dev/line.ts'
import { callerByToken, callerFor, type ApiCall, type ApiCaller } from '../../../test/api.ts'
import { lineDoor, logInToLine } from '../../../test/door.ts'
import { Browser, callClient } from '../../../test/openid.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let line: FakeLine
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  line = await startFakeLine()
  server = await startTestServer({ line })
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
})
beforeEach(() => policy({ easyLogin: { line: true, phone: false } }))
afterAll(async () => {
  await server.stop()
  await line.close()
})

async function policy(change: Record<string, unknown>): Promise<void> {
  const { body } = await boss('GET', `${at}/security/sign-in`)
  expect((await boss('PUT', `${at}/security/sign-in`, { ...body, ...change })).status).toBe(200)
}
let number = 0
const someone = async () => (await makeMembers(server, company, 1, `l${++number}x`))[0] ?? { id: '', login: '' }
const detail = async (who: { id: string }) => (await boss('GET', `${at}/members/${who.id}`)).body as unknown as MemberDetail

/** Links a LINE account to a signed-in member. @returns what the page is told */
async function link(own: ApiCaller, account: string): Promise<string> {
  const { body } = await own('POST', '/me/line')
  const back = await logInToLine(own.browser, String(body['address']), account)
  const answer = await own.browser.fetch(back)
  return answer.headers.get('location') ?? String(answer.status)
}
async function linked(account = `Member ${number + 1}`) {
  const who = await someone()
  const own = await callerFor(server, who.login)
  expect(await link(own, account)).toBe('/account?line=linked')
  return { who, own, account }
}
/** The status of the page that an address leads to. */
async function followed(browser: Browser, address: string): Promise<number> {
  const end = await browser.follow(address, () => false)
  return 'answer' in end ? end.answer.status : 0
}
const works = async (tokens: { access: string }, node = server.url) =>
  (await callClient(node, tokens, 'POST', '/client/v1/activity', {})).status
const ended = (tokens: { access: string }, node?: string) =>
  vi.waitFor(async () => expect(await works(tokens, node)).toBe(401), { timeout: 1_000, interval: 20 })

describe('MB-5: easy login with LINE', () => {
  it('MB-5: linked by the member, it signs in; the connection says how; P-4: on record', async () => {
    const { who, own, account } = await linked('김 LINE')
    expect((await own('GET', '/me/easy-login')).body).toMatchObject({
      line: { available: true, allowed: true, linked: { name: account, linkedAt: expect.any(String) as string } },
    })
    expect(await link(own, account), 'again').toBe('/account?line=linked')
    const door = await lineDoor(server.url, account)
    expect(await works(await door.finish())).toBe(200)
    const { items } = (await boss('GET', `${at}/members/${who.id}/connections`)).body as { items: unknown[] }
    expect(items[0]).toMatchObject({ method: 'line', client: 'mobile', secondStep: null })
    const { body } = await boss('GET', `${at}/audit?member=${who.id}&action=member.line_linked`)
    expect(body['items']).toMatchObject([{ actor: { id: who.id } }])
    expect(JSON.stringify(await detail(who)), 'what LINE calls them is for them alone').not.toContain(account)
  })

  it('SX-4: linked to nobody, to somebody suspended, or not allowed: the same words', async () => {
    const { who, account } = await linked()
    const unknown = await lineDoor(server.url, 'Nobody')
    expect(unknown.text()).toContain('not linked to an account here')
    await policy({ easyLogin: { line: false, phone: false } })
    const notAllowed = await lineDoor(server.url, account)
    await policy({ easyLogin: { line: true, phone: false } })
    await boss('PUT', `${at}/members/${who.id}/suspension`)
    const suspended = await lineDoor(server.url, account)
    const shown = (door: { text(): string }) => door.text().replaceAll(/nonce="[^"]*"|data-options="[^"]*"|\/signin\/[\w-]+/g, '')
    expect([notAllowed.status(), suspended.status()]).toEqual([401, 401])
    expect(new Set([unknown, notAllowed, suspended].map(shown)).size).toBe(1)
  })

  it('MB-5: who changes their mind at LINE is asked for the ID again; an answer is bound to its browser, and taken once', async () => {
    const { account } = await linked()
    const cancelled = await lineDoor(server.url, null)
    expect(cancelled.status()).toBe(200)
    expect(cancelled.text()).toContain('name="id"')
    // The address that LINE sends the browser back to, opened in another one.
    const browser = new Browser()
    const door = await lineDoor(server.url, account, browser, { stopBefore: true })
    expect((await new Browser().fetch(door.back)).status).toBe(303)
    expect(await followed(new Browser(), door.back)).toBe(410)
    expect(await followed(browser, door.back.replace(/state=[^&]*/, 'state=forged'))).toBe(410)
    const uid = /state=([\w-]+)\./.exec(door.back)?.[1] ?? ''
    const forged = door.back.replace(/state=[^&]*/, `state=${uid}.forged`)
    expect(await followed(browser, forged), 'a state that is not ours').toBe(502)
    expect(await followed(browser, door.back), 'after which the flow is over').toBe(200)
  })

  it('MB-5: a link is bound to the session that asked for it; one LINE account signs in one member, also of another tenant', async () => {
    const { account } = await linked()
    const other = await callerFor(server, (await someone()).login)
    expect(await link(other, account)).toBe('/account?line=taken')
    const foreign = await makeCompany(server)
    const admin = await callerFor(server, foreign.admin.login)
    expect((await admin('POST', '/me/line')).code).toBe('easy_login_policy')
    const path = `/companies/${foreign.companyId}/security/sign-in`
    await admin('PUT', path, { ...(await admin('GET', path)).body, easyLogin: { line: true, phone: false } })
    expect(await link(admin, account)).toBe('/account?line=taken')

    // A victim's browser sent to the end of a flow that somebody else began.
    const { body } = await other('POST', '/me/line')
    const back = await logInToLine(other.browser, String(body['address']), 'Attacker')
    const victim = await callerFor(server, (await someone()).login)
    expect((await victim.browser.fetch(back)).headers.get('location')).toBe('/account?line=failed')
    for (const [name, value] of other.browser.cookies) if (name === '__Host-muster_line') victim.browser.cookies.set(name, value)
    expect((await victim.browser.fetch(back)).headers.get('location')).toBe('/account?line=failed')
    expect((await victim('GET', '/me/easy-login')).body).toMatchObject({ line: { linked: null } })
    expect((await other.browser.fetch(back)).headers.get('location')).toBe('/account?line=linked')
    expect((await other.browser.fetch(back)).headers.get('location'), 'once').toBe('/account?line=failed')
  })

  it('MB-5, SX-2, pitfall 21: turned off by an administrator, by the member, by the company: what was made by it ends at once', async () => {
    const node = await server.anotherNode()
    const [one, two, three] = [await linked(), await linked(), await linked()]
    const signedIn = async (account: string) => (await lineDoor(server.url, account)).finish()
    const tokens = await Promise.all([one, two, three].map(({ account }) => signedIn(account)))
    const [first, second, third] = tokens
    if (!first || !second || !third) throw new Error('not signed in')
    expect(await works(first, node.url)).toBe(200)
    const underWay = await lineDoor(server.url, one.account)
    expect((await boss('DELETE', `${at}/members/${one.who.id}/easy-login/line`)).body).toEqual({ off: true })
    await Promise.all([ended(first), ended(first, node.url)])
    await expect(underWay.finish(), 'a sign-in under way').rejects.toThrow()
    expect((await one.own('GET', '/me')).status).toBe(200)
    expect((await detail(one.who)).easyLogin.line).toEqual({ allowed: true, linkedAt: null })
    expect((await two.own('DELETE', '/me/easy-login/line')).body).toEqual({ off: true })
    await ended(second)
    expect(await works(third)).toBe(200)
    await policy({ easyLogin: { line: false, phone: false } })
    await ended(third)
    expect((await detail(three.who)).easyLogin.line).toEqual({ allowed: false, linkedAt: expect.any(String) as string })
    await node.stop()
  })

  it('MB-5, SX-2: and with it the API tokens that its sessions made, whichever way it is turned off; those made by password stay', async () => {
    await policy({ easyLogin: { line: true, phone: false } })
    const makeToken = async (by: ApiCaller) => {
      // Who is signed in by LINE confirms it by LINE.
      await server.database.owner.pool.query('update sessions.connection set proved_at = now() where ended_at is null')
      const asked = { company: company.companyId, name: `Token ${++number}`, permissions: { members: 'view' }, days: 1 }
      const { status, body } = await by('POST', '/me/tokens', asked)
      expect({ status, body }).toMatchObject({ status: 201 })
      return callerByToken(server, String(body['token']))
    }
    const outcome = async (through: ApiCall) => (await through('GET', `${at}/members`)).code
    for (const off of [
      ({ id }: { id: string }) => boss('DELETE', `${at}/members/${id}/easy-login/line`),
      () => policy({ easyLogin: { line: false, phone: false } }),
    ]) {
      const { who, own, account } = await linked()
      await boss('PUT', `${at}/administrators/${who.id}`, { grant: { role: 'operations_admin', teamId: null } })
      const browser = new Browser()
      await (await lineDoor(server.url, account, browser)).finish()
      const tokens = [await makeToken(await callerFor(server, who.login, browser)), await makeToken(own)] as const
      expect(await Promise.all(tokens.map(outcome))).toEqual([null, null])
      await off(who)
      await expect.poll(() => outcome(tokens[0]), { timeout: 1_000 }).toBe('not_signed_in')
      expect(await outcome(tokens[1])).toBeNull()
    }
  })

  it('MB-5: another LINE account takes the place of the one before, whose sessions end', async () => {
    const { own, account } = await linked()
    const tokens = await (await lineDoor(server.url, account)).finish()
    expect(await link(own, 'Another')).toBe('/account?line=linked')
    await ended(tokens)
    expect((await lineDoor(server.url, account)).status()).toBe(401)
    expect((await lineDoor(server.url, 'Another')).status()).toBe(303)
  })

  it('MB-5: where LINE does not answer, it is said so, and the rest goes on', async () => {
    const gone = await startFakeLine()
    await gone.close()
    const without = await startTestServer({ line: gone })
    const alone = await makeCompany(without)
    const own = await callerFor(without, alone.admin.login)
    const path = `/companies/${alone.companyId}/security/sign-in`
    await own('PUT', path, { ...(await own('GET', path)).body, easyLogin: { line: true, phone: false } })
    expect((await own('POST', '/me/line')).code).toBe('line_unavailable')
    expect((await lineDoor(without.url, 'x')).status()).toBe(503)
    await without.stop()
  })
})
