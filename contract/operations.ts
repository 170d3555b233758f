import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { errors, type ErrorCode } from './errors.ts'
import { idShape, instantShape, lineShape, memberStates } from './words.ts'

/** DS-11: an MDM command. */
export const operationKinds = ['delete_app_data', 'reset_device'] as const
export type OperationKind = (typeof operationKinds)[number]

export const operationStates = ['requested', 'delivered', 'done', 'failed', 'expired', 'cancelled'] as const
export type OperationState = (typeof operationStates)[number]

/** DS-11: an operation that the device has not answered by then has expired. */
export const operationDays = 30

/** DS-11: an operation that the device has not answered for so many days waits too long. */
export const overdueDays = 3

/** Why an operation is no more, where no administrator took it back: the device was enrolled anew, or the company gave up its MDM. */
export const cancelCauses = ['re_enrolled', 'mdm_changed'] as const

const personShape = z.object({ id: idShape, name: z.string(), login: z.string(), state: z.enum(memberStates) })
const codeShape = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]).nullable()

export const operationShape = z.object({
  id: idShape,
  kind: z.enum(operationKinds),
  device: z.object({ id: idShape, model: z.string() }),
  /** Whose data it deletes; null: the whole device is reset, or they were purged meanwhile. */
  member: personShape.nullable(),
  reason: z.string(),
  /** Null: the system, or they were purged meanwhile. */
  requestedBy: personShape.nullable(),
  requestedAt: instantShape,
  expiresAt: instantShape,
  state: z.enum(operationStates),
  /** Every state that it came to, the first first; `note`: what the device said, or one of {@link cancelCauses}. */
  steps: z.array(z.object({ state: z.enum(operationStates), at: instantShape, by: z.string().nullable(), note: z.string().nullable() })),
  /** Why it cannot be taken back now; null: it can. */
  cancel: codeShape,
})
export type Operation = z.infer<typeof operationShape>

export const deviceOperationsShape = z.object({
  items: z.array(operationShape),
  /** What has to be typed to confirm an operation. */
  name: z.string(),
  /** Why the device cannot be reset now; null: it can. */
  reset: codeShape,
  /** The members on it whom the role reaches, each with why their data cannot be deleted now; null: it can. */
  members: z.array(z.object({ member: personShape, blocked: codeShape })),
})
export type DeviceOperations = z.infer<typeof deviceOperationsShape>

export const operationListShape = z.object({ items: z.array(operationShape), next: z.string().nullable(), total: z.number().int() })
export type OperationList = z.infer<typeof operationListShape>

const company = z.object({ company: idShape })
const device = company.extend({ device: idShape })
const path = '/companies/{company}/devices/{device}/operations'
const view = { menu: 'devices', level: 'view', page: 'devices' } as const
const manage = { menu: 'devices', level: 'manage', page: 'devices' } as const
const tag = 'MDM'

/** DS-11: operations on devices. */
export const operations = {
  list: endpoint({
    method: 'GET',
    path: '/companies/{company}/operations',
    summary: 'The operations of a company, the latest first',
    description: 'Also those on devices whose member was purged. A role limited to a team sees those on its members’ devices.',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      company.extend({
        open: z.literal('true').optional().describe('Only those that the device has not answered yet'),
        overdue: z.literal('true').optional().describe(`Of these, only those asked for more than ${overdueDays} days ago`),
        cursor: z.string().max(1_000).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(operationListShape),

  ofDevice: endpoint({
    method: 'GET',
    path,
    summary: 'The operations of a device, and which can be asked for (DS-9)',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(device)
    .output(deviceOperationsShape),

  request: endpoint({
    method: 'POST',
    once: true,
    path,
    summary: 'Ask a registered device to delete a member’s app data, or to reset itself (DS-11)',
    description:
      'Irreversible. Ends at once the sessions on the device: of the member, or of all. *done* only once the device itself has said so; expires after 30 days.',
    tag,
    access: manage,
    stepUp: true,
    errors: [
      'names_hidden',
      'not_allowed_on_superior',
      'device_shared',
      'mdm_off',
      'mdm_third_party',
      'device_unregistered',
      'device_name_differs',
      'operation_open',
    ],
  })
    .input(
      device.extend({
        kind: z.enum(operationKinds),
        member: idShape.optional().describe('Whose data to delete; needed for `delete_app_data`, and only for it'),
        deviceName: lineShape(128).describe('The device’s model, typed to confirm'),
        reason: lineShape(500).min(1),
      }),
    )
    .output(operationShape),

  cancel: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/{operation}/cancellation`,
    summary: 'Take back an operation that the device has not got yet',
    tag,
    access: manage,
    errors: ['names_hidden', 'operation_state'],
  })
    .input(device.extend({ operation: idShape }))
    .output(operationShape),
}

/**
 * The device’s own channel, `/device/v1/operations`, by the enrolment key alone: every request carries a proof of it (`DPoP`, RFC 9449, with the
 * body’s hash as `bh`). `GET` answers {@link dueOperationsShape}, and what it answers is *delivered*. `POST` says what came of one.
 */
export const dueOperationsShape = z.object({
  items: z.array(
    z.object({
      id: idShape,
      kind: z.enum(operationKinds),
      /** Whose data to delete, as in their ID token. Null: reset the device. */
      sub: z.string().nullable(),
      /** Not to be begun from this instant on. */
      expiresAt: instantShape,
    }),
  ),
  /** When to ask again, unless there is a reason to ask sooner. */
  pollAfterSeconds: z.number().int(),
})
export type DueOperations = z.infer<typeof dueOperationsShape>

export const operationOutcomes = ['done', 'failed'] as const
export type OperationOutcome = (typeof operationOutcomes)[number]
export const operationAnswerShape = z.strictObject({
  id: idShape,
  outcome: z.enum(operationOutcomes),
  /** What went wrong, for the administrator. */
  message: lineShape(500).optional(),
})
export type OperationAnswer = z.infer<typeof operationAnswerShape>
export const answeredOperationShape = z.object({ id: idShape, state: z.enum(operationStates) })
export type AnsweredOperation = z.infer<typeof answeredOperationShape>
