import { ORPCError } from '@orpc/client'
import i18next from 'i18next'
import { passwordProblems, type ErrorCode, type Locale, type PasswordProblem } from '@muster/contract'

/** What the server's error body says, or that no server was reached. */
export type Problem = {
  code: ErrorCode | 'unreachable'
  details: unknown
  requestId: string | null
}

type FoundBody = { code: ErrorCode; message: string; details: unknown; requestId: string }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
/** The server's code as it came: the type is the contract's, which server and console share. One of a newer server has no text here. */
const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && /^[a-z][a-z_]*$/.test(code)

/** `{ error: { code, message, details, requestId } }`, or null when the body is something else (a proxy's page). */
export function readErrorBody(body: unknown): FoundBody | null {
  if (!isRecord(body) || !isRecord(body.error) || !isCode(body.error.code)) return null
  const { code, message, details, requestId } = body.error
  return { code, message: String(message), details, requestId: String(requestId ?? '') }
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof ORPCError)) return { code: 'unreachable', details: null, requestId: null }
  const data: unknown = error.data
  const details = isRecord(data) ? data.details : null
  const requestId = isRecord(data) && typeof data.requestId === 'string' ? data.requestId : null
  return { code: isCode(error.code) ? error.code : 'unavailable', details, requestId: requestId || null }
}

/** RE-2: the sentence of the contract in the reader's language; it came when the request failed (lib/api.ts), or could not. */
export function problemText(problem: Problem, locale: Locale, unreachable: string): string {
  if (problem.code === 'unreachable') return unreachable
  return i18next.t([`error.${problem.code}`, 'error.unavailable'], { lng: locale, defaultValue: unreachable })
}

/** AU-3: the allowed range that `period_invalid` names. */
export function allowedRange(problem: Problem): { earliest: string; latest: string } | null {
  const { details } = problem
  if (!isRecord(details) || typeof details.earliest !== 'string' || typeof details.latest !== 'string') return null
  return { earliest: details.earliest, latest: details.latest }
}

/** MB-4: why a password was not taken, where that is what the problem is about. One that no company would take is refused by its shape: its length. */
export function passwordProblemOf(problem: Problem): PasswordProblem | undefined {
  const { code, details } = problem
  if (code === 'input_invalid' && fieldIssues(problem).has('password')) return 'length'
  return code === 'password_refused' && isRecord(details) ? passwordProblems.find((one) => one === details.problem) : undefined
}

/** SX-2: the address that the company's network rules refuse, where that is what the problem is about. */
export function refusedAddress({ code, details }: Problem): string | undefined {
  return code === 'network_refused' && isRecord(details) && typeof details.ip === 'string' ? details.ip : undefined
}

/** Fields named by `input_invalid`: field → the server's own words. */
export function fieldIssues(problem: Problem): Map<string, string> {
  const issues = isRecord(problem.details) && Array.isArray(problem.details.issues) ? problem.details.issues : []
  return new Map(issues.filter(isRecord).map((issue) => [fieldOf(issue.path), String(issue.message ?? '')]))
}

function fieldOf(path: unknown): string {
  const steps = Array.isArray(path) ? path : String(path ?? '').split('.')
  return String(steps.at(-1) ?? '')
}
