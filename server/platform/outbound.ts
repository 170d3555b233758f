import { lookup as resolve, type LookupAddress } from 'node:dns'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
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

type Failure = 'timeout' | 'unreachable' | 'private_address'
export type Sent =
  | { ok: true }
  | { ok: false; failure: 'status' | 'redirect'; status: number }
  | { ok: false; failure: Failure; status: null }

export type OutboundRequest = {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string | Uint8Array
  /** For all of it; default: the outbound's own. */
  timeoutMs?: number
  /** How many bytes of the answer are read at most; default: none. */
  readBytes?: number
}
/** What came of a request; `body`: the answer's first bytes as text; `reason`: in the words of the one who refused, for a log. */
export type Answer =
  | { reached: true; status: number; headers: IncomingHttpHeaders; body: string }
  | { reached: false; failure: Failure; reason: string }

export type Outbound = {
  /** Sends a request to an address that somebody else registered. Never throws. */
  send(url: string, request: OutboundRequest): Promise<Answer>
  /** Posts a form to such an address; what is answered is not read. Never throws. */
  post(url: string, form: Record<string, string>): Promise<Sent>
}

class PrivateAddress extends Error {
  constructor() {
    super('the address is not a public one')
  }
}

/**
 * Requests to addresses that members and administrators register, not the operator: refused where the name leads to an address that is not
 * public, as it is resolved for this very connection, so that no second answer of the name's server gets around it; redirects are not followed;
 * of what is answered no more is read than was asked for. `allowPrivate`: for an operator whose apps are in a network of their own.
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
  const send = (address: string, asked: OutboundRequest): Promise<Answer> =>
    new Promise((settle) => {
      const url = new URL(address)
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      const failed = (err: Error, aborted: boolean) => settle({ reached: false, failure: failureOf(err, aborted), reason: err.message })
      // Nobody looks up a literal address.
      if (isIP(literal) && !mayReach(literal)) return failed(new PrivateAddress(), false)
      const { method, body = '', readBytes = 0 } = asked
      const headers = { ...asked.headers, ...(method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) }) }
      const signal = AbortSignal.timeout(asked.timeoutMs ?? timeoutMs)
      const request = (url.protocol === 'https:' ? https : http).request(url, { method, headers, lookup, signal, agent: false })
      let isAnswered = false
      request.once('response', async (answer) => {
        isAnswered = true
        const said = { reached: true, status: answer.statusCode ?? 0, headers: answer.headers } as const
        settle({ ...said, body: await firstBytes(answer, readBytes) })
      })
      // Also what comes after it was answered must be heard, else it ends the process.
      request.on('error', (err) => isAnswered || failed(err, signal.aborted))
      request.end(body)
    })

  return {
    send,
    post: async (url, form) => {
      const body = new URLSearchParams(form).toString()
      const answer = await send(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body })
      return answer.reached ? sentBy(answer.status) : { ok: false, failure: answer.failure, status: null }
    },
  }
}

/** The beginning of an answer; what was read of one that breaks off or takes too long. */
async function firstBytes(answer: IncomingMessage, most: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    if (most > 0)
      for await (const part of answer as AsyncIterable<Buffer>) {
        parts.push(part)
        size += part.length
        if (size >= most) break
      }
  } catch {
    // The status is known, which is what counts.
  }
  answer.destroy()
  return Buffer.concat(parts).subarray(0, most).toString('utf8')
}

function sentBy(status: number): Sent {
  if (status >= 200 && status < 300) return { ok: true }
  return { ok: false, failure: status >= 300 && status < 400 ? 'redirect' : 'status', status }
}

function failureOf(err: Error, aborted: boolean): Failure {
  if (err instanceof PrivateAddress) return 'private_address'
  return aborted ? 'timeout' : 'unreachable'
}
