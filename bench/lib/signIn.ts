import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'

const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')
const redirectUri = 'http://127.0.0.1:9/callback'
const form = 'content-type: application/x-www-form-urlencoded\r\n'
const asked = new URLSearchParams({
  client_id: 'mobile',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'openid offline_access',
  state: 'bench',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}).toString()

export type SignInMaker = {
  /** A whole sign-in to the mobile app by password, each from an address of its own: authorization request, page, password, code, tokens. */
  signIn(login: string, password: string, from: string): Promise<void>
  close(): void
}

type Answer = { status: number; head: string }
type Line = { ask(bytes: string): Promise<Answer>; close(): void }

/** A kept-alive connection that carries one request at a time. */
async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting: { resolve: (answer: Answer) => void; reject: (err: Error) => void } | undefined
  let got = ''
  const lost = (err?: Error) => waiting?.reject(err ?? new Error('connection closed'))
  socket.setEncoding('latin1')
  socket.on('error', lost)
  socket.on('close', () => lost())
  socket.on('data', (chunk: string) => {
    got += chunk
    const end = got.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = got.slice(0, end + 2)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
    const whole = length === undefined ? got.endsWith('0\r\n\r\n') : got.length >= end + 4 + Number(length)
    if (!whole) return
    got = ''
    waiting?.resolve({ status: Number(head.slice(9, 12)), head })
  })
  return {
    ask: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(bytes)
      }),
    close: () => {
      waiting = undefined
      socket.destroy()
    },
  }
}

/**
 * Signs in as browser and app do, over kept-alive connections, and costs as little as it can: requests are written and answers read as they
 * stand on the wire, since what is measured is the server.
 */
export function createSignInMaker(url: string): SignInMaker {
  const { host, port } = new URL(url)
  const idle: Line[] = []
  const all: Line[] = []

  async function take(): Promise<Line> {
    const free = idle.pop()
    if (free) return free
    const line = await openLine(Number(port))
    all.push(line)
    return line
  }

  return {
    signIn: async (login, password, from) => {
      const cookies = new Map<string, string>()
      const line = await take()
      const go = async (method: string, to: string, more = '', body = ''): Promise<string> => {
        const path = to.startsWith(url) ? to.slice(url.length) : to
        const cookie = cookies.size > 0 ? `cookie: ${[...cookies].map(([name, value]) => `${name}=${value}`).join('; ')}\r\n` : ''
        const length = method === 'POST' ? `${form}content-length: ${Buffer.byteLength(body)}\r\n` : ''
        const { status, head } = await line.ask(
          `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: ${from}\r\n${cookie}${more}${length}\r\n${body}`,
        )
        for (const [, name = '', value = ''] of head.matchAll(/\r\nset-cookie: ([^=\r]+)=([^;\r]*)/gi)) cookies.set(name, value)
        if (status >= 400 || Number.isNaN(status)) throw new Error(`${method} ${path}: ${status}`)
        return /\r\nlocation: ([^\r]+)/i.exec(head)?.[1] ?? ''
      }
      try {
        const page = await go('GET', `/oidc/auth?${asked}`)
        await go('GET', page)
        const back = await go('POST', page, `origin: ${url}\r\n`, new URLSearchParams({ id: login, password }).toString())
        const code = new URL(await go('GET', back)).searchParams.get('code') ?? ''
        const exchange = { client_id: 'mobile', grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
        await go('POST', '/oidc/token', '', new URLSearchParams(exchange).toString())
      } finally {
        idle.push(line)
      }
    },
    close: () => {
      for (const line of all) line.close()
    },
  }
}

/** The nth of many addresses. */
export const addressOf = (n: number) => `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`
