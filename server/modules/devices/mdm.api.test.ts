import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceList, DeviceRow, MdmMode } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { callProving, enrol, makeKey, reportPhone } from '../../../test/managedDevice.ts'
import { callClient, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  server = await startTestServer()
  otherNode = (await server.anotherNode()).url
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
})
afterAll(() => server.stop())

let number = 0
const someone = async () => (await makeMembers(server, company, 1, `m${++number}x`))[0] ?? { id: '', login: '' }
/** A member, signed in to the mobile app on a phone of their own. */
async function onPhone(vendorId = `phone-${++number}`) {
  const who = await someone()
  const tokens = await signIn(server.url, 'mobile', who.login, password)
  expect((await reportPhone(server.url, tokens, vendorId)).status).toBe(200)
  return { who, tokens, vendorId }
}
async function setMode(mode: MdmMode, by = boss) {
  const { revision } = (await boss('GET', `${at}/security/mdm`)).body as { revision: number }
  return by('PUT', `${at}/security/mdm`, { revision, mode })
}
const rowOf = async (who: { id: string }) => ((await boss('GET', `${at}/members/${who.id}/devices`)).body['items'] as DeviceRow[])[0]
const status = async (tokens: Tokens, path = '/client/v1/notices', node = server.url) =>
  (await callClient(node, tokens, 'GET', path)).status
const codeOf = async (answer: Response) => ((await answer.json()) as { error?: { code: string; details: unknown } }).error?.code
const problemOf = async (answer: Response) =>
  ((await answer.json()) as { error?: { details: { problem?: string } } }).error?.details.problem

describe('DS-10: the mode of a company', () => {
  it('DS-10, P-4: is changed from the revision that was read, and on record; not by a role limited to a team', async () => {
    expect((await boss('GET', `${at}/security/mdm`)).body).toEqual({ revision: 0, mode: 'off', registered: 0, waiting: 0 })
    expect((await setMode('optional')).body).toMatchObject({ revision: 1, mode: 'optional' })
    expect((await boss('PUT', `${at}/security/mdm`, { revision: 0, mode: 'off' })).code).toBe('changed_meanwhile')
    const { body } = await boss('GET', `${at}/audit?action=company.mdm_changed`)
    expect(body['items']).toMatchObject([{ before: { mdm: 'off' }, after: { mdm: 'optional' } }])
    const team = (await boss('POST', `${at}/teams`, { parentId: null, name: 'Sales' })).body['id']
    const role = (await boss('POST', `${at}/roles`, { name: 'Devices', permissions: { devices: 'manage' }, seesNames: true })).body['id']
    const who = await someone()
    await boss('PUT', `${at}/administrators/${who.id}`, { grant: { role: 'custom', roleId: role, teamId: team } })
    const limited = await callerFor(server, who.login)
    expect((await setMode('off', limited)).code).toBe('forbidden')
    // DS-7: nor which versions are the newest.
    expect((await limited('PUT', `${at}/newest-versions`, { revision: 0, versions: [] })).code).toBe('forbidden')
  })

  it('DS-2, DS-10: own MDM registers, and shows vendor IDs of what is registered; third-party registers nothing and shows all; off, neither', async () => {
    const { who, tokens, vendorId } = await onPhone()
    await onPhone()
    await setMode('optional')
    expect(await rowOf(who)).toMatchObject({ profile: 'unregistered', device: { vendorId: null } })
    await enrol(server.url, tokens, await makeKey())
    expect(await rowOf(who)).toMatchObject({ profile: 'registered', device: { vendorId } })
    const found = async (profile: string) =>
      ((await boss('GET', `${at}/devices?tab=mobile&profile=${profile}`)).body as unknown as DeviceList).items.length
    expect([await found('registered'), await found('unregistered')]).toEqual([1, 1])
    expect((await boss('GET', `${at}/devices/count?tab=mobile&profile=registered`)).body).toEqual({ total: 1 })
    expect((await boss('GET', `${at}/security/mdm`)).body['registered']).toBe(1)
    const detail = async () => (await boss('GET', `${at}/devices/${(await rowOf(who))?.device.id}`)).body
    expect(await detail()).toMatchObject({ profile: 'registered', vendorId })
    await setMode('third_party')
    expect(await rowOf(who)).toMatchObject({ profile: 'unregistered', device: { vendorId } })
    expect([await found('registered'), await found('unregistered')]).toEqual([0, 2])
    expect(await codeOf(await callProving(server.url, tokens, await makeKey(), '/client/v1/enrolment'))).toBe('enrolment_off')
    await setMode('off')
    expect(await rowOf(who)).toMatchObject({ profile: null, device: { vendorId: null } })
    expect(await detail()).toMatchObject({ profile: null, vendorId: null })
    expect([await found('registered'), await found('unregistered')]).toEqual([0, 0])
  })
})

