import type { DeviceDistribution, DeviceTab } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { countVersions, spellVersions, type Counted, type Spelled } from './distribution.queries.ts'
import { tabNumber } from './list.queries.ts'
import { staleSince } from './list.rules.ts'
import { soughtOf, type Reach } from './list.service.ts'
import { selectNewest } from './newest.queries.ts'

/** Versions that are named, of each app and system; the rest is one number. */
const mostNamed = 8

type Asked = { companyId: string; tab: DeviceTab; reach: Reach }

/** DS-12: what runs on a tab, how many devices are stale, and how many can be updated, within the role's reach. @throws not_found */
export async function getDistribution(ctx: Ctx, { companyId, tab, reach }: Asked): Promise<DeviceDistribution> {
  const sought = await soughtOf(ctx, { companyId, tab, filter: {}, reach })
  if (!sought) return { total: 0, stale: 0, outdated: 0, apps: [], systems: [] }
  const counted = await countVersions(ctx, sought, staleSince(ctx.now), await selectNewest(ctx, companyId))
  const apps = shares(
    counted,
    (c) => c.app,
    (c) => c.appKey,
  )
  const systems = shares(
    counted,
    (c) => c.os,
    (c) => c.osKey,
  )
  const keysOf = (all: { named: [string, number][] }[]) => [...new Set(all.flatMap(({ named }) => named.map(([key]) => key)))]
  const spelled = await spellVersions(ctx, sought, tabNumber(tab), keysOf(apps), keysOf(systems))
  const sum = (of: 'n' | 'stale' | 'outdated') => counted.reduce((all, c) => all + c[of], 0)
  return {
    total: sum('n'),
    stale: sum('stale'),
    outdated: sum('outdated'),
    apps: apps.map(({ of, named, others }) => ({ app: of, versions: spell(named, spelled, 'app'), others })),
    systems: systems.map(({ of, named, others }) => ({ os: of, versions: spell(named, spelled, 'os'), others })),
  }
}

type Shares<Of> = { of: Of; named: [string, number][]; others: number }

/** By app or system: the versions that most run, by their keys, and how many run others. */
function shares<Of extends string>(counted: readonly Counted[], ofWhat: (c: Counted) => Of, keyOf: (c: Counted) => string): Shares<Of>[] {
  const all = new Map<Of, Map<string, number>>()
  for (const c of counted) {
    const versions = all.get(ofWhat(c)) ?? new Map<string, number>()
    versions.set(keyOf(c), (versions.get(keyOf(c)) ?? 0) + c.n)
    all.set(ofWhat(c), versions)
  }
  const size = (versions: Map<string, number>) => [...versions.values()].reduce((sum, n) => sum + n, 0)
  return [...all]
    .toSorted(([, a], [, b]) => size(b) - size(a))
    .map(([of, versions]) => {
      const named = [...versions].toSorted(([, a], [, b]) => b - a).slice(0, mostNamed)
      return { of, named, others: size(versions) - named.reduce((sum, [, n]) => sum + n, 0) }
    })
}

const spell = (named: [string, number][], spelled: readonly Spelled[], kind: Spelled['kind']) =>
  named.map(([key, count]) => ({ version: spelled.find((s) => s.kind === kind && s.key === key)?.version ?? '', count }))
