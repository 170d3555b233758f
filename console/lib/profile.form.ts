import type { Profile } from '@muster/contract'
import type { Problem } from './problem.ts'

export type ProfileForm = {
  profile: Profile
  set: (change: Partial<Profile>) => void
  /** What is wrong with a field, in the reader's language; undefined: nothing. */
  error: (field: keyof Profile) => string | undefined
}

const text = (value: string | null) => value?.trim() || null

/** A profile as it is sent: without rows nobody filled in, and with the fields that the company still has. */
export function writtenProfile(profile: Profile, customFields: readonly { id: string }[]): Profile {
  const names = Object.entries(profile.names).flatMap(([locale, form]) =>
    form?.name.trim() ? [[locale, { name: form.name.trim(), phonetic: text(form.phonetic) }]] : [],
  )
  const custom = customFields.flatMap(({ id }) => (profile.custom[id]?.trim() ? [[id, profile.custom[id].trim()]] : []))
  return {
    ...profile,
    name: profile.name.trim(),
    phonetic: text(profile.phonetic),
    names: Object.fromEntries(names) as Profile['names'],
    nickname: text(profile.nickname),
    employeeNumber: text(profile.employeeNumber),
    personalEmail: text(profile.personalEmail),
    aliases: profile.aliases.map((alias) => alias.trim().toLowerCase()).filter(Boolean),
    phones: profile.phones.filter(({ number }) => number.trim()).map(({ kind, number }) => ({ kind, number: number.trim() })),
    workplace: text(profile.workplace),
    duty: text(profile.duty),
    birthday: profile.birthday || null,
    hiredOn: profile.hiredOn || null,
    custom: Object.fromEntries(custom) as Profile['custom'],
  }
}

/** The fields of a profile that a refusal names: `profile.phones.0.number` is a problem of `phones`. */
export function fieldsRefused(problem: Problem | null, within = 'profile'): Set<string> {
  const { details } = problem ?? {}
  const issues =
    typeof details === 'object' && details !== null && 'issues' in details && Array.isArray(details.issues) ? details.issues : []
  const paths = issues.map((issue: { path?: unknown }) => String(issue.path ?? '').split('.'))
  return new Set(paths.map((path) => path[path.indexOf(within) + 1] ?? '').filter(Boolean))
}

/** A profile of nobody yet. */
export const emptyProfile: Profile = {
  name: '',
  phonetic: null,
  names: {},
  nickname: null,
  employeeNumber: null,
  personalEmail: null,
  aliases: [],
  phones: [],
  workplace: null,
  duty: null,
  birthday: null,
  hiredOn: null,
  locale: 'en',
  zone: null,
  custom: {},
  levelId: null,
  userTypeId: null,
}
