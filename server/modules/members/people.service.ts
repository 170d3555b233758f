import type { MemberState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { lockMember } from './members.queries.ts'
import { selectPeople, selectPrimaryTeams, selectTeamNames, type PersonRow } from './people.queries.ts'
import { stateOf } from './state.rules.ts'

type Person = { id: string; companyId: string; name: string; login: string; state: MemberState }

const toPerson = (row: PersonRow, now: Date): Person => ({
  id: row.id,
  companyId: row.companyId,
  name: row.name,
  login: `${row.login}@${row.domain}`,
  state: stateOf(row, now),
})

/** MB-1: who members are, by id, with their state; those purged are missing. */
export async function findPeople(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await selectPeople(ctx, [...new Set(ids)])
  return new Map(rows.map((row) => [row.id, toPerson(row, ctx.now)]))
}

/** MB-1: locks a member of the company, so that the state stays until the commit; undefined: there is none. */
export async function lockPerson(ctx: Ctx, companyId: string, memberId: string): Promise<Person | undefined> {
  const member = await lockMember(ctx, memberId)
  if (member?.companyId !== companyId) return undefined
  return (await findPeople(ctx, [memberId])).get(memberId)
}

/** MB-3, P-2: members' primary teams in a company, by member; those without one, or whose lies outside the role's team, are missing. */
export async function findPrimaryTeams(
  ctx: Ctx,
  companyId: string,
  ids: readonly string[],
  reach: string | null,
): Promise<Map<string, { id: string; name: string }>> {
  const rows = await selectPrimaryTeams(ctx, companyId, ids, reach)
  return new Map(rows.map(({ memberId, id, name }) => [memberId, { id, name }]))
}

/** Names of teams, by id; those deleted are missing. */
export async function findTeamNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await selectTeamNames(ctx, [...new Set(ids)])).map((t) => [t.id, t.name]))
}
