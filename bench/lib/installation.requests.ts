import type { InstallationFilter, InstallationSort } from '@muster/contract'
import { createRandom } from '../../test/activity.ts'
import { benchId, sizes } from './directory.world.ts'

type Random = ReturnType<typeof createRandom>
/** Any node of the tree, the upper ones more often than they are. */
const team = (r: Random) => benchId(4, r.below(Math.min(sizes.teams, [10, 110, 1_110, sizes.teams][r.below(4)] ?? 10)))
const state = (r: Random) =>
  r.pick<InstallationFilter>([
    { mobile: 'not_installed' },
    { pc: 'not_installed' },
    { mobile: 'installed', pc: 'not_installed' },
    { mobile: 'no_permission' },
    { guide: 'selectable' },
    { guide: 'no_email' },
    { guide: 'suspended' },
    { guide: 'awaiting' },
  ])
const words = (r: Random) => r.pick(['민서', '김민', '이서준', '박지', 'Anna', 'smith', `m${100_000 + r.below(800_000)}`])

/** What administrators ask for, and how often in a hundred requests. */
const kinds: [kind: string, share: number, filter: (r: Random) => InstallationFilter][] = [
  ['none', 18, () => ({})],
  ['state', 26, state],
  ['team', 16, (r) => ({ team: team(r), ...(r.chance(0.3) && { subteams: 'false' as const }) })],
  ['team and state', 26, (r) => ({ team: team(r), ...state(r) })],
  ['name', 8, (r) => ({ q: words(r) })],
  ['name and state', 6, (r) => ({ q: words(r), ...state(r) })],
]

type InstallationRequest = { kind: string; filter: Record<string, string>; sort: InstallationSort; direction: 'asc' | 'desc' }
/** The same requests in every run: filters and sorts mixed. */
export function makeInstallationRequests(count: number): InstallationRequest[] {
  const random = createRandom(29)
  return Array.from({ length: count }, () => {
    let at = random.below(100)
    const [kind, , filter] = kinds.find(([, share]) => (at -= share) < 0) ?? ['none', 0, () => ({})]
    const sort = random.chance(0.75) ? ('name' as const) : ('login' as const)
    return { kind, filter: filter(random) as Record<string, string>, sort, direction: random.pick(['asc', 'desc'] as const) }
  })
}
