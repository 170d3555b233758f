import { recordEvent } from '#modules/audit'
import { getCompany, listAdministrators, mayUse, permissionsOf } from '#modules/company'
import { notifyMember } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { lockEndpoint, updateEndpoint } from './webhook.queries.ts'

/**
 * RE-3: pauses an endpoint that says it is gone for good, as Standard Webhooks has it: events wait for it, and those who may change it are told,
 * once. It is theirs to give it another address and resume it, or to delete it; an answer to what was sent before they did says nothing of
 * what they made of it, and the next attempt will.
 */
export async function pauseGone(ctx: Ctx, companyId: string, sentTo: { id: string; revision: number }): Promise<void> {
  const { id } = sentTo
  const endpoint = await lockEndpoint(ctx, companyId, id)
  if (!endpoint || endpoint.pausedAt || endpoint.revision !== sentTo.revision) return
  const { name, revision } = endpoint
  await updateEndpoint(ctx, id, { paused_at: ctx.now, gone_at: ctx.now, revision: revision + 1 })
  await recordEvent(ctx, { action: 'webhook.gone', companyId, subject: { kind: 'webhook', id }, after: { name } })
  const { name: company } = await getCompany(ctx, companyId)
  for (const { memberId, grant } of await listAdministrators(ctx, companyId))
    if (mayUse(permissionsOf(grant), 'settings', 'manage'))
      await notifyMember(ctx, { memberId, kind: 'webhook_gone', data: { webhook: id, name, company: { id: companyId, name: company } } })
}
