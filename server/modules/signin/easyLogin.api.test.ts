import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection, MemberDetail } from '@muster/contract'
import { startSmsSink, type SmsSink } from '../../../dev/sms.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { openDoor, phoneDoor } from '../../../test/door.ts'
import { Browser, callClient } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { totp } from '../../../test/totp.ts'

let sms: SmsSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  sms = await startSmsSink()
  server = await startTestServer({ sms: { url: sms.url, token: sms.token, from: 'Muster' }, trustedProxies: ['loopback'] })
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
})
beforeEach(() => policy({ twoStep: 'optional', easyLogin: { line: false, phone: true } }))
afterAll(async () => {
  await server.stop()
  await sms.close()
})

type Someone = { id: string; login: string; phone: string }
const pool = () => server.database.owner.pool
async function policy(change: Record<string, unknown>): Promise<void> {
  const { body } = await boss('GET', `${at}/security/sign-in`)
  expect((await boss('PUT', `${at}/security/sign-in`, { ...body, ...change })).status).toBe(200)
}
let number = 0
async function someone(): Promise<Someone> {
  const [made] = await makeMembers(server, company, 1, `e${++number}x`)
  return { ...(made ?? { id: '', login: '' }), phone: `+8210${String(20_000_001 + number)}` }
}
const detail = async (who: Someone) => (await boss('GET', `${at}/members/${who.id}`)).body as unknown as MemberDetail
const connections = async (who: Someone) =>
  ((await boss('GET', `${at}/members/${who.id}/connections`)).body as unknown as { items: Connection[] }).items

/** The codes that went to a number, the newest last, once what was promised has left. */
async function codesTo(phone: string): Promise<string[]> {
  await server.runEnqueued('signin.phone_code')
  await server.runEnqueued('notifications.deliver_texts')
  return sms.texts.filter(({ to }) => to === phone).map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '')
}
const codeTo = async (phone: string) => (await codesTo(phone)).at(-1) ?? ''
/** Forgets that a code was just sent, as a minute would. */
const aMinuteLater = () => pool().query(`update signin.text_code set sent_at = sent_at - interval '1 minute'`)

/** A member, signed in to the console, who has confirmed a number. */
async function withPhone(easyLogin = true) {
  const who = await someone()
  const own = await callerFor(server, who.login)
  expect((await own('POST', '/me/phone/code', { number: who.phone })).status).toBe(200)
  expect((await own('POST', '/me/phone', { code: await codeTo(who.phone), easyLogin })).status).toBe(200)
  await aMinuteLater()
  return { who, own }
}
/** Signs in to the mobile app by number and code. */
async function byPhone(who: Someone, browser = new Browser()) {
  const door = await phoneDoor(server.url, who.phone, browser)
  expect(await door.send({ phoneCode: await codeTo(who.phone) })).toBe(303)
  await aMinuteLater()
  return door.finish()
}
const works = async (tokens: { access: string }, node = server.url) =>
  (await callClient(node, tokens, 'POST', '/client/v1/activity', {})).status
const ended = (tokens: { access: string }, node?: string) =>
  vi.waitFor(async () => expect(await works(tokens, node)).toBe(401), { timeout: 1_000, interval: 20 })

