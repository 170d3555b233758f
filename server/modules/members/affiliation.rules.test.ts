import { describe, expect, it } from 'vitest'
import { onePrimary, outsideUnchanged, sameAffiliations, withoutTeam, withTeam, type Affiliation } from './affiliation.rules.ts'

const in_ = (teamId: string, change: Partial<Affiliation> = {}): Affiliation => ({
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
    expect(onePrimary([in_('a', primary), in_('b')])).toBe(true)
    expect(onePrimary([in_('a'), in_('b')])).toBe(false)
    expect(onePrimary([in_('a', primary), in_('b', primary)])).toBe(false)
  })

  it('MB-3: the first team becomes primary; where it goes, another does', () => {
    const one = withTeam([], 'a')
    const two = withTeam(one, 'b')
    expect(two.map((a) => [a.teamId, a.isPrimary])).toEqual([
      ['a', true],
      ['b', false],
    ])
    expect(withoutTeam(two, 'a')).toEqual([in_('b', primary)])
    expect(withoutTeam(two, 'b')).toEqual(one)
    expect(withoutTeam(one, 'a')).toEqual([])
  })

  it('tells lists apart by all they say, not by their order', () => {
    expect(sameAffiliations([in_('a', primary), in_('b')], [in_('b'), in_('a', primary)])).toBe(true)
    for (const change of [{ isLeader: true }, { visible: false }, { useTeamFeature: false }, { positionId: 'p' }, primary])
      expect(sameAffiliations([in_('a')], [in_('a', change)])).toBe(false)
  })
})

describe('P-2: a role limited to a team', () => {
  const within = new Set(['in1', 'in2'])
  const before = [in_('in1', primary), in_('out', { isLeader: true })]
  it.each<[boolean, Affiliation[]]>([
    [true, before],
    [true, [in_('in2', primary), in_('out', { isLeader: true })]],
    [false, [in_('in1', primary)]],
    [false, [in_('in1', primary), in_('out')]],
    [false, [in_('in1'), in_('out', { isLeader: true, isPrimary: true })]],
    [false, [...before, in_('other')]],
  ])('P-2: outside is left as it is: %s', (allowed, after) => {
    expect(outsideUnchanged(before, after, within)).toBe(allowed)
  })
})
