import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, planShape } from './words.ts'

/** What may need an administrator today, the most urgent first. Each is what one list shows by one filter. */
export const homeLines = [
  'overdue_operations',
  'dead_deliveries',
  'undelivered_mails',
  'failed_guides',
  'expired_invitations',
  'expiring_invitations',
  'full_drive',
  'full_mail',
  'outdated_mobile',
  'outdated_pc',
  'outdated_drive_mobile',
  'missing_apps',
  'missing_addresses',
  'lapsed_members',
] as const
export type HomeLine = (typeof homeLines)[number]

/** The lists that lines lead to: `deliveries` of the endpoint and `recipients` of the send that is the line's subject. */
export const homeLists = ['operations', 'deliveries', 'mails', 'recipients', 'members', 'storage', 'devices', 'installation'] as const
export type HomeList = (typeof homeLists)[number]

/** A line's count is exact up to this. */
export const maxHomeCount = 10_000
/** MB-9: storage is near its limit from so many per cent of it. */
export const nearFullPercent = 90
/** What failed is told of for so many days. */
export const homeDays = 7

const countShape = z.number().int().min(0)

export const homeItemShape = z.object({
  line: z.enum(homeLines),
  /** As many as the list shows; null: counting would hold the others up, `home/{line}` answers it. */
  count: countShape.nullable(),
  /** False: there are more. */
  isExact: z.boolean(),
  list: z.enum(homeLists),
  /** The list's filter, by the names that it has in the API and in the URL of the screen. */
  filter: z.record(z.string(), z.string()),
  /** Which endpoint or send; null: the list is the company's. */
  subject: z.object({ id: idShape, name: z.string().nullable(), at: instantShape.nullable() }).nullable(),
})
export type HomeItem = z.infer<typeof homeItemShape>

/** What a company is set up with first: until then mails wait, nobody is there, no update is known, and no guide leads anywhere. */
export const homeSteps = ['mail', 'members', 'versions', 'links'] as const
export type HomeStep = (typeof homeSteps)[number]

export const homeShape = z.object({
  /** Lines with something in them, and those still to be counted. */
  items: z.array(homeItemShape),
  /** Those that the role may take; empty once all of them are taken. */
  steps: z.array(z.object({ step: z.enum(homeSteps), done: z.boolean() })),
  company: z.object({
    plan: planShape,
    zone: z.string(),
    /** T-3: a change that has not taken effect yet. */
    zoneChange: z.object({ zone: z.string(), effectiveAt: instantShape }).nullable(),
  }),
})
export type Home = z.infer<typeof homeShape>

const company = z.object({ company: idShape })
const tag = 'Home'

/** What needs an administrator today. */
export const home = {
  get: endpoint({
    method: 'GET',
    path: '/companies/{company}/home',
    summary: 'What needs an administrator today',
    description:
      'Each line with the list, and the filter of it, that shows exactly those. Only what role and plan open, within the role’s reach.',
    tag,
    access: 'administrator',
  })
    .input(company)
    .output(homeShape),

  line: endpoint({
    method: 'GET',
    path: '/companies/{company}/home/{line}',
    summary: 'One line, counted',
    description: 'Nothing, where there is nothing to do. A line that role or plan do not open is not found.',
    tag,
    access: 'administrator',
  })
    .input(company.extend({ line: z.enum(homeLines) }))
    .output(z.object({ items: z.array(homeItemShape) })),
}
