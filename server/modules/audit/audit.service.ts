import type { AuditSubject } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Json } from '../../platform/tables.ts'
import { newId } from '../../platform/ids.ts'
import { insertEvent } from './audit.queries.ts'

export type EventToRecord = {
  /** `noun.verb` in the past tense, e.g. `member.suspended`. */
  action: string
  companyId: string | null
  subject: { kind: AuditSubject; id: string | null }
  before?: Json
  after?: Json
}

/**
 * P-4: writes the audit event of a command, in the command's own transaction: who, from where, what, on whom, before, after.
 * Never give it a secret: what stands here is shown and exported.
 */
export async function recordEvent(ctx: Ctx, event: EventToRecord): Promise<void> {
  await insertEvent(ctx, {
    eventId: newId(ctx.now),
    companyId: event.companyId,
    action: event.action,
    subjectKind: event.subject.kind,
    subjectId: event.subject.id,
    before: event.before ?? null,
    after: event.after ?? null,
  })
}
