/** What the order of the organization chart reads of a member in a team. */
export type ChartPlace = {
  id: string
  /** What the name is sorted by: its reading, without case and accents. */
  nameKey: string
  executive: boolean
  isLeader: boolean
  /** Ranks count from the highest, 0; null: none. */
  positionRank: number | null
  levelRank: number | null
}

/** The order of members in a team: executives, then leaders, then by position, level and name (in the order of Unicode). Its SQL: `chartOrder`. */
export function compareInChart(a: ChartPlace, b: ChartPlace): number {
  const keys = (p: ChartPlace) => [p.executive ? 0 : 1, p.isLeader ? 0 : 1, p.positionRank ?? Infinity, p.levelRank ?? Infinity]
  const [of, than] = [keys(a), keys(b)]
  const differing = of.findIndex((key, i) => key !== than[i])
  if (differing >= 0) return (of[differing] ?? 0) < (than[differing] ?? 0) ? -1 : 1
  return byUnicode(a.nameKey, b.nameKey) || byUnicode(a.id, b.id)
}

/** The order of Unicode's code points, which is that of the database's "C" collation. */
function byUnicode(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Who looks at the organization chart. */
export type ChartViewer = {
  administrator: boolean
  /** The teams the viewer is in, with all teams above them. */
  teams: ReadonlySet<string>
}

/**
 * MB-7: whether a viewer finds a member in a team of the organization chart. A *Private* affiliation hides the member in that team; a
 * private team, with everything beneath it, is hidden from those who are not in it; administrators see all. Its SQL: `shownToOutsiders`,
 * for a viewer who is in no team. `privateTeams`: the team and those above it, as far as they are private.
 */
export function visibleInChart(place: { visible: boolean; privateTeams: readonly string[] }, viewer: ChartViewer): boolean {
  return viewer.administrator || (place.visible && place.privateTeams.every((team) => viewer.teams.has(team)))
}

/**
 * MB-6: whether other members find a member by search, through one of their affiliations, or through none (null: they are in no team,
 * where the switch of the primary one counts). MB-7: not through a team that is hidden from who searches. Its SQL: `findable`.
 */
export function isFindable(
  search: { primary: boolean; concurrent: boolean },
  affiliation: { isPrimary: boolean; hidden: boolean } | null,
): boolean {
  if (!affiliation) return search.primary
  return !affiliation.hidden && (affiliation.isPrimary ? search.primary : search.concurrent)
}
