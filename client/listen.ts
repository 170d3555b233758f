import { isClientError, ClientError, signedOutError } from './errors.ts'
import { reach, type Environment } from './environment.ts'
import { errorOf, sendAs } from './requests.ts'
import type { Session, Sessions } from './session.ts'
import { readEvents } from './stream.ts'

const idleMs = 60_000
const backOffFromMs = 1_000
const backOffToMs = 30_000

export type ListenOptions = {
  /** The stream is open: the server says that this session lives. Also after every reconnect. */
  onReady?: () => void
  /** The member has a new service notification, or may have missed one: ask for them. Also as the stream opens, since none is sent again. */
  onNotice?: () => void
  /** The stream broke and will be opened again; for logs. */
  onProblem?: (error: unknown) => void
}

/** Milliseconds before attempt number `failures` + 1: doubling from 1 s to 30 s, ± half, so that a restarted server is not stormed. */
export function backOffMs(failures: number, random: number): number {
  return Math.min(backOffToMs, backOffFromMs * 2 ** Math.max(0, failures - 1)) * (0.5 + random)
}

/**
 * Keeps the live stream open until `signal` is aborted or the session has ended; the session is then forgotten and the app told
 * by `onSignedOut` of the client (SX-2).
 */
export async function keepListening(env: Environment, sessions: Sessions, options: ListenOptions, signal: AbortSignal): Promise<void> {
  let failures = 0
  const hear = (event: string) => {
    if (event === 'ready') {
      failures = 0
      options.onReady?.()
    }
    if (event === 'ready' || event === 'notice') options.onNotice?.()
  }
  while (!signal.aborted) {
    try {
      await listenOnce(env, sessions, hear, signal)
    } catch (error) {
      if (signal.aborted || isClientError(error, 'signed_out')) return
      options.onProblem?.(error)
      if (isClientError(error, 'stream_unsupported')) return
    }
    failures += 1
    await env.clock.wait(backOffMs(failures, env.random()), signal)
  }
}

type Hear = (event: string) => void

/** One connection, until it ends. @throws ClientError `signed_out` when the server says so. */
async function listenOnce(env: Environment, sessions: Sessions, hear: Hear, signal: AbortSignal): Promise<void> {
  const session = await sessions.valid()
  // A signal of its own per connection: listeners would pile up on one that lives as long as the app.
  const connection = new AbortController()
  const abort = () => connection.abort()
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    await readStream(env, sessions, session, hear, connection.signal)
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function readStream(env: Environment, sessions: Sessions, session: Session, hear: Hear, signal: AbortSignal): Promise<void> {
  const response = await sendAs(env, sessions, session, '/stream', { method: 'GET', headers: { accept: 'text/event-stream' }, signal })
  if (!response.ok) throw await errorOf(response)
  const { body } = response
  if (!body) throw new ClientError('stream_unsupported', 'This fetch does not stream: give createClient one that does (expo/fetch).')
  await reach(async () => {
    for await (const { event } of readEvents(body, idleMs)) {
      hear(event)
      if (event === 'signed_out') {
        await sessions.end(session)
        throw signedOutError()
      }
    }
  })
}
