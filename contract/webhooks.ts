import { z } from 'zod'
import { logoutFailures, uriProblem, uriProblems } from './apps.ts'
import { endpoint } from './endpoint.ts'
import { eventTypes, signalTypes, testEvent } from './events.ts'
import { idShape, instantShape, lineShape, nameShape } from './words.ts'

/** RE-3: how another service is told: by Standard Webhooks, or by Shared Signals (SSF 1.0: security event tokens, pushed as RFC 8935 has it). */
export const webhookKinds = ['webhook', 'shared_signals'] as const
export type WebhookKind = (typeof webhookKinds)[number]

export const maxWebhooks = 20
/** What became of deliveries is shown for this many days after it ended. */
export const deliveryDays = 30
/** A delivery that does not arrive is tried for this many days. */
export const retryDays = 3
/** After a secret was renewed, the one before is good for this many hours. */
export const formerSecretHours = 24
/** For so many hours at most an endpoint may ask to be sent nothing (`Retry-After` with 429 or 503). */
export const maxQuietHours = 24
/** An endpoint has this many seconds to answer. */
export const answerSeconds = 10

const urlShape = lineShape(500).superRefine((url, check) => {
  const problem = uriProblem(url)
  if (problem) check.addIssue({ code: 'custom', message: uriProblems[problem] })
})
const typesOf = <Type extends string>(of: readonly [Type, ...Type[]]) =>
  z
    .array(z.enum(of))
    .min(1)
    .max(of.length)
    .transform((chosen) => of.filter((type) => chosen.includes(type)))
/** What stands in the header `Authorization` of what is pushed. */
const authorizationShape = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'what a header may hold, such as Bearer and a token')

export const webhookInputShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), name: nameShape, url: urlShape, types: typesOf(eventTypes) }),
  z.object({
    kind: z.literal('shared_signals'),
    name: nameShape,
    url: urlShape,
    types: typesOf(signalTypes),
    /** `aud` of the tokens: what the receiver is called. */
    audience: lineShape(500).min(1),
    /** Null: nothing is presented. Left out when an endpoint is changed: it stays as it is. */
    authorization: authorizationShape.nullable().optional(),
  }),
])
export type WebhookInput = z.infer<typeof webhookInputShape>

/** Why a delivery did not arrive; `paused`: it waited too long for an endpoint that was paused. */
export const deliveryFailures = [...logoutFailures, 'paused'] as const
export type DeliveryFailure = (typeof deliveryFailures)[number]

const countShape = z.number().int().min(0)

export const webhookShape = z.object({
  id: idShape,
  kind: z.enum(webhookKinds),
  name: z.string(),
  url: z.string(),
  types: z.array(z.enum(eventTypes)),
  audience: z.string().nullable(),
  /** Whether something is presented in `Authorization`; what it is, is never shown. */
  authorized: z.boolean(),
  /** Raised by every change; sent back with the next one. */
  revision: z.number().int(),
  createdAt: instantShape,
  secretSetAt: instantShape.nullable(),
  /** Until when the secret before signs as well; null: there is none any more. */
  formerSecretUntil: instantShape.nullable(),
  /** Since when nothing is sent and events wait; null: they are sent. */
  pausedAt: instantShape.nullable(),
  /** Since when it is paused because it said that it is gone for good (410 Gone); null: it did not. */
  goneAt: instantShape.nullable(),
  /** Until when it asked to be sent nothing, by `Retry-After`; null: it is not the case now. */
  quietUntil: instantShape.nullable(),
  /** Since when every attempt has failed; null: the last one succeeded, or there was none. */
  failingSince: instantShape.nullable(),
  lastFailure: z.object({ at: instantShape, reason: z.enum(logoutFailures), status: z.number().int().nullable() }).nullable(),
  lastDeliveredAt: instantShape.nullable(),
  /** Deliveries that wait, also for another attempt. */
  waiting: countShape,
  /** Deliveries that were given up, of the last {@link deliveryDays} days, tests left out; they can be sent again. */
  dead: countShape,
})
export type Webhook = z.infer<typeof webhookShape>

