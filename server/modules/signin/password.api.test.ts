import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MemberDetail, PasswordPolicy } from '@muster/contract'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { beginFlow, Browser, callClient, finishFlow, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url, trustedProxies: ['127.0.0.1'] })
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

type Someone = { id: string; login: string }
let number = 0
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `w${++number}x`))[0] ?? { id: '', login: '' }
/** What the policy says of other ways to sign in. */
const ways = { rememberDays: null, passkeyAlone: false, easyLogin: { line: false, phone: false } }
const lax: PasswordPolicy = { minLength: 8, kinds: 1, expiryDays: null, reuse: 0, attempts: null, breached: false }
async function ask(change: Partial<PasswordPolicy>): Promise<void> {
  const { body } = await boss('GET', `${at}/security/sign-in`)
  expect((await boss('PUT', `${at}/security/sign-in`, { ...body, password: { ...lax, ...change } })).status).toBe(200)
}
const detail = async (who: Someone) => (await boss('GET', `${at}/members/${who.id}`)).body as unknown as MemberDetail

/** An address of its own for each, so that one's failures are no other's. */
let address = 1
const newBrowser = () => new Browser({ 'x-forwarded-for': `198.51.100.${++address % 250}` })

/** Types ID and password on the sign-in page; answers what comes, and how a new password is chosen there. */
async function type(who: Pick<Someone, 'login'>, secret: string) {
  const browser = newBrowser()
  const flow = await beginFlow(server.url, 'mobile')
  const page = await browser.follow(flow.start, () => false)
  if (!('url' in page)) throw new Error('no sign-in page')
  const answer = await browser.submit(page.url, who.login, secret)
  const choose = (chosen: string, again = chosen) =>
    browser.fetch(page.url, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ newPassword: chosen, again }),
    })
  const finish = async (from: Response): Promise<Tokens> => {
    const back = await browser.follow(new URL(from.headers.get('location') ?? '', page.url).href, (l) =>
      l.startsWith('http://127.0.0.1:9/'),
    )
    if (!('location' in back)) throw new Error('the sign-in did not end')
    return finishFlow(flow, back.location)
  }
  return { answer, text: async () => answer.text(), choose, finish }
}
const fails = async (who: Pick<Someone, 'login'>, times: number) => {
  for (let i = 0; i < times; i++) expect((await type(who, 'not the password')).answer.status).toBe(401)
}
const age = (who: Someone, days: number, seconds = 0) =>
  server.database.owner.pool.query(
    `update signin.password set changed_at = now() - make_interval(days => $2, secs => $3) where member_id = $1`,
    [who.id, days, seconds],
  )