describe('MB-5: one’s own mobile number', () => {
  it('MB-5: confirmed with password and code; others see it masked; P-4: on record', async () => {
    const who = await someone()
    await pool().query(`update members.member set personal_email = 'own@example.com' where member_id = $1`, [who.id])
    const own = await callerFor(server, who.login)
    const ask = (body: object) => own('POST', '/me/phone/code', body)
    await pool().query(`update sessions.connection set proved_at = now() - interval '15 minutes' where member_id = $1`, [who.id])
    expect((await ask({ number: who.phone })).code).toBe('reauth_required')
    expect((await own('POST', '/me/proof', { password })).status).toBe(200)
    expect((await ask({ number: '02-312-3456' })).code).toBe('phone_invalid')
    expect((await ask({ number: who.phone })).body).toEqual({ number: expect.stringMatching(/^\+82 10 /) as string })
    const code = await codeTo(who.phone)
    expect((await own('POST', '/me/phone', { code: code === '000000' ? '111111' : '000000', easyLogin: true })).code).toBe('code_wrong')
    const raced = await Promise.all(Array.from({ length: 10 }, () => own('POST', '/me/phone', { code, easyLogin: true })))
    expect(raced.map((r) => r.status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 9 }, () => 400)])
    expect((await own('GET', '/me/easy-login')).body).toMatchObject({
      sms: true,
      phone: { linkedAt: expect.any(String) as string, secondStep: false },
      allowed: { phone: true, secondStep: true },
    })
    const masked = `+82 •••• ${who.phone.slice(-4)}`
    expect((await detail(who)).easyLogin.phone).toMatchObject({ allowed: true, number: masked })
    expect(JSON.stringify(await detail(who))).not.toContain(who.phone)
    const { body } = await boss('GET', `${at}/audit?member=${who.id}&action=member.phone_verified`)
    expect(body['items']).toMatchObject([{ actor: { id: who.id }, after: { number: masked } }])
    expect((await own('POST', '/me/two-step/sms', {})).status).toBe(200)
    const mails = await pool().query('select kind from notifications.mail where member_id = $1 order by created_at', [who.id])
    expect(
      mails.rows.map((mail) => mail.kind),
      'told by mail',
    ).toEqual(['signInWayAdded', 'secondStepAdded'])
    const { rows } = await pool().query('select sealed, sent_at from notifications.text where member_id = $1', [who.id])
    expect(rows).toEqual([{ sealed: null, sent_at: expect.any(Date) as Date }])
  })

  it('MB-8: a code works five minutes, for five tries; SMS that are too late are not sent; ten a day', async () => {
    const { who, own } = await withPhone(false)
    const ask = () => own('POST', '/me/phone/code', { number: who.phone })
    const give = (code: string) => own('POST', '/me/phone', { code, easyLogin: false })
    await ask()
    const tried = await codeTo(who.phone)
    for (let i = 0; i < 5; i++) await give('wrong')
    expect((await give(tried)).code, 'after five tries').toBe('code_wrong')
    await aMinuteLater()
    await ask()
    const late = await codeTo(who.phone)
    await pool().query('update signin.text_code set expires_at = now() where member_id = $1', [who.id])
    expect((await give(late)).code, 'after five minutes').toBe('code_wrong')
    await aMinuteLater()
    await ask()
    await pool().query('update notifications.text set expires_at = now() where member_id = $1 and sent_at is null', [who.id])
    expect(await codesTo(who.phone)).toHaveLength(3)
    const { rows } = await pool().query(`select reply, sealed from notifications.text where member_id = $1 and sent_at is null`, [who.id])
    expect(rows).toEqual([{ reply: 'not sent in time', sealed: null }])
    await pool().query('delete from signin.attempt')
    for (let i = 0; i < 6; i++) {
      await aMinuteLater()
      expect((await ask()).status).toBe(200)
      await codesTo(who.phone)
    }
    await aMinuteLater()
    expect((await ask()).code).toBe('text_limit')
    // Within a minute of the last nothing more is sent, and it still works.
    expect((await give(await codeTo(who.phone))).status).toBe(200)
  })

  it('MB-5: a number signs in one member only, whoever is quicker, also of another tenant', async () => {
    const { who } = await withPhone()
    const other = await callerFor(server, (await someone()).login)
    await other('POST', '/me/phone/code', { number: who.phone })
    const code = await codeTo(who.phone)
    expect((await other('POST', '/me/phone', { code, easyLogin: true })).code).toBe('phone_taken')
    expect((await other('POST', '/me/phone', { code, easyLogin: false })).status, 'the code is still good').toBe(200)
    expect((await other('PUT', '/me/phone/easy-login')).code).toBe('phone_taken')
    const foreign = await makeCompany(server)
    const admin = await callerFor(server, foreign.admin.login)
    const path = `/companies/${foreign.companyId}/security/sign-in`
    const { body } = await admin('GET', path)
    expect((await admin('POST', '/me/phone/code', { number: who.phone })).code).toBe('easy_login_policy')
    await admin('PUT', path, { ...body, easyLogin: { line: false, phone: true } })
    await admin('POST', '/me/phone/code', { number: who.phone })
    expect((await admin('POST', '/me/phone', { code: await codeTo(who.phone), easyLogin: true })).code).toBe('phone_taken')
    // Purged, the member leaves the number to others.
    await pool().query('delete from members.member where member_id = $1', [who.id])
    expect((await other('PUT', '/me/phone/easy-login')).status).toBe(200)
  })
})

