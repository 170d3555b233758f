import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import {
  administratorRoles,
  dayShape,
  domainShape,
  idShape,
  instantShape,
  localeShape,
  loginShape,
  nameShape,
  passwordShape,
  permissionsShape,
  planShape,
  zoneShape,
} from './words.ts'

/** A page of the menu, with whether the plan opens it (P-1). */
export const pageShape = z.object({
  /** False: the page is listed, locked, with the sentence that says what opens it. */
  open: z.boolean(),
})

export const administeredCompanyShape = z.object({
  id: idShape,
  name: z.string(),
  domain: z.string(),
  zone: z.string(),
  plan: planShape,
  role: z.enum(administratorRoles),
  permissions: permissionsShape,
  /** P-2: a role limited to a team's subtree; null: the whole company. */
  teamId: idShape.nullable(),
  /** P-2: false: totals only, nobody's name. */
  seesNames: z.boolean(),
  pages: z.object({ activeUsers: pageShape, installation: pageShape, devices: pageShape }),
})

export const meShape = z.object({
  member: z.object({ id: idShape, name: z.string(), login: z.string(), locale: localeShape }),
  /** Companies of the tenant that this member administers; empty for a member who is no administrator. */
  companies: z.array(administeredCompanyShape),
  /** Whether a mail server is set: without one, mails wait. */
  mail: z.boolean(),
  /** Whether a gateway for text messages, and a channel of LINE Login, are set: without them nothing is offered that needs them. */
  sms: z.boolean(),
  line: z.boolean(),
  now: instantShape,
})
export type Me = z.infer<typeof meShape>

export const company = {
  me: endpoint({
    method: 'GET',
    path: '/me',
    summary: 'Who is signed in, and what they administer',
    description: 'Through an API token: what the token opens of it.',
    tag: 'Me',
    access: 'member',
    byToken: true,
  }).output(meShape),

  updateMe: endpoint({ method: 'PATCH', path: '/me', summary: 'Change one’s own language', tag: 'Me', access: 'member' })
    .input(z.object({ locale: localeShape }))
    .output(z.object({ locale: localeShape })),

  signOut: endpoint({
    method: 'POST',
    once: false,
    path: '/me/sign-out',
    summary: 'Sign out of the console',
    tag: 'Me',
    access: 'member',
    anywhere: true,
  }).output(z.object({ signedOut: z.literal(true) })),

  setTimeZone: endpoint({
    method: 'PUT',
    path: '/companies/{company}/settings/time-zone',
    summary: 'Change the company’s time zone',
    description: 'Takes effect at the first midnight of the new zone after today has ended in both; recorded days never move (T-3).',
    tag: 'Settings',
    access: { menu: 'settings', level: 'manage' },
  })
    .input(z.object({ company: idShape, zone: zoneShape }))
    .output(z.object({ zone: z.string(), effectiveAt: instantShape, firstDay: dayShape })),

  /** The one-time setup link's form: creates the tenant, its first company and Super Admin. */
  setup: endpoint({
    method: 'POST',
    once: false,
    path: '/setup',
    summary: 'Create the first company with the one-time setup link',
    tag: 'Setup',
    access: 'public',
    errors: ['setup_done'],
  })
    .input(
      z.object({
        token: z.string().min(20).max(100),
        companyName: nameShape,
        domain: domainShape,
        zone: zoneShape,
        locale: localeShape,
        name: nameShape,
        login: loginShape,
        password: passwordShape,
      }),
    )
    .output(z.object({ login: z.string() })),
}
