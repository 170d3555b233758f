import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, memberStates, nameShape, textShape } from './words.ts'

/** Limits of a company's tree of teams. */
export const maxTeams = 10_000
export const maxTeamDepth = 20
/** MB-3: teams a member may be in at once. */
export const maxAffiliations = 30
/** Members added to a team at once. */
export const maxTeamAdditions = 100
/** Levels, positions, user types or custom fields of a company. */
export const maxTitles = 200

const countShape = z.number().int().min(0)
const descriptionShape = textShape(500)
  .transform((text) => text || null)
  .nullable()

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable(), total: countShape })

/** A node of the tree; siblings stand in order. */
export const teamShape = z.object({
  id: idShape,
  /** Null for a topmost team, and for the team that a role is limited to. */
  parentId: idShape.nullable(),
  name: z.string(),
  private: z.boolean(),
})
export type Team = z.infer<typeof teamShape>

const teamCountShape = z.object({
  teamId: idShape,
  /** Members of the team itself. */
  direct: countShape,
  /** Members of the team and all teams beneath, each counted once. */
  total: countShape,
})

export const teamDetailShape = teamShape.extend({
  description: z.string().nullable(),
  /** Raised by every change of the team itself; sent back with the next one. */
  revision: z.number().int(),
  /** The teams above, as far as the caller’s role reaches, the topmost first. */
  path: z.array(z.object({ id: idShape, name: z.string(), private: z.boolean() })),
  direct: countShape,
  total: countShape,
})
export type TeamDetail = z.infer<typeof teamDetailShape>

/** A member as they stand in a team. */
export const teamMemberShape = z.object({
  id: idShape,
  name: z.string(),
  /** The whole ID, `login@domain`. */
  login: z.string(),
  state: z.enum(memberStates),
  /** MB-14: away now. */
  onLeave: z.boolean(),
  position: z.string().nullable(),
  level: z.string().nullable(),
  executive: z.boolean(),
  isPrimary: z.boolean(),
  isLeader: z.boolean(),
  /** MB-7: false: the organization chart hides the member in this team. */
  visible: z.boolean(),
})
export type TeamMember = z.infer<typeof teamMemberShape>

export const affiliationInputShape = z.object({
  teamId: idShape,
  positionId: idShape.nullable().default(null),
  isPrimary: z.boolean(),
  isLeader: z.boolean().default(false),
  /** MB-7: false: *Private*. */
  visible: z.boolean().default(true),
  /** MB-7: false: *Include when sharing with a team: Exclude*. */
  useTeamFeature: z.boolean().default(true),
})
export type AffiliationInput = z.infer<typeof affiliationInputShape>

/**
 * MB-3: exactly one is primary, no team twice; none at all is a member without a team. Where a role is limited to a team, the primary one
 * may be outside it: the server knows.
 */
const affiliationsShape = z
  .array(affiliationInputShape)
  .max(maxAffiliations)
  .superRefine((list, issues) => {
    if (list.filter((a) => a.isPrimary).length > 1) issues.addIssue({ code: 'custom', message: 'exactly one is primary' })
    if (new Set(list.map((a) => a.teamId)).size !== list.length) issues.addIssue({ code: 'custom', message: 'a team twice' })
  })

/** `member`: what the organization chart shows to members who are in no team: nothing private (MB-7). */
const asShape = z.enum(['administrator', 'member']).default('administrator')

const view = { menu: 'members', level: 'view' } as const
const manage = { menu: 'members', level: 'manage' } as const
const company = z.object({ company: idShape })
const one = company.extend({ team: idShape })
const placed = z.object({
  parentId: idShape.nullable(),
  beforeId: idShape.nullable().describe('The sibling it comes to stand before; null: last'),
})
const revised = z.object({ revision: z.number().int() })
const deleted = z.object({ deleted: z.literal(true) })
const teams = '/companies/{company}/teams'
const tag = 'Teams'

