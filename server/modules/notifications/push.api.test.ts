import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPushService, type PushedBrowser, type PushService } from '../../../dev/push.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { setLocale, suspendMember } from '../members/index.ts'
import { notifyMember } from './index.ts'

let server: TestServer
let company: TestCompany
let service: PushService
beforeAll(async () => {
  service = await startPushService()
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
})
afterAll(async () => {
  await server.stop()
  await service.close()
})

type Someone = { id: string; login: string; call: ApiCaller; browser: PushedBrowser }
let number = 0
async function allowing(): Promise<Someone> {
  const [who = { id: '', login: '' }] = await makeMembers(server, company, 1, `p${++number}x`)
  const call = await callerFor(server, who.login)
  const { key } = (await call('GET', '/me/push')).body as { key: string }
  const browser = service.subscribe(key)
  expect(await call('PUT', '/me/push', browser.address)).toMatchObject({ status: 200, body: { allowed: true } })
  return { ...who, call, browser }
}
const notify = ({ id: memberId }: Someone, model = 'Pixel 10') =>
  server.as(company.tenant, (ctx) => {
    const data = { app: 'mobile' as const, os: 'android' as const, model, running: '3.9.0', newest: '4.2.1' }
    return notifyMember(ctx, { memberId, kind: 'update_available', data })
  })
const deliver = () => server.runEnqueued('notifications.push')
const rows = async (sql: string) => (await server.database.owner.pool.query<{ n: number }>(sql)).rows
/** What waits for a retry is due now. */
const later = () => server.database.owner.pool.query("update notifications.push set next_at = next_at - interval '1 day'")
const titles = ({ browser }: Someone) => browser.messages.map(({ text }) => (JSON.parse(text) as { title: string }).title)
const audited = async ({ id }: Someone) =>
  (
    await server.database.owner.pool.query<{ action: string }>('select action from audit.event where subject_id = $1 order by event_id', [
      id,
    ])
  ).rows
    .map(({ action }) => action)
    .filter((action) => action.startsWith('member.push'))

it('RE-2, AU-1: a notice reaches the browser in which its member allowed it, in their language, once; and is no use', async () => {
  const who = await allowing()
  const calendars = () => rows("select md5(string_agg(c::text, ';' order by c::text)) as n from activity.calendar c")
  const before = await calendars()
  await server.as(company.tenant, (ctx) => setLocale(ctx, who.id, 'ko'))
  await notify(who, 'Galaxy S30')
  await deliver()
  expect(who.browser.messages.map(({ text }) => JSON.parse(text) as object)).toEqual([
    {
      title: '모바일 앱 업데이트',
      text: expect.stringContaining('Galaxy S30') as string,
      tag: expect.any(String) as string,
      link: `${server.url}/account#own-notices`,
    },
  ])
  expect(who.browser.messages[0]).toMatchObject({ ttlSeconds: 86_400, urgency: 'normal' })
  await server.runJob('notifications.push_left')
  expect(who.browser.messages).toHaveLength(1)
  expect(await calendars()).toEqual(before)
  expect(await rows('select * from notifications.push')).toEqual([])
})

it('SX-3: the address and keys of a browser stand nowhere in the clear', async () => {
  const { browser } = await allowing()
  const { endpoint, keys } = browser.address
  const all =
    JSON.stringify(await rows("select s::text, encode(s.sealed, 'escape') from notifications.push_subscription s")) + server.logged.join('')
  for (const secret of [endpoint, keys.auth, keys.p256dh]) expect(all).not.toContain(secret)
})

it('is stopped by the member, and ends with the connection by which it was allowed, whatever ends that', async () => {
  const [stopped, out, suspended] = [await allowing(), await allowing(), await allowing()]
  expect(await stopped.call('GET', '/me/push')).toMatchObject({ body: { allowed: true } })
  expect(await stopped.call('DELETE', '/me/push')).toMatchObject({ status: 200, body: { allowed: false } })
  expect(await stopped.call('GET', '/me/push')).toMatchObject({ body: { allowed: false } })
  expect(await audited(stopped)).toEqual(['member.push_allowed', 'member.push_stopped'])
  // Promised before it ended, and not sent any more.
  await notify(out)
  expect((await out.call('POST', '/me/sign-out')).status).toBe(200)
  await server.as(company.tenant, (ctx) => suspendMember(ctx, suspended.id))
  for (const who of [stopped, suspended]) await notify(who)
  await deliver()
  await server.runJob('notifications.push_left')
  expect([stopped, out, suspended].flatMap(titles)).toEqual([])
  const ids = [stopped, out, suspended].map(({ id }) => `'${id}'`).join()
  expect(await rows(`select 1 from notifications.push_subscription where member_id in (${ids})`)).toEqual([])
})

it('another member in the same browser: the one before is sent nothing there; the same one under a new connection goes on', async () => {
  const [first, second] = [await allowing(), await allowing()]
  expect((await second.call('PUT', '/me/push', first.browser.address)).status).toBe(200)
  expect(await first.call('GET', '/me/push')).toMatchObject({ body: { allowed: false } })
  const again = await callerFor(server, second.login)
  expect((await again('PUT', '/me/push', first.browser.address)).status).toBe(200)
  await notify(first)
  await notify(second)
  await deliver()
  expect(titles(first)).toEqual(['Update the mobile app'])
  expect(await audited(second)).toEqual(['member.push_allowed', 'member.push_allowed'])
})

it('a push service that is busy or broken is asked again; one that knows the browser no more, not; what is read meanwhile is not sent', async () => {
  const [busy, gone, reader] = [await allowing(), await allowing(), await allowing()]
  busy.browser.answers.push({ status: 429, headers: { 'retry-after': '3600' } }, { status: 503 })
  gone.browser.answers.push({ status: 410 })
  reader.browser.answers.push({ status: 500 })
  for (const who of [busy, gone, reader]) await notify(who)
  await deliver()
  const waits = await rows('select extract(epoch from next_at - created_at)::integer / 60 as n from notifications.push order by n')
  expect(waits).toEqual([{ n: 0 }, { n: 60 }])
  const { items } = (await reader.call('GET', '/me/notices')).body as { items: { id: string }[] }
  await reader.call('POST', `/me/notices/${items[0]?.id}/read`)
  await deliver()
  expect(titles(busy)).toEqual([])
  for (const sent of [[], ['Update the mobile app']]) {
    await later()
    await server.runJob('notifications.push_left')
    expect(titles(busy)).toEqual(sent)
  }
  expect([titles(gone), titles(reader)]).toEqual([[], []])
  expect(await gone.call('GET', '/me/push')).toMatchObject({ body: { allowed: false } })
  expect(await rows('select * from notifications.push')).toEqual([])
})

it.each([
  ['endpoint', { endpoint: 'http://push.example/x' }],
  ['endpoint', { endpoint: 'https://user@push.example/x' }],
  ['endpoint', { endpoint: 'nonsense' }],
  ['keys.p256dh', { keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'x'.repeat(22) } }],
  ['keys.auth', { keys: { p256dh: 'x'.repeat(87), auth: 'x' } }],
])('what is no address of a browser is refused by name: %s', async (path, change) => {
  const { call, browser } = await allowing()
  const answer = await call('PUT', '/me/push', { ...browser.address, ...change })
  expect(answer).toMatchObject({ status: 400, code: 'input_invalid' })
  expect(JSON.stringify(answer.details)).toContain(path)
})
