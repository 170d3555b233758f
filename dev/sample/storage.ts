import type { StorageReport } from '@muster/contract'
import { reportStorage } from '../../server/modules/storage/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import type { Random } from './random.ts'

const gib = 1024 ** 3
/** Most use little, few nearly all they may. */
const share = (random: Random) => (random.chance(0.04) ? 0.85 + random.number() * 0.17 : random.number() ** 3 * 0.8)

/** MB-9: what the services said twelve days ago, and today: Drive of nearly all, Mail of most, some without a limit. */
export async function fillStorage(
  random: Random,
  at: (daysAgo: number) => Ctx,
  companyId: string,
  members: readonly string[],
): Promise<void> {
  const values = members.flatMap((member): StorageReport['members'] => {
    const drive = { member, kind: 'drive' as const, used: Math.round(share(random) * 30 * gib), limit: 30 * gib }
    const mail = { member, kind: 'mail' as const, used: Math.round(share(random) * 10 * gib), limit: random.chance(0.1) ? null : 10 * gib }
    return [...(random.chance(0.95) ? [drive] : []), ...(random.chance(0.9) ? [mail] : [])]
  })
  const report = async (daysAgo: number, growth: number) => {
    const grown = values.map((value) => ({ ...value, used: Math.round(value.used * growth) }))
    for (let from = 0; from < grown.length; from += 1_000)
      await reportStorage(at(daysAgo), companyId, { members: grown.slice(from, from + 1_000), company: [] })
  }
  await report(12, 0.97)
  const used = values.reduce((sum, { kind, used: bytes }) => sum + (kind === 'drive' ? bytes : 0), 0)
  await reportStorage(at(12), companyId, { members: [], company: [{ kind: 'drive', limit: Math.round(used / 0.83) }] })
  await report(0, 1)
}
