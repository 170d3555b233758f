import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { callClient } from './openid.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')

/** What a proof says, where a test has it say something else. */
export type Claims = Partial<{ jti: string; iat: number; htm: string; htu: string; bh: string; ath: string }>

/** A device with a key pair of its own, as the protocol has it, by a library that is not the server’s own code. */
export async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  const sign = (claims: Claims, header: object = {}) =>
    new SignJWT({ jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
      .sign(privateKey)
  return { sign, jwk, thumbprint: await calculateJwkThumbprint(jwk) }
}
export type Key = Awaited<ReturnType<typeof makeKey>>

/** A request of a session that proves a key, e.g. to enrol its device. */
export async function callProving(url: string, tokens: { access: string }, key: Key, path: string, claims: Claims = {}) {
  const proof = await key.sign({ htm: 'POST', htu: `${url}${path}`, ath: digest(tokens.access), ...claims })
  return fetch(`${url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${tokens.access}`, dpop: proof } })
}

/** Enrols the device of a session and has its profile installed. */
export async function enrol(url: string, tokens: { access: string }, key: Key): Promise<{ id: string; generation: number }> {
  const answer = await callProving(url, tokens, key, '/client/v1/enrolment')
  if (!answer.ok) throw new Error(`not enrolled: ${await answer.text()}`)
  const installed = await callProving(url, tokens, key, '/client/v1/enrolment/profile')
  if (!installed.ok) throw new Error(`not installed: ${await installed.text()}`)
  return ((await installed.json()) as { enrolment: { id: string; generation: number } }).enrolment
}

/** A device that reports itself. */
export function reportPhone(url: string, tokens: { access: string }, vendorId: string, model = 'Pixel 10'): Promise<Response> {
  const report = { vendorId, model, os: 'android', osVersion: '17', appVersion: '4.0.0' }
  return callClient(url, tokens, 'PUT', '/client/v1/device', report)
}

/** A request on a device's own channel, by its key alone. `node`: where it is sent, if elsewhere than the proof says. */
export async function callChannel(
  url: string,
  key: Key,
  body?: object,
  { claims = {}, node = url }: { claims?: Claims; node?: string } = {},
) {
  const [address, text] = ['/device/v1/operations', body && JSON.stringify(body)]
  const htm = body ? 'POST' : 'GET'
  const proof = await key.sign({ htm, htu: `${url}${address}`, ...(text && { bh: digest(text) }), ...claims })
  return fetch(`${node}${address}`, {
    method: htm,
    headers: { dpop: proof, ...(text && { 'content-type': 'application/json' }) },
    ...(text && { body: text }),
  })
}
