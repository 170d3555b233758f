import { beginFlow, Browser, finishFlow, type Tokens } from './openid.ts'

/** A sign-in to the mobile app, page by page, after ID and password; in a browser of its own where none is given, and always asked for. */
export async function openDoor(url: string, login: string, password: string, browser = new Browser()) {
  return doorBy(url, { id: login, password }, browser)
}

/** The same, after a phone number was given. */
export async function phoneDoor(url: string, phone: string, browser = new Browser()) {
  return doorBy(url, { phone }, browser)
}

/** Logs in to the fake LINE at an address that Muster sent a browser to; null: changes one's mind. @returns where LINE sends it back to */
export async function logInToLine(browser: Browser, address: string, account: string | null): Promise<string> {
  const isBack = (location: string) => location.includes('/signin/line/callback')
  const page = await browser.follow(address, isBack)
  if (!('url' in page)) return page.location
  const answer = await browser.fetch(page.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(account === null ? { cancel: '1' } : { account }),
  })
  const back = await browser.follow(new URL(answer.headers.get('location') ?? '', page.url).href, isBack)
  if (!('location' in back)) throw new Error('LINE sent nobody back')
  for (const name of browser.cookies.keys()) if (name.startsWith('line_')) browser.cookies.delete(name)
  return back.location
}

/** A sign-in to the mobile app by LINE, after LINE has sent the browser back; `stopBefore`: before what LINE said is looked at. */
export async function lineDoor(url: string, account: string | null, browser = new Browser(), { stopBefore = false } = {}) {
  const door = await doorBy(url, { line: '1' }, browser)
  const away = door.location()
  if (!away) return { ...door, back: '' }
  const back = await logInToLine(browser, away, account)
  if (!stopBefore) await door.open(back)
  return { ...door, back }
}

async function doorBy(url: string, first: Record<string, string>, browser: Browser) {
  const door = await openFirstPage(url, browser)
  await door.send(first)
  return door
}

/** The same before anything was entered. */
export async function openFirstPage(url: string, browser = new Browser()) {
  const flow = await beginFlow(url, 'mobile', { prompt: 'login' })
  const page = await browser.follow(flow.start, () => false)
  if (!('url' in page)) throw new Error('no sign-in page')
  let { answer } = page
  let text = await answer.text()
  const send = async (fields: Record<string, string>) => {
    answer = await browser.fetch(page.url, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
    text = await answer.text()
    return answer.status
  }
  return {
    browser,
    url: page.url,
    send,
    /** Goes to an address as the browser would, up to the page or the way back to the app. */
    open: async (address: string) => {
      answer = await browser.fetch(address)
      const next = answer.headers.get('location')
      if (next?.startsWith('/signin/')) answer = await browser.fetch(new URL(next, url).href)
      text = await answer.text()
    },
    location: () => answer.headers.get('location'),
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
