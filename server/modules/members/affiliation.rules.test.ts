import { describe, expect, it } from 'vitest'
import {
  onePrimary,
  outsideUnchanged,
  sameAffiliations,
  withOutside,
  withoutTeam,
  withTeam,
  type Affiliation,
} from './affiliation.rules.ts'

const standing = (teamId: string, change: Partial<Affiliation> = {}): Affiliation => ({
  teamId,
  positionId: null,
  isPrimary: false,
  isLeader: false,
  visible: true,
  useTeamFeature: true,
  ...change,
})
const primary = { isPrimary: true }

describe('MB-3: several affiliations, exactly one primary', () => {
  it('MB-3: one, or none at all', () => {
    expect(onePrimary([])).toBe(true)
    expect(onePrimary([standing('a', primary), standing('b')])).toBe(true)
    expect(onePrimary([standing('a'), standing('b')])).toBe(false)
    expect(onePrimary([standing('a', primary), standing('b', primary)])).toBe(false)
  })

  it('MB-3: the first team becomes primary; where it goes, another does', () => {
    const one = withTeam([], 'a')
    const two = withTeam(one, 'b')
    expect(two.map((a) => [a.teamId, a.isPrimary])).toEqual([
      ['a', true],
      ['b', false],
    ])
    expect(withoutTeam(two, 'a')).toEqual([standing('b', primary)])
    expect(withoutTeam(two, 'b')).toEqual(one)
    expect(withoutTeam(one, 'a')).toEqual([])
    const three = withTeam(two, 'c')
    expect(withoutTeam(three, 'a', new Set(['c']))).toEqual([standing('b'), standing('c', primary)])
  })

  it('tells lists apart by all they say, not by their order', () => {
    expect(sameAffiliations([standing('a', primary), standing('b')], [standing('b'), standing('a', primary)])).toBe(true)
    for (const change of [{ isLeader: true }, { visible: false }, { useTeamFeature: false }, { positionId: 'p' }, primary])
      expect(sameAffiliations([standing('a')], [standing('a', change)])).toBe(false)
  })
})

describe('P-2: a role limited to a team', () => {
  const within = new Set(['in1', 'in2'])
  const before = [standing('in1', primary), standing('out', { isLeader: true })]
  it.each<[boolean, Affiliation[]]>([
    [true, before],
    [true, [standing('in2', primary), standing('out', { isLeader: true })]],
    [false, [standing('in1', primary)]],
    [false, [standing('in1', primary), standing('out')]],
    [false, [standing('in1'), standing('out', { isLeader: true, isPrimary: true })]],
    [false, [...before, standing('other')]],
  ])('P-2: outside is left as it is: %s', (allowed, after) => {
    expect(outsideUnchanged(before, after, within)).toBe(allowed)
  })

  it('P-2: those within are made what is given, those outside stay', () => {
    expect(withOutside(before, [standing('in2', primary)], within)).toEqual([standing('in2', primary), standing('out', { isLeader: true })])
  })
})
