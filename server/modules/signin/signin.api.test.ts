import { connect } from 'node:net'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { createListener } from '../../platform/listener.ts'
import { createLog } from '../../platform/log.ts'
import { createStreams } from './stream.service.ts'
import { blockApps, deleteMember, suspendMember, unsuspendMember } from '#modules/members'
import { Browser, beginFlow, callClient, finishFlow, signIn, signInToConsole } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { sized } from '../../../test/size.ts'

let server: TestServer
let company: TestCompany
let members: { id: string; login: string }[]

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  members = await makeMembers(server, company, 20)
})
afterAll(() => server.stop())

const member = (i: number) => members[i] ?? { id: '', login: '' }
const asMember = (work: Parameters<TestServer['as']>[1]) => server.as(company.tenant, work)

/** Waits until `holds`; the wait is bounded by the test's own timeout. */
async function eventually(holds: () => Promise<boolean>): Promise<number> {
  const started = performance.now()
  while (!(await holds())) await new Promise((r) => setImmediate(r))
  return performance.now() - started
}

describe('SX-1: the suite’s clients are OpenID Connect clients', () => {
  it.each(['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web'] as const)(
    'SX-1: %s signs in with an independent client library',
    async (client) => {
      const tokens = await signIn(server.url, client, member(0).login, password)
      expect(tokens.refresh).toBeTruthy()
      expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
      const claims = await openid.fetchUserInfo(tokens.config, tokens.access, tokens.sub)
      expect(claims).toMatchObject({ name: 'Member 1', preferred_username: member(0).login })
    },
  )

  it('SX-1: PKCE is required, and another redirect address is refused', async () => {
    const bare = `${server.url}/oidc/auth?client_id=mobile&response_type=code&scope=openid&redirect_uri=${encodeURIComponent('http://127.0.0.1:9/callback')}`
    const answer = await fetch(bare, { redirect: 'manual' })
    expect(answer.headers.get('location')).toContain('error=invalid_request')
    const elsewhere = await fetch(`${bare.replace('127.0.0.1%3A9', 'evil.example')}`, { redirect: 'manual' })
    expect(elsewhere.status).toBe(400)
  })

  it('SX-1: a browser that is signed in brings the next app along, without being asked again', async () => {
    const browser = new Browser()
    await signIn(server.url, 'mobile', member(1).login, password, browser)
    const flow = await beginFlow(server.url, 'pc')
    const page = await browser.follow(flow.start, (l) => l.startsWith('http://127.0.0.1:9/'))
    expect(page).toHaveProperty('location')
    const tokens = await finishFlow(flow, 'location' in page ? page.location : '')
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
  })
})

