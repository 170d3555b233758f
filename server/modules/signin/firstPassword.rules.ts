/** Without characters that are taken for one another when read from paper or a screen: 0 O, 1 l I. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const length = 14

/** MB-18, MB-19: a password made for a member, from random numbers below a bound: about 81 bits. */
export function makePassword(below: (bound: number) => number): string {
  return Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
}