describe('MB-4: the password policy', () => {
  it('MB-4, P-4: read and changed as one, with the revision; on record; only with the security menu', async () => {
    const fresh = await makeCompany(server)
    const admin = await callerFor(server, fresh.admin.login)
    const path = `/companies/${fresh.companyId}/security/sign-in`
    expect((await admin('GET', path)).body).toEqual({ revision: 0, twoStep: 'off', ...ways, password: { ...lax, breached: true } })
    const wanted = { ...lax, minLength: 10, kinds: 2, expiryDays: 90, reuse: 3, attempts: 5, breached: true }
    expect((await admin('PUT', path, { revision: 0, twoStep: 'optional', ...ways, password: wanted })).body).toEqual({ revision: 1 })
    expect((await admin('GET', path)).body).toEqual({ revision: 1, twoStep: 'optional', ...ways, password: wanted })
    expect(await admin('PUT', path, { revision: 0, twoStep: 'off', ...ways, password: lax })).toMatchObject({
      code: 'changed_meanwhile',
      details: { revision: 1 },
    })
    expect((await admin('PUT', path, { revision: 1, twoStep: 'optional', ...ways, password: wanted })).body).toEqual({ revision: 1 })
    for (const wrong of [
      { minLength: 7 },
      { minLength: 65 },
      { kinds: 0 },
      { kinds: 5 },
      { expiryDays: 31 },
      { reuse: 25 },
      { attempts: 2 },
      { attempts: 21 },
    ])
      expect(
        (await admin('PUT', path, { revision: 1, twoStep: 'off', ...ways, password: { ...lax, ...wrong } })).code,
        JSON.stringify(wrong),
      ).toBe('input_invalid')
    const { rows } = await server.database.owner.pool.query(
      `select before, after from audit.event where company_id = $1 and action = 'company.sign_in_policy_changed'`,
      [fresh.companyId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      before: { minLength: 8, attempts: null, twoStep: 'off' },
      after: { minLength: 10, attempts: 5, twoStep: 'optional' },
    })
    const raced = await Promise.all(
      [8, 9].map((minLength) => admin('PUT', path, { revision: 1, twoStep: 'off', ...ways, password: { ...lax, minLength } })),
    )
    expect(raced.map((r) => r.status).toSorted()).toEqual([200, 409])
  })

  it('MB-4: expired at the last moment of the period, not before; the member chooses anew, and the page says why', async () => {
    const who = await someone()
    await ask({ expiryDays: 30 })
    await age(who, 30, -30)
    expect((await type(who, password)).answer.status).toBe(303)
    await age(who, 30)
    const flow = await type(who, password)
    expect(flow.answer.status).toBe(200)
    expect(await flow.text()).toContain('Your password has expired.')
    const chosen = await flow.choose('another secret 1')
    expect(chosen.status).toBe(303)
    await flow.finish(chosen)
    expect((await type(who, 'another secret 1')).answer.status).toBe(303)
    await ask({})
  })

  it('MB-4: what is chosen is held against the policy: length, kinds, known ones, the ID, the same, and the last few', async () => {
    const who = await someone()
    await ask({ minLength: 10, kinds: 3, reuse: 2, breached: true, expiryDays: 30 })
    await age(who, 31)
    const flow = await type(who, password)
    const refusals: [string, RegExp][] = [
      ['Ab1-short', /10 to 64/],
      ['only-lower-case', /at least 3 of these/],
      [`1A-${who.login.split('@')[0]}-xx`, /cannot contain your ID/],
    ]
    for (const [chosen, why] of refusals) {
      const answer = await flow.choose(chosen)
      expect(answer.status, chosen).toBe(400)
      expect(await answer.text()).toMatch(why)
    }
    expect((await flow.choose('First-password-1')).status).toBe(303)
    let current = 'First-password-1'
    // Two former ones cannot be had again; the third can.
    for (const [chosen, taken] of [
      ['First-password-1', false],
      ['Second-password-2', true],
      ['First-password-1', false],
      ['Third-password-3', true],
      ['First-password-1', false],
      ['Fourth-password-4', true],
      ['First-password-1', true],
    ] as const) {
      await age(who, 31)
      const again = await type(who, current)
      const answer = await again.choose(chosen)
      expect(answer.status, chosen).toBe(taken ? 303 : 400)
      if (taken) current = chosen
    }
    await ask({})
  })
  it('MB-4, pitfall 31: so many failures in a row suspend, told apart from an administrator’s; lifting it begins anew', async () => {
    const who = await someone()
    await ask({ attempts: 3 })
    await fails(who, 2)
    expect((await type(who, password)).answer.status).toBe(303)
    await fails(who, 2)
    const tokens = await signIn(server.url, 'pc', who.login, password, newBrowser())
    await fails(who, 3)
    expect(await detail(who)).toMatchObject({ state: 'suspended', suspendedReason: 'sign_in_failures' })
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401)
    expect((await type(who, password)).answer.status).toBe(401)
    await boss('DELETE', `${at}/members/${who.id}/suspension`)
    await fails(who, 2)
    expect(await detail(who)).toMatchObject({ state: 'in_use', suspendedReason: null })
    // Suspended by an administrator in between: lifting that forgets the failures as well.
    await boss('PUT', `${at}/members/${who.id}/suspension`)
    expect(await detail(who)).toMatchObject({ suspendedReason: 'administrator' })
    await boss('DELETE', `${at}/members/${who.id}/suspension`)
    await server.database.owner.pool.query('delete from signin.attempt')
    await fails(who, 2)
    expect((await detail(who)).state).toBe('in_use')
    await ask({})
  })

  it('MB-13: a Super Admin is not suspended but delayed, and so is an ID that nobody has: twice as long each time', async () => {
    const fresh = await makeCompany(server)
    const admin = await callerFor(server, fresh.admin.login)
    await admin('PUT', `/companies/${fresh.companyId}/security/sign-in`, {
      revision: 0,
      twoStep: 'off',
      ...ways,
      password: { ...lax, attempts: 3 },
    })
    const { pool } = server.database.owner
    await pool.query('delete from signin.attempt')
    const minutes: number[][] = []
    for (const login of [fresh.admin.login, `nobody@${fresh.admin.login.split('@')[1]}`]) {
      const lengths: number[] = []
      for (let round = 0; round < 3; round++) {
        await fails({ login }, 10)
        expect((await type({ login }, password)).answer.status).toBe(429)
        const { rows } = await pool.query<{ id: string; minutes: number }>(
          `select encode(key, 'hex') as id, round(extract(epoch from resets_at - now()) / 60)::integer as minutes from signin.attempt where attempts > 10`,
        )
        lengths.push(rows[0]?.minutes ?? 0)
        await pool.query(`update signin.attempt set resets_at = now() where attempts > 10`)
      }
      await pool.query('delete from signin.attempt')
      minutes.push(lengths)
    }
    expect(minutes).toEqual([
      [15, 30, 60],
      [15, 30, 60],
    ])
    const own = (await admin('GET', `/companies/${fresh.companyId}/members/${fresh.admin.id}`)).body as unknown as MemberDetail
    expect(own.state).toBe('in_use')
  }, 60_000)
})

