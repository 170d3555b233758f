import type { DeviceFilter, DeviceSort } from '@muster/contract'
import { createRandom } from '../../test/activity.ts'
import { appVersions, osVersions } from './devices.world.ts'

export type DeviceRequest = { kind: string; sort: DeviceSort; filter: Record<string, string>; direction: string }
type Random = ReturnType<typeof createRandom>

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T
const os = { mobile: ['android', 'ios'], pc: ['windows', 'macos'] } as const
type Tab = keyof typeof os

/** What administrators ask the device list for, and how often in a hundred requests. */
const kinds: [kind: string, share: number, filter: (random: Random, tab: Tab) => DeviceFilter][] = [
  ['none', 16, () => ({})],
  ['access', 10, (r) => ({ access: pick(r, ['30_days', '6_months', '1_year'] as const) })],
  ['app version or older', 14, (r) => ({ appVersion: pick(r, appVersions) })],
  ['system', 6, (r, tab) => ({ os: pick(r, os[tab]) })],
  [
    'system and version',
    8,
    (r, tab) => {
      const one = pick(r, os[tab])
      return { os: one, osVersion: pick(r, osVersions[one]) }
    },
  ],
  ['model', 10, (r) => ({ model: pick(r, ['SM-S', 'sm-a1', 'Pixel', 'iphone1', 'X40', 'Pixel 4001', 'SM-M110', 'ThinkPad']) })],
  [
    'model, system and version',
    8,
    (r, tab) => ({ model: pick(r, ['SM-', 'pixel 1', 'X1']), os: pick(r, os[tab]), appVersion: pick(r, appVersions), access: '6_months' }),
  ],
  [
    'user',
    12,
    (r) => ({ user: pick(r, ['김민서', '이서준', '박지', 'garcia', 'Anna', '우진', `m${100_000 + r.below(800_000)}`, 'E0123']) }),
  ],
  ['user and system', 4, (r, tab) => ({ user: pick(r, ['정하윤', 'smith', '민서']), os: pick(r, os[tab]) })],
  ['stale', 4, () => ({ stale: 'true' })],
  ['update', 6, (r) => ({ update: pick(r, ['true', 'false'] as const) })],
  ['nothing', 2, (r) => pick(r, [{ model: 'no such model' }, { user: 'no such member' }])],
]
const sorts: DeviceSort[] = ['lastAccess', 'model', 'osVersion', 'appVersion']

/** The same requests in every run: filters and sorts mixed, half of them by recent access, as the page begins. */
export function makeDeviceRequests(count: number, tab: Tab): DeviceRequest[] {
  const random = createRandom(29)
  return Array.from({ length: count }, () => {
    let at = random.below(100)
    const [kind, , filter] = kinds.find(([, share]) => (at -= share) < 0) ?? ['none', 0, () => ({})]
    const sort = random.below(2) === 0 ? 'lastAccess' : pick(random, sorts)
    return { kind, sort, direction: pick(random, ['desc', 'desc', 'asc']), filter: filter(random, tab) as Record<string, string> }
  })
}
