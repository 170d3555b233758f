import { createWebhook, pauseWebhook } from '../../server/modules/integrations/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import type { Seal } from '../../server/platform/seal.ts'

/**
 * RE-3: a service that has been told of what happens to members for a while. It stands nowhere, and so it is paused: what has waited too long
 * was given up, the rest waits, and nothing more fails.
 */
export async function tellDrive(ctx: Ctx, seal: Seal, companyId: string): Promise<void> {
  const drive = await createWebhook(ctx, seal, companyId, {
    kind: 'webhook',
    name: '드라이브 서비스',
    url: 'https://drive.hanbit.example/muster/events',
    types: ['member.suspended', 'member.unsuspended', 'member.transferred', 'member.deleted', 'member.undeleted', 'member.purged'],
  })
  await pauseWebhook(ctx, companyId, drive.id)
}

/** RE-3: services that were added last, paused likewise: what happens from now on waits for them. */
export async function tellOthers(ctx: Ctx, seal: Seal, companyId: string): Promise<void> {
  const hr = await createWebhook(ctx, seal, companyId, {
    kind: 'webhook',
    name: '인사 시스템',
    url: 'https://hr.hanbit.example/hooks/muster',
    types: ['member.registered', 'member.leave_set', 'member.leave_ended', 'member.deleted'],
  })
  await pauseWebhook(ctx, companyId, hr.id)
  const soc = await createWebhook(ctx, seal, companyId, {
    kind: 'shared_signals',
    name: '보안 관제',
    url: 'https://soc.hanbit.example/signals',
    types: ['session.revoked', 'credential.changed'],
    audience: 'https://soc.hanbit.example',
  })
  await pauseWebhook(ctx, companyId, soc.id)
}
