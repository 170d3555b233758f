import { instantShape, type Administrator, type AdministratorRole, type GrantInput, type MemberState } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import { changeBlockedBy, mayGrant } from './administrator.rules.ts'
import {
  countAdministrators,
  deleteHeldRole,
  findHeldRole,
  selectAdministrators,
  upsertHeldRole,
  type AfterAdministrator,
  type HeldRole,
} from './administrator.queries.ts'
import { lockCompany } from './company.queries.ts'
import { findActorGrant, requireMayActOn } from './company.service.ts'
import { selectRoles } from './role.queries.ts'

export type Person = {
  id: string
  companyId: string
  name: string
  /** The whole ID, `login@domain`. */
  login: string
  state: MemberState
}

/** What administration needs of the modules above; the composition hands it in. */
export type Neighbours = {
  /** Members by id; those purged are missing. */
  findPeople(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Person>>
  /** Locks a member of the company, so that the state stays until the commit. */
  lockPerson(ctx: Ctx, companyId: string, memberId: string): Promise<Person | undefined>
  /** Whether the team is one of the company; it is not deleted before the commit. */
  holdTeam(ctx: Ctx, companyId: string, teamId: string): Promise<boolean>
  findTeamNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>>
  /** SX-2: makes every node ask again what roles allow, from the commit on. */
  announce(ctx: Ctx): Promise<void>
  /** RE-1: ends what an administrator made for others to act in their name in the company: their API tokens. */
  endTokens(ctx: Ctx, companyId: string, memberId: string): Promise<void>
}

type Page = { cursor?: string | undefined; limit: number }
type Listed = { items: Administrator[]; next: string | null; total: number }

/** P-2: a page of a company's administrators, the Super Admin first. @throws names_hidden for a role that sees no names */
export async function listAdministrators(ctx: Ctx, near: Neighbours, companyId: string, page: Page): Promise<Listed> {
  const actor = await findActorGrant(ctx, companyId)
  if (actor?.names === false) throw new AppError('names_hidden')
  const after = keysOf(page.cursor, afterOf)
  const rows = await selectAdministrators(ctx, companyId, { after, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const people = await near.findPeople(
    ctx,
    shown.map((r) => r.memberId),
  )
  const teams = await near.findTeamNames(
    ctx,
    shown.flatMap((r) => r.teamId ?? []),
  )
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  const self = ctx.actor.kind === 'member' ? ctx.actor.memberId : null
  const items = shown.flatMap(({ teamId, since, ...row }): Administrator[] => {
    const person = people.get(row.memberId)
    if (!person) return []
    const team = teamId === null ? null : { id: teamId, name: teams.get(teamId) ?? '' }
    const blockedBy = actor ? changeBlockedBy({ memberId: self, role: actor.role }, row) : null
    return [{ ...row, name: person.name, login: person.login, state: person.state, team, since: since.toISOString(), blockedBy }]
  })
  const next = last ? cursorOf([last.role !== 'super_admin', last.since.toISOString(), last.memberId]) : null
  return { items, next, total: await countAdministrators(ctx, companyId) }
}

function afterOf([isOther, since, memberId]: unknown[]): AfterAdministrator | undefined {
  const at = instantShape.safeParse(since)
  if (typeof isOther !== 'boolean' || !at.success || !isId(memberId)) return undefined
  return { isOther, since: new Date(at.data), memberId }
}

/**
 * P-2, P-3: locks the company, so that of two changes of its roles at once the second sees what the first left, and holds that only
 * its Super Admin makes them. @throws forbidden
 */
export async function lockToGrant(ctx: Ctx, companyId: string): Promise<void> {
  await lockCompany(ctx, companyId)
  const actor = await findActorGrant(ctx, companyId)
  if (actor && !mayGrant(actor.role)) throw new AppError('forbidden')
}

/**
 * P-2, P-3: gives a member of the company a role, in place of one held. Nobody changes their own role, and the Super Admin's changes
 * hands by delegation alone. @throws forbidden, own_account, not_allowed_on_superior, member_state, not_found
 */
export async function grantRole(
  ctx: Ctx,
  near: Neighbours,
  input: { companyId: string; memberId: string; grant: GrantInput },
): Promise<AdministratorRole> {
  const { companyId, memberId } = input
  await lockToGrant(ctx, companyId)
  const before = await findHeldRole(ctx, companyId, memberId)
  const person = await near.lockPerson(ctx, companyId, memberId)
  if (!person && !before) throw new AppError('not_found')
  await requireMayActOn(ctx, companyId, memberId)
  if (before?.role === 'super_admin') throw new AppError('not_allowed_on_superior')
  if (person && ['suspended', 'deleted'].includes(person.state)) throw new AppError('member_state')
  const after = await heldOf(ctx, near, companyId, input.grant)
  await upsertHeldRole(ctx, companyId, memberId, after)
  await recordEvent(ctx, {
    action: before ? 'administrator.changed' : 'administrator.appointed',
    companyId,
    subject: { kind: 'administrator', id: memberId },
    ...(before ? { before } : {}),
    after,
  })
  await near.announce(ctx)
  return after.role
}

/** The role and its limit as they are kept. @throws not_found for a role or a team that the company does not have */
async function heldOf(ctx: Ctx, near: Neighbours, companyId: string, grant: GrantInput): Promise<HeldRole> {
  if (grant.role === 'sub_admin') return { role: grant.role, roleId: null, teamId: null }
  const roleId = grant.role === 'custom' ? grant.roleId : null
  if (roleId !== null && !(await selectRoles(ctx, companyId)).some((r) => r.id === roleId)) throw new AppError('not_found')
  if (grant.teamId !== null && !(await near.holdTeam(ctx, companyId, grant.teamId))) throw new AppError('not_found')
  return { role: grant.role, roleId, teamId: grant.teamId }
}

/** P-3: takes an administrator's role away; never one's own, never the Super Admin's. @throws forbidden, own_account, not_allowed_on_superior, not_found */
export async function dismissAdministrator(ctx: Ctx, near: Neighbours, companyId: string, memberId: string): Promise<void> {
  await lockToGrant(ctx, companyId)
  const before = await findHeldRole(ctx, companyId, memberId)
  if (!before) throw new AppError('not_found')
  await requireMayActOn(ctx, companyId, memberId)
  if (before.role === 'super_admin') throw new AppError('not_allowed_on_superior')
  await deleteHeldRole(ctx, companyId, memberId)
  await recordEvent(ctx, { action: 'administrator.dismissed', companyId, subject: { kind: 'administrator', id: memberId }, before })
  await near.endTokens(ctx, companyId, memberId)
  await near.announce(ctx)
}
