import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Connection } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { beginFlow, Browser, callClient, finishFlow, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let other: string
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  server = await startTestServer()
  other = (await server.anotherNode()).url
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

let number = 0
const someone = async () => (await makeMembers(server, company, 1, `t${++number}x`))[0] ?? { id: '', login: '' }
const status = async (node: string, access: string) => (await callClient(node, { access }, 'POST', '/client/v1/activity', {})).status
/** An open stream of the connection; `heard` answers what it heard, once it is closed. */
async function openStream(node: string, access: string): Promise<{ heard: Promise<string> }> {
  const answer = await callClient(node, { access }, 'GET', '/client/v1/stream')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let heard = (await reader?.read())?.value ?? ''
  const listen = async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) heard += part.value
    return heard
  }
  return { heard: listen() }
}
/** A member signed in on the PC, with both nodes knowing the token and a stream open on the other one. */
async function connected() {
  const who = await someone()
  const tokens = await signIn(server.url, 'pc', who.login, password)
  for (const node of [server.url, other]) expect(await status(node, tokens.access)).toBe(200)
  return { who, tokens, closed: await openStream(other, tokens.access) }
}
/** SX-2: within a second nothing of the connection works on any node, its stream is closed, and the list says why. */
async function expectEnded({ who, tokens, closed }: Awaited<ReturnType<typeof connected>>, refresh: string, reason: string) {
  const began = performance.now()
  for (const node of [server.url, other])
    await vi.waitFor(async () => expect(await status(node, tokens.access)).toBe(401), { timeout: 1_000, interval: 20 })
  expect(await closed.heard).toContain('event: signed_out')
  expect(performance.now() - began).toBeLessThan(1_000)
  await expect(openid.refreshTokenGrant(tokens.config, refresh)).rejects.toThrow()
  const { body } = await boss('GET', `/companies/${company.companyId}/members/${who.id}/connections`)
  expect((body['items'] as Connection[]).map((c) => c.ended?.reason ?? null)).toEqual([reason])
}
const rotate = async (tokens: Tokens) => openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '')

/** Statements at the door that wait for a lock. */
const waiting = async () =>
  (
    await server.database.owner.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%signin.%'`,
    )
  ).rows.length

