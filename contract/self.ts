import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { passkeyAnswerShape, passkeyShape } from './passkeys.ts'
import { passwordPolicyShape, twoStepPolicies } from './security.ts'
import { idShape, instantShape, lineShape, passwordShape } from './words.ts'

/** Minutes that a link for a forgotten password works. */
export const resetMinutes = 30

/** A secret as it is typed: only how long it may be is said about it. */
const typed = z.string().min(1).max(256)
const codeShape = lineShape(64).refine((code) => code !== '', { error: 'required' })
/** MB-8: a second step, proved by a code or by a passkey (`passkeys.ask`). */
const proof = { code: codeShape.optional(), passkey: passkeyAnswerShape.optional() }
const tokenShape = z.string().min(20).max(100)
const codes = z.object({ codes: z.array(z.string()).describe('Recovery codes, shown this once') })

const proofShape = z.object({
  /** Until when dangerous acts are open; null: they are not. */
  until: instantShape.nullable(),
  /** What is asked for, all of it; neither: only signing in again proves it. */
  password: z.boolean(),
  code: z.boolean(),
  /** Whether a passkey does in place of the code (`passkeys.ask`). */
  passkey: z.boolean(),
  /** Whether the code can be sent by SMS. */
  sms: z.boolean(),
})

/** What members do for themselves. Whoever has only their session proves it by password or code first. */
export const self = {
  security: endpoint({ method: 'GET', path: '/me/security', summary: 'How one signs in', tag: 'Me', access: 'member' }).output(
    z.object({
      passwordChangedAt: instantShape.nullable(),
      passwordPolicy: passwordPolicyShape,
      twoStep: z.object({
        policy: z.enum(twoStepPolicies),
        setUpAt: instantShape.nullable(),
        /** Codes by SMS: the number, masked, and since when; null: not set up. */
        sms: z.object({ number: z.string(), setUpAt: instantShape }).nullable(),
        recoveryCodes: z.number().int(),
        /** Browsers in which one is not asked for the second step again. */
        browsers: z.number().int(),
        /** Whether one may turn it off oneself. */
        mayTurnOff: z.boolean(),
      }),
      /** Whether one may add passkeys: where the company uses 2-step verification, or lets a passkey alone sign in. */
      mayAddPasskey: z.boolean(),
      passkeys: z.array(passkeyShape),
    }),
  ),

  proof: endpoint({
    method: 'GET',
    path: '/me/proof',
    summary: 'Whether one has proved lately who one is, and how one can',
    description: 'Dangerous acts answer `reauth_required` without it. Who has none of these ways signs in again.',
    tag: 'Me',
    access: 'member',
  }).output(proofShape),

  prove: endpoint({
    method: 'POST',
    once: false,
    path: '/me/proof',
    summary: 'Prove that it is still oneself, in the connection that asks',
    tag: 'Me',
    access: 'member',
    errors: ['password_wrong', 'code_wrong', 'passkey_refused', 'reauth_required'],
  })
    .input(z.object({ password: typed.optional(), ...proof }))
    .output(proofShape),

  changePassword: endpoint({
    method: 'PUT',
    path: '/me/password',
    summary: 'Change one’s own password',
    description: 'Ends every other session (SX-2).',
    tag: 'Me',
    access: 'member',
    errors: ['password_wrong', 'password_refused'],
  })
    .input(z.object({ current: typed, password: passwordShape }))
    .output(z.object({ changed: z.literal(true) })),

  beginTwoStep: endpoint({
    method: 'POST',
    once: false,
    path: '/me/two-step/setup',
    summary: 'Begin setting an authenticator app up',
    description: 'Good for nothing until confirmed with a code of it. Who has a second step proves it.',
    tag: 'Me',
    access: 'member',
    errors: ['password_wrong', 'code_wrong', 'passkey_refused', 'two_step_policy'],
  })
    .input(z.object({ password: typed, ...proof }))
    .output(
      z.object({
        factor: idShape,
        secret: z.string(),
        address: z.string().describe('What the QR code says, `otpauth://…`: opens an authenticator app on the device itself'),
        picture: z.string().describe('SVG of the QR code'),
      }),
    ),

  confirmTwoStep: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/me/two-step/confirm',
    summary: 'Finish it with the code that the app shows',
    tag: 'Me',
    access: 'member',
    errors: ['code_wrong'],
  })
    .input(z.object({ factor: idShape, code: codeShape }))
    .output(codes),

  renewCodes: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/me/two-step/recovery-codes',
    summary: 'Make new recovery codes; the old ones stop working',
    tag: 'Me',
    access: 'member',
    errors: ['code_wrong', 'passkey_refused'],
  })
    .input(z.object(proof))
    .output(codes),

  turnTwoStepOff: endpoint({
    method: 'POST',
    once: false,
    path: '/me/two-step/off',
    summary: 'Turn 2-step verification off, where the company leaves it open and nobody has switched it on',
    tag: 'Me',
    access: 'member',
    errors: ['code_wrong', 'passkey_refused', 'two_step_policy'],
  })
    .input(z.object(proof))
    .output(z.object({ off: z.literal(true) })),

  forgetBrowsers: endpoint({
    method: 'DELETE',
    path: '/me/remembered-browsers',
    summary: 'Be asked for the second step again in every browser',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ forgotten: z.number().int() })),

  forgot: endpoint({
    method: 'POST',
    once: false,
    path: '/password-resets',
    summary: 'Ask for a link to replace a forgotten password',
    description: 'Answered alike whether the ID exists or not (SX-4). The link goes to the personal e-mail, if there is one.',
    tag: 'Me',
    access: 'public',
  })
    .input(z.object({ id: lineShape(320).refine((id) => id.length >= 3, { error: 'an ID' }) }))
    .output(z.object({ asked: z.literal(true) })),

  openReset: endpoint({
    method: 'POST',
    once: false,
    path: '/password-resets/open',
    summary: 'Whose password a link replaces',
    tag: 'Me',
    access: 'public',
    errors: ['reset_over'],
  })
    .input(z.object({ token: tokenShape }))
    .output(z.object({ name: z.string(), login: z.string(), company: z.string() })),

  acceptReset: endpoint({
    method: 'POST',
    once: false,
    path: '/password-resets/accept',
    summary: 'Replace a forgotten password',
    description:
      'The link is used up; every session ends. 2-step verification is asked as before, but a code to the same mailbox does not do until another second step was proved.',
    tag: 'Me',
    access: 'public',
    errors: ['reset_over', 'password_refused'],
  })
    .input(z.object({ token: tokenShape, password: passwordShape }))
    .output(z.object({ login: z.string() })),
}
