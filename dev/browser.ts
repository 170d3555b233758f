/** A browser as far as signing in needs one: it keeps cookies and follows redirects of one host. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly always: Record<string, string>

  /** `always`: headers that go with every request, such as a user agent. */
  constructor(always: Record<string, string> = {}) {
    this.always = always
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
    const headers = new Headers({ ...this.always, ...Object.fromEntries(new Headers(init.headers)) })
    if (cookie) headers.set('cookie', cookie)
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      const gone = attributes.some((a) => /expires=thu, 01 jan 1970|max-age=0/i.test(a.trim()))
      if (gone) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }

  /** Follows redirects until an answer is none, or one leads to `until`. */
  async follow(url: string, until: (location: string) => boolean): Promise<{ location: string } | { answer: Response; url: string }> {
    let at = url
    for (let i = 0; i < 10; i++) {
      const answer = await this.fetch(at)
      const next = answer.headers.get('location')
      if (!next) return { answer, url: at }
      at = new URL(next, at).href
      await answer.body?.cancel()
      if (until(at)) return { location: at }
    }
    throw new Error('too many redirects')
  }

  /** Fills in the sign-in form at `url`, as its own page would. */
  submit(url: string, id: string, password: string): Promise<Response> {
    const { origin } = new URL(url)
    return this.fetch(url, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ id, password }),
    })
  }
}
