import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestServer } from '../../../test/server.ts'
import { testSecret } from '../../../test/harness.ts'
import { systemClock } from '../../platform/clock.ts'
import { StartError } from '../../platform/config.ts'
import { scopes as bindScopes } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { loadSigningKeys, replaceSigningKeys } from './keys.service.ts'

let server: TestServer
let other: string
beforeAll(async () => {
  server = await startTestServer()
  other = (await server.anotherNode()).url
})
afterAll(async () => {
  vi.useRealTimers()
  await server.stop()
})

const scopes = () => bindScopes(server.database.app.db, systemClock, createLog('silent'))
const published = async (node: string) => {
  const { keys } = (await (await fetch(`${node}/oidc/jwks`)).json()) as JSONWebKeySet
  return keys.map((k) => k.kid ?? '')
}
const bothPublish = (check: (kids: string[]) => void) =>
  Promise.all([server.url, other].map((node) => vi.waitFor(async () => check(await published(node)), { timeout: 1_000, interval: 20 })))

describe('SX-1: signing keys', () => {
  it('SX-1: nodes that start at once, and later ones, have the same signing keys', async () => {
    await server.database.owner.pool.query('delete from signin.signing_key')
    const [one, two] = await Promise.all([loadSigningKeys(scopes(), testSecret), loadSigningKeys(scopes(), testSecret)])
    expect(one.map((k) => k.kid)).toEqual(two.map((k) => k.kid))
    expect((await loadSigningKeys(scopes(), testSecret)).map((k) => k.alg).toSorted()).toEqual(['ES256', 'RS256'])
    for (const read of [loadSigningKeys, replaceSigningKeys]) {
      const refused = read(scopes(), 'another secret'.repeat(4))
      await expect(refused).rejects.toBeInstanceOf(StartError)
      await expect(refused).rejects.toThrow(/MUSTER_SECRET/)
    }
  })

  it('SX-1, T-2: a key is published a day before it signs, on every node, and its predecessor stays until nothing lives of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const start = Date.now()
    const atDay = (day: number, ms = 0) => vi.setSystemTime(start + day * 86_400_000 + ms)
    await replaceSigningKeys(scopes(), testSecret)
    const first = (await loadSigningKeys(scopes(), testSecret)).map((k) => k.kid)
    await bothPublish((kids) => expect(kids.toSorted()).toEqual(first.toSorted()))
    const company = await makeCompany(server)
    const [member] = await makeMembers(server, company, 1)
    let tokens = await signIn(server.url, 'pc', member?.login ?? '', password)
    /** Signed by the node that is asked. */
    const idToken = async (node: string) => {
      const metadata = { issuer: tokens.config.serverMetadata().issuer, token_endpoint: `${node}/oidc/token` }
      const config = new openid.Configuration(metadata, 'pc', { id_token_signed_response_alg: 'ES256' }, openid.None())
      openid.allowInsecureRequests(config)
      const t = await openid.refreshTokenGrant(config, tokens.refresh ?? '')
      tokens = { ...tokens, refresh: t.refresh_token }
      return t.id_token ?? ''
    }
    const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? ''
    const before = await idToken(server.url)
    expect(first).toContain(kidOf(before))

    atDay(89, -1000)
    await server.runJob('signin.rotate_keys')
    expect(await published(server.url)).toHaveLength(2)
    atDay(89, 1000)
    tokens = await signIn(server.url, 'pc', member?.login ?? '', password)
    await Promise.all([server.runJob('signin.rotate_keys'), server.runJob('signin.rotate_keys')])
    await bothPublish((kids) => expect(kids).toHaveLength(4))
    for (const node of [server.url, other]) expect(first).toContain(kidOf(await idToken(node)))
    atDay(90, 2000)
    for (const node of [server.url, other]) {
      const token = await idToken(node)
      expect(first).not.toContain(kidOf(token))
      const keys = createRemoteJWKSet(new URL(`${node}/oidc/jwks`))
      for (const each of [token, before]) await jwtVerify(each, keys, { issuer: `${server.url}/oidc`, currentDate: new Date(start) })
    }
    atDay(179)
    await server.runJob('signin.rotate_keys')
    await bothPublish((kids) => expect(kids).toEqual(expect.arrayContaining(first)))
    atDay(181)
    await server.runJob('signin.rotate_keys')
    await bothPublish((kids) => expect(kids.filter((kid) => first.includes(kid))).toEqual([]))
    vi.useRealTimers()
  })

  it('SX-1: replaced at once, the old keys are published by no node any more', async () => {
    const before = await published(server.url)
    await replaceSigningKeys(scopes(), testSecret)
    await bothPublish((kids) => expect([kids.length, kids.filter((kid) => before.includes(kid))]).toEqual([2, []]))
  })

  it('SX-1: the operator’s command replaces them while the nodes run', async () => {
    const before = await published(server.url)
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: server.database.ownerUrl, MUSTER_SECRET: testSecret }
    const run = promisify(execFile)
    const command = path.resolve(import.meta.dirname, '../../rotateKeys.ts')
    expect((await run(process.execPath, [command], { env })).stdout).toContain('signed with new keys')
    await bothPublish((kids) => expect([kids.length, kids.filter((kid) => before.includes(kid))]).toEqual([2, []]))
    const wrong = run(process.execPath, [command], { env: { ...env, MUSTER_SECRET: 'another secret'.repeat(4) } })
    await expect(wrong).rejects.toMatchObject({ code: 1 })
  })

  it('SX-3: no private key stands at rest', async () => {
    const keys = await loadSigningKeys(scopes(), testSecret)
    const { rows } = await server.database.owner.pool.query<{ sealed: Buffer }>('select sealed from signin.signing_key')
    expect(rows).toHaveLength(2)
    for (const { jwk } of keys) for (const { sealed } of rows) expect(sealed.includes(jwk.d ?? '?')).toBe(false)
  })
})
