import { createDecipheriv, createECDH, hkdfSync, randomBytes, randomUUID, type ECDH } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { importJWK, jwtVerify } from 'jose'
import type { PushAddress } from '../contract/index.ts'

/** What a browser was sent, as it reads it. */
export type Pushed = {
  text: string
  ttlSeconds: number
  topic: string | undefined
  urgency: string | undefined
  subject: string
  key: string
}
export type PushedBrowser = {
  address: PushAddress
  /** What it was sent, in order. */
  messages: Pushed[]
  /** What the push service answers next, instead of taking it; with headers. */
  answers: { status: number; headers?: Record<string, string> }[]
}
export type PushService = {
  /** A browser that lets itself be sent messages signed with this key. */
  subscribe(key: string): PushedBrowser
  close(): Promise<void>
}

/**
 * A push service with browsers (RFC 8030): it takes messages whose sender proves to be the one that the browser has allowed (RFC 8292), and the
 * browser decrypts them (RFC 8291), by what Node's own cryptography gives.
 */
export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, { key: string; pair: ECDH; auth: Buffer; shown: PushedBrowser }>()
  const take = async (req: IncomingMessage): Promise<{ status: number; headers?: Record<string, string> }> => {
    const browser = browsers.get(req.url ?? '')
    if (req.method !== 'POST' || !browser) return { status: 404 }
    const next = browser.shown.answers.shift()
    const body = await buffer(req)
    if (next) return next
    if (req.headers['content-encoding'] !== 'aes128gcm' || body.length > 4_096) return { status: 400 }
    const { subject, key } = await senderOf(req.headers.authorization, `http://${req.headers.host}`)
    if (key !== browser.key) return { status: 403 }
    const { ttl, topic, urgency } = req.headers
    const text = decryptPush(body, browser.pair, browser.auth)
    const said = { topic: topic?.toString(), urgency: urgency?.toString(), subject, key }
    browser.shown.messages.push({ text, ttlSeconds: Number(ttl), ...said })
    return { status: 201, headers: { location: `/message/${randomUUID()}` } }
  }
  const server = createServer(async (req, res) => {
    const { status, headers } = await take(req).catch(() => ({ status: 401, headers: {} }))
    res.writeHead(status, headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return {
    subscribe: (key) => {
      const [path, pair, auth] = [`/${randomUUID()}`, createECDH('prime256v1'), randomBytes(16)]
      const keys = { p256dh: pair.generateKeys('base64url'), auth: auth.toString('base64url') }
      const shown: PushedBrowser = { address: { endpoint: `http://localhost:${port}${path}`, keys }, messages: [], answers: [] }
      browsers.set(path, { key, pair, auth, shown })
      return shown
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

/** RFC 8292: who signed a request for this push service, and with which key. Throws where it is not as it must be. */
async function senderOf(authorization: string | undefined, audience: string): Promise<{ subject: string; key: string }> {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+),\s*k=([^,\s]+)$/i.exec(authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  const { payload } = await jwtVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'), { audience })
  const { sub = '', exp = Infinity } = payload
  if (exp > Date.now() / 1_000 + 86_400 || !/^(mailto|https):/.test(sub)) throw new Error('not as RFC 8292 wants it')
  return { subject: sub, key }
}

/** RFC 8291 and 8188: the text of a message of one record, as its browser decrypts it. */
export function decryptPush(body: Buffer, receiver: ECDH, auth: Buffer): string {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)]
  const sender = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const derive = (key: Buffer, saltOf: Buffer, info: Buffer | string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', key, saltOf, info, bytes))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver.getPublicKey(), sender])
  const material = derive(receiver.computeSecret(sender), auth, info, 32)
  const key = derive(material, salt, 'Content-Encoding: aes128gcm\0', 16)
  const decipher = createDecipheriv('aes-128-gcm', key, derive(material, salt, 'Content-Encoding: nonce\0', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8')
}