describe('MB-5: signing in by phone number', () => {
  it('MB-5: the number, a code, and in; the connection says how; the code works once, also given 50 times at once', async () => {
    const { who } = await withPhone()
    const doors = await Promise.all(Array.from({ length: 10 }, () => phoneDoor(server.url, who.phone)))
    const phoneCode = await codeTo(who.phone)
    const answers = await Promise.all(doors.map((door) => Promise.all(Array.from({ length: 5 }, () => door.send({ phoneCode })))))
    // Of the five of one browser, those after the one that was taken are sent on with it; past ten tries of a number all are throttled.
    expect(answers.filter((ofOne) => ofOne.includes(303))).toHaveLength(1)
    expect(answers.flat().filter((status) => ![303, 401, 429].includes(status))).toEqual([])
    await pool().query('delete from signin.attempt')
    await aMinuteLater()
    await byPhone(who)
    expect(await connections(who)).toMatchObject([{ method: 'phone', secondStep: null, client: 'mobile' }, { client: 'console' }])
  })

  it('SX-4, pitfall 26: unknown, unlinked, suspended and not allowed: the same words, and no SMS', async () => {
    const [unlinked, suspended, known] = [await withPhone(false), await withPhone(), await withPhone()]
    await boss('PUT', `${at}/members/${suspended.who.id}/suspension`)
    const said = async (phone: string) => {
      const door = await phoneDoor(server.url, phone)
      const asked = door.text()
      const status = await door.send({ phoneCode: 'abc' })
      const shown = (text: string) => text.replaceAll(/\+82 10 \d{4} \d{4}|nonce[^>]*|\/signin\/[\w-]+/g, '')
      return { status, asked: shown(asked), refused: shown(door.text()) }
    }
    const before = sms.texts.length
    const answers = [await said('+82 10-9999-9999'), await said(unlinked.who.phone), await said(suspended.who.phone)]
    await codesTo('')
    expect(sms.texts).toHaveLength(before)
    expect(answers[0]).toMatchObject({ status: 401 })
    const ofKnown = await said(known.who.phone)
    for (const answer of answers) expect(answer).toEqual(ofKnown)
    const door = await phoneDoor(server.url, known.who.phone)
    const code = await codeTo(known.who.phone)
    await policy({ easyLogin: { line: false, phone: false } })
    expect(await door.send({ phoneCode: code })).toBe(401)
    await aMinuteLater()
    const sent = sms.texts.length
    await phoneDoor(server.url, known.who.phone)
    await codesTo('')
    expect(sms.texts, 'not allowed by the company').toHaveLength(sent)
  })

  it('MB-5: asked for too often, a number gets no more; what is no number is said to be none', async () => {
    const { who } = await withPhone()
    const before = (await codesTo(who.phone)).length
    for (let i = 0; i < 7; i++) {
      await phoneDoor(server.url, who.phone, new Browser({ 'x-forwarded-for': `198.51.100.${i}` }))
      await codesTo(who.phone)
      await aMinuteLater()
    }
    expect(await codesTo(who.phone)).toHaveLength(before + 5)
    expect((await phoneDoor(server.url, 'no number')).status()).toBe(400)
  })

  it('MB-5, MB-8: a second step is still asked for, and is not a code to the same phone', async () => {
    const { who, own } = await withPhone()
    const codes = (await own('POST', '/me/two-step/sms')).body['codes'] as string[]
    const door = await phoneDoor(server.url, who.phone)
    expect(await door.send({ phoneCode: await codeTo(who.phone) })).toBe(200)
    expect(door.text()).toContain('a code to the same phone is not enough')
    expect(door.text()).not.toContain('name="sms"')
    await door.send({ sms: '1' })
    // One that was sent for another sign-in does not do either.
    const byPassword = await openDoor(server.url, who.login, password)
    await byPassword.send({ sms: '1' })
    expect(await door.send({ code: await codeTo(who.phone) })).toBe(401)
    expect(await door.send({ code: codes[0] ?? '' })).toBe(303)
    await door.finish()
    expect((await connections(who))[0]).toMatchObject({ method: 'phone', secondStep: 'recovery' })
  })

  it('MB-5, SX-2, pitfall 21: turned off by an administrator: what was made by it ends on every node at once, the rest goes on', async () => {
    const node = await server.anotherNode()
    const { who, own } = await withPhone()
    const browser = new Browser()
    const tokens = await byPhone(who, browser)
    const besides = await (await openDoor(server.url, who.login, password)).finish()
    const underWay = await phoneDoor(server.url, who.phone)
    expect(await underWay.send({ phoneCode: await codeTo(who.phone) })).toBe(303)
    expect([await works(tokens), await works(tokens, node.url)]).toEqual([200, 200])
    expect((await boss('DELETE', `${at}/members/${who.id}/easy-login/phone`)).body).toEqual({ off: true })
    await Promise.all([ended(tokens), ended(tokens, node.url)])
    expect(await works(besides)).toBe(200)
    expect((await own('GET', '/me')).status).toBe(200)
    await expect(underWay.finish(), 'a sign-in under way').rejects.toThrow()
    const single = await browser.fetch(`${server.url}/console/sign-in`)
    const page = await browser.follow(new URL(single.headers.get('location') ?? '', server.url).href, (l) => l === `${server.url}/`)
    expect('url' in page && page.url, 'single sign-on').toContain('/signin/')
    expect((await connections(who)).find((c) => c.method === 'phone')?.ended?.reason).toBe('easy_login_off')
    expect((await boss('DELETE', `${at}/members/${who.id}/easy-login/phone`)).body).toEqual({ off: false })
    const { body } = await boss('GET', `${at}/audit?member=${who.id}&action=member.phone_login_off`)
    expect(body['items']).toMatchObject([{ actor: { id: company.admin.id } }])
    expect((await boss('DELETE', `${at}/members/${company.admin.id}/easy-login/phone`)).code).toBe('own_account')
    // The number stays, and may sign in again.
    expect((await own('PUT', '/me/phone/easy-login')).status).toBe(200)
    await byPhone(who)
    await node.stop()
  })

  it('MB-5, SX-2: allowed no longer by the company, nothing made by it is left; by the member, nothing of theirs', async () => {
    const [one, two] = [await withPhone(), await withPhone()]
    const [first, second] = [await byPhone(one.who), await byPhone(two.who)]
    expect((await two.own('DELETE', '/me/easy-login/phone')).body).toEqual({ off: true })
    await ended(second)
    expect(await works(first)).toBe(200)
    await policy({ easyLogin: { line: false, phone: false } })
    await ended(first)
    expect((await one.own('GET', '/me')).status).toBe(200)
    await policy({ easyLogin: { line: false, phone: true } })
    await byPhone(one.who)
  })

  it('MB-5, SX-2: another number ends easy login by the one before and second steps by it', async () => {
    const { who, own } = await withPhone()
    await own('POST', '/me/two-step/sms')
    expect((await own('DELETE', '/me/phone')).code).toBe('phone_second_step')
    expect((await own('POST', '/me/two-step/sms/off')).body).toEqual({ off: true })
    const tokens = await byPhone(who)
    await own('POST', '/me/phone/code', { number: '+82 10-7777-0001' })
    expect((await own('POST', '/me/phone', { code: await codeTo('+821077770001'), easyLogin: false })).status).toBe(200)
    await ended(tokens)
    expect((await own('GET', '/me/easy-login')).body).toMatchObject({ phone: { number: '+82 10 7777 0001', linkedAt: null } })
    expect((await own('DELETE', '/me/phone')).body).toEqual({ removed: true })
    expect((await own('DELETE', '/me/phone')).body).toEqual({ removed: false })
    expect((await own('PUT', '/me/phone/easy-login')).code).toBe('phone_missing')
  })
})

