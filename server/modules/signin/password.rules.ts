/** SX-4: sign-in attempts counted per account and per address; the window begins with the first. */
export const throttle = { windowMinutes: 15, perAccount: 10, perAddress: 200 } as const

/** MB-4: why a member has to choose another password: an administrator gave this one, or asked for another. */
export type ChangeReason = 'given' | 'asked'
/** The same, or since it is too old. */
export type RenewalReason = ChangeReason | 'expired'

/** Splits what a member types into login and domain; undefined where it cannot be an ID. */
export function parseMemberId(typed: string): { login: string; domain: string } | undefined {
  const match = /^([^@\s\p{Cc}\p{Cs}]{1,64})@([^@\s\p{Cc}\p{Cs}]{1,253})$/u.exec(typed.trim().normalize('NFKC').toLowerCase())
  return match?.[1] && match[2] ? { login: match[1], domain: match[2] } : undefined
}
