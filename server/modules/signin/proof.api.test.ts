import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, signIn, signInToConsole } from '../../../test/openid.ts'
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
})
afterAll(() => server.stop())

const someone = async (prefix: string) => (await makeMembers(server, company, 1, prefix))[0] ?? { id: '', login: '' }
const isDeleted = async (id: string) => (await boss('GET', `${at}/members/${id}`)).body['state'] === 'deleted'
/** As if the proof of every connection had been so long ago. */
const age = (interval: string) =>
  server.database.owner.pool.query('update sessions.connection set proved_at = proved_at - $1::interval', [interval])

describe('MB-8: proving again who it is', () => {
  it('MB-8: a dangerous act asks for a proof of the last 15 minutes, does nothing without, and is open with it, on record', async () => {
    const victim = await someone('victim')
    const remove = () => boss('PUT', `${at}/members/${victim.id}/deletion`)
    await age('15 minutes')
    expect((await boss('GET', '/me/proof')).body).toEqual({ until: null, password: true, code: false, sms: false, passkey: false })
    expect(await remove()).toMatchObject({ status: 403, code: 'reauth_required' })
    expect(await isDeleted(victim.id)).toBe(false)

    expect((await boss('POST', '/me/proof', { password: 'not it' })).code).toBe('password_wrong')
    expect((await boss('POST', '/me/proof', {})).code).toBe('password_wrong')
    expect((await remove()).code).toBe('reauth_required')
    expect((await boss('POST', '/me/proof', { password })).body).toMatchObject({ until: expect.any(String) as string })
    expect((await remove()).status).toBe(200)
    expect(await isDeleted(victim.id)).toBe(true)
    const { body } = await boss('GET', `${at}/audit?action=connection.proved`)
    expect(body['items']).toMatchObject([{ action: 'connection.proved', actor: { id: company.admin.id } }])
  })

  it('MB-8: who came along on the browser’s single sign-on has proved nothing to the console', async () => {
    const browser = new Browser()
    await signIn(server.url, 'web', company.admin.login, password, browser)
    await signInToConsole(server.url, company.admin.login, password, browser)
    const proof = await browser.fetch(`${server.url}/api/v1/me/proof`)
    expect(await proof.json()).toEqual({ until: null, password: true, code: false, sms: false, passkey: false })
    // Another way of proving it is signing in again: the single sign-on is not enough there.
    const page = await browser.follow(`${server.url}/console/sign-in?again=1`, () => false)
    expect('url' in page && page.url).toMatch(/\/signin\//)
  })

  it('MB-8: with 2-step verification a code is asked for too, and works once', async () => {
    const { body: policy } = await boss('GET', `${at}/security/sign-in`)
    await boss('PUT', `${at}/security/sign-in`, { ...policy, twoStep: 'optional' })
    const who = await someone('stepped')
    const mine = await callerFor(server, who.login)
    const { factor, secret } = (await mine('POST', '/me/two-step/setup', { password })).body as { factor: string; secret: string }
    await mine('POST', '/me/two-step/confirm', { factor, code: totp(secret, -1) })
    expect((await mine('GET', '/me/proof')).body).toMatchObject({ password: true, code: true })
    expect((await mine('POST', '/me/proof', { password })).code).toBe('code_wrong')
    const code = totp(secret)
    expect((await mine('POST', '/me/proof', { password: 'not it', code })).code).toBe('password_wrong')
    expect((await mine('POST', '/me/proof', { password, code })).status).toBe(200)
    expect((await mine('POST', '/me/proof', { password, code })).code).toBe('code_wrong')
  })

  it('SX-4: tries are counted: who has only the session does not guess the password', async () => {
    const mine = await callerFor(server, (await someone('guessed')).login)
    const codes: (string | null)[] = []
    for (let i = 0; i < 11; i++) codes.push((await mine('POST', '/me/proof', { password: `guess ${i}` })).code)
    expect(new Set(codes.slice(0, 10))).toEqual(new Set(['password_wrong']))
    expect(codes[10]).toBe('too_many_requests')
  })
})
