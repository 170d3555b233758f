import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>

/** What never reaches a log line, wherever it stands in a logged object (SX-3). */
const secrets = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'token',
  'secret',
  'code_verifier',
  'refresh_token',
  'access_token',
  'id_token',
]

/** The process's log: JSON lines on standard output, secrets redacted. */
export function createLog(level: string, to?: DestinationStream): Logger {
  const paths = secrets.flatMap((s) => (s.startsWith('[') ? [`*${s}`, `req.headers${s}`] : [s, `*.${s}`, `*.*.${s}`, `req.headers.${s}`]))
  // An authorization code is called `code` like a database's error code: only where requests' values are logged it is one.
  const codes = ['query.code', 'body.code', 'params.code', '*.query.code', '*.body.code', '*.params.code']
  const options = { level, redact: { paths: [...paths, ...codes], censor: '[redacted]' } }
  return to ? pino(options, to) : pino(options)
}

/**
 * A path as it may be logged: without its query, where codes, states and tokens travel, and without the parts that are
 * secrets themselves: one-time links, and the number of a sign-in under way, which its cookie holds too (SX-3).
 */
export function loggablePath(url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  return path.replace(/^(\/setup|\/invitation|\/reset|\/signin|\/oidc\/auth)\/[^/]+/, '$1/[redacted]')
}
