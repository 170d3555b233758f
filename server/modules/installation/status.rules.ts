import { installationApps, type GuideBlock, type InstallationApp, type InstallationState, type Surface } from '@muster/contract'

/** What installation status depends on, of one member. */
export type InstallationFacts = {
  /** What the service permission allows, whatever else stands in the way. */
  surfaces: readonly Surface[]
  /** MB-12: the use of apps is blocked. */
  appBlocked: boolean
  /** The apps with history: those that the member has signed in to or used, and device status still knows of. */
  used: readonly InstallationApp[]
  activatesAt: Date | null
  suspended: boolean
  deleted: boolean
  hasPersonalEmail: boolean
  /** The member wants no installation guides. */
  optedOut: boolean
}

type Apps = Pick<InstallationFacts, 'surfaces' | 'appBlocked' | 'used'>

/**
 * IS-1: `no_permission` when the service permission (or blocked app usage) forbids the app, whatever the history; else `installed` when
 * there is history; else `not_installed`. As SQL: `statusOf` of status.queries.ts.
 */
export function installationState(member: Apps, app: InstallationApp): InstallationState {
  if (member.appBlocked || !member.surfaces.includes(app)) return 'no_permission'
  return member.used.includes(app) ? 'installed' : 'not_installed'
}

/** IS-4: the permitted apps that are missing: those that a guide names. */
export function missingApps(member: Apps): InstallationApp[] {
  return installationApps.filter((app) => installationState(member, app) === 'not_installed')
}

/**
 * IS-2: why a member is not selectable for a guide; null: they are. Only with permission for the mobile or PC app, at least one permitted
 * app not installed, and a personal e-mail; not suspended, awaiting or deleted members; pending and on-leave members are. As SQL:
 * `blockedBy` of status.queries.ts.
 */
export function guideBlockedBy(member: InstallationFacts, now: Date): GuideBlock | null {
  if (member.deleted) return 'deleted'
  if (member.suspended) return 'suspended'
  if (member.activatesAt !== null && member.activatesAt > now) return 'awaiting'
  if (installationApps.every((app) => installationState(member, app) === 'no_permission')) return 'no_permission'
  if (missingApps(member).length === 0) return 'installed'
  if (!member.hasPersonalEmail) return 'no_email'
  return member.optedOut ? 'opted_out' : null
}
