import { oc } from '@orpc/contract'
import type { HTTPMethod, HTTPPath } from '@orpc/client'
import { errors, type ErrorCode } from './errors.ts'
import type { Level, Menu, PlanPage } from './words.ts'

/**
 * Who may call an endpoint:
 * - `public`: anyone, also not signed in;
 * - `member`: any member signed in to the console or with an API token;
 * - a menu permission (P-2), held for the company in the path; with `page`, only where the company’s plan opens that page (P-1).
 */
export type Access = 'public' | 'member' | { menu: Menu; level: Level; page?: PlanPage }
export type EndpointMeta = { access: Access; stepUp: boolean; errors: readonly ErrorCode[] }

/** MB-8: minutes that a proof of who one is opens dangerous acts. */
export const stepUpMinutes = 15

/** Codes that every endpoint may answer, whatever it does. */
const always = ['input_invalid', 'too_many_requests', 'too_large', 'internal', 'unavailable'] as const
const signedIn = ['not_signed_in', 'origin_refused', 'network_refused'] as const
const administrator = ['forbidden', 'not_found', 'plan_required'] as const

type Declaration = {
  method: HTTPMethod
  path: HTTPPath
  summary: string
  description?: string
  tag: string
  access: Access
  /** MB-8: a dangerous act: whoever asks for it has proved who they are in the last {@link stepUpMinutes}. */
  stepUp?: true
  errors?: readonly ErrorCode[]
  successStatus?: number
}

/** Starts the contract of one endpoint. `access` is required: an endpoint that declares none does not compile. */
export function endpoint(d: Declaration) {
  const codes: ErrorCode[] = [
    ...always,
    ...(d.access === 'public' ? [] : signedIn),
    ...(typeof d.access === 'object' ? administrator : []),
    ...(d.stepUp ? (['reauth_required'] as const) : []),
    ...(d.errors ?? []),
  ]
  return oc
    .$meta<EndpointMeta>({ access: d.access, stepUp: d.stepUp ?? false, errors: codes })
    .errors(Object.fromEntries(codes.map((code) => [code, { status: errors[code].status, message: errors[code].en }])))
    .route({
      method: d.method,
      path: d.path,
      summary: d.summary,
      tags: [d.tag],
      ...(d.description ? { description: d.description } : {}),
      ...(d.successStatus ? { successStatus: d.successStatus } : {}),
    })
}
