import { account } from './account.ts'
import { activity } from './activity.ts'
import { administration } from './administration.ts'
import { company } from './company.ts'
import { members } from './members.ts'
import { organization } from './organization.ts'
import { registration } from './registration.ts'
import { titles } from './titles.ts'

/** The whole API under `/api/v1`, one key per module. */
export const contract = { account, activity, administration, company, registration, organization, titles }

export * from './account.ts'
export * from './activity.ts'
export * from './administration.ts'
export * from './client.ts'
export { administeredCompanyShape, meShape, pageShape, company, type Me } from './company.ts'
export * from './endpoint.ts'
export * from './errors.ts'
export * from './members.ts'
export * from './organization.ts'
export * from './registration.ts'
export * from './titles.ts'
export * from './words.ts'
