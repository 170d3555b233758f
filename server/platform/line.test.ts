import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLine, LineError } from './line.ts'

/** An OpenID provider that signs as it is told to: what a forger between us and LINE, or another channel, could send. */
let server: Server
let issuer: string
let idToken = ''
const secret = 'the channel’s secret, 32 bytes long'
const redirectUri = 'http://localhost/signin/line/callback'

beforeAll(async () => {
  server = createServer((req, res) => {
    const json = (body: object) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (req.url?.startsWith('/.well-known/'))
      return json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` })
    return json({ access_token: 'x', token_type: 'Bearer', id_token: idToken })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const signed = (payload: JWTPayload, by: string, expires = '5m') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().setExpirationTime(expires).sign(new TextEncoder().encode(by))

/** What comes of a flow whose ID token `make` makes. */
async function finish(make: (claims: JWTPayload) => string | Promise<string>) {
  const line = createLine({ issuer, channelId: '2000000001', secret }, redirectUri)
  const { flow } = await line.begin('state')
  idToken = await make({ iss: issuer, aud: '2000000001', sub: 'U1', nonce: flow.nonce, name: 'Hana' })
  return line.finish(new URL(`${redirectUri}?code=c&state=state`), flow)
}

it('MB-5: who LINE says it is, signed with the channel’s secret, is taken', async () => {
  expect(await finish((claims) => signed(claims, secret))).toEqual({ subject: 'U1', name: 'Hana' })
})

it.each<[string, (claims: JWTPayload) => string | Promise<string>]>([
  ['signed with another secret', (claims) => signed(claims, 'somebody else’s secret, 32 bytes long')],
  ['not signed', (claims) => new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('5m').encode()],
  [
    'changed after it was signed',
    async (claims) => {
      const [head, , mac] = (await signed(claims, secret)).split('.')
      return [head, Buffer.from(JSON.stringify({ ...claims, sub: 'U2', iat: 1, exp: 9_999_999_999 })).toString('base64url'), mac].join('.')
    },
  ],
  ['for another channel', (claims) => signed({ ...claims, aud: '2000000002' }, secret)],
  ['of another issuer', (claims) => signed({ ...claims, iss: 'https://access.line.me' }, secret)],
  ['of another flow', (claims) => signed({ ...claims, nonce: 'another' }, secret)],
  ['that has expired', (claims) => signed(claims, secret, '-1m')],
])('MB-5: an ID token %s is refused', async (_, make) => {
  await expect(finish(make)).rejects.toThrow(LineError)
})
