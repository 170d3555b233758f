import type { PasswordOption, Profile } from '@muster/contract'
import { instantOf } from '../../lib/zoned.ts'
import { changesOf } from '../../lib/profile.merge.ts'
import { emptyProfile, writtenProfile } from '../../lib/profile.form.ts'

/** What is typed into the registration of one member. */
export type Registering = {
  profile: Profile
  login: string
  teamId: string | null
  positionId: string | null
  isLeader: boolean
  passwordOption: PasswordOption
  password: string
  mailPassword: boolean
  /** Wall clock of the company; empty: from now on. */
  activatesAt: string
}

export const nobodyYet = (locale: Profile['locale'], teamId: string | null): Registering => ({
  profile: { ...emptyProfile, locale },
  login: '',
  teamId,
  positionId: null,
  isLeader: false,
  passwordOption: 'automatic',
  password: '',
  mailPassword: false,
  activatesAt: '',
})

/** The whole ID is taken as well: what follows it is known. */
export function withoutDomain(login: string, domain: string): string {
  const whole = login.trim().toLowerCase()
  return whole.endsWith(`@${domain}`) ? login.trim().slice(0, -domain.length - 1) : login
}

/** MB-19: as the API takes it: of the rest of the profile only what was filled in. */
export function registrationOf(r: Registering, zone: string) {
  const written = writtenProfile(r.profile, [])
  const { name, locale, personalEmail, aliases: _, ...rest } = written
  const filled = changesOf(emptyProfile, { ...emptyProfile, ...rest })
  const activatesAt = r.activatesAt ? instantOf(r.activatesAt, zone) : null
  return {
    name,
    locale,
    personalEmail,
    login: r.login.trim().toLowerCase(),
    teamId: r.teamId,
    positionId: r.teamId ? r.positionId : null,
    isLeader: r.teamId !== null && r.isLeader,
    activatesAt,
    passwordOption: r.passwordOption,
    mailPassword: r.passwordOption !== 'link' && r.mailPassword,
    ...(r.passwordOption === 'admin' && { password: r.password }),
    ...(Object.keys(filled).length > 0 && { profile: filled }),
  }
}
