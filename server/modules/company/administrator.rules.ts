import type { AdministratorRole, ErrorCode, Level, Menu, Permissions, Plan } from '@muster/contract'
import { opensPage, type PlanPage } from './plan.rules.ts'

const everything: Permissions = {
  statistics: 'manage',
  installation: 'manage',
  devices: 'manage',
  members: 'manage',
  security: 'manage',
  settings: 'manage',
  audit: 'manage',
}

/** What a member holds in a company: the role, a custom role's permissions, and its limits (P-2). */
export type Grant = {
  role: AdministratorRole
  /** Of a custom role; null for the built-in ones. */
  permissions: Permissions | null
  /** False: totals only, nobody's name. */
  names: boolean
  /** The team whose subtree the role is limited to; null: the whole company. */
  team: string | null
}

/**
 * P-2: what a role may do. Custom roles are made of menu permissions. A role limited to a team has no part in what is the whole
 * company's: its settings, and its audit log, which does not know in whose team a member was when something happened.
 */
export function permissionsOf(grant: Pick<Grant, 'role' | 'permissions'> & { team?: string | null }): Permissions {
  const { settings, audit, ...ofTeams } = heldBy(grant)
  if (grant.team) return ofTeams
  return { ...ofTeams, ...(settings && { settings }), ...(audit && { audit }) }
}

function heldBy({ role, permissions }: Pick<Grant, 'role' | 'permissions'>): Permissions {
  if (role === 'super_admin') return everything
  if (role === 'sub_admin') return { ...everything, settings: 'view' }
  if (role === 'operations_admin') return { statistics: 'view', installation: 'manage', devices: 'manage', members: 'view' }
  return permissions ?? {}
}

/**
 * RE-1: what a member may do through an API token: what the token was given as far as their role allows it now, as a custom role would; nothing
 * in another company than the token's. So a token has no part in what is the Super Admin's alone, and acts on nobody who may do more than it (P-3).
 */
export function grantThrough(grant: Grant, companyId: string, token: { companyId: string; permissions: Permissions }): Grant | undefined {
  if (companyId !== token.companyId) return undefined
  return { ...grant, role: 'custom', permissions: common(permissionsOf(grant), token.permissions) }
}

/** What both of two permissions allow. */
function common(held: Permissions, given: Permissions): Permissions {
  const both = (Object.entries(given) as [Menu, Level][]).flatMap(([menu, level]) =>
    held[menu] === undefined ? [] : [[menu, held[menu] === 'view' ? held[menu] : level] as const],
  )
  return Object.fromEntries(both)
}

/** RE-1: the menus of which a token would be given more than its maker may do; empty: none. */
export function exceeding(held: Permissions, wanted: Permissions): Menu[] {
  return (Object.entries(wanted) as [Menu, Level][]).flatMap(([menu, level]) => (mayUse(held, menu, level) ? [] : [menu]))
}

/** P-2: whether permissions include `menu` at `level`; `manage` includes `view`. */
export function mayUse(permissions: Permissions, menu: Menu, level: Level): boolean {
  const held = permissions[menu]
  return held === 'manage' || held === level
}

const ranks: Record<AdministratorRole, number> = { super_admin: 3, sub_admin: 2, operations_admin: 1, custom: 1 }

/** The mightiest of some roles; null for none. */
export function mightiest(roles: readonly AdministratorRole[]): AdministratorRole | null {
  return roles.toSorted((a, b) => ranks[b] - ranks[a])[0] ?? null
}

/**
 * P-3: whether one who holds `actor` may act on one who holds `held`, in whatever companies (none: no administrator). Never on someone
 * above; nor, since who resets a password can sign in with it, on one who may do or see what the actor may not.
 */
export function mayActOn(actor: Grant, held: readonly Grant[]): boolean {
  return actor.role === 'super_admin' || held.every((target) => ranks[actor.role] >= ranks[target.role] && includes(actor, target))
}

function includes(actor: Grant, target: Grant): boolean {
  const may = permissionsOf(actor)
  const needed = Object.entries(permissionsOf(target)) as [Menu, Level][]
  const reaches = actor.team === null || actor.team === target.team
  return reaches && (actor.names || !target.names) && needed.every(([menu, level]) => mayUse(may, menu, level))
}

/** P-2: only the Super Admin gives and takes roles, and makes custom ones: so nobody grants more than they hold. */
export function mayGrant(actor: AdministratorRole): boolean {
  return actor === 'super_admin'
}

type Holder = { memberId: string | null; role: AdministratorRole }

/** P-3: why `actor` may not change or take away the role of `target`; null: they may. The Super Admin's role is only ever handed on. */
export function changeBlockedBy(actor: Holder, target: Holder): ErrorCode | null {
  if (actor.memberId === target.memberId) return 'own_account'
  if (ranks[actor.role] < ranks[target.role] || target.role === 'super_admin') return 'not_allowed_on_superior'
  return mayGrant(actor.role) ? null : 'forbidden'
}

/**
 * P-1, P-2: why a request for what an endpoint declares is refused; null: it is not. A company the caller does not administer is as
 * unknown as one that is not there.
 */
export function accessRefusedBy(
  reach: (Grant & { plan: Plan }) | undefined,
  access: 'administrator' | { menu: Menu; or?: Menu; level: Level; page?: PlanPage },
): ErrorCode | null {
  if (!reach) return 'not_found'
  if (access === 'administrator') return null
  const held = permissionsOf(reach)
  if (!mayUse(held, access.menu, access.level) && !(access.or && mayUse(held, access.or, access.level))) return 'forbidden'
  return access.page && !opensPage(reach.plan, access.page) ? 'plan_required' : null
}
