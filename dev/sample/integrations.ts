import { createWebhook, pauseWebhook } from '../../server/modules/integrations/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import type { Seal } from '../../server/platform/seal.ts'

/**
 * RE-3: services that are told of what happens to members. The one stands nowhere: what is sent to it fails, and is given up in the end; for
 * the other, which is paused, events wait.
 */
export async function tellServices(ctx: Ctx, seal: Seal, companyId: string): Promise<void> {
  const url = 'https://drive.hanbit.example/muster/events'
  await createWebhook(ctx, seal, companyId, {
    kind: 'webhook',
    name: '드라이브 서비스',
    url,
    types: ['member.suspended', 'member.unsuspended', 'member.transferred', 'member.deleted', 'member.undeleted', 'member.purged'],
  })
  const hr = await createWebhook(ctx, seal, companyId, {
    kind: 'webhook',
    name: '인사 시스템',
    url: 'https://hr.hanbit.example/hooks/muster',
    types: ['member.registered', 'member.leave_set', 'member.leave_ended', 'member.deleted'],
  })
  await pauseWebhook(ctx, companyId, hr.id)
  await createWebhook(ctx, seal, companyId, {
    kind: 'shared_signals',
    name: '보안 관제',
    url: 'https://soc.hanbit.example/signals',
    types: ['session.revoked', 'credential.changed'],
    audience: 'https://soc.hanbit.example',
  })
}
