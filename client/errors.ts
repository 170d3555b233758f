/**
 * What went wrong, by `code`:
 * - `signed_out`: nobody is signed in (any more); let the member sign in again;
 * - `unreachable`: no connection, or the server is busy (429, 5xx); try again later, nothing is lost;
 * - `sign_in_failed`: the sign-in did not complete: denied, expired, or not the one that was started here;
 * - `network_refused`: the company does not allow access from this network or country; the session goes on elsewhere;
 * - `enrolment_required`: the company requires this device to be enrolled first: nothing else is answered until then;
 * - any other code is the server's (`input_invalid`, `device_bound`, …) with its HTTP status and details.
 */
export class ClientError extends Error {
  readonly code: string
  readonly status: number | undefined
  readonly details: unknown

  constructor(code: string, message: string, more: { status?: number; details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'ClientError'
    this.code = code
    this.status = more.status
    this.details = more.details
  }
}

/** Whether `error` is a `ClientError` with this code. */
export function isClientError(error: unknown, code: string): error is ClientError {
  return error instanceof ClientError && error.code === code
}

/** The error for "nobody is signed in". */
export function signedOutError(): ClientError {
  return new ClientError('signed_out', 'Nobody is signed in.')
}
