import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape } from './words.ts'

/** DS-10: how a company manages its devices: not, by Muster’s own MDM if members like or must, or by another product. */
export const mdmModes = ['off', 'optional', 'required', 'third_party'] as const
export type MdmMode = (typeof mdmModes)[number]

export const mdmShape = z.object({
  revision: z.number().int(),
  mode: z.enum(mdmModes),
  /** Devices of the company’s members that are enrolled and have the profile installed. */
  registered: z.number().int().min(0),
  /** Operations that have not got to their device yet: they are cancelled where the company gives up its own MDM. */
  waiting: z.number().int().min(0),
})
export type Mdm = z.infer<typeof mdmShape>

const path = '/companies/{company}/security/mdm'
const company = z.object({ company: idShape })
const tag = 'MDM'

/** Security › MDM. */
export const mdm = {
  get: endpoint({
    method: 'GET',
    path,
    summary: 'How the company manages its devices',
    tag,
    access: { menu: 'devices', level: 'view', page: 'devices' },
  })
    .input(company)
    .output(mdmShape),

  update: endpoint({
    method: 'PUT',
    path,
    summary: 'Change how the company manages its devices (DS-10)',
    description:
      'With `required`, every session of the mobile app on a device that is not enrolled answers nothing but enrolment from now on. Not for a role limited to a team.',
    tag,
    access: { menu: 'devices', level: 'manage', page: 'devices' },
    stepUp: true,
    errors: ['changed_meanwhile'],
  })
    .input(company.extend({ revision: z.number().int(), mode: z.enum(mdmModes) }))
    .output(mdmShape),
}