describe('DS-10, DS-11: enrolment', () => {
  it('DS-11: by a key that is proved; another is another generation, and the one before is no more; the same again changes nothing', async () => {
    await setMode('optional')
    const { tokens } = await onPhone()
    const [first, second] = [await makeKey(), await makeKey()]
    const ask = async (key = first, claims = {}, path = '/client/v1/enrolment') => callProving(server.url, tokens, key, path, claims)
    expect(await problemOf(await callClient(server.url, tokens, 'POST', '/client/v1/enrolment'))).toBe('missing')
    expect(await problemOf(await ask(first, { htm: 'GET' }))).toBe('method')
    expect(await problemOf(await ask(first, { htu: 'https://elsewhere.example/client/v1/enrolment' }))).toBe('address')
    expect(await problemOf(await ask(first, { iat: Math.floor(Date.now() / 1000) - 310 }))).toBe('time')
    expect(await problemOf(await ask(first, { iat: Math.floor(Date.now() / 1000) + 310 }))).toBe('time')
    expect(await problemOf(await ask(first, { ath: 'another' }))).toBe('token')
    const forged = await first.sign({ htm: 'POST', htu: `${server.url}/client/v1/enrolment` }, { jwk: second.jwk })
    const refused = await fetch(`${server.url}/client/v1/enrolment`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.access}`, dpop: forged },
    })
    expect(await problemOf(refused)).toBe('malformed')

    const enrolled = (await (await ask(first, { iat: Math.floor(Date.now() / 1000) - 290 })).json()) as { enrolment: { id: string } }
    expect(enrolled).toMatchObject({ mode: 'optional', enrolment: { generation: 1, registered: false } })
    expect(await (await ask()).json()).toEqual(enrolled)
    expect(await problemOf(await ask(second, {}, '/client/v1/enrolment/profile'))).toBe('key')
    expect(await (await ask(first, {}, '/client/v1/enrolment/profile')).json()).toMatchObject({ enrolment: { registered: true } })
    expect(await (await ask(second)).json()).toMatchObject({ enrolment: { generation: 2, registered: false } })
    expect(await codeOf(await ask(first))).toBe('key_used')
    const other = await onPhone()
    expect(await codeOf(await callProving(server.url, other.tokens, second, '/client/v1/enrolment'))).toBe('key_used')
    const state = await (await callClient(server.url, tokens, 'GET', '/client/v1/enrolment')).json()
    expect(state).toMatchObject({ enrolment: { generation: 2, registered: false } })
  })

  it('DS-11: of 20 enrolments at once by different keys one stands in the end, each with a generation of its own', async () => {
    await setMode('optional')
    const { who, tokens } = await onPhone()
    const keys = await Promise.all(Array.from({ length: 20 }, makeKey))
    const answers = await Promise.all(
      keys.map(async (key) => (await callProving(server.url, tokens, key, '/client/v1/enrolment')).json() as Promise<object>),
    )
    const generations = answers.map((a) => (a as { enrolment: { generation: number } }).enrolment.generation)
    expect(generations.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    const { rows } = await server.database.owner.pool.query(
      'select generation from devices.enrolment where device_id = $1 and ended_at is null',
      [(await rowOf(who))?.device.id],
    )
    expect(rows).toEqual([{ generation: 20 }])
  })

  it('DS-10: a session must be of a device that it reported', async () => {
    await setMode('optional')
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password)
    expect(await codeOf(await callProving(server.url, tokens, await makeKey(), '/client/v1/enrolment'))).toBe('device_unreported')
  })
})

describe('DS-10: required', () => {
  it('DS-10, SX-2: until its device is enrolled a session answers nothing but enrolment, on both nodes and on open streams; other apps go on', async () => {
    await setMode('optional')
    const { who, tokens } = await onPhone()
    const pc = await signIn(server.url, 'pc', who.login, password)
    expect(await status(tokens)).toBe(200)
    const stream = await callClient(server.url, tokens, 'GET', '/client/v1/stream')
    const ended = stream.text()
    await setMode('required')
    for (const node of [server.url, otherNode])
      await vi.waitFor(async () => expect(await status(tokens, '/client/v1/notices', node)).toBe(403), { timeout: 1_000, interval: 20 })
    expect(await ended).not.toContain('signed_out')
    for (const path of ['/client/v1/stream', '/client/v1/teams', '/client/v1/members?q=a'])
      expect(await codeOf(await callClient(server.url, tokens, 'GET', path)), path).toBe('enrolment_required')
    expect(await codeOf(await callClient(server.url, tokens, 'POST', '/client/v1/activity'))).toBe('enrolment_required')
    expect(await status(pc)).toBe(200)
    expect(await status(tokens, '/client/v1/enrolment')).toBe(200)
    await enrol(server.url, tokens, await makeKey())
    for (const node of [server.url, otherNode])
      await vi.waitFor(async () => expect(await status(tokens, '/client/v1/notices', node)).toBe(200), { timeout: 1_000, interval: 20 })
  })

  it('P-1, DS-10: a plan that closes the page of devices holds no session up, on both nodes; it holds again once the plan opens it', async () => {
    await setMode('required')
    const { tokens } = await onPhone()
    const plan = async (core: string) => {
      const { revision } = (await boss('GET', `${at}/settings`)).body
      return boss('PATCH', `${at}/settings`, { revision, settings: { plan: { core, drive: false, approval: false } } })
    }
    for (const [core, code, mode] of [
      ['free', 200, 'off'],
      ['lite', 403, 'required'],
    ] as const) {
      expect((await plan(core)).status).toBe(200)
      for (const node of [server.url, otherNode])
        await vi.waitFor(async () => expect(await status(tokens, '/client/v1/notices', node)).toBe(code), { timeout: 1_000, interval: 20 })
      expect(await (await callClient(server.url, tokens, 'GET', '/client/v1/enrolment')).json()).toMatchObject({ mode })
    }
    await plan('standard_plus')
  })

  it('DS-10: a second member on an enrolled device has nothing to enrol, from the report of the device on', async () => {
    await setMode('required')
    const { tokens, vendorId } = await onPhone()
    await enrol(server.url, tokens, await makeKey())
    const second = await signIn(server.url, 'mobile', (await someone()).login, password)
    expect(await status(second)).toBe(403)
    await reportPhone(server.url, second, vendorId)
    expect(await status(second)).toBe(200)
  })

  it('DS-10: who skips it is signed out of the mobile app, and of nothing else; where it is optional, of nothing', async () => {
    await setMode('required')
    const { who, tokens } = await onPhone()
    const pc = await signIn(server.url, 'pc', who.login, password)
    const skip = async () => (await callClient(server.url, tokens, 'POST', '/client/v1/enrolment/skip')).json()
    expect(await skip()).toEqual({ signedOut: true })
    await vi.waitFor(async () => expect(await status(tokens)).toBe(401), { timeout: 1_000, interval: 20 })
    expect(await status(pc)).toBe(200)
    const { items } = (await boss('GET', `${at}/members/${who.id}/connections?kind=app`)).body as {
      items: { surface: string; ended: { reason: string } | null }[]
    }
    expect(items.find(({ surface }) => surface === 'mobile')?.ended?.reason).toBe('enrolment_skipped')
    await setMode('optional')
    const other = await onPhone()
    expect(await (await callClient(server.url, other.tokens, 'POST', '/client/v1/enrolment/skip')).json()).toEqual({ signedOut: false })
    expect(await status(other.tokens)).toBe(200)
  })
})
