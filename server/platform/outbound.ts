import { lookup as resolve, type LookupAddress } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What is not on the public internet: an address that somebody registers must not lead into the operator's own network. */
const inner = new BlockList()
for (const [range, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(range, bits, 'ipv4')
for (const [range, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(range, bits, 'ipv6')

/** Whether an address is one of the public internet. IPv4 in IPv6 is looked at as IPv4. */
export function isPublicAddress(ip: string): boolean {
  const family = isIP(ip)
  return family !== 0 && !inner.check(ip, family === 6 ? 'ipv6' : 'ipv4')
}

export type Sent =
  | { ok: true }
  | { ok: false; failure: 'status' | 'redirect'; status: number }
  | { ok: false; failure: Failure; status: null }
type Failure = 'timeout' | 'unreachable' | 'private_address'

export type Outbound = {
  /** Posts a form to an address that somebody else registered. Never throws. */
  post(url: string, form: Record<string, string>): Promise<Sent>
}

class PrivateAddress extends Error {}

/**
 * Requests to addresses that administrators register, not the operator: refused where the name leads to an address that is not public, as it
 * is resolved for this very connection, so that no second answer of the name's server gets around it; redirects are not followed;
 * what is answered is not read. `allowPrivate`: for an operator whose apps are in a network of their own.
 */
export function createOutbound({ allowPrivate, timeoutMs = 5_000 }: { allowPrivate: boolean; timeoutMs?: number }): Outbound {
  const mayReach = (ip: string) => allowPrivate || isPublicAddress(ip)
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (err, found: LookupAddress[]) => {
      const [first] = found ?? []
      if (err || !first) return done(err ?? new Error('no address'), '')
      if (!found.every(({ address }) => mayReach(address))) return done(new PrivateAddress(), '')
      if (options.all) return done(null, found)
      return done(null, first.address, first.family)
    })
  }

  return {
    post: (url, form) =>
      new Promise((settle) => {
        const { protocol, hostname } = new URL(url)
        const literal = hostname.replace(/^\[|\]$/g, '')
        if (isIP(literal) && !mayReach(literal)) return settle({ ok: false, failure: 'private_address', status: null })
        const body = new URLSearchParams(form).toString()
        const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
        const signal = AbortSignal.timeout(timeoutMs)
        const request = (protocol === 'https:' ? https : http).request(url, { method: 'POST', headers, lookup, signal, agent: false })
        request.once('response', (answer) => {
          answer.destroy()
          settle(sentBy(answer.statusCode ?? 0))
        })
        // Also what comes after it was settled must be heard, else it ends the process.
        request.on('error', (err) => settle({ ok: false, failure: failureOf(err, signal.aborted), status: null }))
        request.end(body)
      }),
  }
}

function sentBy(status: number): Sent {
  if (status >= 200 && status < 300) return { ok: true }
  return { ok: false, failure: status >= 300 && status < 400 ? 'redirect' : 'status', status }
}

function failureOf(err: Error, aborted: boolean): Failure {
  if (err instanceof PrivateAddress) return 'private_address'
  return aborted ? 'timeout' : 'unreachable'
}
