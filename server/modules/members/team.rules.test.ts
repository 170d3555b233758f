import { describe, expect, it } from 'vitest'
import { depthOk, moveBlockedBy, placedBefore, type TeamMove } from './team.rules.ts'

const move: TeamMove = { teamId: 'a', parentId: 'x', beneath: ['a', 'b', 'c'], height: 3, parentDepth: 2, limit: null }

describe('the tree of teams', () => {
  it.each<[string | null, Partial<TeamMove>]>([
    [null, {}],
    [null, { parentId: null, parentDepth: 0 }],
    ['team_beneath_itself', { parentId: 'a' }],
    ['team_beneath_itself', { parentId: 'c' }],
    [null, { parentDepth: 17 }],
    ['too_deep', { parentDepth: 18 }],
    [null, { limit: 'top' }],
    // Pitfall 28: no wider by a move.
    ['forbidden', { limit: 'a' }],
    ['forbidden', { limit: 'top', parentId: null, parentDepth: 0 }],
  ])('P-2: a move is blocked by %s with %j', (reason, change) => {
    expect(moveBlockedBy({ ...move, ...change })).toBe(reason)
  })

  it('is at most 20 deep', () => {
    expect([depthOk(19, 1), depthOk(20, 1), depthOk(0, 20), depthOk(0, 21)]).toEqual([true, false, true, false])
  })

  it.each([
    ['b', 'a', ['b', 'a', 'c']],
    ['a', null, ['b', 'c', 'a']],
    ['a', 'c', ['b', 'a', 'c']],
    ['new', 'b', ['a', 'new', 'b', 'c']],
    ['new', null, ['a', 'b', 'c', 'new']],
  ])('puts %s before %s', (moved, before, order) => {
    expect(placedBefore(['a', 'b', 'c'], moved, before)).toEqual(order)
  })
})
