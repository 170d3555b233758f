import { surfaces } from '@muster/contract'
import { expect, it } from 'vitest'
import { factCode, facts, factsOfSignIn, factsOfUse } from './facts.rules.ts'

const names = (set: number) => facts.filter((f) => set & (1 << factCode[f]))

it.each(surfaces)('AU-1: a use on %s is use and activity there, and no sign-in', (surface) => {
  expect(names(factsOfUse(surface))).toEqual(['used', 'active', surface])
})
it.each(surfaces)('AU-1: a sign-in on %s is activity there, and no use', (surface) => {
  expect(names(factsOfSignIn(surface))).toEqual(['signed_in', 'active', surface])
})
it('AU-1: mobile active is a part of active, whatever happens', () => {
  const sets = surfaces.flatMap((s) => [factsOfUse(s), factsOfSignIn(s)]).map(names)
  expect(sets.filter((set) => set.includes('mobile') && !set.includes('active'))).toEqual([])
  expect(sets.filter((set) => set.includes('mobile'))).toHaveLength(2)
})
it('AU-1: codes never change, they stand in the database', () => {
  expect(factCode).toEqual({ signed_in: 0, used: 1, active: 2, mobile: 3, pc: 4, drive_mobile: 5, drive_explorer: 6, web: 7 })
})
