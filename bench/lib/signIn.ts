import { createHash, randomBytes } from 'node:crypto'
import { Agent, request, type IncomingMessage } from 'node:http'

const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')
const redirectUri = 'http://127.0.0.1:9/callback'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

export type SignInMaker = {
  /** A whole sign-in to the mobile app by password, each from an address of its own: authorization request, page, password, code, tokens. */
  signIn(login: string, password: string, from: string): Promise<void>
  close(): void
}

/** Signs in as browser and app do, over kept-alive connections, and costs as little as it can: what is measured is the server. */
export function createSignInMaker(url: string): SignInMaker {
  const agent = new Agent({ keepAlive: true })

  function ask(method: string, to: string, headers: Record<string, string>, body?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const req = request(to, { method, agent, headers }, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer))
      })
      req.once('error', reject)
      req.end(body)
    })
  }

  return {
    signIn: async (login, password, from) => {
      const cookies = new Map<string, string>()
      const go = async (method: string, to: string, more: Record<string, string> = {}, body?: string): Promise<string> => {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const answer = await ask(method, to, { 'x-forwarded-for': from, ...(cookie && { cookie }), ...more }, body)
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? []
          cookies.set(name, value)
        }
        if ((answer.statusCode ?? 500) >= 400) throw new Error(`${method} ${to}: ${answer.statusCode ?? 'no answer'}`)
        return answer.headers.location ? new URL(answer.headers.location, to).href : ''
      }
      const asked = new URLSearchParams({
        client_id: 'mobile',
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid offline_access',
        state: 'bench',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      })
      const page = await go('GET', `${url}/oidc/auth?${asked}`)
      await go('GET', page)
      const back = await go('POST', page, { ...form, origin: url }, new URLSearchParams({ id: login, password }).toString())
      const code = new URL(await go('GET', back)).searchParams.get('code') ?? ''
      const exchange = { client_id: 'mobile', grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
      await go('POST', `${url}/oidc/token`, form, new URLSearchParams(exchange).toString())
    },
    close: () => agent.destroy(),
  }
}

/** The nth of many addresses. */
export const addressOf = (n: number) => `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`