describe('SX-2: refresh tokens', () => {
  it('SX-2 (2): one used twice ends the whole family, the newest of it too', async () => {
    const session = await connected()
    const second = await rotate(session.tokens)
    const third = await openid.refreshTokenGrant(session.tokens.config, second.refresh_token ?? '')
    for (const node of [server.url, other]) expect(await status(node, third.access_token)).toBe(200)
    await expect(rotate(session.tokens)).rejects.toThrow()
    for (const node of [server.url, other])
      await vi.waitFor(async () => expect(await status(node, third.access_token)).toBe(401), { timeout: 1_000, interval: 20 })
    await expectEnded(session, third.refresh_token ?? '', 'refresh_reused')
  })

  describe('SX-2 (2): one whose answer was lost', () => {
    const since = async ({ who }: Awaited<ReturnType<typeof connected>>, minutes: number) =>
      server.database.owner.pool.query(
        `update signin.artifact a set consumed_at = a.consumed_at - make_interval(mins => $2::int) from sessions.connection c
         where c.tenant_id = a.tenant_id and c.connection_id = a.connection_id and c.member_id = $1 and a.kind = 'RefreshToken' and a.consumed_at is not null`,
        [who.id, minutes],
      )

    it('works once more, and as often as the answer is lost, while nobody has used what came of it', async () => {
      const session = await connected()
      for (const [minutes, node] of [
        [0, server.url],
        [4, other],
        [5, server.url],
      ] as const) {
        await rotate(session.tokens)
        await since(session, minutes)
        expect(await status(node, session.tokens.access)).toBe(200)
      }
      const again = await rotate(session.tokens)
      const next = await openid.refreshTokenGrant(session.tokens.config, again.refresh_token ?? '')
      for (const node of [server.url, other]) expect(await status(node, next.access_token)).toBe(200)
    })

    it('works once more where the server died before it had written what came of it', async () => {
      const session = await connected()
      await rotate(session.tokens)
      await server.database.owner.pool.query(
        `delete from signin.artifact a using sessions.connection c
         where c.tenant_id = a.tenant_id and c.connection_id = a.connection_id and c.member_id = $1 and a.kind = 'RefreshToken' and a.consumed_at is null`,
        [session.who.id],
      )
      const again = await rotate(session.tokens)
      expect(await status(other, again.access_token)).toBe(200)
    })

    it('works once where the answer was only late: a token has one successor', async () => {
      const session = await connected()
      const { pool } = server.database.owner
      const holder = await pool.connect()
      await holder.query('begin')
      await holder.query('select 1 from sessions.connection where member_id = $1 for update', [session.who.id])
      const uses: Promise<Awaited<ReturnType<typeof rotate>> | undefined>[] = []
      for (const already of [1, 2]) {
        uses.push(rotate(session.tokens).catch(() => undefined))
        await vi.waitFor(() => expect(waiting()).resolves.toBe(already))
      }
      await holder.query('commit')
      holder.release()
      const [given, ...more] = (await Promise.all(uses)).flatMap((one) => one ?? [])
      expect(more).toEqual([])
      expect(await status(other, given?.access_token ?? '')).toBe(200)
      // What a phone does whose answer was a refusal for now.
      const again = await rotate(session.tokens)
      const next = await openid.refreshTokenGrant(session.tokens.config, again.refresh_token ?? '')
      expect(await status(other, next.access_token)).toBe(200)
    })

    it('ends all once the answer arrives elsewhere: what was superseded is a copy', async () => {
      const session = await connected()
      const lost = await rotate(session.tokens)
      for (const node of [server.url, other]) expect(await status(node, lost.access_token)).toBe(200)
      const again = await rotate(session.tokens)
      await expect(openid.refreshTokenGrant(session.tokens.config, lost.refresh_token ?? '')).rejects.toMatchObject({
        error: 'invalid_grant',
      })
      await expectEnded(session, again.refresh_token ?? '', 'refresh_reused')
    })

    it('ends all where more than ten minutes have passed', async () => {
      const session = await connected()
      const second = await rotate(session.tokens)
      await since(session, 11)
      await expect(rotate(session.tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
      await expectEnded(session, second.refresh_token ?? '', 'refresh_reused')
    })
  })

  it('SX-2 (2): of two uses at the same instant one is answered; the second to come forward afterwards ends all', async () => {
    const session = await connected()
    const { pool } = server.database.owner
    const holder = await pool.connect()
    await holder.query('begin')
    await holder.query(
      `select 1 from signin.artifact a join sessions.connection c using (tenant_id, connection_id)
       where c.member_id = $1 and a.kind = 'RefreshToken' for update of a`,
      [session.who.id],
    )
    const both = [rotate(session.tokens), rotate(session.tokens)].map((use) => use.catch(() => undefined))
    await vi.waitFor(() => expect(waiting()).resolves.toBe(2))
    await holder.query('commit')
    holder.release()
    const given = (await Promise.all(both)).flatMap((one) => one ?? [])
    expect(given.length).toBeGreaterThan(0)
    const alive = async () => (await Promise.all(given.map((one) => status(other, one.access_token)))).filter((code) => code === 200)
    await vi.waitFor(() => expect(alive()).resolves.toHaveLength(1), { timeout: 1_000, interval: 20 })
    const again = await rotate(session.tokens)
    await expect(openid.refreshTokenGrant(session.tokens.config, given[0]?.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    await expectEnded(session, again.refresh_token ?? '', 'refresh_reused')
  })

  it('SX-2 (2): a code used twice ends what it was exchanged for', async () => {
    const who = await someone()
    const browser = new Browser()
    const flow = await beginFlow(server.url, 'pc')
    const page = await browser.follow(flow.start, () => false)
    const url = 'url' in page ? page.url : ''
    const answer = await browser.submit(url, who.login, password)
    const back = await browser.follow(new URL(answer.headers.get('location') ?? '', url).href, (l) => l.startsWith('http://127.0.0.1:9/'))
    const location = 'location' in back ? back.location : ''
    const tokens = await finishFlow(flow, location)
    const closed = await openStream(other, tokens.access)
    expect(await status(server.url, tokens.access)).toBe(200)
    await expect(finishFlow(flow, location)).rejects.toThrow()
    await expectEnded({ who, tokens, closed }, tokens.refresh ?? '', 'refresh_reused')
  })
})

describe('SX-2: revocation (RFC 7009)', () => {
  it.each([
    ['the access token', (t: Tokens) => t.access],
    ['the refresh token', (t: Tokens) => t.refresh ?? ''],
  ] as const)('SX-2: of %s ends the connection', async (_, of) => {
    const session = await connected()
    expect(await status(other, session.tokens.access)).toBe(200)
    await openid.tokenRevocation(session.tokens.config, of(session.tokens))
    await expectEnded(session, session.tokens.refresh ?? '', 'signed_out')
  })

  it('SX-2: of another client’s token ends nothing, and says nothing', async () => {
    const { tokens, closed } = await connected()
    const mobile = await signIn(server.url, 'mobile', (await someone()).login, password)
    await openid.tokenRevocation(mobile.config, tokens.refresh ?? '')
    await openid.tokenRevocation(mobile.config, 'nothing that was ever given')
    expect(await status(other, tokens.access)).toBe(200)
    await openid.tokenRevocation(tokens.config, tokens.access)
    expect(await closed.heard).toContain('event: signed_out')
  })
})
