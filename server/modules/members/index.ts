export {
  blockApps,
  deleteMember,
  lockForSignIn,
  markSignedIn,
  setLocale,
  suspendMember,
  transferMember,
  unblockApps,
  undeleteMember,
  unsuspendMember,
} from './account.service.ts'
export { purgeAllMembers } from './members.jobs.ts'
export { affiliate, createTeam, registerMembers } from './registration.service.ts'
export { findByLogin, findMember, selectMemberships as listMemberships, type Member } from './members.queries.ts'
export { mayUseSurface, maySignIn } from './state.rules.ts'
