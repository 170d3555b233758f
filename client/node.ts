import { open, readFile, rename, unlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from './client.ts'
import type { SignInHints } from './openid.ts'
import type { Storage } from './storage.ts'

/**
 * A storage in one JSON file, readable by its owner only, for one process at a time. A write survives a crash: the new text is
 * complete on disk before it replaces the old.
 */
export function fileStorage(path: string): Storage {
  let last: Promise<unknown> = Promise.resolve()
  const read = async (): Promise<Record<string, string>> => {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
    } catch (error) {
      // No file yet, or one that was damaged from outside: start afresh rather than never again.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw error
    }
  }
  const write = async (texts: Record<string, string>) => {
    const unfinished = `${path}.${process.pid}.tmp`
    const file = await open(unfinished, 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify(texts))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path).catch(async (error: unknown) => {
      await unlink(unfinished).catch(() => undefined)
      throw error
    })
  }
  return {
    read: async (key) => (await last, (await read())[key]),
    write(key, text) {
      const change = async () => {
        await last
        const { [key]: _, ...others } = await read()
        await write(text === undefined ? others : { ...others, [key]: text })
      }
      const mine = change()
      last = mine.catch(() => undefined)
      return mine
    },
  }
}

export type LoopbackOptions = SignInHints & {
  /** Opens the address in the system's browser, e.g. Electron's `shell.openExternal`. */
  openBrowser: (address: string) => unknown
  /** Gives up; rejects with the signal's reason. */
  signal?: AbortSignal
  /** Shown in the browser afterwards. */
  farewell?: string
}

/**
 * Signs in from a PC app or a command: listens on a free port of 127.0.0.1 for the callback while the browser is open.
 * @throws ClientError `sign_in_failed`, `unreachable`; or the reason of `signal`.
 */
export async function signInByLoopback(client: Client, options: LoopbackOptions): Promise<{ sub: string }> {
  const { openBrowser, signal, farewell = 'You are signed in. You can close this page.', ...hints } = options
  let called: (callback: string) => void = () => undefined
  const callback = new Promise<string>((done) => (called = done))
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname !== '/callback') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(farewell)
    return called(url.href)
  })
  try {
    await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    await openBrowser(await client.startSignIn({ ...hints, redirectUri: `http://127.0.0.1:${port}/callback` }))
    return await client.finishSignIn(await Promise.race([callback, abortOf(signal)]))
  } finally {
    server.close()
    server.closeIdleConnections()
  }
}

function abortOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, fail) => {
    if (signal?.aborted) fail(signal.reason as Error)
    signal?.addEventListener('abort', () => fail(signal.reason as Error))
  })
}
