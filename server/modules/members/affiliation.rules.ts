import type { AffiliationInput } from '@muster/contract'

/** A place in a team as it stands with a member. */
export type Affiliation = Required<AffiliationInput>

/** MB-3: exactly one is primary, unless there is none at all. */
export function onePrimary(affiliations: readonly Pick<Affiliation, 'isPrimary'>[]): boolean {
  return affiliations.length === 0 || affiliations.filter((a) => a.isPrimary).length === 1
}

/** MB-3: the list without a team; where that was the primary one, the first of the rest becomes it, of those `preferred` if there is one. */
export function withoutTeam(affiliations: readonly Affiliation[], teamId: string, preferred?: ReadonlySet<string>): Affiliation[] {
  const rest = affiliations.filter((a) => a.teamId !== teamId)
  if (onePrimary(rest)) return rest
  const next = rest.find((a) => preferred?.has(a.teamId)) ?? rest[0]
  return rest.map((a) => ({ ...a, isPrimary: a === next }))
}

/** MB-3: the list with one more team; the first becomes the primary one. */
export function withTeam(affiliations: readonly Affiliation[], teamId: string): Affiliation[] {
  const added = { teamId, positionId: null, isPrimary: affiliations.length === 0, isLeader: false, visible: true, useTeamFeature: true }
  return [...affiliations, added]
}

/** Whether two lists say the same, in whatever order. */
export function sameAffiliations(a: readonly Affiliation[], b: readonly Affiliation[]): boolean {
  const text = (list: readonly Affiliation[]) =>
    list
      .map((x) => JSON.stringify([x.teamId, x.positionId, x.isPrimary, x.isLeader, x.visible, x.useTeamFeature]))
      .toSorted()
      .join()
  return text(a) === text(b)
}

/** P-2: what a role limited to a team makes of a member's affiliations: those within as given, those outside as they are. */
export function withOutside(before: readonly Affiliation[], given: readonly Affiliation[], within: ReadonlySet<string>): Affiliation[] {
  return [...given, ...before.filter((a) => !within.has(a.teamId))]
}

/** P-2: a role limited to a team leaves a member's affiliations outside it as they are. `within`: the teams of its subtree. */
export function outsideUnchanged(before: readonly Affiliation[], after: readonly Affiliation[], within: ReadonlySet<string>): boolean {
  const outside = (list: readonly Affiliation[]) => list.filter((a) => !within.has(a.teamId))
  return sameAffiliations(outside(before), outside(after))
}
