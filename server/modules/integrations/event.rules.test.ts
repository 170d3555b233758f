import { describe, expect, it } from 'vitest'
import { eventShapes, eventTypes, type EventType } from '@muster/contract'
import { dataOf, type EventFacts } from './event.rules.ts'

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
const team = { teamId: id(4), positionId: null, isPrimary: true, isLeader: false, visible: true, useTeamFeature: true }
const another = { ...team, teamId: id(5), isPrimary: false }

function facts(type: EventType, given: Partial<EventFacts> = {}): EventFacts {
  const actor = { kind: 'member' as const, sub: 't.a' }
  return {
    type,
    action: type,
    at: new Date('2026-11-28T00:00:00Z'),
    companyId: id(1),
    subjectId: id(2),
    sub: 't.m',
    actor,
    before: {},
    after: {},
    ...given,
  }
}

/** As the audit log has each, with more in it than is anybody else's business. */
const written: [EventType, Partial<EventFacts>, Record<string, unknown>][] = [
  [
    'member.registered',
    { after: { login: 'kim', name: 'Kim', registeredBy: 'admin', x: 1 } },
    { login: 'kim', name: 'Kim', registeredBy: 'admin' },
  ],
  ['member.profile_changed', { before: { nickname: 'a' }, after: { nickname: 'b' } }, { fields: ['nickname'] }],
  ['member.profile_changed', { action: 'member.photo_changed', after: { type: 'png', bytes: 1 } }, { fields: ['photo'] }],
  [
    'member.teams_changed',
    { action: 'member.affiliated', after: { teamId: id(4), isPrimary: true, isLeader: false } },
    { joined: [{ team: id(4), isPrimary: true, isLeader: false, visible: true, included: true }], changed: [], left: [] },
  ],
  [
    'member.teams_changed',
    {
      action: 'member.affiliations_changed',
      before: { affiliations: [team, another] },
      after: { affiliations: [{ ...team, useTeamFeature: false }] },
    },
    { joined: [], changed: [{ team: id(4), isPrimary: true, isLeader: false, visible: true, included: false }], left: [id(5)] },
  ],
  ['member.search_changed', { after: { primary: false, concurrent: true } }, { primary: false, concurrent: true }],
  ['member.service_permission_set', { after: { permissionId: null } }, { permission: null }],
  ['member.suspended', { before: { leave: null }, after: { reason: 'administrator' } }, { reason: 'administrator' }],
  ['member.unsuspended', { before: { reason: 'administrator' } }, {}],
  ['member.apps_blocked', {}, {}],
  ['member.apps_unblocked', {}, {}],
  [
    'member.leave_set',
    { after: { leave: { from: '2026-11-28T00:00:00.000Z', until: null } } },
    { from: '2026-11-28T00:00:00.000Z', until: null },
  ],
  ['member.leave_ended', { before: { leave: null } }, {}],
  [
    'member.transferred',
    { before: { companyId: id(1), login: 'kim' }, after: { companyId: id(3), login: 'lee', losses: ['messages', 'mailbox'] } },
    {
      from: { company: id(1), login: 'kim' },
      to: { company: id(3), login: 'lee' },
      leaveRooms: true,
      renewLinks: true,
      delete: ['messages', 'mailbox'],
    },
  ],
  [
    'member.deleted',
    { before: { login: 'kim', name: 'Kim' } },
    { login: 'kim', leaveRooms: true, endLinkInvitations: true, purgeAfter: '2026-12-05T00:00:00.000Z' },
  ],
  ['member.undeleted', {}, {}],
  ['member.purged', {}, {}],
  ['credential.changed', { action: 'member.two_step_reset' }, { credential: 'second_step', change: 'revoke' }],
  ['credential.changed', { action: 'member.passkey_removed', before: { name: 'Phone' } }, { credential: 'passkey', change: 'delete' }],
  [
    'session.revoked',
    { action: 'connection.ended', after: { connectionId: id(6), surface: 'web', client: 'console', reason: 'suspended' } },
    { connection: id(6), surface: 'web', client: 'console', reason: 'suspended' },
  ],
  ['device.enrolled', { after: { generation: 2 } }, { generation: 2 }],
  [
    'device.operation_requested',
    { after: { operation: 'delete_app_data', member: 'kim', operationReason: 'Lost' } },
    { operation: 'delete_app_data', login: 'kim' },
  ],
  ['device.operation_cancelled', { after: { operation: 'reset_device', operationCause: null } }, { operation: 'reset_device' }],
  ['device.operation_done', { after: { operation: 'reset_device', deviceSays: null } }, { operation: 'reset_device' }],
  ['device.operation_failed', { after: { operation: 'reset_device', deviceSays: 'no' } }, { operation: 'reset_device' }],
  ['team.created', { after: { name: 'A', parentId: null, description: 'x' } }, { name: 'A', parent: null }],
  ['team.changed', { before: { name: 'A' }, after: { name: 'B', private: true } }, { name: 'B' }],
  ['team.moved', { before: { parentId: null }, after: { parentId: id(7), beforeId: null } }, { parent: id(7) }],
  ['team.deleted', { before: { name: 'A', parentId: null } }, { name: 'A' }],
]

describe('RE-3: what is told of a change', () => {
  it.each(written)('RE-3: %s %o', (type, given, told) => {
    const data = dataOf(facts(type, given))
    const about = type.startsWith('team.')
      ? { team: id(2) }
      : type.startsWith('device.')
        ? { device: id(2) }
        : { member: { id: id(2), sub: 't.m' } }
    const actor = type === 'session.revoked' ? null : { kind: 'member', sub: 't.a' }
    expect(data).toEqual({ company: id(1), actor, ...about, ...told })
    expect(eventShapes[type].parse(data), 'as the contract has it').toEqual(data)
  })

  it('RE-3: every event has a case here', () =>
    expect([...new Set(written.map(([type]) => type))].toSorted()).toEqual(eventTypes.toSorted()))
})
