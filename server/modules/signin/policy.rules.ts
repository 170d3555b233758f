import type { PasswordPolicy, PasswordProblem, SignInPolicy } from '@muster/contract'

/** MB-4: what holds where a company has not chosen. */
export const defaultPolicy: PasswordPolicy = { minLength: 8, kinds: 1, expiryDays: null, reuse: 0, attempts: null, breached: true }

/** MB-4, MB-5, MB-8: what holds of sign-ins where a company has not chosen. */
export const defaultSignInPolicy: SignInPolicy = {
  revision: 0,
  password: defaultPolicy,
  twoStep: 'off',
  rememberDays: null,
  passkeyAlone: false,
  easyLogin: { line: false, phone: false },
}

/** MB-4: no password is longer, whatever the policy. */
const maxLength = 64

const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]

/**
 * MB-4: why a member cannot choose a password, as far as the password itself tells; null: they can. Characters are counted as people
 * count them, whatever their encoding. `names`: the member's ID and the like, which a password does not contain; `isKnown`: whether it is
 * widely known.
 */
export function passwordProblem(
  policy: PasswordPolicy,
  password: string,
  names: readonly string[],
  isKnown: (password: string) => boolean,
): PasswordProblem | null {
  const text = password.normalize('NFKC')
  const length = Array.from(text).length
  if (length < policy.minLength || length > maxLength) return 'length'
  if (kinds.filter((kind) => kind.test(text)).length < policy.kinds) return 'kinds'
  const folded = text.toLowerCase()
  if (policy.breached && isKnown(text)) return 'breached'
  const own = names.map((name) => name.normalize('NFKC').toLowerCase()).filter((name) => name.length >= 4)
  return own.some((name) => folded.includes(name)) ? 'personal' : null
}

/** MB-4: whether a password that was set then must be changed by now. */
export function isExpired(policy: Pick<PasswordPolicy, 'expiryDays'>, setAt: Date, now: Date): boolean {
  return policy.expiryDays !== null && now.getTime() - setAt.getTime() >= policy.expiryDays * 86_400_000
}

/** MB-4: whether so many failed sign-ins in a row suspend a member. */
export function suspends(policy: Pick<PasswordPolicy, 'attempts'>, failures: number): boolean {
  return policy.attempts !== null && failures >= policy.attempts
}
