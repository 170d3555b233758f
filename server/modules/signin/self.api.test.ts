import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, callClient, signIn, signInToConsole } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { totp } from '../../../test/totp.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

type Someone = { id: string; login: string }
let number = 0
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `s${++number}x`))[0] ?? { id: '', login: '' }
const pool = () => server.database.owner.pool
async function policy(change: Record<string, unknown>): Promise<void> {
  const path = `/companies/${company.companyId}/security/sign-in`
  const { body } = await boss('GET', path)
  const { twoStep = body['twoStep'], ...rest } = change
  expect((await boss('PUT', path, { ...body, twoStep, password: { ...(body['password'] as object), ...rest } })).status).toBe(200)
}

describe('MB-4: one’s own password', () => {
  it('MB-4, SX-2: changed with the current one; every other session ends, this one stays', async () => {
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password)
    const mine = await callerFor(server, who.login)
    const elsewhere = await signInToConsole(server.url, who.login, password)
    const change = (current: string, chosen: string) => mine('PUT', '/me/password', { current, password: chosen })
    expect((await change('not it', 'a secret of mine')).code).toBe('password_wrong')
    expect(await change(password, 'short')).toMatchObject({ code: 'input_invalid' })
    expect(await change(password, password)).toMatchObject({ code: 'password_refused', details: { problem: 'same' } })
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    expect((await change(password, 'a secret of mine')).body).toEqual({ changed: true })
    await vi.waitFor(async () => expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401), {
      timeout: 1_000,
      interval: 20,
    })
    expect((await elsewhere.fetch(`${server.url}/api/v1/me`)).status).toBe(401)
    expect((await mine('GET', '/me/security')).body).toMatchObject({ passwordPolicy: { minLength: 8 }, twoStep: { setUpAt: null } })
    await expect(signIn(server.url, 'pc', who.login, 'a secret of mine')).resolves.toBeDefined()
  })

  it('who has only the session does not guess the password: tries are limited', async () => {
    const who = await someone()
    const mine = await callerFor(server, who.login)
    for (let i = 0; i < 10; i++)
      expect((await mine('PUT', '/me/password', { current: `guess ${i}`, password: 'something else' })).code).toBe('password_wrong')
    expect((await mine('PUT', '/me/password', { current: password, password: 'something else' })).code).toBe('too_many_requests')
  })
})

describe('MB-8: one’s own second step', () => {
  it('MB-8: set up with the password; changed with password and code; codes renewed; turned off where it is open', async () => {
    const who = await someone()
    const mine = await callerFor(server, who.login)
    const begin = (body: object) => mine('POST', '/me/two-step/setup', body)
    expect((await begin({ password })).code).toBe('two_step_policy')
    await policy({ twoStep: 'optional' })
    expect((await begin({ password: 'not it' })).code).toBe('password_wrong')
    const first = (await begin({ password })).body as { factor: string; secret: string; address: string; picture: string }
    expect(first.picture).toContain('<svg')
    expect(first.address).toMatch(new RegExp(`^otpauth://totp/.*secret=${first.secret}`))
    expect((await mine('POST', '/me/two-step/confirm', { factor: first.factor, code: '000000' })).code).toBe('code_wrong')
    const confirmed = await mine('POST', '/me/two-step/confirm', { factor: first.factor, code: totp(first.secret, -1) })
    const codes = confirmed.body['codes'] as string[]
    expect(codes).toHaveLength(10)
    expect((await mine('GET', '/me/security')).body).toMatchObject({ twoStep: { policy: 'optional', recoveryCodes: 10, mayTurnOff: true } })

    // A new phone: the old one, or a recovery code, says that it is they.
    expect((await begin({ password })).code).toBe('code_wrong')
    const second = (await begin({ password, code: totp(first.secret) })).body as typeof first
    const renewed = await mine('POST', '/me/two-step/confirm', { factor: second.factor, code: totp(second.secret, -1) })
    expect(renewed.status).toBe(200)
    expect((await mine('POST', '/me/two-step/recovery-codes', { code: codes[0] })).code, 'the old codes are gone').toBe('code_wrong')
    const fresh = await mine('POST', '/me/two-step/recovery-codes', { code: (renewed.body['codes'] as string[])[0] })
    expect(fresh.body['codes']).toHaveLength(10)
    expect((await mine('POST', '/me/two-step/off', { code: '000000' })).code).toBe('code_wrong')
    await pool().query('delete from signin.attempt')
    expect((await mine('POST', '/me/two-step/off', { code: totp(second.secret) })).body).toEqual({ off: true })
    expect((await mine('GET', '/me/security')).body).toMatchObject({ twoStep: { setUpAt: null, mayTurnOff: false } })

    // What an administrator has switched on, the member does not turn off.
    await boss('PUT', `/companies/${company.companyId}/members/${who.id}/two-step`, { on: true })
    const third = (await begin({ password })).body as typeof first
    await mine('POST', '/me/two-step/confirm', { factor: third.factor, code: totp(third.secret, -1) })
    expect((await mine('POST', '/me/two-step/off', { code: totp(third.secret) })).code).toBe('two_step_policy')
    await policy({ twoStep: 'off' })
  })
})

