import { Browser } from './openid.ts'

/** The pages on which a code is entered that a device or the command shows, in a member's browser. */
export function enterCode(url: string, browser = new Browser()) {
  let [at, html, status] = [`${url}/device`, '', 0]
  const take = async (answer: Response) => {
    const next = answer.headers.get('location')
    if (next) {
      const found = await browser.follow(new URL(next, at).href, () => false)
      if ('answer' in found) [at, html, status] = [found.url, await found.answer.text(), found.answer.status]
    } else [html, status] = [await answer.text(), answer.status]
  }
  const open = async () => take(await browser.fetch(at))
  const send = async (fields: Record<string, string>) => {
    const [, action = at] = /<form[^>]* action="([^"]+)"/.exec(html) ?? []
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(html) ?? []
    at = new URL(action, at).href
    const body = new URLSearchParams({ ...(xsrf ? { xsrf } : {}), ...fields })
    const headers = { origin: url, 'content-type': 'application/x-www-form-urlencoded' }
    await take(await browser.fetch(at, { method: 'POST', headers, body }))
  }
  return { browser, open, send, page: () => html, status: () => status }
}

/** Lets in what shows a code, with ID and password where the browser is asked for them. @returns what the last page says */
export async function letIn(url: string, code: string, who: { login: string; password: string }, browser = new Browser()): Promise<string> {
  const visit = enterCode(url, browser)
  await visit.open()
  await visit.send({ user_code: code })
  await visit.send({ user_code: code, confirm: 'yes' })
  if (visit.page().includes('name="password"')) await visit.send({ id: who.login, password: who.password })
  return visit.page()
}
