import { account } from './account.ts'
import { activity } from './activity.ts'
import { company } from './company.ts'
import { organization } from './organization.ts'
import { registration } from './registration.ts'
import { titles } from './titles.ts'

/** The whole API under `/api/v1`, one key per module. */
export const contract = { account, activity, company, registration, organization, titles }

export * from './account.ts'
export * from './activity.ts'
export * from './client.ts'
export { administeredCompanyShape, meShape, pageShape, company, type Me } from './company.ts'
export * from './endpoint.ts'
export * from './errors.ts'
export * from './organization.ts'
export * from './registration.ts'
export * from './titles.ts'
export * from './words.ts'
