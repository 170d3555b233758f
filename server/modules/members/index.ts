export { blockApps, deleteMember, lockForSignIn, markSignedIn, purgeMembers, setLocale, suspendMember, transferMember, unblockApps, undeleteMember, unsuspendMember } from './account.service.ts'
export { affiliate, createTeam, registerMembers, type Registration } from './registration.service.ts'
export { findByLogin, findMember, selectMemberships as listMemberships, type Member } from './members.queries.ts'
export { mayUseSurface, maySignIn, stateOf, type MemberState } from './state.rules.ts'
