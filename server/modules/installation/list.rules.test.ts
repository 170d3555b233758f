import { describe, expect, it } from 'vitest'
import { gatheringOf, insteadOfWalk, wayOf, type Known } from './list.rules.ts'

const known = (some: Partial<Known>): Known => ({
  found: 'no_text',
  inTeams: null,
  kinds: 200,
  ofKinds: 1_000_000,
  all: 1_000_000,
  ...some,
})

describe('IS-1: how a page is found of a million members', () => {
  it('whom a text finds are gathered; without text and teams each combination is followed in its order, unless a walk passes fewer', () => {
    expect(wayOf(known({ found: 3, inTeams: 10 }))).toBe('gather_found')
    expect(wayOf(known({}))).toBe('walk')
    expect(wayOf(known({ ofKinds: 2_000 }))).toBe('merge')
    expect(wayOf(known({ kinds: 40, ofKinds: 8_000 }))).toBe('merge')
    expect(wayOf(known({ kinds: 40, ofKinds: 9_000 }))).toBe('walk')
    expect(wayOf(known({ kinds: 3, ofKinds: 5 }))).toBe('merge')
  })

  it('a small team is gathered, the members of a large one are met sooner on the way', () => {
    expect(wayOf(known({ inTeams: 0 }))).toBe('gather_teams')
    expect(wayOf(known({ inTeams: 4_000 }))).toBe('gather_teams')
    expect(wayOf(known({ inTeams: 4_200 }))).toBe('walk')
    expect(wayOf(known({ inTeams: 900_000 }))).toBe('walk')
  })

  it('of a team and combinations the fewer are gathered; where a page of both lies far down the list, they are, too', () => {
    expect(wayOf(known({ inTeams: 11_000, ofKinds: 900 }))).toBe('gather_kinds')
    expect(wayOf(known({ inTeams: 11_000, ofKinds: 500_000 }))).toBe('walk')
    expect(wayOf(known({ inTeams: 11_000, ofKinds: 100_000 }))).toBe('gather_teams')
    expect(wayOf(known({ inTeams: 111_000, ofKinds: 100_000 }))).toBe('walk')
  })

  it('a text that very many bear is walked with, unless the combinations are few', () => {
    expect(wayOf(known({ found: null }))).toBe('walk')
    expect(wayOf(known({ found: null, ofKinds: 100 }))).toBe('gather_kinds')
    expect(gatheringOf(known({ found: null }))).toBe('gather_words')
    expect(insteadOfWalk(known({ found: null }))).toBe('gather_words')
    expect(insteadOfWalk(known({}))).toBe('merge')
    expect(insteadOfWalk(known({ inTeams: 10 }))).toBe('gather_teams')
  })
})
