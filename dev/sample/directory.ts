import { affiliate, createTeam, createTitle, type Registration } from '../../server/modules/members/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import type { CompanyPlan } from './organization.ts'
import type { Random } from './random.ts'

type Post = { profile: NonNullable<Registration['profile']>; team: NonNullable<Registration['team']> }
/** A company's teams and ranks, and the leading posts that nobody holds yet. */
export type Directory = {
  /** The teams that people are registered into. */
  teams: string[]
  levels: string[]
  userTypes: string[]
  /** The position below a leader's. */
  deputy: string | null
  vacant: Post[]
}

/** Makes the teams of a company, with their leading posts, and its levels, positions, user types and custom fields. */
export async function foundDirectory(ctx: Ctx, companyId: string, plan: CompanyPlan): Promise<Directory> {
  const make = async (kind: Parameters<typeof createTitle>[1], names: readonly string[], more: { executive?: boolean } = {}) => {
    const ids: string[] = []
    for (const name of names) ids.push(await createTitle(ctx, kind, companyId, { name, ...more }))
    return ids
  }
  const executives = await make('level', plan.executives, { executive: true })
  const levels = await make('level', plan.levels)
  const positions = await make('position', plan.positions)
  const [head, lead, deputy] = positions.slice(-3)
  const userTypes = await make('user_type', plan.userTypes)
  await make('custom_field', plan.customFields)
  const userTypeId = userTypes[0] ?? null
  const post = (teamId: string, positionId: string | undefined, levelId: string | undefined): Post => ({
    profile: { levelId: levelId ?? null, userTypeId },
    team: { teamId, positionId: positionId ?? null, isLeader: true },
  })
  const directory: Directory = { teams: [], levels, userTypes, deputy: deputy ?? null, vacant: [] }
  for (const division of plan.divisions) {
    const parentId = await createTeam(ctx, { companyId, parentId: null, name: division.name })
    const isTop = division.teams.length === 0
    directory.vacant.push(post(parentId, isTop ? positions[0] : head, isTop ? executives[0] : executives.at(-1)))
    for (const name of division.teams) {
      const hidden = plan.privateTeam?.name === name ? plan.privateTeam : null
      const id = await createTeam(ctx, { companyId, parentId, name, private: hidden !== null, description: hidden?.description })
      directory.vacant.push(post(id, lead, levels[0]))
      directory.teams.push(id)
    }
  }
  return directory
}

/** Where a person stands: a leading post while one is vacant, else some team and a level as common as it is low. */
export function inventPost(random: Random, directory: Directory, mayLead: boolean): Post {
  const vacant = mayLead ? directory.vacant.shift() : undefined
  if (vacant) return vacant
  const { levels, userTypes } = directory
  const steps = levels.length - 1
  const step = steps - Math.floor(random.number() ** 1.7 * steps)
  const userTypeId = userTypes[random.chance(0.9) ? 0 : 1 + random.below(userTypes.length - 1)] ?? null
  return {
    profile: { levelId: levels[step] ?? null, userTypeId },
    team: { teamId: random.pick(directory.teams), positionId: random.chance(0.07) ? directory.deputy : null, isLeader: false },
  }
}

/**
 * MB-3, MB-7: puts people into their teams, all at once. Some help out in a second one, and a few of these are not shown there.
 */
export async function placePeople(
  ctx: Ctx,
  random: Random,
  companyId: string,
  directory: Directory,
  people: { memberId: string; post: Post }[],
): Promise<void> {
  const primary = people.map(({ memberId, post }) => ({ ...post.team, memberId, companyId, isPrimary: true }))
  const lent = people.flatMap(({ memberId, post }) => {
    const teamId = random.pick(directory.teams)
    if (!random.chance(0.06) || teamId === post.team.teamId) return []
    return [{ memberId, teamId, companyId, isPrimary: false, isLeader: false, visible: random.chance(0.8) }]
  })
  await affiliate(ctx, [...primary, ...lent])
}
