import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Notice } from '@muster/contract'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, callClient, signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url, trustedProxies: ['127.0.0.1'] })
  company = await makeCompany(server)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0'
const [korea, america, office] = ['211.249.220.24', '8.8.8.8', '10.0.0.9']
const at = (agent: string, ip: string) => new Browser({ 'user-agent': agent, 'x-forwarded-for': ip })

type Someone = { id: string; login: string }
let number = 0
/** A member in Korean, whose first sign-in is over. */
async function someone(email: string | null): Promise<Someone & { enter: (browser: Browser) => Promise<unknown> }> {
  const [who] = await makeMembers(server, company, 1, `f${++number}x`)
  await server.database.owner.pool.query(`update members.member set personal_email = $2, locale = 'ko' where member_id = $1`, [
    who?.id,
    email,
  ])
  const enter = (browser: Browser) => signIn(server.url, 'mobile', who?.login ?? '', password, browser)
  await enter(at(chrome, korea))
  return { id: who?.id ?? '', login: who?.login ?? '', enter }
}

type Page = { items: Notice[]; unread: number; next: string | null }
const told = async (by: ApiCaller): Promise<Page> => (await by('GET', '/me/notices')).body as unknown as Page
const caller = (who: Someone) => callerFor(server, who.login)
const mailsTo = async (address: string) => {
  await server.runEnqueued('notifications.deliver')
  return smtp.mails.filter((mail) => JSON.stringify(mail.to).includes(address))
}

describe('MB-11: sign-ins from new devices and countries', () => {
  it('MB-11: the first is no news, nor is the same again; another device in another country is, once, by notice and by mail', async () => {
    const who = await someone('f@home.example')
    const web = await callerFor(server, who.login)
    await web('POST', '/me/notices/read-all', { upTo: (await told(web)).items[0]?.id })
    await who.enter(at(chrome.replace('Chrome/130', 'Chrome/131'), korea))
    expect(await mailsTo('f@home.example'), 'of the test’s own client alone').toHaveLength(1)
    await who.enter(at(firefox, america))
    await who.enter(at(firefox, america))
    const { items, unread } = await told(web)
    expect(unread).toBe(1)
    expect(items[0]).toMatchObject({
      kind: 'new_sign_in',
      readAt: null,
      data: { newDevice: true, newCountry: true, browser: 'Firefox 131', ip: america, place: { kind: 'country', country: 'US' } },
    })
    const [, mail, ...more] = await mailsTo('f@home.example')
    expect(more).toEqual([])
    expect(mail?.subject).toBe('[Test company] 새 기기와 국가에서 로그인했습니다')
    expect(mail?.text).toContain(`미국 (${america})`)
    expect(mail?.text).toContain('Linux의 Firefox 131')
    expect(mail?.text).toContain(`${server.url}/account`)
    const seoul = new Intl.DateTimeFormat('ko', { dateStyle: 'long', timeZone: 'Asia/Seoul' }).format(new Date(items[0]?.createdAt ?? ''))
    expect(mail?.text, 'T-1: the company’s day').toContain(seoul)
  })

  it('MB-11, pitfall 34: a known browser is no new device, a private address no new country, and nobody needs an address', async () => {
    const who = await someone(null)
    const own = at(chrome, korea)
    await who.enter(own)
    own.always['user-agent'] = firefox
    await who.enter(own)
    await who.enter(at(chrome, office))
    await who.enter(at('x', korea))
    const page = await told(await caller(who))
    // The console of this test tells no browser either: it is as known as the one before.
    expect(page.items).toMatchObject([{ data: { newDevice: true, newCountry: false, browser: null } }])
  })

  it('T-2, MB-11: what was seen 90 days ago is new again, and forgotten', async () => {
    const who = await someone(null)
    const age = (time: string) =>
      server.database.owner.pool.query(`update signin.familiar set seen_at = now() - interval '${time}' where member_id = $1`, [who.id])
    const notices = async () =>
      (await server.database.owner.pool.query(`select data from notifications.notice where member_id = $1`, [who.id])).rowCount
    await age('89 days 23:59')
    await server.runJob('signin.tidy')
    await who.enter(at(chrome, korea))
    expect(await notices()).toBe(0)
    await age('90 days 00:01')
    await who.enter(at(chrome, korea))
    expect(await notices()).toBe(1)
    await age('90 days 00:01')
    await server.runJob('signin.tidy')
    expect((await server.database.owner.pool.query('select from signin.familiar where member_id = $1', [who.id])).rowCount).toBe(0)
  })

  it('MB-11: what is known of a member is found by key, whatever the number of sign-ins', async () => {
    const plan = await server.as(company.tenant, async (ctx) => {
      const run = (text: string) =>
        ctx.db.executeQuery({ sql: text, parameters: [], query: { kind: 'RawNode' } as never, queryId: { queryId: 'p' } })
      await run('set local enable_seqscan = off')
      const id = company.admin.id
      return run(
        `explain (costs off) select value from signin.familiar where tenant_id = '${company.tenant}' and member_id = '${id}' and seen_at > now() - interval '90 days'`,
      )
    })
    expect(JSON.stringify(plan.rows)).toContain('familiar_pkey')
  })
})

