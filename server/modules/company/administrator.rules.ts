import type { AdministratorRole, Level, Menu, Permissions } from '@muster/contract'

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

/** P-2: what a role may do. Custom roles are made of menu permissions. */
export function permissionsOf(grant: Pick<Grant, 'role' | 'permissions'>): Permissions {
  if (grant.role === 'super_admin') return everything
  if (grant.role === 'sub_admin') return { ...everything, settings: 'view' }
  if (grant.role === 'operations_admin') return { statistics: 'view', installation: 'manage', devices: 'manage', members: 'view' }
  return grant.permissions ?? {}
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

/** P-3: whether one who holds `actor` may act on one who holds `target` (null: no administrator): never on someone above. */
export function mayActOn(actor: AdministratorRole | null, target: AdministratorRole | null): boolean {
  if (target === null) return true
  return actor !== null && ranks[actor] >= ranks[target]
}
