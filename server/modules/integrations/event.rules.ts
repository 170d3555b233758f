import { undeleteDays, type Credential, type CredentialChange, type EventType } from '@muster/contract'

type State = Readonly<Record<string, unknown>>

/** An event as it was written: what happened, to whom, and what stood before and after. */
export type EventFacts = {
  type: EventType
  /** In the words of the audit log. */
  action: string
  at: Date
  companyId: string
  /** The member, device or team that it is about. */
  subjectId: string
  /** Of the member it is about, as in ID tokens. */
  sub: string
  actor: { kind: 'member' | 'system'; sub: string | null }
  before: State
  after: State
}

/** MB-4, MB-5, MB-8: what each of the audit log's words says of what a member signs in by. */
const credentialActions: Readonly<Record<string, readonly [Credential, CredentialChange]>> = {
  'member.account_created': ['password', 'create'],
  'member.password_set': ['password', 'update'],
  'member.password_changed': ['password', 'update'],
  'member.password_reset': ['password', 'update'],
  'member.two_step_set_up': ['second_step', 'create'],
  'member.two_step_switched_off': ['second_step', 'delete'],
  'member.two_step_reset': ['second_step', 'revoke'],
  'member.recovery_codes_renewed': ['recovery_codes', 'update'],
  'member.passkey_added': ['passkey', 'create'],
  'member.passkey_removed': ['passkey', 'delete'],
  'member.phone_login_on': ['phone', 'create'],
  'member.phone_login_off': ['phone', 'delete'],
  'member.phone_removed': ['phone', 'delete'],
  'member.sms_set_up': ['sms', 'create'],
  'member.sms_removed': ['sms', 'delete'],
  'member.line_linked': ['line', 'create'],
  'member.line_unlinked': ['line', 'delete'],
}

/** RE-3: the data of an event, as its schema in the contract has it, but for company, actor and whom it is about. */
const told: Readonly<Record<EventType, (facts: EventFacts) => State>> = {
  'member.registered': ({ after }) => only(after, 'login', 'name', 'registeredBy'),
  'member.profile_changed': ({ action, after }) => ({
    fields: action === 'member.profile_changed' ? Object.keys(after) : ['photo'],
  }),
  'member.teams_changed': teamsChanged,
  'member.search_changed': ({ after }) => only(after, 'primary', 'concurrent'),
  'member.service_permission_set': ({ after }) => ({ permission: after['permissionId'] ?? null }),
  'member.suspended': ({ after }) => only(after, 'reason'),
  'member.unsuspended': () => ({}),
  'member.apps_blocked': () => ({}),
  'member.apps_unblocked': () => ({}),
  'member.leave_set': ({ after }) => ({ ...(after['leave'] as State) }),
  'member.leave_ended': () => ({}),
  'member.transferred': ({ before, after }) => ({
    from: placeOf(before),
    to: placeOf(after),
    leaveRooms: true,
    renewLinks: true,
    delete: after['losses'] ?? [],
  }),
  'member.deleted': ({ before, at }) => ({
    login: before['login'],
    leaveRooms: true,
    endLinkInvitations: true,
    purgeAfter: new Date(at.getTime() + undeleteDays * 24 * 3_600_000).toISOString(),
  }),
  'member.undeleted': () => ({}),
  'member.purged': () => ({}),
  'credential.changed': ({ action }) => {
    const [credential, change] = credentialActions[action] ?? []
    return { credential, change }
  },
  'session.revoked': ({ after: { connectionId, ...rest } }) => ({ connection: connectionId, ...rest }),
  'device.enrolled': ({ after }) => only(after, 'generation'),
  'device.operation_requested': ({ after }) => ({ ...only(after, 'operation'), login: after['member'] ?? null }),
  'device.operation_cancelled': ({ after }) => only(after, 'operation'),
  'device.operation_done': ({ after }) => only(after, 'operation'),
  'device.operation_failed': ({ after }) => only(after, 'operation'),
  'team.created': ({ after }) => ({ ...only(after, 'name'), parent: after['parentId'] ?? null }),
  'team.changed': ({ after }) => only(after, 'name'),
  'team.moved': ({ after }) => ({ parent: after['parentId'] ?? null }),
  'team.deleted': ({ before }) => only(before, 'name'),
}

/** RE-3: the data of an event. Nothing in it but what its schema names: what else the audit log knows stays there. */
export function dataOf(facts: EventFacts): State {
  const { type, action, companyId, subjectId, sub, actor } = facts
  const [noun] = type.split('.')
  const about = noun === 'device' ? { device: subjectId } : noun === 'team' ? { team: subjectId } : { member: { id: subjectId, sub } }
  // Who ended a connection is told by the reason; what ended it may be a trigger.
  return { company: companyId, actor: action === 'connection.ended' ? null : actor, ...about, ...told[type](facts) }
}

function only(state: State, ...keys: string[]): State {
  return Object.fromEntries(keys.map((key) => [key, state[key]]))
}

const placeOf = ({ companyId, login }: State): State => ({ company: companyId, login })

type Affiliation = { teamId: string; isPrimary: boolean; isLeader: boolean; visible?: boolean; useTeamFeature?: boolean }

/** MB-3, MB-7: from one list of teams to another. Who is put into a first team is visible and included. */
function teamsChanged({ action, before, after }: EventFacts): State {
  const listOf = (state: State) => (state['affiliations'] ?? []) as Affiliation[]
  const was = new Map(listOf(before).map((a) => [a.teamId, a]))
  const is = action === 'member.affiliated' ? [after as unknown as Affiliation] : listOf(after)
  const shown = (a: Affiliation) => ({
    team: a.teamId,
    isPrimary: a.isPrimary,
    isLeader: a.isLeader,
    visible: a.visible ?? true,
    included: a.useTeamFeature ?? true,
  })
  const same = (a: Affiliation) => JSON.stringify(shown(a)) === JSON.stringify(shown(was.get(a.teamId) ?? a))
  return {
    joined: is.filter((a) => !was.has(a.teamId)).map(shown),
    changed: is.filter((a) => was.has(a.teamId) && !same(a)).map(shown),
    left: [...was.keys()].filter((teamId) => !is.some((a) => a.teamId === teamId)),
  }
}
