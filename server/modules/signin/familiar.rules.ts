/** From what and from where a member has signed in in the last 90 days. */
export type Familiar = { environments: readonly string[]; countries: readonly string[] }

/**
 * MB-11: what is new about a sign-in. A device is known by its browser's single sign-on, or by an environment of the kind; a country by an
 * address in it. An address of no country is no new one, and nobody's first sign-in is news.
 */
export function newsOf(
  known: Familiar,
  now: { isFirst: boolean; isKnownBrowser: boolean; environment: string; country: string | null },
): { newDevice: boolean; newCountry: boolean } {
  if (now.isFirst) return { newDevice: false, newCountry: false }
  return {
    newDevice: !now.isKnownBrowser && !known.environments.includes(now.environment),
    newCountry: now.country !== null && !known.countries.includes(now.country),
  }
}