describe('MB-4: an administrator and a member’s password', () => {
  it('MB-4, SX-2: sets it: sessions end, the member chooses another, a mail tells them without it', async () => {
    const who = await someone()
    await server.database.owner.pool.query(`update members.member set personal_email = 'w@example.com' where member_id = $1`, [who.id])
    const tokens = await signIn(server.url, 'mobile', who.login, password, newBrowser())
    await ask({ minLength: 12 })
    expect(await boss('PUT', `${at}/members/${who.id}/password`, { password: 'short one' })).toMatchObject({
      code: 'password_refused',
      details: { problem: 'length' },
    })
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    expect((await boss('PUT', `${at}/members/${who.id}/password`, { password: 'given by the boss' })).body).toEqual({ mailed: true })
    await vi.waitFor(async () => expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401), {
      timeout: 1_000,
      interval: 20,
    })
    await server.runJob('notifications.deliver_held')
    const mail = smtp.mails.find((m) => m.subject?.includes('your password was changed'))
    expect(mail?.text).toContain(who.login)
    expect(mail?.text).not.toContain('given by the boss')
    expect((await type(who, password)).answer.status).toBe(401)
    const flow = await type(who, 'given by the boss')
    expect(await flow.text()).toContain('Your administrator gave you a password.')
    expect((await flow.choose('my very own secret')).status).toBe(303)
    const { rows: own } = await server.database.owner.pool.query(
      `select actor_kind, actor_id from audit.event where action = 'member.password_changed' and subject_id = $1`,
      [who.id],
    )
    expect(own).toEqual([{ actor_kind: 'member', actor_id: who.id }])
    expect(await detail(who)).toMatchObject({ password: { mustChange: false }, mail: { kind: 'passwordChanged', delivery: 'sent' } })
    await ask({})
  })

  it('MB-4: asks for a change: forced at the next sign-in, by mail where there is an address; sessions stay', async () => {
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password, newBrowser())
    const path = `${at}/members/${who.id}/password-change-request`
    expect((await boss('POST', path)).body).toEqual({ mailed: false })
    await server.database.owner.pool.query(`update members.member set personal_email = 'ask@example.com' where member_id = $1`, [who.id])
    expect((await boss('POST', path)).body).toEqual({ mailed: true })
    await server.runJob('notifications.deliver_held')
    expect(smtp.mails.some((m) => m.subject?.includes('please change your password'))).toBe(true)
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    expect((await detail(who)).password?.mustChange).toBe(true)
    const flow = await type(who, password)
    expect(await flow.text()).toContain('asks you to change your password')
    expect((await flow.choose(password)).status).toBe(400)
    expect((await flow.choose('my new secret')).status).toBe(303)
    expect((await detail(who)).password?.mustChange).toBe(false)
  })

  it('P-3: neither for oneself nor for someone above', async () => {
    expect((await boss('PUT', `${at}/members/${company.admin.id}/password`, { password: 'for myself' })).code).toBe('own_account')
    expect((await boss('POST', `${at}/members/${company.admin.id}/password-change-request`)).code).toBe('own_account')
    const invited = await boss('POST', `${at}/members`, {
      member: { name: 'Linked', login: `linked${++number}`, passwordOption: 'link', personalEmail: 'l@example.com' },
    })
    expect((await boss('POST', `${at}/members/${String(invited.body['id'])}/password-change-request`)).code).toBe('member_state')
  })
})
