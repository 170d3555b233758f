import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, lineShape } from './words.ts'

/** MB-8: how many passkeys a member may have. */
export const mostPasskeys = 20

const typed = z.string().min(1).max(256)
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'base64url')
const descriptor = z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()).exactOptional() })
const userVerification = z.enum(['required', 'preferred', 'discouraged'])

/** What `navigator.credentials.create()` is given. */
export const passkeyCreationShape = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number().int(), type: z.literal('public-key') })),
  timeout: z.number().int().exactOptional(),
  excludeCredentials: z.array(descriptor).exactOptional(),
  authenticatorSelection: z
    .object({
      residentKey: z.enum(['required', 'preferred', 'discouraged']).exactOptional(),
      requireResidentKey: z.boolean().exactOptional(),
      userVerification: userVerification.exactOptional(),
    })
    .exactOptional(),
  attestation: z.literal('none').exactOptional(),
})
export type PasskeyCreation = z.infer<typeof passkeyCreationShape>

/** What `navigator.credentials.get()` is given. */
export const passkeyRequestShape = z.object({
  challenge: z.string(),
  timeout: z.number().int().exactOptional(),
  rpId: z.string().exactOptional(),
  allowCredentials: z.array(descriptor).exactOptional(),
  userVerification: userVerification.exactOptional(),
})
export type PasskeyRequest = z.infer<typeof passkeyRequestShape>

const answered = { id: base64url(1_400), rawId: base64url(1_400), type: z.literal('public-key') }

/** What an authenticator answers to the making of a passkey. */
export const passkeyMadeShape = z.object({
  ...answered,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(12_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
})
export type PasskeyMade = z.infer<typeof passkeyMadeShape>

/** What an authenticator answers when it is asked who is there. */
export const passkeyAnswerShape = z.object({
  ...answered,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(8_000),
    userHandle: base64url(100).nullish(),
  }),
})
export type PasskeyAnswer = z.infer<typeof passkeyAnswerShape>

/** MB-8: a passkey as its owner sees it. */
export const passkeyShape = z.object({
  id: idShape,
  name: z.string(),
  createdAt: instantShape,
  lastUsedAt: instantShape.nullable(),
  /** Whether it is kept in an account of its maker, so that it survives the loss of the device. */
  synced: z.boolean(),
})
export type Passkey = z.infer<typeof passkeyShape>

const nameShape = lineShape(60).min(1)
const one = z.object({ passkey: idShape })
const path = '/me/passkeys/{passkey}'
const tag = 'Me'

/** MB-8: what members do with their passkeys. Whoever has only their session proves it by password, and by a second step where there is one. */
export const passkeys = {
  begin: endpoint({
    method: 'POST',
    once: false,
    path: '/me/passkeys/setup',
    summary: 'Begin adding a passkey: what the browser is to ask of the authenticator',
    description: 'Who has a second step already proves it as well, by a code or by a passkey they have.',
    tag,
    access: 'member',
    errors: ['password_wrong', 'code_wrong', 'passkey_refused', 'two_step_policy', 'too_many_passkeys'],
  })
    .input(z.object({ password: typed, code: lineShape(64).optional(), passkey: passkeyAnswerShape.optional() }))
    .output(passkeyCreationShape),

  add: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/me/passkeys',
    summary: 'Finish it with what the authenticator answered',
    description: 'Within 5 minutes, once. A member without recovery codes is given some.',
    tag,
    access: 'member',
    errors: ['passkey_refused', 'two_step_policy', 'too_many_passkeys'],
  })
    .input(z.object({ passkey: passkeyMadeShape, name: nameShape.optional() }))
    .output(
      z.object({ id: idShape, codes: z.array(z.string()).nullable().describe('Recovery codes, shown this once; null: one has some') }),
    ),

  rename: endpoint({
    method: 'PATCH',
    path,
    summary: 'Name a passkey',
    tag,
    access: 'member',
    errors: ['not_found'],
  })
    .input(one.extend({ name: nameShape }))
    .output(z.object({ name: z.string() })),

  remove: endpoint({
    method: 'POST',
    once: false,
    path: `${path}/removal`,
    summary: 'Remove a passkey',
    description: 'Not the last second step while one is asked for. Nobody is signed out.',
    tag,
    access: 'member',
    errors: ['not_found', 'password_wrong', 'last_second_step'],
  })
    .input(one.extend({ password: typed }))
    .output(z.object({ removed: z.literal(true) })),

  ask: endpoint({
    method: 'POST',
    once: false,
    path: '/me/passkeys/question',
    summary: 'What the browser is to ask of the authenticator, to prove that the member is still there',
    description: 'The answer goes with the request that asks for the proof: within 5 minutes, once.',
    tag,
    access: 'member',
    errors: ['no_passkey'],
  }).output(passkeyRequestShape),
}
