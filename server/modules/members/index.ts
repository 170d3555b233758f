export { accountRoutes } from './account.routes.ts'
export type { Credentials } from './detail.service.ts'
export {
  blockApps,
  endLeave,
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
export { affiliate, createTeam, registerMembers, type Registration } from './registration.service.ts'
export { findByLogin, findMember, selectMemberships as listMemberships, type Member } from './members.queries.ts'
export { mayUseSurface, maySignIn } from './state.rules.ts'
export { findTeamsByName } from './place.queries.ts'
export { findTakenLogins } from './profile.queries.ts'
