import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { directions } from './members.ts'
import { idShape, instantShape, lineShape, memberStates, nameShape, textShape } from './words.ts'

/** DS-1: device rows without access for this many years are not listed, and purged. */
export const deviceYears = 3

/** The apps, every surface but the web; on which tab of the page a device row of each stands (DS-1). */
export const deviceTabs = { mobile: ['mobile'], pc: ['pc', 'drive_explorer'], drive_mobile: ['drive_mobile'] } as const
export type DeviceTab = keyof typeof deviceTabs
export const tabNames = ['mobile', 'pc', 'drive_mobile'] as const satisfies readonly DeviceTab[]
export const deviceApps = ['mobile', 'pc', 'drive_mobile', 'drive_explorer'] as const
export type DeviceApp = (typeof deviceApps)[number]
export const deviceAppShape = z.enum(deviceApps)

export const operatingSystems = ['ios', 'android', 'windows', 'macos', 'linux'] as const
export type OperatingSystem = (typeof operatingSystems)[number]
export const operatingSystemShape = z.enum(operatingSystems)

/** DS-5: last access within 30 days, 6 months, a year, all (of the three years that are kept). */
export const accessPeriods = ['30_days', '6_months', '1_year', 'all'] as const
export type AccessPeriod = (typeof accessPeriods)[number]

export const deviceSorts = ['lastAccess', 'model', 'osVersion', 'appVersion'] as const
export type DeviceSort = (typeof deviceSorts)[number]

/** A version as apps and systems state it, e.g. `3.10.0`, `4.0.0-beta`, `10.0.22631.4460`. */
export const versionShape = lineShape(64).min(1)
const switchShape = z.enum(['true', 'false'])

/** DS-2, DS-10: whether the company’s own MDM profile is installed on a device. */
export const deviceProfiles = ['registered', 'unregistered'] as const
export type DeviceProfile = (typeof deviceProfiles)[number]
const profileOfDeviceShape = z.enum(deviceProfiles).nullable().describe('Null where MDM is off')
const vendorIdShape = z.string().nullable().describe('With own MDM of registered devices, with third-party MDM of all (DS-2)')

/** DS-5: the detailed search, the same names in the screen’s URL, in the API and in files. All combine. */
export const deviceFilterShape = z.object({
  user: textShape(100).min(1).optional().describe('A literal part of a member’s name, nickname, ID or employee number'),
  model: textShape(100).min(1).optional().describe('A literal part of the model’s name'),
  os: operatingSystemShape.optional(),
  osVersion: versionShape.optional().describe('This version of the system: 16.2 is 16.2.0'),
  app: deviceAppShape.optional().describe('The installed app, where a tab has two'),
  appVersion: versionShape.optional().describe('This version of the app, or an older one, compared as numbers: 3.9 is older than 3.10'),
  access: z.enum(accessPeriods).optional().describe('When it was last used, at most so long ago'),
  stale: switchShape.optional().describe('true: not used for 90 days (DS-12)'),
  profile: z.enum(deviceProfiles).optional().describe('MDM profile; nothing is found where MDM is off'),
  update: switchShape.optional().describe('Whether an update is available (DS-7)'),
  team: idShape.optional().describe('Of members in this team and those beneath it'),
})
export type DeviceFilter = z.infer<typeof deviceFilterShape>

/** DS-12: a device is stale that was not used for so many days. */
export const staleDays = 90

const countShape = z.number().int().min(0)
const personShape = z.object({ id: idShape, name: z.string(), login: z.string(), state: z.enum(memberStates) })

/** A device row: a device × member × app. */
export const deviceRowShape = z.object({
  id: idShape,
  device: z.object({ id: idShape, model: z.string(), vendorId: vendorIdShape }),
  profile: profileOfDeviceShape,
  member: personShape,
  app: deviceAppShape,
  appVersion: z.string(),
  os: operatingSystemShape,
  osVersion: z.string(),
  firstAccess: instantShape,
  lastAccess: instantShape,
  /** DS-7: the newest version kept for this app and system is newer. */
  updateAvailable: z.boolean(),
  /** DS-6: when its member was last sent the notice to update it; null: never. */
  notifiedAt: instantShape.nullable(),
})
export type DeviceRow = z.infer<typeof deviceRowShape>

export const deviceListShape = z.object({
  items: z.array(deviceRowShape),
  next: z.string().nullable(),
  /** P-2: true: the role sees totals only. */
  namesHidden: z.boolean(),
})
export type DeviceList = z.infer<typeof deviceListShape>

const shareShape = z.object({ version: z.string(), count: countShape })
/** DS-12: how many device rows of a tab run what, the most frequent first; all others as one. */
export const distributionShape = z.object({
  total: countShape,
  stale: countShape,
  outdated: countShape,
  apps: z.array(z.object({ app: deviceAppShape, versions: z.array(shareShape), others: countShape })),
  systems: z.array(z.object({ os: operatingSystemShape, versions: z.array(shareShape), others: countShape })),
})
export type DeviceDistribution = z.infer<typeof distributionShape>

/** DS-9: all that is known of one device. */
export const deviceDetailShape = z.object({
  id: idShape,
  model: z.string(),
  vendorId: vendorIdShape,
  profile: profileOfDeviceShape,
  serial: z.string().nullable(),
  os: operatingSystemShape,
  osVersion: z.string(),
  firstAccess: instantShape,
  lastAccess: instantShape,
  /** Its members, each with the apps they use there, the latest access first; of other companies, and outside the role’s reach, none. */
  rows: z.array(deviceRowShape),
})
export type DeviceDetail = z.infer<typeof deviceDetailShape>

