import type { Surface } from '@muster/contract'

/** What is stored per member and day (AU-1), with the code of its calendar. The order is fixed: the codes stand in the database. */
export const facts = ['signed_in', 'used', 'active', 'mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web'] as const
export type Fact = (typeof facts)[number]

export const factCode = Object.fromEntries(facts.map((fact, code) => [fact, code])) as Record<Fact, number>

const setOf = (...of: Fact[]) => of.reduce((set, fact) => set | (1 << factCode[fact]), 0)

/**
 * AU-1: a use of the suite on a surface is use, activity, and activity on that surface.
 * Facts travel to the database as a set: bit k stands for the fact of code k.
 */
export function factsOfUse(surface: Surface): number {
  return setOf('used', 'active', surface)
}

/** AU-1: an interactive sign-in is activity, and activity on the surface signed in to, without being a use. */
export function factsOfSignIn(surface: Surface): number {
  return setOf('signed_in', 'active', surface)
}
