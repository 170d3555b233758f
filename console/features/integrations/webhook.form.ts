import {
  eventTypes,
  signalTypes,
  uriProblems,
  type EventType,
  type UriProblem,
  type Webhook,
  type WebhookInput,
  type WebhookKind,
} from '@muster/contract'
import { fieldIssues, type Problem } from '../../lib/problem.ts'

/** What stands in the form. `authorization`: empty while an endpoint is changed means that it stays. */
export type WebhookDraft = {
  kind: WebhookKind
  name: string
  url: string
  types: EventType[]
  audience: string
  authorization: string
  removeAuthorization: boolean
}
export type WebhookField = 'name' | 'url' | 'types' | 'audience' | 'authorization'
export type WebhookProblem = UriProblem | 'needed' | 'long' | 'bad'

/** The form as it begins: of an endpoint, or of a new one, which is told of everything. */
export function draftOf(webhook: Webhook | undefined): WebhookDraft {
  return {
    kind: webhook?.kind ?? 'webhook',
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    types: webhook?.types ?? [...eventTypes],
    audience: webhook?.audience ?? '',
    authorization: '',
    removeAuthorization: false,
  }
}

const isSignal = (type: EventType): type is (typeof signalTypes)[number] => (signalTypes as readonly EventType[]).includes(type)

/** The events that an endpoint of this kind can be told of. */
export const typesOf = (kind: WebhookKind): readonly EventType[] => (kind === 'webhook' ? eventTypes : signalTypes)

/** What is sent of the form. */
export function inputOf(
  { kind, name, url, types, audience, authorization, removeAuthorization }: WebhookDraft,
  isNew: boolean,
): WebhookInput {
  const shared = { name, url: url.trim() }
  if (kind === 'webhook') return { kind, ...shared, types: types as [EventType, ...EventType[]] }
  const given = authorization.trim()
  return {
    kind,
    ...shared,
    types: types.filter(isSignal),
    audience: audience.trim(),
    ...(given ? { authorization: given } : removeAuthorization || isNew ? { authorization: null } : {}),
  }
}

const known = Object.entries(uriProblems) as [UriProblem, string][]

/** What the server says is wrong, field by field, in words that the form has texts for. */
export function problemsOf(problem: Problem, draft: WebhookDraft): Partial<Record<WebhookField, WebhookProblem>> {
  const issues = fieldIssues(problem)
  const urlProblem = (): WebhookProblem =>
    known.find(([, sentence]) => sentence === issues.get('url'))?.[0] ?? (draft.url ? 'long' : 'address')
  const words: Record<WebhookField, () => WebhookProblem> = {
    name: () => 'needed',
    url: urlProblem,
    types: () => 'needed',
    audience: () => 'needed',
    authorization: () => 'bad',
  }
  return Object.fromEntries(
    (Object.keys(words) as WebhookField[]).filter((field) => issues.has(field)).map((field) => [field, words[field]()]),
  )
}
