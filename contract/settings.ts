import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { ownFieldsShape } from './ownProfile.ts'
import { dayShape, domainShape, idShape, instantShape, locales, localeShape, nameShape, planShape, zoneShape } from './words.ts'

/** Domains of a company, the primary one included. */
export const maxDomains = 50

const zoneChangeShape = z.object({ zone: z.string(), effectiveAt: instantShape, firstDay: dayShape })

export const settingsShape = z.object({
  /** Raised by every change; sent back with the next one. */
  revision: z.number().int(),
  name: z.string(),
  /** The company's own language: of mails before a member has chosen, and of new members. */
  locale: localeShape,
  /** Languages the company offers its members. */
  languages: z.array(localeShape),
  /** The primary one, which IDs are shown with, first. */
  domains: z.array(z.object({ domain: z.string(), isPrimary: z.boolean() })),
  zone: z.string(),
  /** T-3: a change that has not taken effect yet. */
  zoneChange: zoneChangeShape.nullable(),
  plan: planShape,
  /** MB-19: whether a registration may send a link with which the member creates the account. */
  allowCreationLink: z.boolean(),
  /** MB-6: what the search switches of a new member begin with. */
  newMembersSearchable: z.boolean(),
  /** MB-2: what members change of their own profile. */
  ownFields: ownFieldsShape,
  /** Whether the caller may change the plan. */
  mayChangePlan: z.boolean(),
})
export type Settings = z.infer<typeof settingsShape>

const languagesShape = z
  .array(localeShape)
  .min(1)
  .max(locales.length)
  .transform((chosen) => locales.filter((locale) => chosen.includes(locale)))

export const settingsChangeShape = z.object({
  name: nameShape.optional(),
  locale: localeShape.optional(),
  languages: languagesShape.optional(),
  plan: planShape.optional(),
  allowCreationLink: z.boolean().optional(),
  newMembersSearchable: z.boolean().optional(),
  ownFields: ownFieldsShape.optional(),
})
export type SettingsChange = z.infer<typeof settingsChangeShape>

const view = { menu: 'settings', level: 'view' } as const
const manage = { menu: 'settings', level: 'manage' } as const
const company = z.object({ company: idShape })
const path = '/companies/{company}/settings'
const tag = 'Settings'

/** What holds for a whole company. Its time zone is changed by `company.setTimeZone`. */
export const settings = {
  get: endpoint({ method: 'GET', path, summary: 'The company’s settings', tag, access: view }).input(company).output(settingsShape),

  update: endpoint({
    method: 'PATCH',
    path,
    summary: 'Change the company’s settings',
    description:
      'Only the fields given change. `revision` is that of the settings as they were read; another’s change in between is refused. The plan is the Super Admin’s to change; pages open and close with it at once (P-1).',
    tag,
    access: manage,
    errors: ['changed_meanwhile'],
  })
    .input(company.extend({ revision: z.number().int(), settings: settingsChangeShape }))
    .output(z.object({ revision: z.number().int() })),

  addDomain: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/domains`,
    summary: 'Add an alias domain',
    description: 'Members can sign in with it too; their IDs are shown with the primary domain. A domain belongs to one company only.',
    tag,
    access: manage,
    errors: ['domain_taken', 'limit_reached'],
    successStatus: 201,
  })
    .input(company.extend({ domain: domainShape }))
    .output(z.object({ domain: z.string() })),

  removeDomain: endpoint({
    method: 'DELETE',
    path: `${path}/domains/{domain}`,
    summary: 'Remove an alias domain',
    tag,
    access: manage,
    errors: ['domain_primary'],
  })
    .input(company.extend({ domain: domainShape }))
    .output(z.object({ removed: z.literal(true) })),

  previewTimeZone: endpoint({
    method: 'GET',
    path: `${path}/time-zone/preview`,
    summary: 'When a change of the time zone would take effect (T-3)',
    tag,
    access: manage,
  })
    .input(company.extend({ zone: zoneShape }))
    .output(zoneChangeShape),
}
