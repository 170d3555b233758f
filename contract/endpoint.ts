import { oc } from '@orpc/contract'
import type { HTTPMethod, HTTPPath } from '@orpc/client'
import { errors, type ErrorCode } from './errors.ts'
import type { Level, Menu, PlanPage } from './words.ts'

/**
 * Who may call an endpoint:
 * - `public`: anyone, also not signed in;
 * - `member`: any member signed in to the console or by the command;
 * - `administrator`: whoever holds a role in the company in the path, whatever it permits: what is answered is what the role may see;
 * - a menu permission (P-2), held for the company in the path, or that for the menu `or`, to which the same belongs; with `page`, only where
 *   the company’s plan opens that page (P-1).
 */
export type Access = 'public' | 'member' | 'administrator' | { menu: Menu; or?: Menu; level: Level; page?: PlanPage }
/**
 * Pitfall 35: what a POST does that is sent twice with the same `Idempotency-Key`:
 * - `true`: it is done once, and answered the second time as the first;
 * - `'secret'`: the same, but its answer holds a secret that is shown once and kept nowhere: the second time it answers `already_done`;
 * - `false`: it sends and creates nothing, or its caller is not known: the key is not looked at.
 */
export type Once = boolean | 'secret'
export type EndpointMeta = {
  access: Access
  stepUp: boolean
  anywhere: boolean
  /** RE-1: whether an API token may call it. */
  byToken: boolean
  once?: Exclude<Once, false>
  errors: readonly ErrorCode[]
}

/** MB-8: minutes that a proof of who one is opens dangerous acts. */
export const stepUpMinutes = 15

/** Codes that every endpoint may answer, whatever it does. */
const always = ['input_invalid', 'too_many_requests', 'too_large', 'internal', 'unavailable'] as const
const signedIn = ['not_signed_in', 'origin_refused'] as const
const administrator = ['forbidden', 'not_found', 'plan_required'] as const
const doneOnce = ['request_under_way', 'already_done', 'idempotency_key_reused'] as const

/** Requests may be sent again with the same key for so many hours. */
export const onceHours = 24

/** The header of every endpoint that honours it. */
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: `A new one for each act, e.g. a UUID. Sent again with it within ${onceHours} hours, the same request is not done twice.`,
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
} as const

/** A POST says whether it is done once (see {@link Once}): one that does not say does not compile. */
type Method = { method: 'POST'; once: Once } | { method: Exclude<HTTPMethod, 'POST'>; once?: never }

type Declaration = Method & {
  path: HTTPPath
  summary: string
  description?: string
  tag: string
  access: Access
  /** MB-8: a dangerous act: whoever asks for it has proved who they are in the last {@link stepUpMinutes}. */
  stepUp?: true
  /** RE-1: of what any member may call: what a token needs to be of use; the rest of it is the person's own. */
  byToken?: true
  /** SX-2: it ends access, and so is open also from where the company’s network rules admit nobody. */
  anywhere?: true
  errors?: readonly ErrorCode[]
  successStatus?: number
}

/**
 * RE-1: whether an API token may call an endpoint: what a menu permission opens, but no dangerous act (MB-8: a token cannot prove who presents
 * it), and of a member's own pages only what says so.
 */
function opensToTokens(d: Pick<Declaration, 'access' | 'stepUp' | 'byToken'>): boolean {
  if (d.access === 'public' || d.byToken) return true
  return d.access !== 'member' && !d.stepUp
}

/** In the OpenAPI document: what only a person opens, who is signed in to the console or by the command. */
const personal = [{ cookie: [] }, { session: [] }]

/** Starts the contract of one endpoint. `access` is required: an endpoint that declares none does not compile. */
export function endpoint(d: Declaration) {
  const byToken = opensToTokens(d)
  const codes: ErrorCode[] = [
    ...always,
    ...(d.access === 'public' ? [] : signedIn),
    ...(d.access === 'public' || d.anywhere ? [] : (['network_refused'] as const)),
    ...(typeof d.access === 'object' ? administrator : d.access === 'administrator' ? (['not_found'] as const) : []),
    ...(d.stepUp ? (['reauth_required'] as const) : []),
    ...(byToken ? [] : (['token_refused'] as const)),
    ...(byToken && typeof d.access === 'object' ? (['token_forbidden'] as const) : []),
    ...(d.once ? doneOnce : []),
    ...(d.errors ?? []),
  ]
  return oc
    .$meta<EndpointMeta>({
      access: d.access,
      stepUp: d.stepUp ?? false,
      anywhere: d.anywhere ?? false,
      byToken,
      ...(d.once && { once: d.once }),
      errors: codes,
    })
    .errors(Object.fromEntries(codes.map((code) => [code, { status: errors[code].status, message: errors[code].en }])))
    .route({
      method: d.method,
      path: d.path,
      summary: d.summary,
      tags: [d.tag],
      ...(d.description ? { description: d.description } : {}),
      ...(d.successStatus ? { successStatus: d.successStatus } : {}),
      spec: (known) => ({
        ...known,
        ...(d.once && { parameters: [...(known.parameters ?? []), idempotencyKey] }),
        ...(d.access === 'public' ? { security: [] } : byToken ? {} : { security: personal }),
      }),
    })
}
