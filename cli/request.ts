import { randomUUID } from 'node:crypto'
import type { Locale } from '@muster/contract'
import { placeholdersOf, type Endpoint } from './endpoints.ts'
import { Problem, Refusal, usage, type ApiProblem } from './problem.ts'
import type { Session } from './session.ts'

/** A request of the API before it is sent. */
export type Asked = {
  method: string
  /** Under the server's address, with the query. */
  path: string
  /** JSON; undefined: there is none. */
  body: string | undefined
  headers: Record<string, string>
}

/** Writes a request down: what the path names goes there, the rest into the query of a GET, else into the body. */
export function write(
  endpoint: Pick<Endpoint, 'method' | 'path' | 'meta'>,
  input: Readonly<Record<string, unknown>>,
  key: string | undefined,
): Asked {
  const inPath = new Set(placeholdersOf(endpoint.path))
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const rest = Object.entries(input).filter(([name, value]) => !inPath.has(name) && value !== undefined)
  const isGet = endpoint.method === 'GET'
  const query = isGet ? new URLSearchParams(Object.fromEntries(rest.map(([name, value]) => [name, String(value)]))).toString() : ''
  const body = isGet || rest.length === 0 ? undefined : JSON.stringify(Object.fromEntries(rest))
  return {
    method: endpoint.method,
    path: `/api/v1${path}${query === '' ? '' : `?${query}`}`,
    body,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(endpoint.meta.once && { 'idempotency-key': key ?? randomUUID() }),
    },
  }
}

/** How a refusal is told: in which language, and what the fields are called. */
export type Telling = { locale: Locale; flagOf: (path: string) => string }

/**
 * Sends a request. A dangerous act that asks for a proof of who it is (MB-8) is sent again, under the same key, once that was given.
 * @throws a Refusal, or a Problem when the server cannot be reached
 */
export async function send(session: Session, asked: Asked, telling: Telling): Promise<Response> {
  const answer = await sendOnce(session, asked)
  if (answer.ok) return answer
  const refusal = await refusalOf(answer, telling)
  if (refusal.code !== 'reauth_required' || !(await session.prove())) throw refusal
  const again = await sendOnce(session, asked)
  if (again.ok) return again
  throw await refusalOf(again, telling)
}

async function sendOnce(session: Session, { method, path, body, headers }: Asked): Promise<Response> {
  const token = await session.token()
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  try {
    return await fetch(session.url + path, { method, headers: { ...headers, ...authorization }, ...(body !== undefined && { body }) })
  } catch (err) {
    const cause = err instanceof Error && err.cause instanceof Error ? err.cause.message : String(err)
    throw new Problem(`${session.url} cannot be reached: ${cause}`)
  }
}

async function refusalOf(answer: Response, { locale, flagOf }: Telling): Promise<Refusal> {
  const text = await answer.text()
  const found = readProblem(text) ?? { code: `http_${answer.status}`, message: answer.statusText, details: null, requestId: '' }
  return new Refusal(found, answer.status, locale, flagOf)
}

function readProblem(text: string): ApiProblem | undefined {
  try {
    return (JSON.parse(text) as { error?: ApiProblem }).error
  } catch {
    return undefined
  }
}

/** What can be a company's id. */
export const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

type Companies = { companies: { id: string; name: string; domain: string }[] }

/** The company that is meant: by its id, domain or name; where none is named, the only one that is administered. @throws a usage problem */
export async function companyOf(session: Session, typed: string | undefined, telling: Telling): Promise<string> {
  const meant = typed ?? session.company
  if (meant !== undefined && isUuid(meant)) return meant
  const answer = await send(session, { method: 'GET', path: '/api/v1/me', body: undefined, headers: {} }, telling)
  // Parsed by the server, by its contract.
  const { companies } = (await answer.json()) as Companies
  const fitting = companies.filter(({ name, domain }) => meant === undefined || meant === name || meant === domain)
  const [only] = fitting
  if (only && fitting.length === 1) return only.id
  const known = companies.map(({ domain }) => domain).join(', ') || 'none'
  throw usage(
    meant === undefined && companies.length > 0
      ? `--company: you administer several: ${known}. Say which, or keep one: \`muster profiles --company ${companies[0]?.domain ?? '…'}\``
      : `--company: ${meant ?? 'there'} is none that you administer: ${known}`,
  )
}