describe('Ending access, lesson by lesson', () => {
  it('SX-2 (2): refresh tokens rotate, and using one after its successor ends the connection', async () => {
    const tokens = await signIn(server.url, 'mobile', member(2).login, password)
    const second = await openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '')
    const next = await openid.refreshTokenGrant(tokens.config, second.refresh_token ?? '')
    expect(new Set([tokens.refresh, second.refresh_token, next.refresh_token]).size).toBe(3)
    await expect(openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '')).rejects.toThrow()
    await expect(openid.refreshTokenGrant(tokens.config, next.refresh_token ?? '')).rejects.toThrow()
    await eventually(
      async () => (await callClient(server.url, { access: next.access_token }, 'POST', '/client/v1/activity', {})).status === 401,
    )
  })

  it('SX-2: what belongs to a connection that is not in the registry opens nothing', async () => {
    const browser = new Browser()
    const tokens = await signIn(server.url, 'mobile', member(17).login, password, browser)
    for (const table of ['connection', 'sso'])
      await server.database.owner.pool.query(`delete from sessions.${table} where member_id = $1`, [member(17).id])
    await expect(openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '')).rejects.toThrow()
    const flow = await beginFlow(server.url, 'pc')
    expect(await browser.follow(flow.start, (l) => l.startsWith('http://127.0.0.1:9/'))).toHaveProperty('answer')
  })

  it('SX-2 (4): after logging out of one app the others go on, and that app asks for the password again', async () => {
    const browser = new Browser()
    const mobile = await signIn(server.url, 'mobile', member(3).login, password, browser)
    const pc = await signIn(server.url, 'pc', member(3).login, password, browser)
    await openid.tokenRevocation(mobile.config, mobile.refresh ?? '')
    const took = await eventually(async () => (await callClient(server.url, mobile, 'POST', '/client/v1/activity', {})).status === 401)
    expect(took).toBeLessThan(1000)
    expect((await callClient(server.url, pc, 'POST', '/client/v1/activity', {})).status).toBe(200)
    const flow = await beginFlow(server.url, 'mobile')
    expect(await browser.follow(flow.start, (l) => l.startsWith('http://127.0.0.1:9/'))).toHaveProperty('answer')
    const again = await signIn(server.url, 'mobile', member(3).login, password, browser)
    expect((await callClient(server.url, again, 'POST', '/client/v1/activity', {})).status).toBe(200)
  })

  /** The sign-out page of the provider, filled in as its own form would be. */
  async function signOutOfBrowser(browser: Browser): Promise<Response> {
    const page = await browser.fetch(`${server.url}/oidc/session/end`, { headers: { accept: 'text/html', 'accept-language': 'ko' } })
    const html = await page.text()
    expect(html).toContain('<html lang="ko">')
    expect(html).not.toMatch(/https?:\/\/fonts/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const [, action = '', xsrf = ''] = /action="([^"]+)".*name="xsrf" value="([^"]+)"/.exec(html) ?? []
    return browser.fetch(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    })
  }
  const alive = async (memberId: string) => {
    const { rows } = await server.database.owner.pool.query<{ n: number }>(
      `select (select count(*) from sessions.sso where member_id = $1 and ended_at is null)
            + (select count(*) from sessions.connection where member_id = $1 and ended_at is null) as n`,
      [memberId],
    )
    return rows[0]?.n
  }

  it('SX-2: signing out at the provider has ended the single sign-on and its connections when it is answered', async () => {
    const browser = new Browser()
    await signIn(server.url, 'mobile', member(17).login, password, browser)
    await signIn(server.url, 'pc', member(17).login, password, browser)
    expect(await alive(member(17).id)).toBe(3)
    const answer = await signOutOfBrowser(browser)
    expect(await alive(member(17).id)).toBe(0)
    const done = await browser.follow(answer.headers.get('location') ?? '', () => false)
    expect('answer' in done && (await done.answer.text())).toContain('You can close this window.')
  })

  it('SX-2: a sign-out that the database refuses says so, is logged, and does not end the process', async () => {
    const browser = new Browser()
    await signIn(server.url, 'mobile', member(18).login, password, browser)
    const { pool } = server.database.owner
    await pool.query(`create function sessions.refuse() returns trigger language plpgsql as $$ begin raise 'refused by a test'; end $$`)
    await pool.query(`create trigger refuse before update on sessions.sso for each row execute function sessions.refuse()`)
    try {
      expect((await signOutOfBrowser(browser)).status).toBe(500)
      expect(server.logged.some((line) => line.includes('refused by a test'))).toBe(true)
    } finally {
      await pool.query('drop function sessions.refuse cascade')
    }
  })

  it.each([
    ['suspend', (id: string) => asMember((ctx) => suspendMember(ctx, id)), 4],
    ['delete', (id: string) => asMember((ctx) => deleteMember(ctx, id)), 5],
    ['block apps', (id: string) => asMember((ctx) => blockApps(ctx, id)), 6],
  ] as const)('SX-2: %s ends tokens, refresh and single sign-on on two nodes within a second', async (_name, end, i) => {
    const other = await server.anotherNode()
    const browser = new Browser()
    const tokens = await signIn(server.url, 'mobile', member(i).login, password, browser)
    for (const url of [server.url, other.url]) expect((await callClient(url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    await end(member(i).id)
    for (const url of [server.url, other.url]) {
      expect(await eventually(async () => (await callClient(url, tokens, 'POST', '/client/v1/activity', {})).status === 401)).toBeLessThan(
        1000,
      )
    }
    await expect(openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '')).rejects.toThrow()
    await expect(signIn(server.url, 'mobile', member(i).login, password, browser)).rejects.toThrow()
    await other.stop()
  })

  it('SX-2: effective within a second also when no notice arrives (the listening connections are cut)', async () => {
    const tokens = await signIn(server.url, 'mobile', member(7).login, password)
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    await server.database.owner.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'muster listener' and datname = current_database()",
    )
    await asMember((ctx) => suspendMember(ctx, member(7).id))
    expect(
      await eventually(async () => (await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status === 401),
    ).toBeLessThan(1000)
    await asMember((ctx) => unsuspendMember(ctx, member(7).id))
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401)
  })

  it('SX-2 (6): a state changed behind every verb still ends the sessions', async () => {
    const tokens = await signIn(server.url, 'mobile', member(8).login, password)
    await asMember((ctx) =>
      ctx.db
        .updateTable('members.member')
        .set({ suspended_at: ctx.now, suspended_reason: 'administrator' })
        .where('tenant_id', '=', ctx.tenant)
        .where('member_id', '=', member(8).id)
        .execute(),
    )
    expect(
      await eventually(async () => (await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status === 401),
    ).toBeLessThan(1000)
    const { rows } = await server.database.owner.pool.query('select 1 from sessions.connection where member_id = $1 and ended_at is null', [
      member(8).id,
    ])
    expect(rows).toHaveLength(0)
  })

  it('SX-2: an open stream hears signed_out and is closed within a second', async () => {
    const tokens = await signIn(server.url, 'pc', member(9).login, password)
    const answer = await callClient(server.url, tokens, 'GET', '/client/v1/stream')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = (await reader?.read())?.value ?? ''
    expect(heard).toContain('event: ready')
    const started = performance.now()
    await asMember((ctx) => suspendMember(ctx, member(9).id))
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) heard += part.value
    expect(heard).toContain('event: signed_out')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('one connection holds 50 streams; the oldest goes for one more', async () => {
    const tokens = await signIn(server.url, 'pc', member(19).login, password)
    const openStream = async () => {
      const answer = await callClient(server.url, tokens, 'GET', '/client/v1/stream')
      const reader = answer.body?.getReader()
      await reader?.read()
      return reader
    }
    const first = await openStream()
    for (let i = 0; i < 50; i++) await openStream()
    // What was sent before it was closed may arrive in parts.
    while (!(await first?.read())?.done);
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(/^muster_streams (\d+)/m.exec(metrics)?.[1]).toBe('50')
    await asMember((ctx) => suspendMember(ctx, member(19).id))
    await eventually(async () => /^muster_streams 0$/m.test(await (await fetch(`${server.url}/metrics`)).text()))
  })

  it('a stream opened while the server stops is closed at once: stopping waits for none', async () => {
    const log = createLog('silent')
    const listener = createListener(server.database.ownerUrl, log)
    const streams = createStreams(server.database.app.pool, () => new Date(), listener, log, {
      admits: async () => true,
      admitsWithin: async () => true,
    })
    streams.stop()
    let closed = false
    const nobody = { tenant: company.tenant, memberId: newId(new Date()), connectionId: newId(new Date()), ip: null }
    streams.add({ ...nobody, notice: () => undefined, signedOut: () => undefined, close: () => (closed = true) })
    expect(closed).toBe(true)
    expect(streams.size()).toBe(0)
  })

  it('who sends slowly what they post keeps nobody else waiting at the door', async () => {
    const { port } = new URL(server.url)
    const slow = ['/signin/x', '/signin/x', '/signin/x', '/signin/x', '/oidc/token', '/oidc/token', '/oidc/auth', '/oidc/auth'].map(
      (path) => {
        const socket = connect({ port: Number(port), host: 'localhost' })
        socket.on('error', () => undefined)
        socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\norigin: ${server.url}\r\n`)
        socket.write('content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nid=')
        return socket
      },
    )
    expect((await signIn(server.url, 'mobile', member(0).login, password)).access).toBeTruthy()
    for (const socket of slow) socket.destroy()
  })

  it('SX-2 (1, 5): hundreds of sign-ins racing with suspensions: none alive', async () => {
    const racers = await makeMembers(server, company, 50, 'racer')
    const rounds = sized(5, 20)
    let refused = 0
    // How long as many sign-ins take here and now: what the suspensions are spread over.
    const began = performance.now()
    await Promise.allSettled(racers.map((racer) => signIn(server.url, 'mobile', racer.login, password)))
    const span = performance.now() - began
    for (let round = 0; round < rounds; round++) {
      await Promise.all(
        racers.map(async (racer, i) => {
          const flow = await beginFlow(server.url, 'mobile')
          const browser = new Browser()
          const page = await browser.follow(flow.start, () => false)
          const url = 'url' in page ? page.url : ''
          const submitted = browser.submit(url, racer.login, password).then(async (answer) => {
            const next = answer.headers.get('location')
            if (!next) return undefined
            const back = await browser.follow(new URL(next, url).href, (l) => l.startsWith('http://127.0.0.1:9/'))
            return 'location' in back ? finishFlow(flow, back.location).catch(() => undefined) : undefined
          })
          // Spread over the whole sign-in, so that the suspension falls before, into and after each of its steps.
          const ended = new Promise<void>((resolve, reject) => {
            setTimeout(
              () => asMember((ctx) => suspendMember(ctx, racer.id)).then(() => resolve(), reject),
              (((i * 37 + round * 101) % 100) / 100) * span,
            )
          })
          const [tokens] = await Promise.all([submitted, ended])
          if (!tokens) refused++
          else expect((await openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '').catch(() => 'dead')) === 'dead').toBe(true)
        }),
      )
      const { rows } = await server.database.owner.pool.query<{ alive: number }>(
        `select (select count(*) from sessions.connection c join members.member m using (tenant_id, member_id) where c.ended_at is null and m.login like 'racer%')
              + (select count(*) from sessions.sso s join members.member m using (tenant_id, member_id) where s.ended_at is null and m.login like 'racer%') as alive`,
      )
      expect(Number(rows[0]?.alive)).toBe(0)
      await Promise.all(racers.map((r) => asMember((ctx) => unsuspendMember(ctx, r.id))))
      // Sign-ins refused to the suspended count against their address, which all racers share.
      await server.database.owner.pool.query('delete from signin.attempt')
    }
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThan(rounds * racers.length)
  }, 600_000)
})

describe('SX-3: nothing at rest or in a log equals a live secret', () => {
  it('SX-3: no column of any table and no log line holds a token, code, cookie or password', async () => {
    const browser = new Browser()
    const tokens = await signIn(server.url, 'mobile', member(10).login, password, browser)
    await signInToConsole(server.url, company.admin.login, password, browser.cookies.size > 0 ? new Browser() : browser)
    const consoleBrowser = await signInToConsole(server.url, company.admin.login, password)
    const secrets = [tokens.access, tokens.refresh ?? '', password, ...browser.cookies.values(), ...consoleBrowser.cookies.values()]
      .flatMap((s) => [s, decodeURIComponent(s)])
      .filter((s) => s.length >= 16)
    expect(secrets.length).toBeGreaterThan(4)
    const { rows: tables } = await server.database.owner.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables) {
      const { rows } = await server.database.owner.pool.query<{ text: string }>(`select t::text as text from ${name} t`)
      for (const secret of secrets)
        expect(
          rows.some((r) => r.text.includes(secret)),
          `${name} holds a secret`,
        ).toBe(false)
    }
    for (const secret of secrets) expect(server.logged.some((line) => line.includes(secret))).toBe(false)
    expect(server.logged.length).toBeGreaterThan(10)
  })
})

describe('SX-4: signing in tells nothing about whether an ID exists', () => {
  async function attempt(id: string, typed: string): Promise<{ status: number; body: string }> {
    const flow = await beginFlow(server.url, 'mobile')
    const browser = new Browser()
    const page = await browser.follow(flow.start, () => false)
    const url = 'url' in page ? page.url : ''
    const answer = await browser.submit(url, id, typed)
    const body = await answer.text()
    const uid = new URL(url).pathname.split('/').at(-1) ?? ''
    return {
      status: answer.status,
      body: body
        .replaceAll(uid, 'UID')
        .replaceAll(id, 'ID')
        .replace(/nonce="[^"]+"/g, 'nonce')
        .replace(/(?<=challenge&quot;:&quot;)[\w-]+/, 'challenge'),
    }
  }

  it('SX-4: known, unknown, suspended and deleted ID, unknown domain: the same answer', async () => {
    await asMember((ctx) => suspendMember(ctx, member(11).id))
    await asMember((ctx) => deleteMember(ctx, member(12).id))
    const known = await attempt(member(13).login, 'wrong password')
    const cases = [
      await attempt(`nobody@${company.domain}`, 'wrong password'),
      await attempt('nobody@nowhere.example', 'wrong password'),
      await attempt(member(11).login, password),
      await attempt(member(12).login, password),
      await attempt('not an id at all', 'wrong password'),
    ]
    expect(known.status).toBe(401)
    for (const other of cases) expect(other).toEqual(known)
  })

  it('SX-4: throttled per account, known or not: the 11th attempt is refused even with the right password', async () => {
    for (const id of [member(14).login, `ghost@${company.domain}`]) {
      for (let i = 0; i < 10; i++) expect((await attempt(id, 'wrong password')).status).toBe(401)
      expect((await attempt(id, password)).status).toBe(429)
    }
    expect((await attempt(member(15).login, 'wrong password')).status).toBe(401)
  })

  it('SX-4: an alias domain gives no further attempts at the same account', async () => {
    await asMember((ctx) =>
      ctx.db
        .insertInto('company.domain')
        .values({ tenant_id: company.tenant, company_id: company.companyId, domain: 'alias-door.example', is_primary: false })
        .execute(),
    )
    const alias = `${member(18).login.split('@')[0]}@alias-door.example`
    for (let i = 0; i < 5; i++) expect((await attempt(member(18).login, 'wrong password')).status).toBe(401)
    for (let i = 0; i < 5; i++) expect((await attempt(alias, 'wrong password')).status).toBe(401)
    expect((await attempt(alias, password)).status).toBe(429)
    expect((await attempt(member(18).login, password)).status).toBe(429)
  })

  it('SX-4: 40 attempts at once do not get past the limit', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => attempt(member(16).login, 'wrong password')))
    expect(answers.filter((a) => a.status === 401)).toHaveLength(10)
    expect(answers.filter((a) => a.status === 429)).toHaveLength(30)
  })
})
