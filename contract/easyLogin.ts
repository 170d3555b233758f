import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, lineShape } from './words.ts'

/** MB-5: by what else than ID and password a member signs in. */
export const easyLoginKinds = ['line', 'phone'] as const
export type EasyLoginKind = (typeof easyLoginKinds)[number]

/** How each stands for an administrator; the number is masked. */
export const easyLoginShape = z.object({
  line: z.object({ allowed: z.boolean(), linkedAt: instantShape.nullable() }),
  phone: z.object({ allowed: z.boolean(), linkedAt: instantShape.nullable(), number: z.string().nullable() }),
})
export type EasyLogin = z.infer<typeof easyLoginShape>

const codeShape = lineShape(64).refine((code) => code !== '', { error: 'required' })
const numberShape = lineShape(40).refine((number) => number !== '', { error: 'required' })
const me = { tag: 'Me', access: 'member' } as const
const provedMe = { ...me, stepUp: true } as const

/** Signing in by LINE or mobile number (MB-5), and one's own number, which second steps use too (MB-8). */
export const easyLogin = {
  own: endpoint({ method: 'GET', path: '/me/easy-login', summary: 'By what else one signs in', ...me }).output(
    z.object({
      /** Whether a gateway for text messages is set. */
      sms: z.boolean(),
      phone: z
        .object({ number: z.string(), verifiedAt: instantShape, linkedAt: instantShape.nullable(), secondStep: z.boolean() })
        .nullable(),
      /** `available`: a channel of LINE Login is set; `allowed`: the company allows it. */
      line: z.object({
        available: z.boolean(),
        allowed: z.boolean(),
        linked: z.object({ name: z.string().nullable(), linkedAt: instantShape }).nullable(),
      }),
      /** What the company allows. */
      allowed: z.object({ phone: z.boolean(), secondStep: z.boolean() }),
    }),
  ),

  sendPhoneCode: endpoint({
    method: 'POST',
    once: true,
    path: '/me/phone/code',
    summary: 'Send a code to one’s mobile number, to confirm it',
    description: 'Once a minute, ten times a day. The code works for 5 minutes.',
    ...provedMe,
    errors: ['phone_invalid', 'sms_unavailable', 'easy_login_policy', 'text_limit'],
  })
    .input(z.object({ number: numberShape }))
    .output(z.object({ number: z.string().describe('As it was understood, with its country code') })),

  confirmPhone: endpoint({
    method: 'POST',
    once: true,
    path: '/me/phone',
    summary: 'Confirm it with the code; another number before it is forgotten',
    description: 'Where the number is another than before, signing in by that one and second steps by it end (SX-2).',
    ...me,
    errors: ['code_wrong', 'phone_taken', 'easy_login_policy'],
  })
    .input(z.object({ code: codeShape, easyLogin: z.boolean().describe('Whether to sign in by it') }))
    .output(z.object({ number: z.string() })),

  removePhone: endpoint({
    method: 'DELETE',
    path: '/me/phone',
    summary: 'Forget one’s number; signed out where one signed in by it',
    ...me,
    errors: ['phone_second_step'],
  }).output(z.object({ removed: z.boolean() })),

  turnPhoneOn: endpoint({
    method: 'PUT',
    path: '/me/phone/easy-login',
    summary: 'Sign in by one’s confirmed number',
    ...provedMe,
    errors: ['phone_missing', 'phone_taken', 'sms_unavailable', 'easy_login_policy'],
  }).output(z.object({ on: z.literal(true) })),

  turnOwnOff: endpoint({
    method: 'DELETE',
    path: '/me/easy-login/{kind}',
    summary: 'No longer sign in by it; signed out where one did (SX-2)',
    ...me,
  })
    .input(z.object({ kind: z.enum(easyLoginKinds) }))
    .output(z.object({ off: z.boolean().describe('False: it was off') })),

  setUpSms: endpoint({
    method: 'POST',
    once: 'secret',
    path: '/me/two-step/sms',
    summary: 'Get codes for 2-step verification by SMS (MB-8)',
    description: 'To the confirmed number.',
    ...provedMe,
    errors: ['two_step_policy', 'phone_missing', 'sms_unavailable'],
  }).output(z.object({ codes: z.array(z.string()).nullable().describe('Recovery codes, shown this once; null: there were some') })),

  sendOwnCode: endpoint({
    method: 'POST',
    once: true,
    path: '/me/two-step/sms/code',
    summary: 'Send a code by SMS with which one proves who one is',
    ...me,
    errors: ['phone_missing', 'sms_unavailable', 'text_limit'],
  }).output(z.object({ number: z.string().describe('Masked') })),

  removeSms: endpoint({
    method: 'POST',
    once: false,
    path: '/me/two-step/sms/off',
    summary: 'Get no codes by SMS any longer',
    description: 'Not where it is the only second step and the company, or an administrator, asks for one.',
    ...provedMe,
    errors: ['two_step_policy', 'phone_missing'],
  }).output(z.object({ off: z.literal(true) })),

  linkLine: endpoint({
    method: 'POST',
    once: false,
    path: '/me/line',
    summary: 'Begin linking one’s LINE account',
    description: 'Sets a cookie that binds LINE’s answer to this browser. LINE sends the browser back to /account.',
    ...provedMe,
    errors: ['line_unavailable', 'easy_login_policy'],
  }).output(z.object({ address: z.string().describe('Where the browser goes') })),

  turnOff: endpoint({
    method: 'DELETE',
    path: '/companies/{company}/members/{member}/easy-login/{kind}',
    summary: 'Turn a member’s easy login off; signed out at once where they signed in by it (MB-5, SX-2)',
    description: 'The member may set it up again, unless the company does not allow it.',
    tag: 'Security',
    access: { menu: 'members', level: 'manage' },
    errors: ['names_hidden', 'member_state', 'own_account', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, member: idShape, kind: z.enum(easyLoginKinds) }))
    .output(z.object({ off: z.boolean().describe('False: it was off') })),
}
