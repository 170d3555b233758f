import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { administratorRoles, dayShape, idShape, instantShape, memberStates, textShape } from './words.ts'

/** What the list is sorted by; `order` is that of the organization: executives, leaders, then by position, level and name. */
export const memberSorts = ['order', 'name', 'login', 'employeeNumber', 'createdAt', 'lastUse'] as const
export type MemberSort = (typeof memberSorts)[number]
export const directions = ['asc', 'desc'] as const

/** AU-8: a member has lapsed who has not used the suite in the company within so many days. */
export const lapsedDays = 30

/** When a member last used the suite in this company (AU-1), in days up to today; `lapsed`: not within {@link lapsedDays}, or never here. */
export const lastUses = ['7', '30', '90', 'lapsed', 'older', 'never'] as const
export type LastUse = (typeof lastUses)[number]

/** MB-1: a pending member expires after so many days. */
export const pendingDays = 30
/** MB-1: a pending member is about to expire so many days before. */
export const expiringDays = 7

const switchShape = z.enum(['true', 'false'])

/** The list’s filters, the same names in the screen’s URL, in the API and in files. All combine. */
export const memberFilterShape = z.object({
  q: textShape(100).min(1).optional().describe('A literal part of name, nickname, ID, employee number or alias address'),
  state: z.enum(memberStates).optional().describe('Without it: all but deleted members'),
  team: idShape.optional(),
  subteams: switchShape.optional().describe('false: members of the team itself only'),
  level: idShape.optional(),
  userType: idShape.optional(),
  onLeave: switchShape.optional(),
  blocked: switchShape.optional(),
  twoStep: switchShape.optional().describe('Whether 2-step verification is set up (MB-8)'),
  lastUse: z
    .enum(lastUses)
    .optional()
    .describe(
      `Used within 7, 30, 90 days, longer ago (older), never in this company, or not within ${lapsedDays} days (lapsed: longer ago, or never)`,
    ),
  expiring: z.literal('true').optional().describe(`Pending members who expire within ${expiringDays} days (MB-1)`),
})
export type MemberFilter = z.infer<typeof memberFilterShape>

const sortShape = z.object({ sort: z.enum(memberSorts).default('order'), direction: z.enum(directions).default('asc') })

/** Columns that can be chosen, on screen and in files; the name is always there. */
export const memberColumns = [
  'login',
  'state',
  'team',
  'position',
  'level',
  'userType',
  'employeeNumber',
  'nickname',
  'lastUse',
  'createdAt',
  'personalEmail',
  'role',
] as const
export type MemberColumn = (typeof memberColumns)[number]

/** Rows that an Excel file holds at most; a CSV holds any number. */
export const maxWorkbookRows = 5_000

const isColumn = (name: string): name is MemberColumn => (memberColumns as readonly string[]).includes(name)
const columnsShape = z
  .string()
  .max(500)
  .refine((names) => names.split(',').every(isColumn), { error: `of ${memberColumns.join(', ')}, with commas between` })
  .optional()
  .describe('Columns of the file besides the name, with commas between; all when absent')

const namedShape = z.object({ id: idShape, name: z.string() })
const countShape = z.number().int().min(0)

/** A row of the list. */
export const listedMemberShape = z.object({
  id: idShape,
  /** The whole ID, `login@domain`. */
  login: z.string(),
  name: z.string(),
  phonetic: z.string().nullable(),
  nickname: z.string().nullable(),
  employeeNumber: z.string().nullable(),
  state: z.enum(memberStates),
  /** MB-14: away now. */
  onLeave: z.boolean(),
  appBlocked: z.boolean(),
  level: namedShape.nullable(),
  userType: namedShape.nullable(),
  /** The primary team (MB-3); null: there is none, or it lies outside the caller's reach (P-2). */
  team: namedShape.nullable(),
  /** How many teams besides. */
  furtherTeams: countShape,
  /** In the primary team, where it is named. */
  position: z.string().nullable(),
  hasPersonalEmail: z.boolean(),
  /** The newest day with a sign-in or use in this company; null: none known. */
  lastUse: dayShape.nullable(),
  createdAt: instantShape,
  /** When the photo was changed; null: there is none. */
  photoChangedAt: instantShape.nullable(),
  /** Held in this company. */
  administratorRole: z.enum(administratorRoles).nullable(),
})
export type ListedMember = z.infer<typeof listedMemberShape>

export const memberListShape = z.object({
  items: z.array(listedMemberShape),
  next: z.string().nullable(),
  /** Null where counting would hold the page up: `members/count` answers it. */
  total: countShape.nullable(),
  /** P-2: true: the role sees totals only. */
  namesHidden: z.boolean(),
})
export type MemberList = z.infer<typeof memberListShape>

export const memberSummaryShape = z.object({
  /** All but deleted. */
  total: countShape,
  states: z.record(z.enum(memberStates), countShape),
  onLeave: countShape,
  appBlocked: countShape,
})
export type MemberSummary = z.infer<typeof memberSummaryShape>

const view = { menu: 'members', level: 'view' } as const
const company = z.object({ company: idShape })
const tag = 'Members'
const file = company.extend(memberFilterShape.shape).extend(sortShape.shape).extend({ columns: columnsShape })

/** The members of a company as a list. */
export const members = {
  list: endpoint({
    method: 'GET',
    path: '/companies/{company}/members',
    summary: 'Members, filtered, searched and sorted',
    description: 'A role limited to a team sees its subtree; a role without names sees totals only and cannot search (P-2).',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      company
        .extend(memberFilterShape.shape)
        .extend(sortShape.shape)
        .extend({ cursor: z.string().max(2000).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    )
    .output(memberListShape),

  count: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/count',
    summary: 'How many members a filter finds, exactly',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend(memberFilterShape.shape))
    .output(z.object({ total: countShape })),

  summary: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/summary',
    summary: 'How many members are in which state',
    tag,
    access: view,
  })
    .input(company)
    .output(memberSummaryShape),

  xlsx: endpoint({
    method: 'GET',
    path: '/companies/{company}/members.xlsx',
    summary: 'The list as an Excel file, up to 5,000 rows',
    description: 'Of any number of rows as a CSV file: `POST …/members/exports`.',
    tag,
    access: view,
    errors: ['names_hidden', 'too_many_rows'],
  })
    .input(file)
    .output(z.file()),
}
