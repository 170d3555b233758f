import {
  contract,
  maxHomeCount,
  nearFullPercent,
  type EndpointMeta,
  type ErrorCode,
  type HomeItem,
  type HomeLine,
  type HomeList,
  type HomeStep,
  type Level,
  type Menu,
  type PlanPage,
} from '@muster/contract'

type Access = { menu: Menu; level: Level; page?: PlanPage }
/** The list that a line leads to, and the filter by which it shows exactly what the line counts. */
type Lead = { list: HomeList; filter: Record<string, string> }

export const leads: Record<HomeLine, Lead> = {
  overdue_operations: { list: 'operations', filter: { overdue: 'true' } },
  dead_deliveries: { list: 'deliveries', filter: { state: 'dead' } },
  undelivered_mails: { list: 'mails', filter: { within: '7' } },
  failed_guides: { list: 'recipients', filter: { state: 'failed' } },
  expired_invitations: { list: 'members', filter: { state: 'pending_expired' } },
  expiring_invitations: { list: 'members', filter: { state: 'pending', expiring: 'true' } },
  full_drive: { list: 'storage', filter: { kind: 'drive', filled: String(nearFullPercent) } },
  full_mail: { list: 'storage', filter: { kind: 'mail', filled: String(nearFullPercent) } },
  outdated_mobile: { list: 'devices', filter: { tab: 'mobile', update: 'true' } },
  outdated_pc: { list: 'devices', filter: { tab: 'pc', update: 'true' } },
  outdated_drive_mobile: { list: 'devices', filter: { tab: 'drive_mobile', update: 'true' } },
  missing_apps: { list: 'installation', filter: { guide: 'selectable' } },
  missing_addresses: { list: 'installation', filter: { guide: 'no_email' } },
  lapsed_members: { list: 'members', filter: { state: 'in_use', onLeave: 'false', lastUse: 'lapsed' } },
}

const endpoints = {
  operations: contract.operations.list,
  deliveries: contract.webhooks.deliveries,
  mails: contract.mail.undelivered,
  recipients: contract.guides.recipients,
  members: contract.members.list,
  storage: contract.storage.largest,
  devices: contract.devices.list,
  installation: contract.installation.members,
} as const satisfies Record<HomeList, unknown>

/** P-1, P-2: the permission of a line is that of its list, as the contract declares it. */
function accessOf(line: HomeLine): Access {
  const { access } = endpoints[leads[line].list]['~orpc'].meta as EndpointMeta
  if (typeof access === 'string') throw new Error(`${line} leads to a list without a menu permission`)
  return access
}

/** P-2: lists that a role without names is refused. */
const named: readonly HomeList[] = ['operations', 'recipients']

/** P-1, P-2: whether a role sees a line: the list opens for it, as `refusedBy` says. */
export function isLineOpen(line: HomeLine, names: boolean, refusedBy: (access: Access) => ErrorCode | null): boolean {
  return refusedBy(accessOf(line)) === null && (names || !named.includes(leads[line].list))
}

/** Lines that read much at a million members, whoever asks: they are counted one by one, and hold no other up. */
const slowLines: readonly HomeLine[] = ['outdated_mobile', 'outdated_pc', 'outdated_drive_mobile', 'lapsed_members']
/** Lines for which the counts of a company are kept; of a team, all its members are read. */
const slowInTeam: readonly HomeLine[] = ['full_drive', 'full_mail', 'missing_apps', 'missing_addresses']

/** Whether a line is counted by itself, for a role that is limited to a team or not. */
export function isSlow(line: HomeLine, team: string | null): boolean {
  return slowLines.includes(line) || (team !== null && slowInTeam.includes(line))
}

/** A line with what was counted of it: up to {@link maxHomeCount}; null: not yet. */
export function itemOf(line: HomeLine, counted: number | null, subject: HomeItem['subject'] = null): HomeItem {
  const isExact = counted === null || counted <= maxHomeCount
  return { line, count: isExact ? counted : maxHomeCount, isExact, ...leads[line], subject }
}

/** P-1, P-2: what a role needs to take a first step. */
export const stepAccess: Record<HomeStep, Access> = {
  mail: { menu: 'settings', level: 'manage' },
  members: { menu: 'members', level: 'manage' },
  versions: { menu: 'devices', level: 'manage', page: 'devices' },
  links: { menu: 'installation', level: 'manage', page: 'installation' },
}
