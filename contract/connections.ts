import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { secondSteps } from './security.ts'
import { idShape, instantShape, surfaceShape } from './words.ts'

/** MB-11: connections are shown for this many days; what ended longer ago is gone. */
export const connectionDays = 90

/** How a member proved who they are; `token`: what stands for an API token, made by one who had. */
export const connectionMethods = ['password', 'passkey', 'line', 'phone', 'device', 'setup', 'token'] as const
export type ConnectionMethod = (typeof connectionMethods)[number]

/** Why a connection ended. */
export const endReasons = [
  'signed_out',
  'logged_out',
  'replaced',
  'suspended',
  'deleted',
  'transferred',
  'app_blocked',
  'password_changed',
  'two_step_reset',
  'easy_login_off',
  'permission_changed',
  'refresh_reused',
  'app_removed',
  'enrolment_skipped',
  'operation_requested',
  'token_revoked',
  'role_taken',
  'expired',
] as const
export type EndReason = (typeof endReasons)[number]

/** Where an address is, from the address alone. */
export const placeShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('country'), country: z.string().length(2).describe('ISO 3166-1'), city: z.string().nullable() }),
  z.object({ kind: z.literal('private') }),
  z.object({ kind: z.literal('unknown') }),
])
export type Place = z.infer<typeof placeShape>

export const connectionShape = z.object({
  id: idShape,
  startedAt: instantShape,
  /** Null: it still opens something. */
  ended: z.object({ at: instantShape.nullable(), reason: z.enum(endReasons) }).nullable(),
  surface: surfaceShape,
  client: z.string().describe('OpenID client ID, e.g. `mobile` or `console`'),
  /** What an app that the company registered, or an API token, is called; null: it is the suite’s own, or has been deleted. */
  appName: z.string().nullable(),
  /** Of the browser in which the sign-in was made, as far as it says. */
  browser: z.string().nullable(),
  os: z.string().nullable(),
  /** What the app said it runs on. */
  device: z.object({ id: idShape, model: z.string() }).nullable(),
  ip: z.string().nullable(),
  place: placeShape,
  method: z.enum(connectionMethods),
  /** By what it was proved a second time (MB-8); null: it was not. */
  secondStep: z.enum(secondSteps).nullable(),
  /** Whether it is the one that this request came by. */
  isOwn: z.boolean(),
})
export type Connection = z.infer<typeof connectionShape>

const path = '/companies/{company}/members/{member}/connections'
const member = z.object({ company: idShape, member: idShape })
const page = {
  kind: z.enum(['app', 'web']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}
const listed = z.object({ items: z.array(connectionShape), next: z.string().nullable(), total: z.number().int() })
const view = { menu: 'members', level: 'view' } as const
const manage = { menu: 'members', level: 'manage' } as const
const tag = 'Connections'
const recent = `Of the last ${connectionDays} days, ended ones too, the newest first.`

/** MB-11: where a member is signed in, and signing out there. */
export const connections = {
  list: endpoint({
    method: 'GET',
    path,
    summary: 'A member’s connections',
    description: recent,
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(member.extend(page))
    .output(listed),

  logOut: endpoint({
    method: 'DELETE',
    path: `${path}/{connection}`,
    summary: 'Log a member out of one connection',
    description: 'The others stay. Access ends at once, on every server.',
    tag,
    access: manage,
    errors: ['names_hidden', 'not_allowed_on_superior'],
  })
    .input(member.extend({ connection: idShape }))
    .output(z.object({ loggedOut: z.boolean().describe('False: it had ended before') })),

  logOutAll: endpoint({
    method: 'DELETE',
    path,
    summary: 'Log a member out everywhere',
    description: 'Of every app and browser, single sign-on included. Access ends at once, on every server.',
    tag,
    access: manage,
    errors: ['names_hidden', 'not_allowed_on_superior', 'own_account'],
  })
    .input(member)
    .output(z.object({ loggedOut: z.number().int() })),

  listOwn: endpoint({
    method: 'GET',
    path: '/me/connections',
    summary: 'One’s own connections',
    description: recent,
    tag: 'Me',
    access: 'member',
  })
    .input(z.object(page))
    .output(listed),

  logOutOwn: endpoint({
    method: 'DELETE',
    path: '/me/connections/{connection}',
    summary: 'Log oneself out of one connection',
    tag: 'Me',
    access: 'member',
    errors: ['not_found'],
  })
    .input(z.object({ connection: idShape }))
    .output(z.object({ loggedOut: z.boolean() })),

  logOutOthers: endpoint({
    method: 'DELETE',
    path: '/me/connections',
    summary: 'Log oneself out everywhere but here',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ loggedOut: z.number().int() })),
}
