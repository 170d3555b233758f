import { describe, expect, it } from 'vitest'
import { compareInChart, isFindable, visibleInChart, type ChartPlace } from './organization.rules.ts'

describe('MB-7: who is found in the organization chart', () => {
  const memberOf = (...teams: string[]) => ({ administrator: false, teams: new Set(teams) })
  const administrator = { administrator: true, teams: new Set<string>() }
  it.each([
    [true, { visible: true, privateTeams: [] }, memberOf()],
    [false, { visible: false, privateTeams: [] }, memberOf()],
    [false, { visible: false, privateTeams: [] }, memberOf('a')],
    [true, { visible: false, privateTeams: ['a'] }, administrator],
    [false, { visible: true, privateTeams: ['a'] }, memberOf('b')],
    [true, { visible: true, privateTeams: ['a'] }, memberOf('a', 'top')],
    // A private team beneath a private one: in the upper alone is not enough.
    [false, { visible: true, privateTeams: ['a', 'a1'] }, memberOf('a')],
    [true, { visible: true, privateTeams: ['a', 'a1'] }, memberOf('a', 'a1')],
  ])('MB-7: %s: %j', (shown, place, viewer) => {
    expect(visibleInChart(place, viewer)).toBe(shown)
  })
})

it('the chart stands in order: executive, leader, position, level, name', () => {
  const person = (name: string, change: Partial<ChartPlace> = {}): ChartPlace => ({
    id: name,
    nameKey: name,
    executive: false,
    isLeader: false,
    positionRank: null,
    levelRank: null,
    ...change,
  })
  const inOrder = [
    person('executive leader', { executive: true, isLeader: true }),
    person('executive', { executive: true, positionRank: 5 }),
    person('leader', { isLeader: true }),
    person('position 0', { positionRank: 0, levelRank: 9 }),
    person('position 1', { positionRank: 1, levelRank: 0 }),
    person('level 0', { levelRank: 0 }),
    person('level 1', { levelRank: 1 }),
    person('A'),
    person('a'),
    person('가'),
    person('나'),
    person('￮'),
    person('😀'),
  ]
  expect(inOrder.toReversed().toSorted(compareInChart)).toEqual(inOrder)
})

it.each([
  [true, { primary: true, concurrent: false }, { isPrimary: true, hidden: false }],
  [false, { primary: false, concurrent: true }, { isPrimary: true, hidden: false }],
  [true, { primary: false, concurrent: true }, { isPrimary: false, hidden: false }],
  [false, { primary: true, concurrent: false }, { isPrimary: false, hidden: false }],
  [false, { primary: true, concurrent: true }, { isPrimary: true, hidden: true }],
  [true, { primary: true, concurrent: false }, null],
  [false, { primary: false, concurrent: true }, null],
] as const)('MB-6: found %s: %j through %j', (found, search, affiliation) => {
  expect(isFindable(search, affiliation)).toBe(found)
})
