import type { AdministratorRole, Level, Menu } from '@muster/contract'

export type Permissions = Partial<Record<Menu, Level>>

const everything: Permissions = {
  statistics: 'manage',
  installation: 'manage',
  devices: 'manage',
  members: 'manage',
  security: 'manage',
  settings: 'manage',
  audit: 'manage',
}

/** P-2: what the built-in roles may do. Custom roles are made of the same menu permissions. */
export function permissionsOf(role: AdministratorRole): Permissions {
  if (role === 'super_admin') return everything
  if (role === 'sub_admin') return { ...everything, settings: 'view' }
  return { statistics: 'view', installation: 'manage', devices: 'manage', members: 'view' }
}

/** P-2: whether permissions include `menu` at `level`; `manage` includes `view`. */
export function mayUse(permissions: Permissions, menu: Menu, level: Level): boolean {
  const held = permissions[menu]
  return held === 'manage' || held === level
}
