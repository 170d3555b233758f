import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { operatingSystemShape } from './devices.ts'
import { directions } from './members.ts'
import { teamShape } from './organization.ts'
import { idShape, instantShape, lineShape, memberStates } from './words.ts'

/** IS-1: the apps that installation status is about; the Drive apps are no part of it. */
export const installationApps = ['mobile', 'pc'] as const
export type InstallationApp = (typeof installationApps)[number]

/** IS-1: how a member stands with an app. */
export const installationStates = ['installed', 'not_installed', 'no_permission'] as const
export type InstallationState = (typeof installationStates)[number]

/** IS-2: why a member gets no installation guide, in the order in which it is asked. */
export const guideBlocks = ['deleted', 'suspended', 'awaiting', 'no_permission', 'installed', 'no_email', 'opted_out'] as const
export type GuideBlock = (typeof guideBlocks)[number]

/** What the list is sorted by. */
export const installationSorts = ['name', 'login'] as const
export type InstallationSort = (typeof installationSorts)[number]

/** IS-2: whether a guide can be sent, or why not; deleted members are not listed. */
export const guideFilters = ['selectable', 'suspended', 'awaiting', 'no_permission', 'installed', 'no_email', 'opted_out'] as const

/** So many open teams of a tree are told apart when their counts are asked for; of more, all teams are counted. */
export const maxOpenTeams = 60

const uuids = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const openTeamsShape = z.string().regex(new RegExp(`^(?:${uuids}(?:,${uuids}){0,${maxOpenTeams - 1}})?$`))
const countShape = z.number().int().min(0)
const stateShape = z.enum(installationStates)
const switchShape = z.enum(['true', 'false'])

const teamFilterShape = z.object({
  team: idShape.optional(),
  subteams: switchShape.optional().describe('Whether the teams beneath count, too; they do unless this is false'),
})

/** Filters, named alike in the URL of the screen and in the API. */
export const installationFilterShape = teamFilterShape.extend({
  q: lineShape(100).min(1).optional().describe('A part of a name, nickname, ID or employee number, literally'),
  mobile: stateShape.optional(),
  pc: stateShape.optional(),
  guide: z.enum(guideFilters).optional().describe('Whether a guide can be sent (`selectable`), or why not (IS-2)'),
})
export type InstallationFilter = z.infer<typeof installationFilterShape>

/** IS-1: an app: its state and, where it is installed, the latest device and when it was last used there. */
const appShape = z.object({
  state: stateShape,
  latest: z
    .object({
      device: z.object({ id: idShape, model: z.string() }),
      os: operatingSystemShape,
      at: instantShape,
    })
    .nullable(),
})

/** A row of the list. */
export const installationRowShape = z.object({
  id: idShape,
  name: z.string(),
  /** The whole ID, `login@domain`. */
  login: z.string(),
  state: z.enum(memberStates),
  /** The primary team (MB-3); null: there is none, or it lies outside the caller's reach (P-2). */
  team: z.object({ id: idShape, name: z.string() }).nullable(),
  mobile: appShape,
  pc: appShape,
  /** IS-2: why no guide can be sent to the member; null: one can. */
  guideBlocked: z.enum(guideBlocks).nullable(),
})
export type InstallationRow = z.infer<typeof installationRowShape>

export const installationListShape = z.object({
  items: z.array(installationRowShape),
  next: z.string().nullable(),
  /** P-2: true: the role sees totals only. */
  namesHidden: z.boolean(),
})
export type InstallationList = z.infer<typeof installationListShape>

const appCountShape = z.object({ installed: countShape, notInstalled: countShape, noPermission: countShape })

/** Members in numbers: how they stand with each app, and how many can be sent a guide. */
export const installationSummaryShape = z.object({
  members: countShape,
  mobile: appCountShape,
  pc: appCountShape,
  /** IS-2: members to whom a guide can be sent. */
  selectable: countShape,
})
export type InstallationSummary = z.infer<typeof installationSummaryShape>

const teamCountShape = z.object({ teamId: idShape, members: countShape, mobile: appCountShape, pc: appCountShape })
/** IS-1: how many members of a team stand how with each app. */
export type InstallationTeamCount = z.infer<typeof teamCountShape>

const view = { menu: 'installation', level: 'view', page: 'installation' } as const
const company = z.object({ company: idShape })
const tag = 'Installation status'
const members = '/companies/{company}/installation/members'
const teams = '/companies/{company}/installation/teams'

/** Statistics › Installation status. */
export const installation = {
  members: endpoint({
    method: 'GET',
    path: members,
    summary: 'Members with the state of their mobile and PC apps (IS-1), and whether a guide can be sent (IS-2)',
    description:
      'Deleted members are not listed. A role limited to a team sees its subtree; a role without names none, and cannot search (P-2).',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      company.extend(installationFilterShape.shape).extend({
        sort: z.enum(installationSorts).default('name'),
        direction: z.enum(directions).default('asc'),
        cursor: z.string().max(2_000).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(installationListShape),

  count: endpoint({
    method: 'GET',
    path: `${members}/count`,
    summary: 'How many members a filter finds, exactly',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend(installationFilterShape.shape))
    .output(z.object({ total: countShape })),

  summary: endpoint({
    method: 'GET',
    path: '/companies/{company}/installation/summary',
    summary: 'How many members have which app, lack it or may not use it, and how many can be sent a guide',
    tag,
    access: view,
  })
    .input(company.extend(teamFilterShape.shape))
    .output(installationSummaryShape),

  teams: endpoint({
    method: 'GET',
    path: teams,
    summary: 'The tree of teams as a flat list',
    description: 'Siblings in order; at most 10,000. A role limited to a team sees its subtree (P-2).',
    tag,
    access: view,
  })
    .input(company)
    .output(z.object({ items: z.array(teamShape) })),

  teamCounts: endpoint({
    method: 'GET',
    path: `${teams}/counts`,
    summary: 'How many members of every team have which app, lack it or may not use it',
    description:
      'Of the teams that have members. `subteams=false`: without those of the teams beneath. `open`: ids of up to 60 teams, separated by commas: only the topmost teams and those right beneath these are counted. A role limited to a team sees its subtree (P-2).',
    tag,
    access: view,
  })
    .input(company.extend({ subteams: teamFilterShape.shape.subteams, open: openTeamsShape.optional() }))
    .output(z.object({ items: z.array(teamCountShape) })),
}
