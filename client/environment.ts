import { ClientError } from './errors.ts'
import type { Clock } from './clock.ts'
import type { Storage } from './storage.ts'

/** `fetch` as this package calls it; on React Native give one whose answers stream, such as that of `expo/fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What every part of the client stands on. */
export type Environment = {
  /** Address of the server, without a slash at the end. */
  server: string
  fetch: Fetch
  clock: Clock
  storage: Storage
  /** A number in [0, 1). */
  random: () => number
}

const timeoutMs = 30_000

/** `fetch` that gives up after 30 seconds without an answer. The body is not under that limit. */
export function patientFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    const controller = new AbortController()
    const abort = () => controller.abort()
    const timer = setTimeout(abort, timeoutMs)
    init.signal?.addEventListener('abort', abort)
    if (init.signal?.aborted) abort()
    try {
      return await fetch(url, { ...init, signal: controller.signal })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Runs a request; no connection becomes the error `unreachable`. */
export async function reach<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    // fetch says "no connection" by a TypeError (or AbortError at the time limit), in words that differ everywhere.
    const isNetwork = error instanceof TypeError || (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name))
    throw isNetwork ? new ClientError('unreachable', 'The server cannot be reached.', { cause: error }) : error
  }
}

/** Whether an answer with this HTTP status says "later" rather than "no". */
export function isBusy(status: number): boolean {
  return status === 429 || status >= 500
}