describe('a forgotten password', () => {
  const ask = (id: string, ip = '127.0.0.1') =>
    new Browser({ 'x-forwarded-for': ip }).fetch(`${server.url}/api/v1/password-resets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    })
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${server.url}/api/v1/password-resets/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return {
      status: answer.status,
      body: (await answer.json()) as Record<string, unknown> & { error?: { code: string; details: unknown } },
    }
  }
  /** The tokens that have come to an address, oldest first, once jobs and mails are done. */
  async function tokensTo(address: string): Promise<string[]> {
    await server.runEnqueued('signin.forgotten_password')
    await server.runJob('notifications.deliver_held')
    return smtp.mails
      .filter((m) => m.to && 'value' in m.to && m.to.value.some((v) => v.address === address))
      .flatMap((m) => /\/reset\/([\w-]{20,})/.exec(m.text ?? '')?.[1] ?? [])
  }
  async function mailable(): Promise<Someone & { address: string }> {
    const who = await someone()
    const address = `forgot${number}@example.com`
    await pool().query('update members.member set personal_email = $2 where member_id = $1', [who.id, address])
    return { ...who, address }
  }

  it('pitfall 25, SX-2: a link by mail replaces it, once; sessions end; a newer link kills the older', async () => {
    const who = await mailable()
    const tokens = await signIn(server.url, 'mobile', who.login, password)
    expect((await ask(who.login.toUpperCase())).status).toBe(200)
    const [old = ''] = await tokensTo(who.address)
    expect(old).not.toBe('')
    await ask(who.login)
    const [, token = ''] = await tokensTo(who.address)
    expect((await post('open', { token: old })).body.error?.code).toBe('reset_over')
    expect((await post('open', { token })).body).toMatchObject({ login: who.login })
    expect((await post('accept', { token, password: who.login.split('@')[0] + '-pass' })).body.error).toMatchObject({
      code: 'password_refused',
    })
    const raced = await Promise.all(['first new secret', 'second new secret'].map((chosen) => post('accept', { token, password: chosen })))
    expect(raced.map((r) => r.status).toSorted()).toEqual([200, 410])
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401)
    const chosen = raced[0]?.status === 200 ? 'first new secret' : 'second new secret'
    await expect(signIn(server.url, 'pc', who.login, chosen)).resolves.toBeDefined()
  })

  it('pitfall 25: a link dies with time, with a changed address, with another password, and with the member’s access', async () => {
    const spoil: [string, (who: Someone) => Promise<unknown>][] = [
      ['time', (who) => pool().query('update signin.reset_link set expires_at = now() where member_id = $1', [who.id])],
      ['address', (who) => pool().query(`update members.member set personal_email = 'other@example.com' where member_id = $1`, [who.id])],
      ['password', (who) => boss('POST', `/companies/${company.companyId}/members/${who.id}/password`, { deliver: 'show' })],
      ['suspension', (who) => boss('PUT', `/companies/${company.companyId}/members/${who.id}/suspension`)],
    ]
    for (const [what, change] of spoil) {
      const who = await mailable()
      await ask(who.login)
      const [token = ''] = await tokensTo(who.address)
      expect((await post('open', { token })).status, what).toBe(200)
      await change(who)
      expect((await post('accept', { token, password: 'a new secret' })).body.error?.code, what).toBe('reset_over')
    }
  })

  it('SX-4: asked for by the IDs in all of the company’s domains, a member gets no more links than by one', async () => {
    const who = await mailable()
    const aliases = ['one', 'two'].map((name) => `${name}.${company.domain}`)
    for (const alias of aliases)
      await server.database.owner.pool.query(
        'insert into company.domain (domain, tenant_id, company_id, is_primary) values ($1, $2, $3, false)',
        [alias, company.tenant, company.companyId],
      )
    for (const domain of [company.domain, ...aliases])
      for (let i = 0; i < 3; i++) {
        expect((await ask(`${who.login.split('@')[0]}@${domain}`, '203.0.113.9')).status).toBe(200)
        await tokensTo(who.address)
      }
    expect(await tokensTo(who.address)).toHaveLength(5)
  })

  it('SX-4: an ID that nobody has, without an address, suspended, or asked for too often: the same answer, and no mail', async () => {
    const who = await mailable()
    const suspended = await mailable()
    await boss('PUT', `/companies/${company.companyId}/members/${suspended.id}/suspension`)
    const answers = await Promise.all(
      [who.login, (await someone()).login, suspended.login, `nobody@${company.domain}`, 'nobody@nowhere.example', 'no id at all'].map(
        (id) => ask(id),
      ),
    )
    expect(new Set(await Promise.all(answers.map(async (a) => `${a.status} ${await a.text()}`)))).toEqual(new Set(['200 {"asked":true}']))
    expect(await tokensTo(suspended.address)).toEqual([])
    expect(await tokensTo(who.address)).toHaveLength(1)
    for (let i = 0; i < 8; i++) expect((await ask(who.login)).status).toBe(200)
    expect((await tokensTo(who.address)).length).toBeLessThanOrEqual(5)
  })
})
