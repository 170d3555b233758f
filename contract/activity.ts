import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { connectionDays } from './connections.ts'
import { dayShape, idShape, instantShape, surfaceShape } from './words.ts'

/** AU-3: the presets of the period picker, shortest first. */
export const presets = ['7d', '30d', '3m', '6m', '1y'] as const
export type Preset = (typeof presets)[number]
export const defaultPreset: Preset = '30d'

/**
 * A period as it stands in the screen's URL and in the API: a preset, or `2026-01-05..2026-02-03` (both days included).
 * Its bounds are checked by the server (AU-3), which answers `period_invalid` with the allowed range.
 */
export const periodShape = z.union([
  z.enum(presets),
  z.string().regex(/^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/, 'a preset, or FROM..TO as YYYY-MM-DD..YYYY-MM-DD'),
])
export type Period = z.infer<typeof periodShape>

/** AU-4: the two sections of the page. */
export const sections = ['active', 'mobile'] as const
export type Section = (typeof sections)[number]

const countShape = z.number().int().min(0)

export const seriesShape = z.object({
  /** Distinct members over the whole period (AU-2), not the sum of the days. */
  distinct: countShape,
  /** One entry per day of the period, in order; null where nothing is known yet (the company is younger). */
  counts: z.array(countShape.nullable()),
})

export const sectionShape = z.object({
  period: z.object({
    /** The preset asked for, or null for a custom range. */
    preset: z.enum(presets).nullable(),
    from: dayShape,
    to: dayShape,
    days: z.number().int().min(1),
  }),
  series: z.object({
    active: seriesShape.optional(),
    /** Signed in interactively (AU-1), a part of `active`. */
    signed_in: seriesShape.optional(),
    mobile: seriesShape.optional(),
  }),
})

export const activeUsersShape = z.object({
  company: z.object({ id: idShape, name: z.string() }),
  /** Time zone in force today. */
  zone: z.string(),
  /** Today in the company's zone: its numbers are partial (AU-7). */
  today: dayShape,
  /** Days that may be asked for (AU-3). */
  range: z.object({ earliest: dayShape, latest: dayShape }),
  /** First day anything is known of, null for a company without any use. */
  knownFrom: dayShape.nullable(),
  /** Time zone changes within the shown days (T-3). `day` is the first day of the new zone. */
  zoneChanges: z.array(z.object({ day: dayShape, from: z.string(), to: z.string() })),
  generatedAt: instantShape,
  active: sectionShape,
  mobile: sectionShape,
})
export type ActiveUsers = z.infer<typeof activeUsersShape>

/** MB-2: sign-ins of a member are counted day by day for as long as connections are shown. */
export const signInDays = connectionDays

/** MB-2: how a member has used the suite in the company. */
export const memberActivityShape = z.object({
  /** Time zone in force today. */
  zone: z.string(),
  /** Today in the company's zone, not over yet. */
  today: dayShape,
  signIns: z.object({
    from: dayShape,
    to: dayShape,
    /** One entry per day, in order: connections that began with the apps; null before the member was in the company. */
    app: z.array(countShape.nullable()),
    /** The same of browsers. */
    web: z.array(countShape.nullable()),
  }),
  year: z.object({
    from: dayShape,
    to: dayShape,
    /** The first day that something can be known of. */
    knownFrom: dayShape,
    /** By surface, in order: the days on which the member signed in to it or used it. */
    surfaces: z.array(z.object({ surface: surfaceShape, days: z.array(dayShape) })),
  }),
})
export type MemberActivity = z.infer<typeof memberActivityShape>

const statistics = { menu: 'statistics', level: 'view' } as const

export const activity = {
  activeUsers: endpoint({
    method: 'GET',
    path: '/companies/{company}/statistics/active-users',
    summary: 'Active users, day by day',
    description:
      'A member is active on a day when they signed in or used the suite that day on any surface. The figure of a period counts distinct members (AU-1, AU-2).',
    tag: 'Statistics',
    access: statistics,
    errors: ['period_invalid'],
  })
    .input(
      z.object({
        company: idShape,
        active: periodShape.optional().describe('Period of the section “Active users”; default 30d'),
        mobile: periodShape.optional().describe('Period of the section “Active mobile app users”; default 30d'),
      }),
    )
    .output(activeUsersShape),

  activeUsersFile: endpoint({
    method: 'GET',
    path: '/companies/{company}/statistics/active-users.xlsx',
    summary: 'Active users as an Excel file',
    tag: 'Statistics',
    access: statistics,
    errors: ['period_invalid'],
  })
    .input(z.object({ company: idShape, section: z.enum(sections), period: periodShape.optional() }))
    .output(z.file()),

  ofMember: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/activity',
    summary: 'A member’s sign-ins per day, and their active days by app (MB-2)',
    description: `Sign-ins of the last ${signInDays} days: connections that began, by the apps and in browsers. Active days of a year: signed in or used (AU-1). Of this company alone (MB-16).`,
    tag: 'Members',
    access: { menu: 'members', level: 'view' },
    errors: ['names_hidden'],
  })
    .input(z.object({ company: idShape, member: idShape }))
    .output(memberActivityShape),
}
