import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, lineShape, nameShape } from './words.ts'

/**
 * What a company registers to sign its members in, or to look up their tokens: a confidential web app of somebody else, a device without a
 * keyboard (a TV, a meeting room), a service without members.
 */
export const appKinds = ['web', 'device', 'service'] as const
export type AppKind = (typeof appKinds)[number]

/** What an app may ask a member for, beside who they are (`openid`): name and language, the ID as an address, refresh tokens. */
export const appScopes = ['profile', 'email', 'offline_access'] as const
export type AppScope = (typeof appScopes)[number]

/** What a service may be let do, beside looking up tokens: report storage in use (MB-9). */
export const serviceScopes = ['storage'] as const
export type ServiceScope = (typeof serviceScopes)[number]

export const maxApps = 100
export const maxAppUris = 20

/** What is wrong with an address of an app, with the sentence that the API says. */
export const uriProblems = {
  address: 'a whole address, such as https://app.example/callback',
  secure: 'https; http only to this machine (localhost, 127.0.0.1, [::1])',
  fragment: 'without a fragment (#)',
  wildcard: 'one exact address, without *',
  credentials: 'without a user name or password',
} as const
export type UriProblem = keyof typeof uriProblems

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** SX-1: why an address cannot be one to which members or logout tokens are sent; null: it can. Compared letter by letter later. */
export function uriProblem(uri: string): UriProblem | null {
  if (/[\s\\]/.test(uri) || !URL.canParse(uri)) return 'address'
  const { protocol, hostname, username, password } = new URL(uri)
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback.has(hostname))) return 'secure'
  if (!/^https?:\/\/[^/]/i.test(uri)) return 'address'
  if (uri.includes('#')) return 'fragment'
  if (uri.includes('*')) return 'wildcard'
  return username + password === '' ? null : 'credentials'
}

const uriShape = lineShape(500).superRefine((uri, check) => {
  const problem = uriProblem(uri)
  if (problem) check.addIssue({ code: 'custom', message: uriProblems[problem] })
})

/** One issue for the whole field: its first address that is wrong. */
const urisShape = (least: 0 | 1) =>
  z
    .array(lineShape(500))
    .min(least)
    .max(maxAppUris)
    .superRefine((uris, check) => {
      const problem = uris.map(uriProblem).find((found) => found !== null)
      if (problem) check.addIssue({ code: 'custom', message: uriProblems[problem] })
    })
    .transform((uris) => [...new Set(uris)])

const scopesShape = z
  .array(z.enum(appScopes))
  .max(appScopes.length)
  .transform((chosen) => appScopes.filter((scope) => chosen.includes(scope)))

const webFields = {
  name: nameShape,
  redirectUris: urisShape(1),
  postLogoutUris: urisShape(0).default([]),
  /** Where it is told that a member was signed out (back-channel logout); null: nowhere. */
  logoutUri: uriShape.nullable().default(null),
  scopes: scopesShape,
}
const deviceFields = { name: nameShape, scopes: scopesShape }
const serviceFields = {
  name: nameShape,
  scopes: z
    .array(z.enum(serviceScopes))
    .max(serviceScopes.length)
    .default([])
    .transform((chosen) => serviceScopes.filter((scope) => chosen.includes(scope))),
}

export const appInputShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('web'), ...webFields }),
  z.object({ kind: z.literal('device'), ...deviceFields }),
  z.object({ kind: z.literal('service'), ...serviceFields }),
])
export type AppInput = z.infer<typeof appInputShape>

/** What became of telling an app that members were signed out is shown for this many days. */
export const logoutDays = 30

/** Why an app could not be told: what it answered, or that it could not be reached. */
export const logoutFailures = ['status', 'redirect', 'timeout', 'unreachable', 'private_address'] as const
export type LogoutFailure = (typeof logoutFailures)[number]

const logoutsShape = z.object({
  waiting: z.number().int(),
  delivered: z.number().int(),
  /** Tried so often that nothing more is tried. */
  givenUp: z.number().int(),
  lastFailure: z.object({ at: instantShape, reason: z.enum(logoutFailures), status: z.number().int().nullable() }).nullable(),
})

