import { ClientError, type Client } from '../../client/index.ts'
import { Browser } from '../browser.ts'

/** Who carries a device. `id`: the whole member ID. */
export type Person = { id: string; password: string }

/**
 * Signs in to an app as a person does: the sign-in page in a browser of their own, ID and password, back to the app.
 * @throws ClientError `sign_in_failed` when the door refuses, or asks for more than a password
 */
export async function signInByPage(
  client: Client,
  { id, password }: Person,
  redirectUri: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const browser = new Browser(headers)
  const isCallback = (location: string) => location.startsWith(redirectUri)
  const page = await browser.follow(await client.startSignIn(), isCallback)
  if ('location' in page) return (await client.finishSignIn(page.location)).sub
  await page.answer.body?.cancel()
  const answer = await browser.submit(page.url, id, password)
  await answer.body?.cancel()
  const next = answer.headers.get('location')
  if (!next) throw new ClientError('sign_in_failed', `The sign-in page answered ${answer.status}.`, { status: answer.status })
  const back = await browser.follow(new URL(next, page.url).href, isCallback)
  if ('location' in back) return (await client.finishSignIn(back.location)).sub
  await back.answer.body?.cancel()
  throw new ClientError('sign_in_failed', `The sign-in ended on ${new URL(back.url).pathname}.`)
}
