import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export type RequestFacts = { ip: string | null; userAgent: string | null; requestId: string | null }

const facts = new WeakMap<IncomingMessage, RequestFacts>()

/** Hands what the HTTP layer knows of a request (the address behind trusted proxies) to handlers that see only the raw request. */
export function rememberRequest(req: IncomingMessage, known: RequestFacts): void {
  facts.set(req, known)
}

/** What is known of a raw request. */
export function requestOf(req: IncomingMessage): RequestFacts {
  return facts.get(req) ?? { ip: null, userAgent: null, requestId: null }
}

/** An address as PostgreSQL's inet takes it, null for anything else; IPv4 in IPv6 becomes IPv4. */
export function plainIp(ip: string | undefined): string | null {
  if (!ip) return null
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  return isIP(plain) ? plain : null
}
