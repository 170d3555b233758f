import { errors, locales, type ErrorCode, type Locale } from '@muster/contract'

/** How the command ends: done; failed; called wrongly; not signed in; not permitted. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notSignedIn: 3, notPermitted: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** A failure that is told to whoever runs the command, with what they may do about it. */
export class Problem extends Error {
  readonly exitCode: ExitCode
  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was called wrongly. */
export const usage = (message: string): Problem => new Problem(message, exitCodes.usage)

export type ApiProblem = { code: string; message: string; details: unknown; requestId: string }

/** RE-1: what the server refused. */
export class Refusal extends Problem {
  readonly code: string
  constructor(problem: ApiProblem, status: number, locale: Locale, flagOf: (path: string) => string) {
    super(textOf(problem, locale, flagOf), exitCodeOf(problem.code, status))
    this.code = problem.code
  }
}

/** RE-1: with which code the command ends for an answer of the API. */
export function exitCodeOf(code: string, status: number): ExitCode {
  if (code === 'input_invalid' || code === 'period_invalid') return exitCodes.usage
  if (status === 401) return exitCodes.notSignedIn
  return status === 403 ? exitCodes.notPermitted : exitCodes.failed
}

/** The sentence of a code in the reader's language, then field by field what is wrong, as whoever typed it knows it. */
function textOf({ code, message, details, requestId }: ApiProblem, locale: Locale, flagOf: (path: string) => string): string {
  const sentence = Object.hasOwn(errors, code) ? errors[code as ErrorCode][locale] : message
  const issues = issuesIn(details)
  const lines = issues.map(({ path, message: reason }) => `  ${path === '' ? '' : `${flagOf(path)}: `}${reason}`)
  const rest = issues.length === 0 && details !== null && details !== undefined ? [`  ${JSON.stringify(details)}`] : []
  const request = code === 'internal' ? [`  request ${requestId}`] : []
  return [`${sentence} (${code})`, ...lines, ...rest, ...request].join('\n')
}

function issuesIn(details: unknown): { path: string; message: string }[] {
  const issues = (details as { issues?: unknown } | null)?.issues
  return Array.isArray(issues) ? (issues as { path: string; message: string }[]) : []
}

/** The language of the terminal, as far as there are texts in it. */
export function localeOf(env: Readonly<Record<string, string | undefined>>): Locale {
  const wanted = (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').slice(0, 2)
  return locales.find((locale) => locale === wanted) ?? 'en'
}