export const deliveryStates = ['waiting', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const deliveryShape = z.object({
  /** The event's: `webhook-id`, or `jti`. */
  id: idShape,
  type: z.enum([...eventTypes, testEvent]),
  at: instantShape,
  /** Whom it is about, as they are called now; null for what is about no member, for the purged, and for a role that sees no names. */
  member: z.object({ id: idShape, name: z.string() }).nullable(),
  state: z.enum(deliveryStates),
  attempts: countShape,
  attemptedAt: instantShape.nullable(),
  /** When it is tried next; null: it has ended, waits for one before it, or the endpoint is paused. */
  nextAt: instantShape.nullable(),
  /** When it arrived or was given up. */
  settledAt: instantShape.nullable(),
  /** Of the last attempt. */
  failure: z.enum(deliveryFailures).nullable(),
  status: z.number().int().nullable(),
  tookMs: countShape.nullable(),
  /** The first bytes of the answer. */
  reply: z.string().nullable(),
})
export type Delivery = z.infer<typeof deliveryShape>

/** The total is counted up to this; `totalIsExact` says whether there are more. */
export const maxDeliveryCount = 10_000

const company = z.object({ company: idShape })
const one = company.extend({ webhook: idShape })
const delivery = one.extend({ delivery: idShape })
const path = '/companies/{company}/webhooks'
const tag = 'Integrations'
const view = { menu: 'settings', level: 'view' } as const
const manage = { menu: 'settings', level: 'manage' } as const
const revisedShape = z.object({ revision: z.number().int() })

/** RE-3: services that are told of events. */
export const webhooks = {
  list: endpoint({ method: 'GET', path, summary: 'The endpoints that are told of events, by name, and how they fare', tag, access: view })
    .input(company)
    .output(z.object({ items: z.array(webhookShape), next: z.null(), total: z.number().int() })),

  create: endpoint({
    method: 'POST',
    once: 'secret',
    path,
    summary: 'Have an endpoint told of events',
    description:
      'From then on. The secret of a webhook is shown once. Members’ names are among what it hears: not for a role that sees none.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken', 'limit_reached', 'names_hidden'],
    successStatus: 201,
  })
    .input(company.extend({ webhook: webhookInputShape }))
    .output(z.object({ id: idShape, secret: z.string().nullable().describe('Shown this once; null: this kind has none') })),

  update: endpoint({
    method: 'PUT',
    path: `${path}/{webhook}`,
    summary: 'Change an endpoint',
    description: 'Its kind stays. What waits goes to the new address.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken', 'changed_meanwhile', 'webhook_kind', 'names_hidden'],
  })
    .input(one.extend({ revision: z.number().int(), fields: webhookInputShape }))
    .output(revisedShape),

  renewSecret: endpoint({
    method: 'POST',
    once: 'secret',
    path: `${path}/{webhook}/secret`,
    summary: 'Make another secret',
    description: `Both sign each delivery for ${formerSecretHours} hours, then the new one alone.`,
    tag,
    access: manage,
    stepUp: true,
    errors: ['webhook_kind', 'names_hidden'],
  })
    .input(one)
    .output(z.object({ secret: z.string(), formerUntil: instantShape })),

  pause: endpoint({
    method: 'PUT',
    path: `${path}/{webhook}/pause`,
    summary: 'Pause an endpoint: events wait for it',
    description: `What has waited for ${retryDays} days is given up, and can be sent again by hand.`,
    tag,
    access: manage,
  })
    .input(one)
    .output(revisedShape),

  resume: endpoint({ method: 'DELETE', path: `${path}/{webhook}/pause`, summary: 'Send again what waits', tag, access: manage })
    .input(one)
    .output(revisedShape),

  test: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/{webhook}/test`,
    summary: 'Send a test event; what becomes of it stands among the deliveries',
    tag,
    access: manage,
    errors: ['webhook_paused'],
  })
    .input(one)
    .output(z.object({ delivery: idShape })),

  deliveries: endpoint({
    method: 'GET',
    path: `${path}/{webhook}/deliveries`,
    summary: 'What was sent to an endpoint and what waits, the newest first',
    description: `What ended more than ${deliveryDays} days ago is not kept.`,
    tag,
    access: view,
  })
    .input(
      one.extend({
        state: z.enum(deliveryStates).optional().describe('`dead`: those that were given up; tests that failed are left out'),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ items: z.array(deliveryShape), next: z.string().nullable(), total: z.number().int(), totalIsExact: z.boolean() })),

  delivery: endpoint({
    method: 'GET',
    path: `${path}/{webhook}/deliveries/{delivery}`,
    summary: 'One delivery, with what is sent',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(delivery)
    .output(deliveryShape.extend({ payload: z.string().describe('JSON: the body of a webhook, or the claims of a token') })),

  resend: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/{webhook}/deliveries/{delivery}/resend`,
    summary: 'Send a delivery again that has ended, under the same id',
    tag,
    access: manage,
    errors: ['delivery_waits'],
  })
    .input(delivery)
    .output(z.object({ resent: countShape })),

  resendDead: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/{webhook}/resend`,
    summary: 'Send everything again that was given up, tests left out',
    tag,
    access: manage,
  })
    .input(one)
    .output(z.object({ resent: countShape })),

  remove: endpoint({
    method: 'DELETE',
    path: `${path}/{webhook}`,
    summary: 'Delete an endpoint, with what still waits for it and the log of its deliveries',
    tag,
    access: manage,
    stepUp: true,
  })
    .input(one)
    .output(z.object({ dropped: countShape.describe('Deliveries that waited') })),
}
