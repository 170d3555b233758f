import { account } from './account.ts'
import { activity } from './activity.ts'
import { administration } from './administration.ts'
import { apps } from './apps.ts'
import { audit } from './audit.ts'
import { company } from './company.ts'
import { connections } from './connections.ts'
import { easyLogin } from './easyLogin.ts'
import { devices } from './devices.ts'
import { guides } from './guides.ts'
import { home } from './home.ts'
import { mail } from './mail.ts'
import { mdm } from './mdm.ts'
import { exports } from './exports.ts'
import { installation } from './installation.ts'
import { members } from './members.ts'
import { network } from './network.ts'
import { notices } from './notices.ts'
import { operations } from './operations.ts'
import { organization } from './organization.ts'
import { ownProfile } from './ownProfile.ts'
import { passkeys } from './passkeys.ts'
import { permissions } from './permissions.ts'
import { registration } from './registration.ts'
import { security } from './security.ts'
import { self } from './self.ts'
import { settings } from './settings.ts'
import { storage } from './storage.ts'
import { titles } from './titles.ts'
import { tokens } from './tokens.ts'
import { webhooks } from './webhooks.ts'

/** The whole API under `/api/v1`, one key per module. */
export const contract = {
  account,
  activity,
  administration,
  apps,
  audit,
  company,
  connections,
  devices,
  easyLogin,
  guides,
  home,
  mail,
  mdm,
  exports,
  installation,
  members,
  network,
  notices,
  operations,
  ownProfile,
  passkeys,
  permissions,
  registration,
  security,
  self,
  settings,
  storage,
  organization,
  titles,
  tokens,
  webhooks,
}

export * from './account.ts'
export * from './activity.ts'
export * from './administration.ts'
export * from './apps.ts'
export * from './audit.ts'
export * from './client.ts'
export { administeredCompanyShape, meShape, pageShape, company, type Me } from './company.ts'
export * from './connections.ts'
export * from './easyLogin.ts'
export * from './countries.ts'
export * from './devices.ts'
export * from './endpoint.ts'
export * from './errors.ts'
export * from './guides.ts'
export * from './home.ts'
export * from './mail.ts'
export * from './events.ts'
export * from './mdm.ts'
export * from './exports.ts'
export * from './installation.ts'
export * from './members.ts'
export * from './network.ts'
export * from './notices.ts'
export * from './operations.ts'
export * from './organization.ts'
export * from './ownProfile.ts'
export * from './passkeys.ts'
export * from './permissions.ts'
export * from './registration.ts'
export * from './security.ts'
export * from './self.ts'
export * from './settings.ts'
export * from './storage.ts'
export * from './titles.ts'
export * from './tokens.ts'
export * from './webhooks.ts'
export * from './words.ts'
