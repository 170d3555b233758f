import { z } from 'zod'
import { auditFilterShape } from './audit.ts'
import { deviceFilterShape, deviceSorts, tabNames } from './devices.ts'
import { endpoint } from './endpoint.ts'
import { directions, memberColumns, memberFilterShape, memberSorts } from './members.ts'
import { storageFilterShape } from './storage.ts'
import { idShape, instantShape } from './words.ts'

/** DS-8: the lists that files are made of. */
export const exportLists = ['devices', 'members', 'connections', 'audit', 'storage'] as const
export type ExportList = (typeof exportLists)[number]

/** DS-8: so many rows are made at once; more, in the background. */
export const rowsAtOnce = 5_000
/** Files are kept for so many days. */
export const exportDays = 7
/** Files of one member that may be under way at a time. */
export const maxOpenExports = 3

export const exportStates = ['waiting', 'running', 'done', 'failed', 'cancelled', 'expired'] as const
export type ExportState = (typeof exportStates)[number]

/** Why a file could not be made: the permission was lost meanwhile, or it failed several times. */
export const exportProblems = ['not_allowed', 'failed'] as const
export type ExportProblem = (typeof exportProblems)[number]

const countShape = z.number().int().min(0)

export const exportFileShape = z
  .object({
    id: idShape,
    list: z.enum(exportLists),
    name: z.string(),
    state: z.enum(exportStates),
    problem: z.enum(exportProblems).nullable(),
    /** Rows so far. */
    rows: countShape,
    /** Rows that there will be, as far as it is known. */
    total: countShape.nullable(),
    /** In bytes, once it is made. */
    size: countShape.nullable(),
    askedAt: instantShape,
    endedAt: instantShape.nullable(),
    expiresAt: instantShape,
  })
  .describe('A file of a list; only whoever asked for it may open it')
export type ExportFile = z.infer<typeof exportFileShape>

/** What is asked for, in the names that the list itself uses. */
export const askedDevicesShape = z.object({
  tab: z.enum(tabNames),
  filter: deviceFilterShape.default({}),
  sort: z.enum(deviceSorts).default('lastAccess'),
  direction: z.enum(directions).default('desc'),
})
export const askedMembersShape = z.object({
  filter: memberFilterShape.default({}),
  sort: z.enum(memberSorts).default('order'),
  direction: z.enum(directions).default('asc'),
  columns: z.array(z.enum(memberColumns)).optional().describe('Columns besides the name; all when absent'),
})
export const askedConnectionsShape = z.object({ kind: z.enum(['app', 'web']).optional() })
export const askedAuditShape = z.object({
  filter: auditFilterShape
    .refine(({ from, to }) => !from || !to || from <= to, { path: ['from'], error: 'not after the last day' })
    .default({}),
})

/** What a file was asked for, whatever the list. */
export const askedListShape = z.discriminatedUnion('list', [
  askedDevicesShape.extend({ list: z.literal('devices') }),
  askedMembersShape.extend({ list: z.literal('members') }),
  askedConnectionsShape.extend({ list: z.literal('connections'), member: idShape }),
  askedAuditShape.extend({ list: z.literal('audit') }),
  storageFilterShape.extend({ list: z.literal('storage') }),
])
export type AskedList = z.infer<typeof askedListShape>

/** P-1, P-2: the permission of a file is that of its list. */
export const exportAccess = {
  devices: { menu: 'devices', level: 'view', page: 'devices' },
  members: { menu: 'members', level: 'view' },
  connections: { menu: 'members', level: 'view' },
  audit: { menu: 'audit', level: 'view' },
  storage: { menu: 'statistics', level: 'view' },
} as const

const company = z.object({ company: idShape })
const own = z.object({ export: idShape })
const tag = 'Files'
const description =
  'Up to 5,000 rows the file is ready with the answer; above, it is made in the background, and a service notification tells when it is.'
const errors = ['names_hidden', 'too_many_exports'] as const

/** Lists as CSV files (DS-8). */
export const exports = {
  devices: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/devices/exports',
    summary: 'Ask for the device list as searched as a CSV file',
    description,
    tag,
    access: exportAccess.devices,
    errors,
    successStatus: 201,
  })
    .input(company.extend(askedDevicesShape.shape))
    .output(exportFileShape),

  members: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/exports',
    summary: 'Ask for the member list as filtered as a CSV file',
    description,
    tag,
    access: exportAccess.members,
    errors,
    successStatus: 201,
  })
    .input(company.extend(askedMembersShape.shape))
    .output(exportFileShape),

  connections: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/members/{member}/connections/exports',
    summary: 'Ask for a member’s connections as a CSV file',
    description,
    tag,
    access: exportAccess.connections,
    errors,
    successStatus: 201,
  })
    .input(company.extend({ member: idShape }).extend(askedConnectionsShape.shape))
    .output(exportFileShape),

  audit: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/audit/exports',
    summary: 'Ask for the audit log as filtered as a CSV file',
    description: `${description} For a role without names it holds none (P-2).`,
    tag,
    access: exportAccess.audit,
    errors,
    successStatus: 201,
  })
    .input(company.extend(askedAuditShape.shape))
    .output(exportFileShape),

  storage: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/storage/exports',
    summary: 'Ask for members by the storage they use as a CSV file',
    description,
    tag,
    access: exportAccess.storage,
    errors,
    successStatus: 201,
  })
    .input(company.extend(storageFilterShape.shape))
    .output(exportFileShape),

  list: endpoint({
    method: 'GET',
    path: '/me/exports',
    summary: 'One’s own files, the newest first',
    description: `Those asked for in the last ${exportDays} days.`,
    tag,
    access: 'member',
    byToken: true,
  }).output(z.object({ items: z.array(exportFileShape) })),

  get: endpoint({
    method: 'GET',
    path: '/me/exports/{export}',
    summary: 'One of one’s own files, and how far it is',
    tag,
    access: 'member',
    byToken: true,
    errors: ['not_found'],
  })
    .input(own)
    .output(exportFileShape),

  cancel: endpoint({
    method: 'PUT',
    path: '/me/exports/{export}/cancellation',
    summary: 'Cancel a file under way; one that has ended stays as it is',
    tag,
    access: 'member',
    byToken: true,
    errors: ['not_found'],
  })
    .input(own)
    .output(exportFileShape),

  download: endpoint({
    method: 'GET',
    path: '/me/exports/{export}/file',
    summary: 'The file itself',
    description: 'Permission and reach are asked again; each download is an event of the audit log.',
    tag,
    access: 'member',
    byToken: true,
    errors: ['not_found', 'forbidden', 'plan_required', 'names_hidden', 'file_not_ready', 'file_expired'],
  })
    .input(own)
    .output(z.file()),
}
