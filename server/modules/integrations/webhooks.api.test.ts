import { createRemoteJWKSet, jwtVerify } from 'jose'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { auditActions, eventShapes, eventTypes, type Delivery, type EventType, type HomeItem, type Webhook } from '@muster/contract'
import { startKillableWorker } from '../../../bench/lib/killable.ts'
import { startWebhookReceiver, type ReceivedEvent, type WebhookReceiver } from '../../../dev/webhooks.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { testSecret } from '../../../test/harness.ts'
import { signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { recordEvent } from '../audit/index.ts'
import { dataOf } from './event.rules.ts'
import { createRole } from '../company/index.ts'
import { hasOpenOperation } from '../devices/index.ts'
import {
  affiliate,
  createTeam,
  deleteMember,
  purgeAllMembers,
  suspendMember,
  transferMember,
  undeleteMember,
  unsuspendMember,
} from '../members/index.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { appUrl } from '../../platform/migrate.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
let boss: ApiCaller
let receiver: WebhookReceiver
beforeAll(async () => {
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'told.example' })
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())
beforeEach(async () => {
  receiver = await startWebhookReceiver()
})
afterEach(async () => {
  vi.useRealTimers()
  await receiver.stop()
  await server.database.owner.pool.query('delete from integrations.endpoint')
  await server.database.owner.pool.query('delete from graphile_worker._private_jobs')
})

let number = 0
const base = () => `/companies/${company.companyId}/webhooks`
const as = <T>(work: (ctx: Ctx) => Promise<T>): Promise<T> => server.as(company.tenant, work)
const member = async () => (await makeMembers(server, company, 1, `w${++number}x`))[0] ?? { id: '', login: '' }
async function addWebhook(fields: Record<string, unknown> = {}, by = boss, at = base()): Promise<{ id: string; secret: string }> {
  const webhook = { kind: 'webhook', name: `Hook ${++number}`, url: receiver.url, types: eventTypes, ...fields }
  const { status, body } = await by('POST', at, { webhook })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body as { id: string; secret: string }
}
const send = () => server.runEnqueued('integrations.deliver')
const listed = async (id: string) => ((await boss('GET', base())).body['items'] as Webhook[]).find((w) => w.id === id)
const home = async () => (await boss('GET', `/companies/${company.companyId}/home`)).body['items'] as HomeItem[]
const deliveries = async (id: string, query = '') => (await boss('GET', `${base()}/${id}/deliveries${query}`)).body['items'] as Delivery[]
type Message = {
  type: EventType
  version: number
  timestamp: string
  data: Record<string, unknown> & { member?: { id: string; sub: string } }
}
const read = (event: ReceivedEvent) => JSON.parse(event.body) as Message
const typesOf = (events: readonly ReceivedEvent[], of?: string) =>
  events.map(read).flatMap(({ type, data }) => (of === undefined || data.member?.id === of ? [type] : []))
/** As seen so much later. */
const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })

