import { isBusy, reach, type Environment } from './environment.ts'
import { ClientError, signedOutError } from './errors.ts'
import type { Session, Sessions } from './session.ts'

type Init = RequestInit | ((session: Session) => Promise<RequestInit>)

/**
 * Sends one request of the clients' protocol as `session`. A 401 is answered by one refresh; a second one ends the session, unless `isOther`
 * finds that it is about something else. `init` may depend on the access token.
 * @returns the answer, whatever its other status.
 * @throws ClientError `signed_out` or `unreachable`.
 */
export async function sendAs(
  env: Environment,
  sessions: Sessions,
  session: Session,
  path: string,
  init: Init,
  isOther?: (response: Response) => Promise<boolean>,
): Promise<Response> {
  const send = async (as: Session) => {
    const { headers, ...rest } = typeof init === 'function' ? await init(as) : init
    return reach(() =>
      env.fetch(`${env.server}/client/v1${path}`, {
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
        ...rest,
        headers: { ...(headers as Record<string, string> | undefined), authorization: `Bearer ${as.accessToken}` },
      }),
    )
  }
  const first = await send(session)
  if (first.status !== 401 || (await isOther?.(first))) return first
  const second = await send(await sessions.renew(session))
  if (second.status !== 401 || (await isOther?.(second))) return second
  await sessions.end(session)
  throw signedOutError()
}

/**
 * Sends `body`, if any, as JSON and answers the parsed reply.
 * @throws ClientError `signed_out`, `unreachable`, or the server's own code.
 */
export async function sendJson<T>(
  env: Environment,
  sessions: Sessions,
  session: Session,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await sendAs(env, sessions, session, path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answerOf<T>(response)
}

/** The parsed reply of a request. @throws ClientError `unreachable`, or the server's own code. */
export async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw await errorOf(response)
  return await reach(async () => {
    // A page instead of JSON is a hotel's or a company's gateway, not our server.
    const parsed = (await response.json().catch((error: unknown) => {
      throw error instanceof SyntaxError
        ? new ClientError('unreachable', 'Something else than the server answered.', { cause: error })
        : error
    })) as T
    return parsed
  })
}

/** The error that an answer carries. */
export async function errorOf(response: Response): Promise<ClientError> {
  const { status } = response
  if (isBusy(status)) return new ClientError('unreachable', 'The server is busy.', { status })
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { code?: string; message?: string; details?: unknown } }
    | undefined
  const { code = 'internal', message = `The server answered ${status}.`, details } = body?.error ?? {}
  return new ClientError(code, message, { status, details })
}
