import { maxTeamDepth, type ErrorCode } from '@muster/contract'

/** Where a team is to stand, and what the one who moves it may reach. */
export type TeamMove = {
  teamId: string
  parentId: string | null
  /** The team with all teams beneath it. */
  beneath: readonly string[]
  /** Steps from the team down to the deepest one beneath it, itself included. */
  height: number
  /** Steps from the topmost team down to the new parent; 0: it becomes a topmost team. */
  parentDepth: number
  /** The team whose subtree the role is limited to; null: the whole company. */
  limit: string | null
}

/**
 * P-2, pitfall 28: a role limited to a team neither moves that team nor takes anything out of it: the tree would give the role more, or
 * others less. Whether team and parent lie within the subtree is asked before.
 */
export function moveBlockedBy(move: TeamMove): ErrorCode | null {
  if (move.limit !== null && (move.teamId === move.limit || move.parentId === null)) return 'forbidden'
  if (move.parentId !== null && move.beneath.includes(move.parentId)) return 'team_beneath_itself'
  return depthOk(move.parentDepth, move.height) ? null : 'too_deep'
}

/** Teams are nested at most 20 deep: what stands `height` deep by itself fits beneath a node at `parentDepth`. */
export function depthOk(parentDepth: number, height: number): boolean {
  return parentDepth + height <= maxTeamDepth
}

/** Siblings in their new order, one of them put before another; null: last. */
export function placedBefore(siblings: readonly string[], moved: string, beforeId: string | null): string[] {
  const others = siblings.filter((id) => id !== moved)
  const at = beforeId === null ? others.length : others.indexOf(beforeId)
  return [...others.slice(0, at), moved, ...others.slice(at)]
}
