import { BlockList, isIP } from 'node:net'
import type { RangeProblem } from '@muster/contract'
import type { Places } from './place.ts'

type Family = 'ipv4' | 'ipv6'
/** A range of addresses; `text`: as it is written here, one way only, so that ranges may be compared. */
export type Range = { text: string; address: string; bits: number; family: Family }

const widths = { ipv4: 32, ipv6: 128 } as const

/** Reads an address or a range in CIDR notation; host bits are dropped, and IPv4 within IPv6 is IPv4. */
export function parseRange(text: string): Range | RangeProblem {
  const [, address = '', length] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const kind = isIP(address)
  if (kind === 0) return 'address'
  const family: Family = kind === 4 ? 'ipv4' : 'ipv6'
  const bits = length === undefined ? widths[family] : Number(length)
  if (bits > widths[family]) return 'length'
  const number = family === 'ipv4' ? numberOf4(address) : numberOf6(address)
  const mapped = family === 'ipv6' && number >> 32n === 0xffffn
  if (mapped && bits < 96) return 'length'
  return mapped ? rangeOf('ipv4', number & 0xffff_ffffn, bits - 96) : rangeOf(family, number, bits)
}

function rangeOf(family: Family, number: bigint, bits: number): Range {
  const host = BigInt(widths[family] - bits)
  const first = (number >> host) << host
  const address = family === 'ipv4' ? text4(first) : text6(first)
  return { text: bits === widths[family] ? address : `${address}/${bits}`, address, bits, family }
}

const numberOf4 = (address: string) => address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
const text4 = (number: bigint) => [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join('.')

function numberOf6(address: string): bigint {
  const plain = address.replace(/(?<=:)\d+\.\d+\.\d+\.\d+$/, (tail) => {
    const number = numberOf4(tail)
    return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const [before, after] = [groups(head), groups(tail ?? '')]
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** As everybody writes it (RFC 5952), which a URL's host is. */
function text6(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((number >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** Whether an address is admitted; null: it is not known. */
export type Admits = (ip: string | null) => boolean

/** Compiles an allow-list, once for many questions: an address is admitted by a range or by its country (pitfall 34: an unknown one by neither). */
export function compileNetwork(lists: { ranges: readonly string[]; countries: readonly string[] }, places: Places): Admits {
  const allowed = new BlockList()
  for (const text of lists.ranges) {
    const range = parseRange(text)
    if (typeof range !== 'string') allowed.addSubnet(range.address, range.bits, range.family)
  }
  const countries = new Set(lists.countries)
  return (ip) => {
    if (ip === null) return false
    if (lists.ranges.length > 0 && allowed.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')) return true
    if (countries.size === 0) return false
    const place = places.of(ip)
    return place.kind === 'country' && countries.has(place.country)
  }
}
