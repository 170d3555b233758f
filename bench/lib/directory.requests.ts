import type { MemberFilter, MemberSort } from '@muster/contract'
import { createRandom } from '../../test/activity.ts'
import { benchId, sizes } from './directory.world.ts'

export type ListRequest = { kind: string; sort: MemberSort; query: Record<string, string> }

type Random = ReturnType<typeof createRandom>

/** What administrators ask a list for, and how often in a hundred requests. */
const kinds: [kind: string, share: number, filter: (random: Random) => MemberFilter][] = [
  ['none', 20, () => ({})],
  ['state', 14, (r) => ({ state: pick(r, ['in_use', 'pending', 'pending_expired', 'awaiting', 'suspended', 'deleted'] as const) })],
  ['team', 16, (r) => ({ team: team(r) })],
  [
    'team and more',
    6,
    (r) => ({ team: team(r), ...pick(r, [{ state: 'in_use' as const }, { level: level(r) }, { onLeave: 'false' as const }]) }),
  ],
  ['part of a Korean name', 10, (r) => ({ q: pick(r, ['민서', '김민', '이서준', '박지', '정하윤', '우진', '최은']) })],
  ['part of a Latin name', 6, (r) => ({ q: pick(r, ['Anna', 'smith', 'MÜLL', 'victor n', 'garcia', 'o’brien', 'quin']) })],
  ['part of an ID or number', 4, (r) => ({ q: pick(r, ['m', 'E0']) + (100_000 + r.below(800_000)) })],
  ['level', 7, (r) => ({ level: level(r) })],
  ['user type', 5, (r) => ({ userType: benchId(3, r.below(6)) })],
  ['level and state', 4, (r) => ({ level: level(r), state: pick(r, ['in_use', 'suspended'] as const) })],
  ['leave or blocked', 4, (r) => pick(r, [{ onLeave: 'true' }, { blocked: 'true' }] as const)],
  ['last use', 4, (r) => ({ lastUse: pick(r, ['7', '30', '90', 'older', 'never'] as const) })],
]
const sorts: MemberSort[] = ['order', 'name', 'login', 'employeeNumber', 'createdAt', 'lastUse']

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T
}
const level = (random: Random) => benchId(1, random.below(12))
/** Any node of the tree, the upper ones more often than they are. */
const team = (random: Random) => benchId(4, random.below(Math.min(sizes.teams, [10, 110, 1_110, sizes.teams][random.below(4)] ?? 10)))

/** The same requests in every run: filters and sorts mixed, half of them in the order of the organization, as the page begins. */
export function makeRequests(count: number): ListRequest[] {
  const random = createRandom(23)
  return Array.from({ length: count }, () => {
    let at = random.below(100)
    const [kind, , filter] = kinds.find(([, share]) => (at -= share) < 0) ?? ['none', 0, () => ({})]
    const sort = random.below(2) === 0 ? 'order' : pick(random, sorts)
    return { kind, sort, query: { ...(filter(random) as Record<string, string>), sort, direction: pick(random, ['asc', 'desc']) } }
  })
}