export const appShape = z.object({
  /** The OpenID client ID. */
  id: idShape,
  kind: z.enum(appKinds),
  name: z.string(),
  redirectUris: z.array(z.string()),
  postLogoutUris: z.array(z.string()),
  logoutUri: z.string().nullable(),
  scopes: z.array(z.enum([...appScopes, ...serviceScopes])),
  /** Raised by every change; sent back with the next one. */
  revision: z.number().int(),
  /** When its secret was made; null: it has none. */
  secretSetAt: instantShape.nullable(),
  createdAt: instantShape,
  /** Members that are signed in to it now, each as often as they are. */
  connections: z.number().int(),
  /** Of the last 30 days; null: it has no address for that. */
  logouts: logoutsShape.nullable(),
})
export type App = z.infer<typeof appShape>

/** An app as the member who allowed it sees it. */
export const allowedAppShape = z.object({
  id: idShape,
  kind: z.enum(appKinds),
  name: z.string(),
  scopes: z.array(z.string()),
  allowedAt: instantShape,
  connections: z.number().int(),
})
export type AllowedApp = z.infer<typeof allowedAppShape>

const company = z.object({ company: idShape })
const one = company.extend({ app: idShape })
const path = '/companies/{company}/apps'
const tag = 'Apps'
const view = { menu: 'settings', level: 'view' } as const
const manage = { menu: 'settings', level: 'manage' } as const
const secretShape = z.string().nullable().describe('Shown this once; null: this kind has none')

/** SX-1: apps that a company registers, beside the suite’s own; and a member’s own, which they have allowed. */
export const apps = {
  list: endpoint({ method: 'GET', path, summary: 'The apps that the company has registered, by name', tag, access: view })
    .input(company)
    .output(z.object({ items: z.array(appShape), next: z.null(), total: z.number().int() })),

  create: endpoint({
    method: 'POST',
    once: 'secret',
    path,
    summary: 'Register an app',
    description: 'Addresses are compared letter by letter. The secret is shown once and kept as a hash.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken', 'limit_reached'],
    successStatus: 201,
  })
    .input(company.extend({ app: appInputShape }))
    .output(z.object({ id: idShape, secret: secretShape })),

  update: endpoint({
    method: 'PUT',
    path: `${path}/{app}`,
    summary: 'Change an app',
    description: 'Its kind stays. What members allowed it stays; what it asks for in addition they are asked for.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['name_taken', 'changed_meanwhile', 'app_kind'],
  })
    .input(one.extend({ revision: z.number().int(), fields: appInputShape }))
    .output(z.object({ revision: z.number().int() })),

  renewSecret: endpoint({
    method: 'POST',
    once: 'secret',
    path: `${path}/{app}/secret`,
    summary: 'Make another secret',
    description: 'The one before stops working at once, and so do the tokens a service was given with it. Members stay signed in.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['app_kind'],
  })
    .input(one)
    .output(z.object({ secret: z.string() })),

  remove: endpoint({
    method: 'DELETE',
    path: `${path}/{app}`,
    summary: 'Delete an app',
    description: 'Every member is signed out of it, and its tokens stop working at once, on every server.',
    tag,
    access: manage,
    stepUp: true,
  })
    .input(one)
    .output(z.object({ signedOut: z.number().int() })),

  listOwn: endpoint({
    method: 'GET',
    path: '/me/apps',
    summary: 'Apps that one has allowed, the newest first',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ items: z.array(allowedAppShape) })),

  removeOwn: endpoint({
    method: 'DELETE',
    path: '/me/apps/{app}',
    summary: 'Take an app’s access away',
    description: 'One is signed out of it at once, and asked again the next time.',
    tag: 'Me',
    access: 'member',
    errors: ['not_found'],
  })
    .input(z.object({ app: idShape }))
    .output(z.object({ signedOut: z.number().int() })),
}
