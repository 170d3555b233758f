import { z } from 'zod'
import { transferLosses } from './account.ts'
import { endReasons } from './connections.ts'
import { operationKinds } from './operations.ts'
import { idShape, instantShape, surfaceShape } from './words.ts'

/** RE-3: the version of every event's schema. Fields may be added to one; what changes or goes makes the next. */
export const eventVersion = 1

const memberShape = z.object({
  id: idShape,
  /** As in ID tokens: opaque, the same for ever, also across a transfer. */
  sub: z.string(),
})
const actorShape = z
  .object({ kind: z.enum(['member', 'system']), sub: z.string().nullable().describe('Of a member who acted') })
  .nullable()
  .describe('Who did it; null: it is not known')
const company = { company: idShape, actor: actorShape }
const ofMember = <Fields extends z.ZodRawShape>(fields: Fields) => z.object({ ...company, member: memberShape, ...fields })
const ofDevice = <Fields extends z.ZodRawShape>(fields: Fields) => z.object({ ...company, device: idShape, ...fields })
const ofTeam = <Fields extends z.ZodRawShape>(fields: Fields) => z.object({ ...company, team: idShape, ...fields })

const placeShape = z.object({ company: idShape, login: z.string().describe('The ID before the @') })
const affiliationShape = z.object({
  team: idShape,
  isPrimary: z.boolean(),
  isLeader: z.boolean(),
  visible: z.boolean().describe('MB-7: false: hidden when that team is selected in the chart'),
  included: z.boolean().describe('MB-7: false: excluded from the team’s message, note, calendar, folder, form and board'),
})
const operation = z.enum(operationKinds)

/** What a member proves who they are by. */
export const credentials = ['password', 'passkey', 'second_step', 'recovery_codes', 'sms', 'phone', 'line'] as const
export type Credential = (typeof credentials)[number]
export const credentialChanges = ['create', 'update', 'revoke', 'delete'] as const
export type CredentialChange = (typeof credentialChanges)[number]

/** RE-3: every event that other services can be told of, with the shape of its data. Each consequence that PRODUCT names is one. */
export const eventShapes = {
  'member.registered': ofMember({ login: z.string(), name: z.string(), registeredBy: z.string() }).describe('A member was registered'),
  'member.profile_changed': ofMember({ fields: z.array(z.string()) }).describe(
    'Fields of a member’s profile changed; ask for their values',
  ),
  'member.teams_changed': ofMember({
    joined: z.array(affiliationShape),
    changed: z.array(affiliationShape),
    left: z.array(idShape),
  }).describe('MB-3, MB-7: a member joined or left teams, or is now included or excluded when something is shared with one'),
  'member.search_changed': ofMember({ primary: z.boolean(), concurrent: z.boolean() }).describe(
    'MB-6: whether others find this member by search',
  ),
  'member.service_permission_set': ofMember({ permission: idShape.nullable() }).describe('Which apps a member may use has changed'),
  'member.suspended': ofMember({ reason: z.string() }).describe('MB-13: no access; leave is cleared; delete nothing'),
  'member.unsuspended': ofMember({}).describe('MB-13: access again; sessions do not return'),
  'member.apps_blocked': ofMember({}).describe('MB-12: mobile, PC and both Drive apps are refused; the web still works'),
  'member.apps_unblocked': ofMember({}).describe('MB-12: the apps are open again'),
  'member.leave_set': ofMember({ from: instantShape, until: instantShape.nullable() }).describe(
    'MB-14: on leave from then on; it ends by itself at `until`, without another event',
  ),
  'member.leave_ended': ofMember({}).describe('MB-14: a leave was removed'),
  'member.transferred': ofMember({
    from: placeShape,
    to: placeShape,
    leaveRooms: z.literal(true),
    renewLinks: z.literal(true).describe('External ID, invitation link and QR change'),
    delete: z.array(z.enum(transferLosses)),
  }).describe(
    'MB-16: a member moved to another company of the group: leaves all rooms, and what `delete` names is to be deleted. Both companies hear of it',
  ),
  'member.deleted': ofMember({
    login: z.string(),
    leaveRooms: z.literal(true),
    endLinkInvitations: z.literal(true),
    purgeAfter: instantShape.describe('When it is purged, unless it is restored before'),
  }).describe('MB-15: no access; leaves team message rooms, and link invitations end; keep the rest until `member.purged`'),
  'member.undeleted': ofMember({}).describe(
    'MB-15: restored, with teams and permissions; sessions, rooms and link invitations do not return',
  ),
  'member.purged': ofMember({}).describe('MB-15: gone for good: delete what you keep of this member; the ID may be given to somebody else'),
  'credential.changed': ofMember({ credential: z.enum(credentials), change: z.enum(credentialChanges) }).describe(
    'What a member signs in by was made, changed, forgotten or removed',
  ),
  'session.revoked': ofMember({
    connection: idShape.describe('`sid` in ID tokens and in back-channel logout'),
    surface: surfaceShape,
    client: z.string(),
    reason: z.enum(endReasons).or(z.string()),
  }).describe('SX-2: a connection ended, by whatever path'),
  'device.enrolled': ofDevice({ generation: z.number().int() }).describe('DS-10: a device was enrolled'),
  'device.operation_requested': ofDevice({
    operation,
    login: z.string().nullable().describe('Whose data; null: the whole device'),
  }).describe('DS-11: an operation was requested; what ends with it comes as `session.revoked`'),
  'device.operation_cancelled': ofDevice({ operation }).describe('DS-11: it will not run'),
  'device.operation_done': ofDevice({ operation }).describe('DS-11: the device itself says that it is done'),
  'device.operation_failed': ofDevice({ operation }).describe('DS-11: the device itself says that it failed'),
  'team.created': ofTeam({ name: z.string(), parent: idShape.nullable() }).describe('A team was made'),
  'team.changed': ofTeam({ name: z.string() }).describe('A team’s name or settings changed'),
  'team.moved': ofTeam({ parent: idShape.nullable() }).describe('A team moved, with everything beneath it'),
  'team.deleted': ofTeam({ name: z.string() }).describe('An empty team was deleted'),
} as const
export type EventType = keyof typeof eventShapes
export const eventTypes = Object.keys(eventShapes) as [EventType, ...EventType[]]

/** What is sent to try an endpoint out; wanted by every one. */
export const testEvent = 'webhook.test'
export const testShape = z.object({ company: idShape, webhook: idShape }).describe('Sent by hand, to see whether deliveries arrive')

/** The events that Shared Signals tell (CAEP 1.0): `session-revoked` and `credential-change`. */
export const signalTypes = ['session.revoked', 'credential.changed'] as const satisfies readonly EventType[]

/** What is sent (Standard Webhooks): the same bytes at each attempt. */
export const messageShape = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    version: z.literal(eventVersion),
    /** When it happened. */
    timestamp: instantShape,
    data,
  })
