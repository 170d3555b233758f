import { z } from 'zod'
import { placeShape } from './connections.ts'
import { countryCodes } from './countries.ts'
import { endpoint } from './endpoint.ts'
import { idShape, lineShape } from './words.ts'

/** At most so many of each: more than an office has, few enough to be looked through at every request. */
export const networkLimits = { ranges: 200, exempt: 200 } as const

/** What is wrong with a range: no address, or one with a length that it cannot have. */
export const rangeProblems = ['address', 'length'] as const
export type RangeProblem = (typeof rangeProblems)[number]

const countryShape = z
  .string()
  .toUpperCase()
  .refine((code) => countryCodes.includes(code), { error: 'a country of ISO 3166-1' })

const listsShape = z.object({
  /** Addresses and ranges (CIDR), of IPv4 and IPv6. */
  ranges: z.array(lineShape(64).min(1)).max(networkLimits.ranges),
  countries: z.array(countryShape).max(countryCodes.length),
})

/** What an administrator chooses; `exempt` null: whoever is exempt stays so. */
const choiceShape = listsShape.extend({
  enforced: z.boolean(),
  exempt: z.array(idShape).max(networkLimits.exempt).nullable(),
})
export type NetworkChoice = z.infer<typeof choiceShape>

const ownShape = z.object({ ip: z.string().nullable(), place: placeShape })

export const networkShape = z.object({
  revision: z.number().int(),
  enforced: z.boolean(),
  ranges: z.array(z.string()),
  countries: z.array(z.string()),
  /** Members whom the rules do not bind; null: the role sees no names (P-2). */
  exempt: z.array(z.object({ id: idShape, name: z.string(), login: z.string() })).nullable(),
  /** Whose the request is. */
  you: ownShape,
})
export type NetworkRules = z.infer<typeof networkShape>

/** Whether the administrator who asks is bound by the company's rules, and if not, why. */
export const networkStandings = ['bound', 'exempt', 'super_admin', 'other_company'] as const

const path = '/companies/{company}/security/network'
const company = z.object({ company: idShape })
const tag = 'Security'
const manage = { menu: 'security', level: 'manage' } as const

/** From which networks and countries a company's members may use the suite. */
export const network = {
  get: endpoint({
    method: 'GET',
    path,
    summary: 'From where the company’s members may use the suite',
    tag,
    access: { menu: 'security', level: 'view' },
  })
    .input(company)
    .output(networkShape),

  preview: endpoint({
    method: 'POST',
    once: false,
    path: `${path}/preview`,
    summary: 'Whom the rules would refuse, before they are saved',
    description:
      'Of the members who connected in the last 7 days, how many did so from an address that would be refused. Exact, by address, as the rules would decide today.',
    tag,
    access: manage,
    errors: ['network_ranges_invalid'],
  })
    .input(company.extend(choiceShape.omit({ enforced: true }).shape))
    .output(
      z.object({
        connected: z.number().int(),
        refused: z.number().int(),
        you: ownShape.extend({ admitted: z.boolean(), standing: z.enum(networkStandings) }),
      }),
    ),

  update: endpoint({
    method: 'PUT',
    path,
    summary: 'Change from where the company’s members may use the suite',
    description:
      'Holds at once, on every server: at sign-in, at every request and on open streams (SX-2). Sessions go on where the rules admit them. The console stays open for the Super Admin.',
    tag,
    access: manage,
    stepUp: true,
    errors: ['changed_meanwhile', 'network_ranges_invalid', 'network_empty', 'network_locks_you_out'],
  })
    .input(company.extend({ revision: z.number().int(), ...choiceShape.shape }))
    .output(z.object({ revision: z.number().int() })),
}
