/** SX-4: sign-in attempts counted per account and per address; the window begins with the first. */
export const throttle = { windowMinutes: 15, perAccount: 10, perAddress: 200 } as const

/** Splits what a member types into login and domain; undefined where it cannot be an ID. */
export function parseMemberId(typed: string): { login: string; domain: string } | undefined {
  const match = /^([^@\s]{1,64})@([^@\s]{1,253})$/.exec(typed.trim().normalize('NFKC').toLowerCase())
  return match?.[1] && match[2] ? { login: match[1], domain: match[2] } : undefined
}
