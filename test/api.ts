import type { ErrorCode } from '@muster/contract'
import { signInToConsole, type Browser } from './openid.ts'
import { password, type TestServer } from './server.ts'

export type ApiAnswer = { status: number; body: Record<string, unknown>; code: ErrorCode | null; details: unknown }

/** Calls of the API by one signed-in member: `call('PUT', '/companies/…', body)`, on the first node or another. */
export type ApiCall = (method: string, path: string, body?: unknown, node?: string) => Promise<ApiAnswer>
export type ApiCaller = ApiCall & { browser: Browser }

export type ListFile = { name: string; lines: string[]; code: ErrorCode | null }

/** DS-8: asks for the file of a list and reads it, where it is made at once; `code`: why it was refused. */
export async function listFile(browser: Browser, url: string, path: string, asked: object): Promise<ListFile> {
  const headers = { origin: url, 'content-type': 'application/json' }
  const answer = await browser.fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(asked) })
  const made = (await answer.json()) as { id: string; name: string; error?: { code: ErrorCode } }
  if (made.error) return { name: '', lines: [], code: made.error.code }
  const file = await browser.fetch(`${url}/api/v1/me/exports/${made.id}/file`)
  const text = Buffer.from(await file.arrayBuffer()).toString()
  return {
    name: made.name,
    lines: text
      .replace(/^\u{feff}/u, '')
      .trimEnd()
      .split('\n'),
    code: null,
  }
}

/** RE-1: calls of the API through an API token, or with an access token of the command. */
export function callerByToken(server: Pick<TestServer, 'url'>, token: string): ApiCall {
  return async (method, path, body, node = server.url) => {
    const answer = await fetch(`${node}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answered(answer)
  }
}

async function answered(answer: Response): Promise<ApiAnswer> {
  const found = (await answer.json()) as Record<string, unknown> & { error?: { code: ErrorCode; details: unknown } }
  return { status: answer.status, body: found, code: found.error?.code ?? null, details: found.error?.details ?? null }
}

/**
 * Signs a member in to the console, by password unless the browser is signed in; what they then ask of the API goes with the console's cookie and
 * origin.
 */
export async function callerFor(server: TestServer, login: string, signedIn?: Browser): Promise<ApiCaller> {
  const browser = await signInToConsole(server.url, login, password, signedIn)
  const call = async (method: string, path: string, body?: unknown, node = server.url): Promise<ApiAnswer> => {
    const answer = await browser.fetch(`${node}/api/v1${path}`, {
      method,
      headers: { origin: server.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answered(answer)
  }
  return Object.assign(call, { browser })
}