describe('RE-3: events to other services', () => {
  it('RE-3: whatever path a change takes, what follows from it is told, in order, signed as Standard Webhooks has it', async () => {
    const { secret } = await addWebhook()
    const verifier = new Verifier(secret)
    const who = await member()
    await signIn(server.url, 'mobile', who.login, password)
    const at = `/companies/${company.companyId}/members/${who.id}`
    const team = await as((ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Told' }))
    await as((ctx) => affiliate(ctx, [{ memberId: who.id, companyId: company.companyId, teamId: team, isPrimary: true, isLeader: false }]))
    const revision = Number(
      (await server.database.owner.pool.query<{ revision: number }>('select revision from members.member where member_id = $1', [who.id]))
        .rows[0]?.revision,
    )
    const excluded = { teamId: team, positionId: null, isPrimary: true, isLeader: false, visible: true, useTeamFeature: false }
    expect((await boss('PUT', `${at}/affiliations`, { revision, affiliations: [excluded] })).status).toBe(200)
    await boss('PUT', `${at}/suspension`)
    await boss('POST', `/companies/${company.companyId}/members/bulk`, { action: 'unsuspend', members: [who.id] })
    await boss('PUT', `${at}/app-block`)
    await boss('DELETE', `${at}/app-block`)
    await boss('PUT', `${at}/leave`, {})
    await boss('DELETE', `${at}/leave`)
    await boss('POST', `${at}/password`, { deliver: 'show' })
    await as((ctx) => deleteMember(ctx, who.id))
    await as((ctx) => undeleteMember(ctx, who.id))
    await as((ctx) => deleteMember(ctx, who.id))
    later(8 * 86_400_000)
    await purgeAllMembers(scopes(server.database.app.db, () => new Date(), createLog('silent'))(company.tenant, systemActor('purge')))
    await send()
    const mine = receiver.received.filter((event) => read(event).data.member?.id === who.id)
    expect(typesOf(mine)).toEqual([
      'member.registered',
      'credential.changed',
      'member.teams_changed',
      'member.teams_changed',
      'session.revoked',
      'member.suspended',
      'member.unsuspended',
      'member.apps_blocked',
      'member.apps_unblocked',
      'member.leave_set',
      'member.leave_ended',
      'credential.changed',
      'member.deleted',
      'member.undeleted',
      'member.deleted',
      'member.purged',
    ])
    const told = (type: EventType, nth = 0) => mine.map(read).filter((m) => m.type === type)[nth]?.data
    expect(told('member.teams_changed', 1)).toMatchObject({ joined: [], left: [], changed: [{ team, included: false, visible: true }] })
    expect(told('session.revoked')).toMatchObject({ surface: 'mobile', client: 'mobile', reason: 'suspended', actor: null })
    expect(told('member.suspended')).toMatchObject({
      company: company.companyId,
      member: { id: who.id, sub: `${company.tenant}.${who.id}` },
      actor: { kind: 'member', sub: `${company.tenant}.${company.admin.id}` },
      reason: 'administrator',
    })
    expect(told('member.deleted')).toMatchObject({ leaveRooms: true, endLinkInvitations: true })
    // The receiver's own clock stands where the attempt's does.
    for (const event of mine) expect(verifier.verify(event.body, event.headers)).toMatchObject({ version: 1 })
    expect(() =>
      new Verifier(`whsec_${Buffer.from('another').toString('base64')}`).verify(mine[0]?.body ?? '', mine[0]?.headers ?? {}),
    ).toThrow()
    expect(JSON.stringify(mine)).not.toMatch(/requestId|"before"|"after"/)
  })

  it('RE-3, MB-16: a transfer says what to delete, to both companies; other companies and other types hear nothing', async () => {
    const plan = (core: string, drive: boolean, id: string) =>
      server.database.owner.pool.query('update company.company set plan_core = $2, plan_drive = $3 where company_id = $1', [
        id,
        core,
        drive,
      ])
    await plan('none', false, sibling.companyId)
    const there = await callerFor(server, sibling.admin.login)
    await addWebhook({ types: ['member.transferred'] })
    await addWebhook({ types: ['member.transferred'], url: `${receiver.url}/there` }, there, `/companies/${sibling.companyId}/webhooks`)
    const who = await member()
    await as((ctx) => transferMember(ctx, who.id, { companyId: sibling.companyId, login: `moved${number}` }, hasOpenOperation))
    await send()
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/events', '/events/there'])
    expect(read(receiver.received[0] ?? { path: '', headers: {}, body: '' }).data).toMatchObject({
      from: { company: company.companyId },
      to: { company: sibling.companyId, login: `moved${number}` },
      leaveRooms: true,
      renewLinks: true,
      delete: ['messages', 'personal_calendar', 'mailbox', 'drive_personal_folder'],
    })
  })

  it('RE-3: what a transaction took back is told to nobody, and a member’s events are numbered in the order of commits', async () => {
    const { id } = await addWebhook({ types: ['team.created', 'member.suspended'] })
    await expect(
      as(async (ctx) => {
        await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Never' })
        throw new Error('taken back')
      }),
    ).rejects.toThrow('taken back')
    const subject = { kind: 'team', id: company.companyId } as const
    const record = (name: string, until?: Promise<unknown>, begun?: () => void) =>
      as(async (ctx) => {
        await recordEvent(ctx, { action: 'team.created', companyId: company.companyId, subject, after: { name, parentId: null } })
        begun?.()
        await until
      })
    const [first, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = record('began first', gate.promise, first.resolve)
    await first.promise
    await record('committed first')
    gate.resolve()
    await slow
    await send()
    expect(receiver.received.map((e) => read(e).data['name'])).toEqual(['committed first', 'began first'])
    expect(await deliveries(id)).toHaveLength(2)
  })

  it('RE-3: a failure holds up that member’s next event and nobody else’s; two workers at once send each once', async () => {
    const { id } = await addWebhook({ types: ['member.suspended', 'member.unsuspended'] })
    const [one, other] = [await member(), await member()]
    receiver.answer({ status: 500, body: 'no\0t now'.padEnd(5_000, '.') })
    for (const verb of [suspendMember, unsuspendMember]) await as((ctx) => verb(ctx, one.id))
    await send()
    expect(typesOf(receiver.received, one.id)).toEqual(['member.suspended'])
    const [second, failed] = await deliveries(id)
    expect(failed).toMatchObject({ state: 'waiting', attempts: 1, failure: 'status', status: 500, member: { name: 'Member 1' } })
    expect(failed?.reply).toMatch(/^not now\.{10,}$/)
    expect(failed?.nextAt).not.toBeNull()
    expect(second).toMatchObject({ state: 'waiting', attempts: 0, nextAt: null })
    expect(await listed(id)).toMatchObject({
      waiting: 2,
      dead: 0,
      failingSince: expect.any(String) as string,
      lastFailure: { status: 500 },
    })
    receiver.answer({})
    await as((ctx) => suspendMember(ctx, other.id))
    await send()
    expect(typesOf(receiver.received, other.id)).toEqual(['member.suspended'])
    later(6_000)
    await Promise.all([server.runJob('integrations.deliver_left'), server.runJob('integrations.deliver_left')])
    expect(typesOf(receiver.received, one.id)).toEqual(['member.suspended', 'member.suspended', 'member.unsuspended'])
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids[0], 'the same id at each attempt').toBe(ids[2])
    expect(await listed(id)).toMatchObject({ waiting: 0, dead: 0, failingSince: null })
  })

  it('RE-3: what a worker was sending as it was killed goes again, under the same id, before what follows', async () => {
    const { id } = await addWebhook({ types: ['member.suspended', 'member.unsuspended'] })
    const who = await member()
    const gate = Promise.withResolvers<void>()
    receiver.answer({ after: gate.promise })
    for (const verb of [suspendMember, unsuspendMember]) await as((ctx) => verb(ctx, who.id))
    const { ownerUrl } = server.database
    const worker = await startKillableWorker({ ownerUrl, appUrl: appUrl(ownerUrl, testSecret), secret: testSecret })
    await vi.waitUntil(() => receiver.received.length > 0, 30_000)
    await worker.kill()
    receiver.answer({})
    gate.resolve()
    await server.runJob('integrations.deliver_left')
    expect(receiver.received, 'its turn is not over yet').toHaveLength(1)
    later(31_000)
    await server.runJob('integrations.deliver_left')
    vi.useRealTimers()
    expect(typesOf(receiver.received)).toEqual(['member.suspended', 'member.suspended', 'member.unsuspended'])
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id'])
    expect((await deliveries(id)).map((d) => [d.state, d.attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 2],
    ])
  })

  it('RE-3: what fails for three days is given up and listed, the next one follows, and both can be sent again by hand', async () => {
    const { id } = await addWebhook({ types: ['member.suspended', 'member.unsuspended'] })
    const who = await member()
    await receiver.stop()
    for (const verb of [suspendMember, unsuspendMember]) await as((ctx) => verb(ctx, who.id))
    await send()
    for (let hours = 0; hours < 11; hours++) {
      later(20 * 3_600_000)
      await server.runJob('integrations.deliver_left')
    }
    vi.useRealTimers()
    expect((await deliveries(id)).map((d) => [d.type, d.state, d.failure])).toEqual([
      ['member.unsuspended', 'dead', 'unreachable'],
      ['member.suspended', 'dead', 'unreachable'],
    ])
    expect(await listed(id)).toMatchObject({ waiting: 0, dead: 2 })
    receiver = await startWebhookReceiver({ port: Number(new URL(receiver.url).port) })
    const [last] = await deliveries(id, '?state=dead')
    expect((await boss('POST', `${base()}/${id}/deliveries/${last?.id}/resend`)).body).toEqual({ resent: 1 })
    expect((await boss('POST', `${base()}/${id}/deliveries/${last?.id}/resend`)).code).toBe('delivery_waits')
    expect((await boss('POST', `${base()}/${id}/resend`)).body).toEqual({ resent: 1 })
    await send()
    expect(typesOf(receiver.received, who.id)).toEqual(['member.suspended', 'member.unsuspended'])
    later(31 * 86_400_000)
    await server.runJob('integrations.tidy')
    vi.useRealTimers()
    expect(await deliveries(id)).toEqual([])
    expect((await server.database.owner.pool.query('select from integrations.event where lane = $1', [who.id])).rowCount).toBe(0)
  })

  it('RE-3, SX-3: the secret is shown once and sealed; while it is renewed both sign, a day later the new one alone', async () => {
    const { id, secret } = await addWebhook({ types: ['member.suspended'] })
    const renewed = (await boss('POST', `${base()}/${id}/secret`)).body as { secret: string; formerUntil: string }
    const suspend = async () => {
      const { id: whom } = await member()
      await as((ctx) => suspendMember(ctx, whom))
      await send()
      return receiver.received.at(-1) ?? { path: '', headers: {}, body: '' }
    }
    const both = await suspend()
    for (const one of [secret, renewed.secret]) expect(new Verifier(one).verify(both.body, both.headers)).toBeTruthy()
    later(25 * 3_600_000)
    const after = await suspend()
    expect(new Verifier(renewed.secret).verify(after.body, after.headers)).toBeTruthy()
    expect(() => new Verifier(secret).verify(after.body, after.headers)).toThrow()
    const { rows } = await server.database.owner.pool.query('select * from integrations.endpoint, audit.event')
    const kept = JSON.stringify([rows, (await boss('GET', base())).body, server.logged])
    for (const one of [secret, renewed.secret]) {
      expect(kept).not.toContain(one)
      expect(kept).not.toContain(one.slice(6))
    }
  })

  it('RE-3: paused, nothing is sent and events wait; a test is sent at once, and once', async () => {
    const { id } = await addWebhook({ types: ['member.suspended'] })
    await boss('PUT', `${base()}/${id}/pause`)
    const who = await member()
    await as((ctx) => suspendMember(ctx, who.id))
    await send()
    expect(receiver.received).toEqual([])
    expect((await boss('POST', `${base()}/${id}/test`)).code).toBe('webhook_paused')
    await boss('DELETE', `${base()}/${id}/pause`)
    receiver.answer({ status: 302, location: receiver.url })
    await boss('POST', `${base()}/${id}/test`)
    await send()
    expect(receiver.received.map((e) => read(e).type).toSorted()).toEqual(['member.suspended', 'webhook.test'])
    // A test that failed was given up by nobody: it is no work for today, and is not sent again with what was.
    expect((await deliveries(id))[0]).toMatchObject({ type: 'webhook.test', state: 'dead', failure: 'redirect', status: 302 })
    expect(await deliveries(id, '?state=dead')).toEqual([])
    expect(await listed(id)).toMatchObject({ dead: 0 })
    expect((await home()).some(({ subject }) => subject?.id === id)).toBe(false)
    expect((await boss('POST', `${base()}/${id}/resend`)).body).toEqual({ resent: 0 })
    await boss('PUT', `${base()}/${id}/pause`)
    later(73 * 3_600_000)
    await server.runJob('integrations.tidy')
    vi.useRealTimers()
    expect((await deliveries(id)).map((d) => [d.type, d.state, d.failure])).toEqual([
      ['webhook.test', 'dead', 'redirect'],
      ['member.suspended', 'dead', 'paused'],
    ])
  })

  it('RE-3: an endpoint that says it is gone is paused, and those who may change it are told, once; with another address it is resumed', async () => {
    const { id } = await addWebhook({ name: 'Moved', types: ['member.suspended'] })
    receiver.answer({ status: 410 })
    for (const who of [await member(), await member()]) await as((ctx) => suspendMember(ctx, who.id))
    await send()
    expect(await listed(id)).toMatchObject({ waiting: 2, goneAt: expect.any(String) as string, pausedAt: expect.any(String) as string })
    const told = async () =>
      ((await boss('GET', '/me/notices')).body['items'] as { kind: string; data: object }[]).filter(({ kind }) => kind === 'webhook_gone')
    expect(await told()).toMatchObject([{ data: { webhook: id, name: 'Moved', company: { id: company.companyId } } }])
    const { body } = await boss('GET', `/companies/${company.companyId}/audit?action=webhook.gone`)
    expect(body).toMatchObject({ items: [{ actor: { kind: 'system' }, subject: { id }, after: { name: 'Moved' } }] })
    receiver.answer({})
    const revision = (await listed(id))?.revision
    const fields = { kind: 'webhook', name: 'Moved', url: `${receiver.url}/new`, types: ['member.suspended'] }
    expect((await boss('PUT', `${base()}/${id}`, { revision, fields })).status).toBe(200)
    await boss('DELETE', `${base()}/${id}/pause`)
    later(60_000)
    await server.runJob('integrations.deliver_left')
    vi.useRealTimers()
    expect(receiver.received.filter(({ path }) => path.endsWith('/new'))).toHaveLength(2)
    expect(await listed(id)).toMatchObject({ waiting: 0, goneAt: null, pausedAt: null })
  })

  it('RE-3: a late answer of the address before neither pauses the new one nor keeps it quiet', async () => {
    for (const late of [{ status: 410 }, { status: 503, retryAfter: '600' }]) {
      const { id } = await addWebhook({ types: ['member.suspended'] })
      const gate = Promise.withResolvers<void>()
      receiver.answer({ ...late, after: gate.promise })
      const { id: who } = await member()
      await as((ctx) => suspendMember(ctx, who))
      const sent = send()
      await vi.waitUntil(() => typesOf(receiver.received, who).length > 0, 10_000)
      const { revision, name } = (await listed(id)) ?? {}
      const fields = { kind: 'webhook', name, url: `${receiver.url}/new`, types: ['member.suspended'] }
      expect((await boss('PUT', `${base()}/${id}`, { revision, fields })).status).toBe(200)
      gate.resolve()
      await sent
      expect((await deliveries(id))[0]).toMatchObject({ state: 'waiting', status: late.status })
      expect(await listed(id)).toMatchObject({ pausedAt: null, goneAt: null, quietUntil: null, failingSince: null })
      await boss('DELETE', `${base()}/${id}`)
    }
  })

  it('RE-3: Retry-After of 503 is obeyed for the whole endpoint, and no earlier than by itself', async () => {
    const { id } = await addWebhook({ types: ['member.suspended'] })
    const [one, other] = [await member(), await member()]
    receiver.answer({ status: 503, retryAfter: '600' })
    await as((ctx) => suspendMember(ctx, one.id))
    await send()
    const until = Date.parse((await listed(id))?.quietUntil ?? '')
    expect(until - Date.now()).toBeGreaterThan(590_000)
    expect((await deliveries(id))[0]?.nextAt).toBe(new Date(until).toISOString())
    await as((ctx) => suspendMember(ctx, other.id))
    await send()
    receiver.answer({})
    later(300_000)
    await server.runJob('integrations.deliver_left')
    expect(receiver.received, 'nothing of anybody else either').toHaveLength(1)
    vi.useRealTimers()
    later(601_000)
    await server.runJob('integrations.deliver_left')
    expect(await listed(id)).toMatchObject({ waiting: 0, quietUntil: null, failingSince: null })
    vi.useRealTimers()
    expect(receiver.received).toHaveLength(3)
  })

  it('RE-3: of several sent at once the longest Retry-After holds; neither a shorter one after it nor a success ends it', async () => {
    const answers = [{ status: 503, retryAfter: '600' }, { status: 503, retryAfter: '60' }, { status: 204 }].map((how) => ({
      ...how,
      gate: Promise.withResolvers<void>(),
    }))
    await receiver.stop()
    let n = 0
    const answerNext = () => {
      const { gate, ...how } = answers[n++] ?? { gate: { promise: Promise.resolve() } }
      receiver.answer({ ...how, after: gate.promise })
    }
    receiver = await startWebhookReceiver({ onEvent: answerNext })
    const { id } = await addWebhook({ types: ['member.suspended'] })
    for (const who of await makeMembers(server, company, answers.length, `quiet${++number}x`)) await as((ctx) => suspendMember(ctx, who.id))
    const sent = send()
    // Each is under way before the first is answered.
    await vi.waitUntil(() => receiver.received.length === answers.length, 10_000)
    for (const [i, { gate }] of answers.entries()) {
      gate.resolve()
      await vi.waitUntil(async () => (await deliveries(id)).filter(({ status }) => status !== null).length === i + 1, 10_000)
    }
    await sent
    const { quietUntil, failingSince } = (await listed(id)) ?? {}
    expect(Date.parse(quietUntil ?? '') - Date.now()).toBeGreaterThan(500_000)
    expect(failingSince).toBeNull()
  })

  it('RE-3: an address in a private network is never reached, unless the operator allows it', async () => {
    const strict = await startTestServer()
    const alone = await makeCompany(strict)
    const by = await callerFor(strict, alone.admin.login)
    const at = `/companies/${alone.companyId}/webhooks`
    const failures: unknown[] = []
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const { id } = await addWebhook({ url: receiver.url.replace('127.0.0.1', host) }, by, at)
      await by('POST', `${at}/${id}/test`)
      await strict.runEnqueued('integrations.deliver')
      const { body } = await by('GET', `${at}/${id}/deliveries`)
      failures.push((body['items'] as Delivery[])[0]?.failure)
    }
    expect(failures).toEqual(['private_address', 'private_address', 'private_address'])
    expect(receiver.received).toEqual([])
    const refused = await by('POST', at, { webhook: { kind: 'webhook', name: 'X', url: 'http://169.254.169.254/', types: eventTypes } })
    expect(refused).toMatchObject({ code: 'input_invalid', details: { issues: [{ path: 'webhook.url' }] } })
    await strict.stop()
  })

  it('P-2, pitfall 36: a role without names adds none and sees nobody; unknown and foreign are both not_found', async () => {
    const { id } = await addWebhook({ types: ['member.suspended'] })
    const [who, nameless] = [await member(), await member()]
    await as((ctx) => suspendMember(ctx, who.id))
    const fields = { name: `R${number}`, permissions: { settings: 'manage' }, seesNames: false } as const
    const role = await as((ctx) => createRole(ctx, company.companyId, fields))
    const administrators = `/companies/${company.companyId}/administrators/${nameless.id}`
    expect((await boss('PUT', administrators, { grant: { role: 'custom', roleId: role, teamId: null } })).status).toBe(200)
    const by = await callerFor(server, nameless.login)
    const [delivery] = (await by('GET', `${base()}/${id}/deliveries`)).body['items'] as Delivery[]
    expect(delivery).toMatchObject({ type: 'member.suspended', member: null })
    expect((await by('GET', `${base()}/${id}/deliveries/${delivery?.id}`)).code).toBe('names_hidden')
    const webhook = { kind: 'webhook', name: 'Mine', url: receiver.url, types: ['member.suspended'] }
    expect((await by('POST', base(), { webhook })).code).toBe('names_hidden')
    expect((await by('POST', `${base()}/${id}/secret`)).code).toBe('names_hidden')
    expect((await boss('GET', `${base()}/${id}/deliveries/${delivery?.id}`)).body['payload']).toContain(who.id)
    const elsewhere = await callerFor(server, sibling.admin.login)
    const foreign = `/companies/${sibling.companyId}/webhooks`
    for (const path of [`${id}/test`, `${id}/resend`, `${crypto.randomUUID()}/test`, `${id}/deliveries/${delivery?.id}/resend`])
      expect((await elsewhere('POST', `${foreign}/${path}`)).code, path).toBe('not_found')
    expect((await elsewhere('GET', foreign)).body['items']).toEqual([])
    expect((await boss('POST', base(), { webhook })).status).toBe(201)
    expect((await boss('POST', base(), { webhook })).code).toBe('name_taken')
  })
})

describe('RE-3: what is told of which action', () => {
  it('RE-3: each action is told as an event of the contract or as none, each event of some action, and no way to sign in is forgotten', async () => {
    const actions = [...Object.entries(auditActions).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`)), 'connection.ended']
    const { rows } = await server.database.owner.pool.query<{ action: string; type: EventType | null }>(
      'select action, integrations.type_of(action) as type from unnest($1::text[]) action',
      [actions],
    )
    expect([...new Set(rows.flatMap(({ type }) => type ?? []))].toSorted()).toEqual(eventTypes.toSorted())
    for (const { action } of rows.filter(({ type }) => type === 'credential.changed')) {
      const facts = {
        type: 'credential.changed',
        action,
        at: new Date(),
        companyId: company.companyId,
        subjectId: company.companyId,
      } as const
      const data = dataOf({ ...facts, sub: 's', actor: { kind: 'system', sub: null }, before: {}, after: {} })
      expect(eventShapes['credential.changed'].safeParse(data).success, action).toBe(true)
    }
    const isOfSigningIn = (action: string) => /^member\.\w*(password|two_step|passkey|phone|sms|line_|codes|account_created)/.test(action)
    expect(rows.filter(({ action, type }) => type === null && isOfSigningIn(action)).map(({ action }) => action)).toEqual([
      'member.password_change_requested',
      'member.two_step_switched_on',
      'member.passkey_renamed',
      'member.passkey_refused',
      'member.phone_verified',
    ])
    const document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as { webhooks: Record<string, unknown> }
    expect(Object.keys(document.webhooks)).toEqual([...eventTypes, 'webhook.test'])
  })
})

describe('RE-3: Shared Signals', () => {
  it('RE-3: connections that end and credentials that change are pushed as security event tokens, signed by the provider’s key', async () => {
    const metadata = (await (await fetch(`${server.url}/.well-known/ssf-configuration`)).json()) as Record<string, string>
    expect(metadata).toMatchObject({ issuer: server.url, delivery_methods_supported: ['urn:ietf:rfc:8935'] })
    const authorization = 'Bearer of-the-receiver'
    const { id, secret } = await addWebhook({
      kind: 'shared_signals',
      types: ['session.revoked', 'credential.changed'],
      audience: 'https://receiver.example',
      authorization,
    })
    expect(secret).toBeNull()
    expect(await listed(id)).toMatchObject({ authorized: true, audience: 'https://receiver.example' })
    const who = await member()
    await signIn(server.url, 'pc', who.login, password)
    await boss('POST', `/companies/${company.companyId}/members/${who.id}/password`, { deliver: 'show' })
    await boss('POST', `${base()}/${id}/test`)
    receiver.answer({ status: 202 })
    await send()
    const keys = createRemoteJWKSet(new URL(metadata['jwks_uri'] ?? ''))
    const caep = 'https://schemas.openid.net/secevent/caep/event-type'
    const told = await Promise.all(
      receiver.received.map(async ({ headers, body }) => {
        expect(headers).toMatchObject({ 'content-type': 'application/secevent+jwt', accept: 'application/json', authorization })
        const expected = { issuer: server.url, audience: 'https://receiver.example', typ: 'secevent+jwt', algorithms: ['RS256'] }
        const { payload } = await jwtVerify(body, keys, expected)
        expect(payload).not.toHaveProperty('sub')
        expect(payload).not.toHaveProperty('exp')
        return payload as unknown as { jti: string; sub_id: Record<string, unknown>; events: Record<string, Record<string, unknown>> }
      }),
    )
    const user = { format: 'iss_sub', iss: `${server.url}/oidc`, sub: `${company.tenant}.${who.id}` }
    const byEvent = (uri: string) => told.find(({ events }) => uri in events)
    expect(byEvent(`${caep}/session-revoked`)).toMatchObject({
      sub_id: { format: 'complex', user, session: { format: 'opaque' } },
      events: { [`${caep}/session-revoked`]: { event_timestamp: expect.any(Number) as number, reason_admin: { en: 'password_changed' } } },
    })
    const changed = told.filter(({ events }) => `${caep}/credential-change` in events)
    expect(changed.at(-1)).toMatchObject({
      sub_id: user,
      events: { [`${caep}/credential-change`]: { credential_type: 'password', change_type: 'update', initiating_entity: 'admin' } },
    })
    expect(byEvent('https://schemas.openid.net/secevent/ssf/event-type/verification')).toMatchObject({ sub_id: { format: 'opaque', id } })
    expect(JSON.stringify(await deliveries(id))).not.toContain(authorization)
  })
})
