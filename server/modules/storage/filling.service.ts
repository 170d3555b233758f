import type { StorageKind } from '@muster/contract'
import { getCompany, listAdministrators, mayUse, permissionsOf } from '#modules/company'
import { notifyMember } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { lockFilling, replaceReached, selectReached } from './filling.queries.ts'
import { selectTotals } from './storage.queries.ts'
import { limitOf, reachedAfter, shownKinds } from './storage.rules.ts'

/** MB-9: notes which steps of what it may use a company has reached, and tells its administrators of a new one, once. @throws not_found */
export async function tellFilling(ctx: Ctx, companyId: string): Promise<void> {
  await lockFilling(ctx, companyId)
  const { plan } = await getCompany(ctx, companyId)
  const [totals, known] = [await selectTotals(ctx, companyId), await selectReached(ctx, companyId)]
  for (const kind of shownKinds(plan)) {
    const total = totals.get(kind)
    if (!total) continue
    const { used, quota, members: count, unlimited, companyQuota } = total
    const { limit } = limitOf(companyQuota, { quota, count, unlimited })
    const before = known.filter((one) => one.kind === kind)
    const { reached, tell } = reachedAfter(before, { used, limit }, ctx.now)
    const same =
      reached.length === before.length && reached.every((one, i) => one.step === before[i]?.step && one.since === before[i].since)
    if (!same) await replaceReached(ctx, companyId, kind, reached)
    if (tell !== null) await tellAdministrators(ctx, companyId, kind, tell)
  }
}

/** P-2: those who may see the figures of the whole company. */
async function tellAdministrators(ctx: Ctx, companyId: string, kind: StorageKind, step: number): Promise<void> {
  const { id, name } = await getCompany(ctx, companyId)
  for (const { memberId, grant } of await listAdministrators(ctx, companyId))
    if (grant.team === null && mayUse(permissionsOf(grant), 'statistics', 'view'))
      await notifyMember(ctx, { memberId, kind: 'storage_filling', data: { kind, step, company: { id, name } } })
}
