import type { Ctx } from '../../platform/context.ts'
import type { Json } from '../../platform/tables.ts'

export type EventRow = {
  eventId: string
  companyId: string | null
  action: string
  subjectKind: string
  subjectId: string | null
  before: Json | null
  after: Json | null
}

export async function insertEvent(ctx: Ctx, event: EventRow): Promise<void> {
  const { actor } = ctx
  await ctx.db
    .insertInto('audit.event')
    .values({
      tenant_id: ctx.tenant,
      event_id: event.eventId,
      company_id: event.companyId,
      at: ctx.now,
      actor_kind: actor.kind,
      actor_id: actor.kind === 'member' ? actor.memberId : null,
      // As it is now, so that the log still reads well after the actor was purged.
      actor_name: actor.name,
      // RE-1: as it is now, too.
      token_id: actor.kind === 'member' ? (actor.through?.id ?? null) : null,
      token_name: actor.kind === 'member' ? (actor.through?.name ?? null) : null,
      ip: actor.ip,
      action: event.action,
      subject_kind: event.subjectKind,
      subject_id: event.subjectId,
      before: event.before === null ? null : JSON.stringify(event.before),
      after: event.after === null ? null : JSON.stringify(event.after),
      request_id: ctx.requestId,
    })
    .execute()
}