/** The tree of teams, who is in them, and what a company calls its levels and positions. */
export const organization = {
  teams: endpoint({
    method: 'GET',
    path: teams,
    summary: 'The whole tree of teams as a flat list',
    description:
      'Siblings in order; at most 10,000. A role limited to a team sees its subtree (P-2). `as=member`: without private teams and what is beneath them.',
    tag,
    access: view,
  })
    .input(company.extend({ as: asShape }))
    .output(listOf(teamShape)),

  teamCounts: endpoint({
    method: 'GET',
    path: `${teams}/counts`,
    summary: 'How many members every team has, without and with those beneath it',
    tag,
    access: view,
  })
    .input(company)
    .output(listOf(teamCountShape)),

  teamLeaders: endpoint({
    method: 'GET',
    path: `${teams}/leaders`,
    summary: 'The leaders of every team',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend({ as: asShape }))
    .output(
      listOf(
        z.object({
          teamId: idShape,
          memberId: idShape,
          name: z.string(),
          position: z.string().nullable(),
          onLeave: z.boolean(),
          visible: z.boolean(),
        }),
      ),
    ),

  team: endpoint({ method: 'GET', path: `${teams}/{team}`, summary: 'One team', tag, access: view })
    .input(one)
    .output(teamDetailShape),

  createTeam: endpoint({
    method: 'POST',
    once: true,
    path: teams,
    summary: 'Create a team',
    tag,
    access: manage,
    errors: ['limit_reached', 'too_deep', 'name_taken'],
    successStatus: 201,
  })
    .input(
      company.extend({
        parentId: idShape.nullable(),
        name: nameShape,
        description: descriptionShape.optional(),
        private: z.boolean().default(false),
      }),
    )
    .output(z.object({ id: idShape })),

  updateTeam: endpoint({
    method: 'PATCH',
    path: `${teams}/{team}`,
    summary: 'Rename or describe a team, or make it private',
    description: 'A private team and everything beneath it is hidden in the organization chart from those who are not in it.',
    tag,
    access: manage,
    errors: ['changed_meanwhile', 'name_taken'],
  })
    .input(
      one.extend({
        revision: z.number().int(),
        name: nameShape.optional(),
        description: descriptionShape.optional(),
        private: z.boolean().optional(),
      }),
    )
    .output(revised),

  moveTeam: endpoint({
    method: 'POST',
    once: false,
    path: `${teams}/{team}/move`,
    summary: 'Move a team, with everything beneath it, to another place in the tree',
    tag,
    access: manage,
    errors: ['team_beneath_itself', 'too_deep', 'name_taken'],
  })
    .input(one.extend(placed.shape))
    .output(placed.pick({ parentId: true })),

  deleteTeam: endpoint({
    method: 'DELETE',
    path: `${teams}/{team}`,
    summary: 'Delete an empty team',
    description: 'Not while it has members (deleted ones until purge included) or teams beneath it, or limits an administrator’s role.',
    tag,
    access: manage,
    errors: ['still_in_use'],
  })
    .input(one)
    .output(deleted),

  teamMembers: endpoint({
    method: 'GET',
    path: `${teams}/{team}/members`,
    summary: 'The members of a team, in the order of the organization chart',
    description: 'Executives, then leaders, then by position, level and name. `as=member`: only what members outside the team see (MB-7).',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      one.extend({
        as: asShape,
        cursor: z.string().max(1000).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(listOf(teamMemberShape)),

  addTeamMembers: endpoint({
    method: 'POST',
    once: true,
    path: `${teams}/{team}/members`,
    summary: 'Add members to a team',
    description: 'At most 100 at once, all or none. The first team of a member becomes the primary one.',
    tag,
    access: manage,
    errors: ['limit_reached', 'member_state', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(one.extend({ members: z.array(idShape).min(1).max(maxTeamAdditions) }))
    .output(z.object({ added: countShape })),

  removeTeamMember: endpoint({
    method: 'DELETE',
    path: `${teams}/{team}/members/{member}`,
    summary: 'Take a member out of a team',
    description: 'Where it was the primary team, another of theirs becomes primary: one within the caller’s reach, or none.',
    tag,
    access: manage,
    errors: ['member_state', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(one.extend({ member: idShape }))
    .output(z.object({ removed: z.literal(true) })),

  setAffiliations: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/affiliations',
    summary: 'A member’s teams: the whole list (MB-3, MB-7)',
    description:
      'At most 30, exactly one primary. Of a role limited to a team it is the list of those within it; what is outside stays as it is, and counts.',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'changed_meanwhile', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(company.extend({ member: idShape, revision: z.number().int(), affiliations: affiliationsShape }))
    .output(revised),

  setSearch: endpoint({
    method: 'PUT',
    path: '/companies/{company}/members/{member}/search',
    summary: 'Whether other members find this one by search (MB-6)',
    tag: 'Members',
    access: manage,
    errors: ['member_state', 'not_allowed_on_superior', 'names_hidden'],
  })
    .input(company.extend({ member: idShape, primary: z.boolean(), concurrent: z.boolean() }))
    .output(z.object({ primary: z.boolean(), concurrent: z.boolean() })),
}
