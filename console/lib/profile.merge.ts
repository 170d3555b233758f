import type { Profile } from '@muster/contract'

export type ProfileField = keyof Profile

/** Equal as the profile is written: an absent entry is the same as an empty one, and the order of keys tells nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value === '' ? null : value
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined && one !== '')
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, canonical(one)]))
}

const fieldsOf = (profile: Profile) => Object.keys(profile) as ProfileField[]

/** The fields that differ, with the values of `mine`: what is sent. */
export function changesOf(base: Profile, mine: Profile): Partial<Profile> {
  return Object.fromEntries(fieldsOf(mine).flatMap((field) => (sameValue(base[field], mine[field]) ? [] : [[field, mine[field]]])))
}

export type Merge = {
  /** Fields both changed, each to something else: the reader decides. */
  conflicts: ProfileField[]
  /** Fields only the other changed. */
  theirs: ProfileField[]
  /** What the form shows: the reader's own input, and of the rest what is newest. */
  merged: Profile
}

/** Three ways: what was read, what the reader has made of it, and what someone else has saved meanwhile. */
export function mergeProfiles(base: Profile, mine: Profile, newest: Profile): Merge {
  const changed = fieldsOf(newest).filter((field) => !sameValue(base[field], newest[field]))
  const own = new Set(fieldsOf(mine).filter((field) => !sameValue(base[field], mine[field])))
  const theirs = changed.filter((field) => !own.has(field))
  return {
    theirs,
    conflicts: changed.filter((field) => own.has(field) && !sameValue(mine[field], newest[field])),
    merged: { ...mine, ...Object.fromEntries(theirs.map((field) => [field, newest[field]])) },
  }
}