describe('service notifications', () => {
  it('are one’s own: another member finds none of them; what came after the one seen stays unread; they go after 180 days and with the member', async () => {
    const who = await someone(null)
    await who.enter(at(firefox, korea))
    const [me, stranger] = [await caller(who), await caller(await someone(null))]
    const before = await told(me)
    await who.enter(at(firefox, america))
    const now = await told(me)
    expect([before.unread, now.unread]).toEqual([2, 3])
    const seen = before.items[0]?.id
    expect((await stranger('POST', `/me/notices/${seen}/read`, {})).code).toBe('not_found')
    expect((await stranger('POST', '/me/notices/read-all', { upTo: seen })).code).toBe('not_found')
    expect((await me('POST', '/me/notices/read-all', { upTo: seen })).body).toEqual({ unread: 1 })
    expect((await me('POST', `/me/notices/${now.items[0]?.id}/read`)).body).toEqual({ unread: 0 })
    expect((await told(me)).items.map((n) => n.readAt === null)).toEqual([false, false, false])
    const paged = (await me('GET', '/me/notices?limit=2')).body as unknown as Page
    const rest = (await me('GET', `/me/notices?cursor=${paged.next}`)).body as unknown as Page
    expect([...paged.items, ...rest.items].map((n) => n.id)).toEqual(now.items.map((n) => n.id))
    expect((await me('GET', '/me/notices?cursor=e30')).code).toBe('input_invalid')

    const { pool } = server.database.owner
    const left = async () => (await pool.query('select from notifications.notice where member_id = $1', [who.id])).rowCount
    await pool.query(`update notifications.notice set created_at = now() - interval '180 days 1 minute' where notice_id = $1`, [seen])
    await pool.query(`update notifications.notice set created_at = now() - interval '179 days 23:59' where notice_id = $1`, [
      now.items[0]?.id,
    ])
    await server.runJob('notifications.purge_notices')
    expect(await left()).toBe(2)
    await pool.query(`update members.member set deleted_at = now() - interval '8 days' where member_id = $1`, [who.id])
    await server.runJob('members.purge')
    expect(await left()).toBe(0)
  })

  it('reach the open streams of their member on every node at once, and nobody else’s', async () => {
    const [who, other] = [await someone(null), await someone(null)]
    const node = await server.anotherNode()
    const heard = new Map<string, string>()
    const open = async ({ login, id }: Someone) => {
      const tokens = await signIn(server.url, 'pc', login, password, at(chrome, korea))
      const answer = await callClient(node.url, tokens, 'GET', '/client/v1/stream')
      void (async () => {
        for await (const chunk of answer.body ?? []) heard.set(id, (heard.get(id) ?? '') + Buffer.from(chunk).toString())
      })().catch(() => undefined)
      await vi.waitFor(() => expect(heard.get(id)).toContain('event: ready'))
    }
    await open(other)
    await open(who)
    await who.enter(at(firefox, america))
    await vi.waitFor(() => expect(heard.get(who.id)).toContain('event: notice'), { timeout: 1_000 })
    expect(heard.get(other.id)).not.toContain('event: notice')
    await node.stop()
  })
})
