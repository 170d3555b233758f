export { accountRoutes } from './account.routes.ts'
export type { Credentials } from './detail.service.ts'
export {
  blockApps,
  lockForAction,
  lockForSignIn,
  markSignedIn,
  renewPending,
  setLeave,
  setLocale,
  suspendMember,
  unblockApps,
  unsuspendMember,
} from './account.service.ts'
export { deleteMember, undeleteMember } from './deletion.service.ts'
export { transferMember } from './transfer.service.ts'
export { purgeAllMembers } from './members.jobs.ts'
export { affiliate, registerMembers, type Registration } from './registration.service.ts'
export { findByLogin, findMember, selectMemberships as listMemberships, type Member } from './members.queries.ts'
export { createMemberships, type Memberships } from './membership.service.ts'
export { countMembers, findTeamsWithin, findWords } from './list.service.ts'
export { columnsOf, readMembers } from './file.service.ts'
export { listRoutes } from './list.routes.ts'
export { foldAllTallies } from './list.jobs.ts'
export { organizationRoutes } from './organization.routes.ts'
export { titleRoutes } from './title.routes.ts'
export { addTeamMembers, setAffiliations } from './affiliation.service.ts'
export { createTeam, deleteTeam, findTeamsByName, findTeamsUnder, listTeams, moveTeam } from './team.service.ts'
export { createTitle, listTitles } from './title.service.ts'
export { foldAllTeamChanges } from './organization.jobs.ts'
export { directoryClientRoutes } from './client.routes.ts'
export { mayUseSurface, maySignIn, type StateFacts } from './state.rules.ts'
export { changeOwnPhoto, changeOwnProfile, getOwnPhoto, getOwnProfile, removeOwnPhoto } from './profile.service.ts'
export { findTakenLogins } from './profile.queries.ts'
export { findOffered } from './offered.service.ts'
export { findPeople, findPrimaryTeams, findTeamNames, lockPerson } from './people.service.ts'
export { holdTeam } from './people.queries.ts'
export { assignPermission, createPermission } from './permission.service.ts'
export { permissionRoutes } from './permission.routes.ts'
export { findUsableSurfaces, holdPermission, permittedSurfaces } from './permission.service.ts'
export { isPermitted } from './permission.rules.ts'
export { getReachable, isReachedBy, lockReachable } from './reach.service.ts'
