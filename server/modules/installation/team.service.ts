import type { InstallationSummary, InstallationTeamCount } from '@muster/contract'
import { findTeamsUnder, findTeamsWithin } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { countAwaiting, selectKinds } from './list.queries.ts'
import type { Kind } from './list.rules.ts'
import type { Reach } from './list.service.ts'
import { selectTeamCounts } from './team.queries.ts'

const nobody = { installed: 0, notInstalled: 0, noPermission: 0 }

/** `open`: teams that stand open in a tree: only the topmost and those right beneath them are counted; null: all. */
type AskedCounts = { companyId: string; beneath: boolean; open: string[] | null; reach: Reach }

/** IS-1: how many members of each team that has any stand how with each app, as far as the actor's role reaches (P-2). */
export async function listInstallationTeamCounts(
  ctx: Ctx,
  { companyId, beneath, open, reach }: AskedCounts,
): Promise<InstallationTeamCount[]> {
  const shown = open && [...(await findTeamsUnder(ctx, companyId, open)), ...(reach.team === null ? [] : [reach.team])]
  const counts = await selectTeamCounts(ctx, companyId, beneath, shown)
  const reached = reach.team === null ? null : new Set(await findTeamsWithin(ctx, companyId, undefined, reach.team))
  return counts.flatMap(({ selectable: _, ...count }) => (reached === null || reached.has(count.teamId) ? [count] : []))
}

type Asked = { companyId: string; team: string | undefined; beneath: boolean; reach: Reach }

/** IS-1, IS-2: members in numbers: of a team, or of all whom the role reaches (P-2), deleted ones apart. @throws not_found */
export async function summarizeInstallation(ctx: Ctx, { companyId, team, beneath, reach }: Asked): Promise<InstallationSummary> {
  const teams = await findTeamsWithin(ctx, companyId, team, reach.team, team === undefined || beneath)
  const kinds = await selectKinds(ctx, companyId)
  // Whoever awaits their first day is counted with those who could be sent a guide.
  const ahead = await countAwaiting(ctx, { companyId, kinds: kinds.filter((k) => k.blocked === null), teams })
  const of = team ?? reach.team
  if (of === null) return summaryOf(kinds, ahead)
  const [counted] = await selectTeamCounts(ctx, companyId, team === undefined || beneath, [of])
  const { members = 0, mobile = nobody, pc = nobody, selectable = 0 } = counted ?? {}
  return { members, mobile, pc, selectable: selectable - ahead }
}

function summaryOf(kinds: readonly Kind[], ahead: number): InstallationSummary {
  const count = (of: (kind: Kind) => boolean) => kinds.reduce((sum, kind) => sum + (of(kind) ? kind.n : 0), 0)
  const app = (state: (kind: Kind) => Kind['mobile']) => ({
    installed: count((k) => state(k) === 'installed'),
    notInstalled: count((k) => state(k) === 'not_installed'),
    noPermission: count((k) => state(k) === 'no_permission'),
  })
  return {
    members: count(() => true),
    mobile: app((k) => k.mobile),
    pc: app((k) => k.pc),
    selectable: count((k) => k.blocked === null) - ahead,
  }
}
