import type { EndpointMeta } from '@muster/contract'
import { endpoints } from './endpoints.ts'
import { problemOf } from './problem.ts'

/** Whether an act came through is not known for so long; after it, the same act is another one. */
const doubtMs = 120_000

/** Keys of acts that are under way, or whose answer did not come, by endpoint and input. */
const open = new Map<string, { key: string; forget: number | undefined }>()

/** The answers after which nobody knows whether it was done. */
const inDoubt = new Set<string>(['unreachable', 'unavailable', 'internal', 'request_under_way'])

const nameOf = (path: readonly string[], input: unknown) => `${path.join('.')} ${JSON.stringify(input)}`

function isDoneOnce(path: readonly string[]): boolean {
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], endpoints)
  return (found as { '~orpc'?: { meta: EndpointMeta } } | undefined)?.['~orpc']?.meta.once !== undefined
}

/** Pitfall 35: the header by which the server does an act once; none where that makes no difference. */
export function onceHeaders(path: readonly string[], input: unknown): Record<string, string> {
  if (!isDoneOnce(path)) return {}
  const act = nameOf(path, input)
  const { key, forget } = open.get(act) ?? { key: newKey(), forget: undefined }
  window.clearTimeout(forget)
  open.set(act, { key, forget: undefined })
  return { 'idempotency-key': key }
}

/**
 * The act was answered: doing the same again is another act. Where the answer says nothing of what became of it, pressing the button again
 * sends the same key, so that it is not done twice.
 */
export function onceAnswered(path: readonly string[], input: unknown, error?: unknown): void {
  const act = nameOf(path, input)
  const known = open.get(act)
  if (!known) return
  window.clearTimeout(known.forget)
  if (error !== undefined && inDoubt.has(problemOf(error).code)) known.forget = window.setTimeout(() => open.delete(act), doubtMs)
  else open.delete(act)
}

/** `crypto.randomUUID` is not there on a page without TLS. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-')
