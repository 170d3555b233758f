import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { endReasons } from './connections.ts'
import { idShape, instantShape, nameShape, permissionsShape } from './words.ts'

/** RE-1: every API token begins so: whoever searches for leaked secrets finds it by `mst_[A-Za-z0-9_-]{43}`. */
export const tokenPrefix = 'mst_'
/** The client that connections of API tokens are of. */
export const tokenClient = 'api-token'
/** The OpenID client of the `muster` command, which signs a member in by device authorization (RFC 8628). */
export const commandClient = 'muster-command'

/** A token ends after so many days at the latest. */
export const maxTokenDays = 365
/** Tokens of a member that have not ended. */
export const maxTokens = 20
/** A token that has ended is listed for this many days. */
export const endedTokenDays = 30
/** The last use of a token is noted at most once in so many minutes. */
export const tokenUseMinutes = 60

/** RE-1: what a token opens: a company, menu by menu, to view or to manage; for so many days. */
export const tokenInputShape = z.object({
  company: idShape,
  name: nameShape,
  permissions: permissionsShape.refine((p) => Object.keys(p).length > 0, { error: 'at least one menu' }),
  days: z.number().int().min(1).max(maxTokenDays),
})
export type TokenInput = z.infer<typeof tokenInputShape>

export const tokenShape = z.object({
  id: idShape,
  name: z.string(),
  company: z.object({ id: idShape, name: z.string() }),
  /** What it was given; never more than its maker may do now. */
  permissions: permissionsShape,
  /** What is left of it: what its maker's role allows now as well. */
  effective: permissionsShape,
  /** Its last four characters, to tell it from others. */
  ending: z.string(),
  createdAt: instantShape,
  expiresAt: instantShape,
  /** To the hour; null: never. */
  lastUsed: z.object({ at: instantShape, ip: z.string().nullable() }).nullable(),
  /** Null: it is good. */
  ended: z.object({ at: instantShape, reason: z.enum(endReasons) }).nullable(),
})
export type Token = z.infer<typeof tokenShape>

export const companyTokenShape = tokenShape.extend({
  maker: z.object({ id: idShape, name: z.string(), login: z.string() }),
  /** Why the caller may not revoke it; null: they may. */
  blockedBy: z.enum(['not_allowed_on_superior', 'forbidden']).nullable(),
})
export type CompanyToken = z.infer<typeof companyTokenShape>

const own = '/me/tokens'
const path = '/companies/{company}/tokens'
const tag = 'API tokens'

/** RE-1: API tokens: a member's own, and all of a company. */
export const tokens = {
  listOwn: endpoint({
    method: 'GET',
    path: own,
    summary: 'One’s own API tokens, the newest first',
    description: `Those that ended in the last ${endedTokenDays} days, too.`,
    tag: 'Me',
    access: 'member',
  }).output(z.object({ items: z.array(tokenShape), next: z.null(), total: z.number().int() })),

  create: endpoint({
    method: 'POST',
    once: 'secret',
    path: own,
    summary: 'Make an API token',
    description:
      'It is shown once and kept as a hash. It opens what it is given and its maker may do, at each use; no dangerous act; and it ends with whatever ends its maker’s sessions, or takes their role.',
    tag: 'Me',
    access: 'member',
    stepUp: true,
    errors: ['not_found', 'name_taken', 'limit_reached', 'token_exceeds_role'],
    successStatus: 201,
  })
    .input(tokenInputShape)
    .output(z.object({ id: idShape, token: z.string().describe('Shown this once'), expiresAt: instantShape })),

  revokeOwn: endpoint({
    method: 'DELETE',
    path: `${own}/{token}`,
    summary: 'Revoke one’s own API token',
    description: 'It opens nothing more, on any server.',
    tag: 'Me',
    access: 'member',
    anywhere: true,
    errors: ['not_found'],
  })
    .input(z.object({ token: idShape }))
    .output(z.object({ revoked: z.boolean().describe('False: it had ended before') })),

  list: endpoint({
    method: 'GET',
    path,
    summary: 'The API tokens of the company, the newest first',
    description: `Those that ended in the last ${endedTokenDays} days, too.`,
    tag,
    access: { menu: 'settings', level: 'view' },
    errors: ['names_hidden'],
  })
    .input(
      z.object({ company: idShape, cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }),
    )
    .output(z.object({ items: z.array(companyTokenShape), next: z.string().nullable(), total: z.number().int() })),

  revoke: endpoint({
    method: 'DELETE',
    path: `${path}/{token}`,
    summary: 'Revoke an API token of the company',
    description: 'It opens nothing more, on any server.',
    tag,
    access: { menu: 'settings', level: 'manage' },
    anywhere: true,
    errors: ['names_hidden', 'not_allowed_on_superior'],
  })
    .input(z.object({ company: idShape, token: idShape }))
    .output(z.object({ revoked: z.boolean().describe('False: it had ended before') })),
}
