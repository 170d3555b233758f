import type { Team } from '@muster/contract'

/** The teams by parent, siblings in order, as the API's flat list tells them. */
export type Tree = {
  byId: ReadonlyMap<string, Team>
  /** The children of a node; '' is the company. */
  children: ReadonlyMap<string, readonly string[]>
}

/** One visible line of the tree. */
export type Line = {
  id: string
  name: string
  private: boolean
  depth: number
  /** Null: nothing beneath. */
  open: boolean | null
  /** Place among the siblings, from 1. */
  place: number
  siblings: number
}

/** So few teams are all open from the start. */
export const openAtOnce = 60

export type Place = { parentId: string | null; beforeId: string | null }

export function treeOf(teams: readonly Team[]): Tree {
  const children = new Map<string, string[]>()
  for (const { id, parentId } of teams) {
    const list = children.get(parentId ?? '')
    if (list) list.push(id)
    else children.set(parentId ?? '', [id])
  }
  return { byId: new Map(teams.map((team) => [team.id, team])), children }
}

export const childrenOf = (tree: Tree, id: string | null): readonly string[] => tree.children.get(id ?? '') ?? []

/** The teams above one, the nearest first. */
export function teamsAbove(tree: Tree, id: string): string[] {
  const above: string[] = []
  for (let at = tree.byId.get(id)?.parentId ?? null; at !== null; at = tree.byId.get(at)?.parentId ?? null) above.push(at)
  return above
}

/** The lines to show: nodes whose parents are all open. With `only`, these nodes alone, all of them open. */
export function linesOf(tree: Tree, open: ReadonlySet<string>, only: ReadonlySet<string> | null = null): Line[] {
  const lines: Line[] = []
  const add = (parentId: string | null, depth: number) => {
    const siblings = childrenOf(tree, parentId).filter((id) => !only || only.has(id))
    for (const [i, id] of siblings.entries()) {
      const team = tree.byId.get(id)
      if (!team) continue
      const beneath = childrenOf(tree, id)
      const shownBeneath = only ? beneath.some((child) => only.has(child)) : beneath.length > 0
      const isOpen = shownBeneath ? only !== null || open.has(id) : null
      lines.push({ id, name: team.name, private: team.private, depth, open: isOpen, place: i + 1, siblings: siblings.length })
      if (isOpen) add(id, depth + 1)
    }
  }
  add(null, 0)
  return lines
}

/** The nodes whose names contain a text, with all above them; null: no text. */
export function foundIn(tree: Tree, text: string): Set<string> | null {
  const wanted = folded(text)
  if (!wanted) return null
  const found = new Set<string>()
  for (const team of tree.byId.values())
    if (folded(team.name).includes(wanted)) for (const id of [team.id, ...teamsAbove(tree, team.id)]) found.add(id)
  return found
}

const folded = (text: string) => text.normalize('NFKC').toLocaleLowerCase().trim()

/** The next line after `from` whose name begins with the typed letters, going round. */
export function typedAhead(lines: readonly Line[], from: number, typed: string): number {
  const wanted = folded(typed)
  const order = lines.map((_, i) => (from + i + (Array.from(typed).length === 1 ? 1 : 0)) % lines.length)
  return order.find((i) => folded(lines[i]?.name ?? '').startsWith(wanted)) ?? -1
}

export type Direction = 'up' | 'down' | 'in' | 'out'

/**
 * Where a team goes by keyboard: up and down among its siblings, in beneath the sibling above it, out to stand after its parent.
 * Null: there is no such place. Whether it may go there is the server's word.
 */
export function placeBy(tree: Tree, id: string, direction: Direction): Place | null {
  const parentId = tree.byId.get(id)?.parentId ?? null
  const siblings = childrenOf(tree, parentId)
  const at = siblings.indexOf(id)
  if (at < 0) return null
  if (direction === 'up') return at === 0 ? null : { parentId, beforeId: siblings[at - 1] ?? null }
  if (direction === 'down') return at === siblings.length - 1 ? null : { parentId, beforeId: siblings[at + 2] ?? null }
  if (direction === 'in') return at === 0 ? null : { parentId: siblings[at - 1] ?? null, beforeId: null }
  if (parentId === null) return null
  const upper = tree.byId.get(parentId)?.parentId ?? null
  const uncles = childrenOf(tree, upper)
  return { parentId: upper, beforeId: uncles[uncles.indexOf(parentId) + 1] ?? null }
}

export type Zone = 'before' | 'into' | 'after'

/** Where a team goes that is dropped on a line; null: nowhere, beneath itself or where it is. */
export function placeAt(tree: Tree, dragged: string, target: string, zone: Zone, targetOpen: boolean): Place | null {
  if (dragged === target || teamsAbove(tree, target).includes(dragged)) return null
  const parentId = tree.byId.get(target)?.parentId ?? null
  const siblings = childrenOf(tree, parentId).filter((id) => id !== dragged)
  const place =
    zone === 'into'
      ? { parentId: target, beforeId: null }
      : zone === 'before'
        ? { parentId, beforeId: target }
        : targetOpen
          ? { parentId: target, beforeId: childrenOf(tree, target).find((id) => id !== dragged) ?? null }
          : { parentId, beforeId: siblings[siblings.indexOf(target) + 1] ?? null }
  return samePlace(tree, dragged, place) ? null : place
}

/** What of a team already says that it is not empty, so that it cannot be deleted; null: nothing here does. */
export function keptBy(tree: Tree, team: { id: string; direct: number }): 'members' | 'teams' | null {
  if (team.direct > 0) return 'members'
  return childrenOf(tree, team.id).length > 0 ? 'teams' : null
}

/** Where a team is. */
export function placeOf(tree: Tree, id: string): Place {
  const parentId = tree.byId.get(id)?.parentId ?? null
  const siblings = childrenOf(tree, parentId)
  return { parentId, beforeId: siblings[siblings.indexOf(id) + 1] ?? null }
}

function samePlace(tree: Tree, id: string, place: Place): boolean {
  const { parentId, beforeId } = placeOf(tree, id)
  return parentId === place.parentId && beforeId === place.beforeId
}

/** The list after a team has moved. */
export function withMove(teams: readonly Team[], id: string, { parentId, beforeId }: Place): Team[] {
  const moved = teams.find((team) => team.id === id)
  if (!moved) return [...teams]
  const others = teams.filter((team) => team !== moved)
  const at = beforeId === null ? others.length : others.findIndex((team) => team.id === beforeId)
  return others.toSpliced(at < 0 ? others.length : at, 0, { ...moved, parentId })
}