describe('MB-8: the second step by SMS', () => {
  it('MB-8: set up with the password; asked for at the door, sent there, taken once; a reset forgets it', async () => {
    const { who, own } = await withPhone(false)
    expect((await own('POST', '/me/two-step/sms')).body['codes']).toHaveLength(10)
    expect((await detail(who)).twoStep).toMatchObject({ setUpAt: null, sms: { number: `+82 •••• ${who.phone.slice(-4)}` } })
    const [door, other] = [await openDoor(server.url, who.login, password), await openDoor(server.url, who.login, password)]
    expect(door.text()).toContain(`Text a code to +82\u00a0••••\u00a0${who.phone.slice(-4)}`)
    await door.send({ sms: '1' })
    const code = await codeTo(who.phone)
    const answers = await Promise.all([door, other].map((each) => Promise.all(Array.from({ length: 25 }, () => each.send({ code })))))
    expect(answers.filter((ofOne) => ofOne.includes(303))).toHaveLength(1)
    await pool().query('delete from signin.attempt')
    const again = await openDoor(server.url, who.login, password)
    expect(await again.send({ code }), 'used up').toBe(401)
    await aMinuteLater()
    await again.send({ sms: '1' })
    expect(await again.send({ code: await codeTo(who.phone) })).toBe(303)
    await again.finish()
    expect((await connections(who))[0]).toMatchObject({ method: 'password', secondStep: 'sms' })
    expect((await boss('POST', `${at}/members/${who.id}/two-step/reset`)).status).toBe(200)
    expect((await detail(who)).twoStep).toMatchObject({ sms: null, recoveryCodes: 0 })
    expect((await openDoor(server.url, who.login, password)).status()).toBe(303)
  })

  it('MB-8: beside an authenticator app; not alone turned off where one is asked for', async () => {
    const { own, who } = await withPhone(false)
    await own('POST', '/me/two-step/sms')
    await policy({ twoStep: 'required' })
    await own('POST', '/me/two-step/sms/code')
    const first = await codeTo(who.phone)
    expect((await own('POST', '/me/two-step/sms/off')).code).toBe('two_step_policy')
    const setup = (await own('POST', '/me/two-step/setup', { password, code: first })).body as { factor: string; secret: string }
    const confirmed = await own('POST', '/me/two-step/confirm', { factor: setup.factor, code: totp(setup.secret, -1) })
    expect(confirmed.status).toBe(200)
    expect((await own('GET', '/me/security')).body).toMatchObject({ twoStep: { sms: {}, setUpAt: expect.any(String) as string } })
    expect((await own('POST', '/me/two-step/sms/off')).body).toEqual({ off: true })
    const door = await openDoor(server.url, who.login, password)
    expect(door.text()).toContain('authenticator app')
    expect(door.text()).not.toContain('Text a code')
  })
})

