export { administrationRoutes } from './administrator.routes.ts'
export type { Neighbours } from './administrator.service.ts'
export { companyRoutes } from './company.routes.ts'
export {
  type Administration,
  appointAdministrator,
  changeTimeZone,
  createCompany,
  createTenant,
  findActorGrant,
  findRole,
  listGrants,
  getCompany,
  listAdministrations,
  listAdministrators,
  requireMayActOn,
  requireWholeCompany,
} from './company.service.ts'
export { getCompanyClock } from './clock.service.ts'
export { isLimitOfRole } from './limit.queries.ts'
export { settingsRoutes } from './settings.routes.ts'
export { listTenants, locateDomain, offerSetup, useSetup } from './company.queries.ts'
export { findRegistrationPolicy } from './policy.queries.ts'
export { accessRefusedBy, exceeding, grantThrough, mayActOn, mayUse, permissionsOf, type Grant } from './administrator.rules.ts'
export { opensDevices, opensInstallation } from './plan.rules.ts'
export { dayAt, dayInZone, nextDay, startsOfCompanyDays, zoneAt, zoneChangeAt, type ZoneHistory } from './zone.rules.ts'
export { createRole } from './role.service.ts'
export { grantRole } from './administrator.service.ts'
export { findOwnFields, listDomains } from './settings.service.ts'
export { wallAtOf } from './zone.queries.ts'
