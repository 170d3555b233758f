import { beginFlow, Browser, finishFlow, type Tokens } from './openid.ts'

/** A sign-in to the mobile app, page by page, after ID and password; in a browser of its own where none is given, and always asked for. */
export async function openDoor(url: string, login: string, password: string, browser = new Browser()) {
  return doorBy(url, { id: login, password }, browser)
}

/** The same, after a phone number was given. */
export async function phoneDoor(url: string, phone: string, browser = new Browser()) {
  return doorBy(url, { phone }, browser)
}

async function doorBy(url: string, first: Record<string, string>, browser: Browser) {
  const flow = await beginFlow(url, 'mobile', { prompt: 'login' })
  const page = await browser.follow(flow.start, () => false)
  if (!('url' in page)) throw new Error('no sign-in page')
  let answer = page.answer
  let text = ''
  const send = async (fields: Record<string, string>) => {
    answer = await browser.fetch(page.url, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
    text = await answer.text()
    return answer.status
  }
  await send(first)
  return {
    browser,
    url: page.url,
    send,
    status: () => answer.status,
    text: () => text,
    reload: async () => (await browser.fetch(page.url)).text(),
    secret: () => /<code>([A-Z2-7 ]{32,})<\/code>/.exec(text)?.[1]?.replaceAll(' ', '') ?? '',
    codes: () => [...text.matchAll(/<code>([a-z2-9]{5}-[a-z2-9]{5})<\/code>/g)].map((m) => m[1] ?? ''),
    finish: async (): Promise<Tokens> => {
      const back = await browser.follow(new URL(answer.headers.get('location') ?? '', page.url).href, (l) =>
        l.startsWith('http://127.0.0.1:9/'),
      )
      if (!('location' in back)) throw new Error('the sign-in did not end')
      return finishFlow(flow, back.location)
    },
  }
}