describe('the SMS gateway', () => {
  it('MB-8: a busy one is asked again while the code works; one that hangs up is not, and nobody knows whether the text arrived', async () => {
    const answers: (number | null)[] = []
    let asked = 0
    const busy = createServer((req, res) => {
      asked += 1
      const answer = answers.shift() ?? null
      if (answer === null) req.socket.destroy()
      else res.writeHead(answer).end()
    }).listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}/`
    const own = await startTestServer({ sms: { url, token: undefined, from: 'Muster' } })
    const alone = await makeCompany(own)
    const admin = await callerFor(own, alone.admin.login)
    const path = `/companies/${alone.companyId}/security/sign-in`
    await admin('PUT', path, { ...(await admin('GET', path)).body, easyLogin: { line: false, phone: true } })
    const texts = async () =>
      (
        await own.database.owner.pool.query(
          'select reply, sent_at is not null as sent, sealed is not null as kept from notifications.text order by created_at',
        )
      ).rows
    await admin('POST', '/me/phone/code', { number: '+82 10-3000-0001' })
    answers.push(503, 202)
    await expect(own.runJob('notifications.give_up_texts')).rejects.toThrow()
    expect(await texts()).toEqual([{ reply: '503 Service Unavailable', sent: false, kept: true }])
    await own.runJob('notifications.give_up_texts')
    expect(await texts()).toEqual([{ reply: '202 Accepted', sent: true, kept: false }])
    await own.database.owner.pool.query(`update signin.text_code set sent_at = sent_at - interval '1 minute'`)
    await admin('POST', '/me/phone/code', { number: '+82 10-3000-0001' })
    await own.runJob('notifications.give_up_texts')
    await own.runJob('notifications.give_up_texts')
    expect(asked).toBe(3)
    expect((await texts())[1]).toMatchObject({ sent: false, kept: false })
    await own.stop()
    busy.close()
  })

  it('MB-5, MB-8: without one nothing is offered that needs it', async () => {
    const without = await startTestServer()
    const alone = await makeCompany(without)
    const own = await callerFor(without, alone.admin.login)
    expect((await own('GET', '/me/easy-login')).body).toMatchObject({ sms: false, phone: null })
    expect((await own('POST', '/me/phone/code', { number: '+82 10-1234-5678' })).code).toBe('sms_unavailable')
    expect((await own('POST', '/me/two-step/sms')).code).toBe('sms_unavailable')
    const door = await openDoor(without.url, alone.admin.login, 'wrong')
    expect(door.text()).not.toContain('way=phone')
    await without.stop()
  })
})
