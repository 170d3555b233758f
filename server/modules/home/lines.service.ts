import {
  homeDays,
  maxHomeCount,
  nearFullPercent,
  type CompanyStorage,
  type DeviceTab,
  type HomeItem,
  type HomeLine,
  type MemberFilter,
} from '@muster/contract'
import { countDevicesUpTo, countOverdue } from '#modules/devices'
import { countInstallation, listFailedGuides } from '#modules/installation'
import { listDead } from '#modules/integrations'
import { countMembers } from '#modules/members'
import { countUndelivered } from '#modules/notifications'
import { getCompanyStorage } from '#modules/storage'
import type { Reach } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import { itemOf, leads } from './home.rules.ts'

/** What lines are counted of. `storage`: two lines tell of it, and it is read once. */
type Asked = { companyId: string; reach: Reach; storage: () => Promise<CompanyStorage[]> }
/** Counted up to here: one more than is told. */
const most = maxHomeCount + 1

/** What the lines of one answer are counted of. */
export function askedOf(ctx: Ctx, companyId: string, reach: Reach): Asked {
  let storage: Promise<CompanyStorage[]> | undefined
  return { companyId, reach, storage: () => (storage ??= getCompanyStorage(ctx, companyId, reach)) }
}

/** Counts a line by what its own list counts by, so that both always say the same; nothing where there is nothing to do. */
export async function countLine(ctx: Ctx, line: HomeLine, asked: Asked): Promise<HomeItem[]> {
  return (await countAny(ctx, line, asked)).filter(({ count }) => count !== 0)
}

async function countAny(ctx: Ctx, line: HomeLine, { companyId, reach, storage }: Asked): Promise<HomeItem[]> {
  switch (line) {
    case 'overdue_operations':
      return [itemOf(line, await countOverdue(ctx, companyId))]
    case 'dead_deliveries': {
      const dead = await listDead(ctx, companyId, most)
      return dead.map((endpoint) => itemOf(line, endpoint.dead, { id: endpoint.id, name: endpoint.name, at: null }))
    }
    case 'undelivered_mails':
      return [itemOf(line, await countUndelivered(ctx, companyId, '7'))]
    case 'failed_guides': {
      const since = new Date(ctx.now.getTime() - homeDays * 86_400_000)
      const failed = await listFailedGuides(ctx, companyId, since)
      return failed.map((guide) => itemOf(line, guide.failed, { id: guide.id, name: null, at: guide.at.toISOString() }))
    }
    case 'expired_invitations':
    case 'expiring_invitations':
    case 'lapsed_members': {
      const filter = leads[line].filter as MemberFilter
      return [itemOf(line, await countMembers(ctx, { companyId, filter, reach }))]
    }
    case 'full_drive':
    case 'full_mail': {
      const filled = (await storage())
        .find(({ kind }) => line === `full_${kind}`)
        ?.filled.find(({ percent }) => percent === nearFullPercent)
      return [itemOf(line, filled?.members ?? 0)]
    }
    case 'outdated_mobile':
    case 'outdated_pc':
    case 'outdated_drive_mobile': {
      const tab = line.slice('outdated_'.length) as DeviceTab
      return [itemOf(line, await countDevicesUpTo(ctx, { companyId, tab, filter: { update: 'true' }, reach }, most))]
    }
    case 'missing_apps':
      return [itemOf(line, await countInstallation(ctx, { companyId, filter: { guide: 'selectable' }, reach }))]
    case 'missing_addresses':
      return [itemOf(line, await countInstallation(ctx, { companyId, filter: { guide: 'no_email' }, reach }))]
  }
}
