import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { eventShapes, eventVersion, messageShape, testEvent, testShape } from '@muster/contract'
import { subOf, type Signer } from '#modules/signin'
import type { EventRow } from './event.queries.ts'
import { dataOf } from './event.rules.ts'
import { credentialChange, sessionRevoked, verificationOf, type SignalClaims } from './signal.rules.ts'

/** RE-3: an event as it is told: parsed by its declared shape, so that nothing leaves that the contract does not name. */
export function messageOf(tenant: string, event: EventRow): { type: string; timestamp: string; data: Record<string, unknown> } {
  const { type, at, companyId, lane, actor, after } = event
  const message = { version: eventVersion, timestamp: at.toISOString() }
  if (type === testEvent) {
    return messageShape(testEvent, testShape).parse({ ...message, type, data: { company: companyId, webhook: after['webhook'] } })
  }
  const data = dataOf({
    ...event,
    type,
    subjectId: lane,
    sub: subOf(tenant, lane),
    actor: { kind: actor.kind, sub: actor.id === null ? null : subOf(tenant, actor.id) },
  })
  return messageShape(type, eventShapes[type]).parse({ ...message, type, data })
}

/** The claims of the security event token that tells of an event, but for those that every one has. */
export function signalOf(tenant: string, event: EventRow, issuer: string): SignalClaims {
  if (event.type === testEvent) return verificationOf({ streamId: String(event.after['webhook']), state: event.id })
  const told = { at: event.at, data: messageOf(tenant, event).data }
  if (event.type === 'session.revoked') return sessionRevoked(told, issuer)
  if (event.type === 'credential.changed') return credentialChange(told, issuer)
  throw new Error(`no signal tells of ${event.type}`)
}

/** RE-3: a webhook's request (Standard Webhooks): signed with each secret that is good now, over id, instant of the attempt, and body. */
export function signedRequest(
  { id, body, at }: { id: string; body: string; at: Date },
  secrets: readonly string[],
): { headers: Record<string, string>; body: string } {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Muster',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body,
  }
}

/** RE-3: what Shared Signals push (RFC 8935): one security event token, signed as ID tokens are. */
export async function pushedRequest(
  { id, claims, at }: { id: string; claims: SignalClaims; at: Date },
  { url, audience, authorization, sign }: { url: string; audience: string; authorization: string | undefined; sign: Signer },
): Promise<{ headers: Record<string, string>; body: string }> {
  const token = new SignJWT({ ...claims }).setIssuer(url).setAudience(audience).setIssuedAt(at).setJti(id)
  return {
    headers: {
      'content-type': 'application/secevent+jwt',
      accept: 'application/json',
      'user-agent': 'Muster',
      ...(authorization !== undefined && { authorization }),
    },
    body: await sign(token, 'secevent+jwt'),
  }
}
