import type { Environment } from './environment.ts'
import { ClientError } from './errors.ts'

/** A key pair as it is stored: the private half in it. */
export type StoredKey = { kty?: string; crv?: string; x?: string; y?: string; d?: string }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signing = { name: 'ECDSA', hash: 'SHA-256' }

function encode(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
const utf8 = (text: string) => new TextEncoder().encode(text)
const digest = async (text: string) => encode(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))))

/** A new key pair, to be stored before it is used. */
export async function newKey(): Promise<StoredKey> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', privateKey)) as StoredKey
  return { kty, crv, x, y, d } as StoredKey
}

export type Claims = { method: string; url: string; accessToken?: string; body?: string }

/** A proof of possession of a key for one request (RFC 9449), with the body’s hash. */
export async function proofOf(key: StoredKey, now: Date, { method, url, accessToken, body }: Claims): Promise<string> {
  const { kty, crv, x, y } = key
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }
  const claims = {
    jti: encode(crypto.getRandomValues(new Uint8Array(24))),
    iat: Math.floor(now.getTime() / 1000),
    htm: method,
    htu: url,
    ...(accessToken === undefined ? {} : { ath: await digest(accessToken) }),
    ...(body === undefined ? {} : { bh: await digest(body) }),
  }
  const text = [header, claims].map((part) => encode(utf8(JSON.stringify(part)))).join('.')
  const signer = await crypto.subtle.importKey('jwk', { ...key, key_ops: ['sign'] }, algorithm, false, ['sign'])
  return `${text}.${encode(new Uint8Array(await crypto.subtle.sign(signing, signer, utf8(text))))}`
}

/** The server’s time, as far as a refusal has told it: proofs count for five minutes, and a phone’s clock may be far off. */
export type ServerTime = { now(): Date; learn(error: unknown): boolean }

/** A clock that is set right by what the server says of a proof whose time is wrong. */
export function createServerTime(env: Environment): ServerTime {
  let aheadMs = 0
  return {
    now: () => new Date(env.clock.now().getTime() + aheadMs),
    learn: (error) => {
      if (!(error instanceof ClientError) || error.code !== 'proof_invalid') return false
      const { problem, now } = (error.details ?? {}) as { problem?: string; now?: string }
      const said = Date.parse(now ?? '')
      if (problem !== 'time' || Number.isNaN(said)) return false
      aheadMs = said - env.clock.now().getTime()
      return true
    },
  }
}

/** Runs a request that carries a proof; once more where the clock was wrong. */
export async function withTime<T>(time: ServerTime, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    if (!time.learn(error)) throw error
    return await request()
  }
}
