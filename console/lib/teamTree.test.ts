import { describe, expect, it } from 'vitest'
import { foundIn, linesOf, placeAt, placeBy, teamsAbove, treeOf, typedAhead, withMove } from './teamTree.ts'

const team = (id: string, parentId: string | null = null, name = id) => ({ id, parentId, name, private: false })
const tree = treeOf([team('a'), team('b'), team('c'), team('a1', 'a', '인사팀'), team('a2', 'a'), team('a11', 'a1')])
const ids = (open: string[]) => linesOf(tree, new Set(open)).map((line) => line.id)

describe('the tree as lines', () => {
  it('shows what is open, with depth and place among siblings', () => {
    expect(ids([])).toEqual(['a', 'b', 'c'])
    expect(ids(['a1'])).toEqual(['a', 'b', 'c'])
    expect(ids(['a', 'a1'])).toEqual(['a', 'a1', 'a11', 'a2', 'b', 'c'])
    expect(linesOf(tree, new Set(['a']))[1]).toEqual({
      id: 'a1',
      name: '인사팀',
      private: false,
      depth: 1,
      open: false,
      place: 1,
      siblings: 2,
    })
    expect(linesOf(tree, new Set())[1]?.open).toBeNull()
  })

  it('finds by any script and width, with the teams above', () => {
    expect(foundIn(tree, ' ')).toBeNull()
    expect(linesOf(tree, new Set(), foundIn(tree, '인사')).map((line) => line.id)).toEqual(['a', 'a1'])
    expect([...(foundIn(tree, 'Ａ11') ?? [])]).toEqual(['a11', 'a1', 'a'])
    expect(foundIn(tree, '.*')?.size).toBe(0)
    expect(teamsAbove(tree, 'a11')).toEqual(['a1', 'a'])
  })

  it('jumps to what is typed', () => {
    const lines = linesOf(tree, new Set(['a']))
    expect([typedAhead(lines, 0, 'c'), typedAhead(lines, 0, 'a'), typedAhead(lines, 3, 'a'), typedAhead(lines, 0, 'x')]).toEqual([
      4, 2, 0, -1,
    ])
  })
})

describe('places of a moved team', () => {
  it.each([
    ['c', { parentId: null, beforeId: 'a' }, ['c', 'a', 'b']],
    ['a', { parentId: null, beforeId: null }, ['b', 'c', 'a']],
    ['a2', { parentId: null, beforeId: 'b' }, ['a', 'a2', 'b', 'c']],
    ['b', { parentId: 'a', beforeId: 'a2' }, ['a', 'c']],
  ] as const)('%s to %j', (id, place, topmost) => {
    const moved = treeOf(withMove([...tree.byId.values()], id, place))
    expect(moved.children.get('')).toEqual(topmost)
    if (place.parentId) expect(moved.children.get(place.parentId)).toEqual(['a1', id, 'a2'])
  })

  it.each([
    ['b', 'up', { parentId: null, beforeId: 'a' }],
    ['b', 'down', { parentId: null, beforeId: null }],
    ['a', 'up', null],
    ['c', 'down', null],
    ['a', 'in', null],
    ['b', 'in', { parentId: 'a', beforeId: null }],
    ['b', 'out', null],
    ['a2', 'out', { parentId: null, beforeId: 'b' }],
    ['a11', 'out', { parentId: 'a', beforeId: 'a2' }],
  ] as const)('by keyboard: %s %s', (id, direction, place) => {
    expect(placeBy(tree, id, direction)).toEqual(place)
  })

  it.each([
    ['c', 'a', 'before', false, { parentId: null, beforeId: 'a' }],
    ['c', 'a', 'into', false, { parentId: 'a', beforeId: null }],
    ['c', 'a', 'after', true, { parentId: 'a', beforeId: 'a1' }],
    ['c', 'a', 'after', false, { parentId: null, beforeId: 'b' }],
    ['c', 'b', 'after', false, null],
    ['b', 'c', 'before', false, null],
    ['a', 'a11', 'into', false, null],
    ['a', 'a', 'into', false, null],
    ['a2', 'a', 'into', false, null],
  ] as const)('by drop: %s on %s, %s', (dragged, target, zone, open, place) => {
    expect(placeAt(tree, dragged, target, zone, open)).toEqual(place)
  })
})
