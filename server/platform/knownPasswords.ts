import { dictionary } from '@zxcvbn-ts/language-common'

/** The most used passwords of known breaches: zxcvbn's list, 49,000, in lower case. */
const known = new Set<string>(dictionary['passwords-common'])

/** Whether a password is widely known, whatever its case. */
export function isWidelyKnown(password: string): boolean {
  return known.has(password.toLowerCase())
}
