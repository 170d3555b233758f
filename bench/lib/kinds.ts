import { beginFlow, Browser, callClient, signIn, signInToConsole, type Tokens } from '../../test/openid.ts'

/** One thing that opens something: whether it still does, asked again and again, or a stream that tells by ending. */
export type Holding = { kind: string; works(): Promise<boolean> }

const isCallback = (location: string) => location.startsWith('http://127.0.0.1:9/')

/**
 * SX-2: signs a member in on one node, in one browser, to an app and the console, and holds all that comes of it against another: every
 * kind of token, the browser's single sign-on and an open stream.
 */
export async function holdEverything(node: string, other: string, login: string, secret: string, address: string): Promise<Holding[]> {
  const from = { 'x-forwarded-for': address }
  const browser = new Browser(from)
  const tokens = await signIn(node, 'mobile', login, secret, browser)
  await signInToConsole(node, login, secret, browser)
  const desktop = await signIn(node, 'pc', login, secret, browser)
  const answered = (answer: Response) => {
    void answer.body?.cancel()
    if (answer.status !== 200 && answer.status !== 401) throw new Error(`answered ${answer.status}`)
    return answer.status === 200
  }
  const bearer = (kept: Tokens) => ({ headers: { authorization: `Bearer ${kept.access}`, ...from } })
  return [
    { kind: 'access token', works: async () => answered(await fetch(`${other}/client/v1/notices`, bearer(tokens))) },
    refreshToken(other, desktop, from),
    { kind: 'console cookie', works: async () => answered(await browser.fetch(`${other}/api/v1/me`)) },
    {
      kind: 'single sign-on',
      works: async () => {
        const flow = await beginFlow(other, 'drive_explorer', { prompt: 'none' })
        const back = await browser.follow(flow.start, isCallback)
        return 'location' in back && new URL(back.location).searchParams.has('code')
      },
    },
    await openStream(other, tokens),
  ]
}

/** Each use gives another token; refused once, it is refused for good. */
function refreshToken(other: string, { refresh = '' }: Tokens, from: Record<string, string>): Holding {
  let last = refresh
  return {
    kind: 'refresh token',
    works: async () => {
      const body = new URLSearchParams({ client_id: 'pc', grant_type: 'refresh_token', refresh_token: last })
      const answer = await fetch(`${other}/oidc/token`, { method: 'POST', headers: from, body })
      const { refresh_token: next, error } = (await answer.json()) as { refresh_token?: string; error?: string }
      if (answer.status !== 200 && error !== 'invalid_grant') throw new Error(`refreshing answered ${answer.status} ${error}`)
      last = next ?? last
      return answer.status === 200
    },
  }
}

/** It works until it ends. */
async function openStream(other: string, tokens: Tokens): Promise<Holding> {
  const answer = await callClient(other, tokens, 'GET', '/client/v1/stream')
  if (answer.status !== 200 || !answer.body) throw new Error(`stream answered ${answer.status}`)
  let open = true
  const read = async () => {
    for await (const _ of answer.body ?? []);
    open = false
  }
  void read().catch(() => (open = false))
  return {
    kind: 'open stream',
    works: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return open
    },
  }
}

/**
 * Asks for everything that is held without end, ends it by `end`, and goes on asking until each is refused.
 * @returns by kind: milliseconds from the answer of `end` to the beginning of the last use that was answered; 0: none was. Infinity: it still
 * works after `limitMs`
 */
export async function timeToRefusal(held: Holding[], end: () => Promise<unknown>, limitMs: number): Promise<Map<string, number>> {
  for (const { kind, works } of held) if (!(await works())) throw new Error(`a fresh ${kind} does not work`)
  let endedAt = Number.POSITIVE_INFINITY
  const asking = held.map(async ({ kind, works }): Promise<[string, number]> => {
    let last = 0
    while (performance.now() < endedAt + limitMs) {
      const at = performance.now()
      if (!(await works())) return [kind, Math.max(0, last - endedAt)]
      last = at
    }
    return [kind, Number.POSITIVE_INFINITY]
  })
  await end()
  endedAt = performance.now()
  return new Map(await Promise.all(asking))
}