/** DS-7: the newest version of an app for a system; null: none is kept, so that no update is known. */
export const newestVersionShape = z.object({ app: deviceAppShape, os: operatingSystemShape, version: versionShape })
export const newestVersionsShape = z.object({
  revision: z.number().int(),
  versions: z.array(newestVersionShape),
  /** The newest version that a device reported, by app and system: what may be entered. */
  seen: z.array(newestVersionShape),
})
export type NewestVersions = z.infer<typeof newestVersionsShape>

/** DS-6: as many device rows can be selected for an update notification. */
export const maxUpdateNotices = 100
/** DS-6: nobody is told of the same version of the same device row again within this time. */
export const updateNoticePauseMinutes = 60

/** DS-6: why a device row got no notice: `gone`: it is not there any more, or out of the role’s reach; `told`: within the last hour. */
export const updateRefusals = ['gone', 'deleted', 'suspended', 'not_permitted', 'up_to_date', 'told'] as const
export type UpdateRefusal = (typeof updateRefusals)[number]

export const updateNoticesShape = z.object({
  /** Device rows whose member was sent the notice. */
  sent: z.array(idShape),
  /** All others, by name; the name is null where the row is gone. */
  refused: z.array(
    z.object({
      row: idShape,
      member: z.object({ id: idShape, name: z.string(), login: z.string() }).nullable(),
      model: z.string().nullable(),
      reason: z.enum(updateRefusals),
    }),
  ),
})
export type UpdateNotices = z.infer<typeof updateNoticesShape>

export const maxSavedSearches = 50
export const savedSearchShape = z.object({ id: idShape, name: nameShape, tab: z.enum(tabNames), filter: deviceFilterShape })
export type SavedSearch = z.infer<typeof savedSearchShape>

const view = { menu: 'devices', level: 'view', page: 'devices' } as const
const manage = { menu: 'devices', level: 'manage', page: 'devices' } as const
const company = z.object({ company: idShape })
const tab = z.object({ tab: z.enum(tabNames) })
const tag = 'Devices'
const searches = '/companies/{company}/saved-searches'

/** Security › Device status. */
export const devices = {
  list: endpoint({
    method: 'GET',
    path: '/companies/{company}/devices',
    summary: 'Device rows of a tab, filtered and sorted',
    description:
      'Rows with access in the last 3 years (DS-1). A role limited to a team sees its members’; a role without names none (P-2).',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      company
        .extend(tab.shape)
        .extend(deviceFilterShape.shape)
        .extend({
          sort: z.enum(deviceSorts).default('lastAccess'),
          direction: z.enum(directions).default('desc'),
          cursor: z.string().max(1_000).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
    )
    .output(deviceListShape),

  count: endpoint({
    method: 'GET',
    path: '/companies/{company}/devices/count',
    summary: 'How many device rows a search finds, exactly',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend(tab.shape).extend(deviceFilterShape.shape))
    .output(z.object({ total: countShape })),

  distribution: endpoint({
    method: 'GET',
    path: '/companies/{company}/devices/distribution',
    summary: 'Which versions of app and system run, how many devices are stale, how many can be updated (DS-12)',
    tag,
    access: view,
  })
    .input(company.extend(tab.shape))
    .output(distributionShape),

  get: endpoint({
    method: 'GET',
    path: '/companies/{company}/devices/{device}',
    summary: 'All that is known of a device',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend({ device: idShape }))
    .output(deviceDetailShape),

  ofMember: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/devices',
    summary: 'A member’s device rows of the last 3 years (MB-10)',
    tag,
    access: { menu: 'members', level: 'view' },
    errors: ['names_hidden'],
  })
    .input(company.extend({ member: idShape }))
    .output(z.object({ items: z.array(deviceRowShape) })),

  notifyUpdate: endpoint({
    method: 'POST',
    once: true,
    path: '/companies/{company}/devices/update-notices',
    summary: 'Send members the notice to update an app of theirs (DS-6)',
    description:
      'To 1 to 100 device rows, one service notification each. Asked again, it sends none twice: what was told within the last hour is answered as such.',
    tag,
    access: manage,
    errors: ['names_hidden'],
  })
    .input(company.extend({ rows: z.array(idShape).min(1).max(maxUpdateNotices) }))
    .output(updateNoticesShape),

  versions: endpoint({
    method: 'GET',
    path: '/companies/{company}/newest-versions',
    summary: 'The newest versions kept',
    tag,
    access: view,
  })
    .input(company)
    .output(newestVersionsShape),

  setVersions: endpoint({
    method: 'PUT',
    path: '/companies/{company}/newest-versions',
    summary: 'Keep other newest versions (DS-7)',
    tag,
    access: manage,
    errors: ['changed_meanwhile'],
  })
    .input(
      company.extend({
        revision: z.number().int(),
        versions: z.array(newestVersionShape).max(deviceApps.length * operatingSystems.length),
      }),
    )
    .output(newestVersionsShape),

  searches: endpoint({ method: 'GET', path: searches, summary: 'One’s own saved searches (DS-12)', tag, access: view })
    .input(company)
    .output(z.object({ items: z.array(savedSearchShape) })),

  saveSearch: endpoint({
    method: 'POST',
    once: true,
    path: searches,
    summary: 'Save a search under a name; one of the same name is replaced',
    tag,
    access: view,
    errors: ['limit_reached'],
  })
    .input(company.extend(savedSearchShape.omit({ id: true }).shape))
    .output(savedSearchShape),

  forgetSearch: endpoint({ method: 'DELETE', path: `${searches}/{search}`, summary: 'Forget a saved search', tag, access: view })
    .input(company.extend({ search: idShape }))
    .output(z.object({ forgotten: z.literal(true) })),
}
