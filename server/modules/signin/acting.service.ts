import type { Ctx } from '../../platform/context.ts'

/** P-4: what a member does at the door stands in the log under their own name, though nobody is signed in yet. */
export function actingAs(ctx: Ctx, member: { id: string; name: string }, connectionId: string): Ctx {
  return { ...ctx, actor: { kind: 'member', memberId: member.id, name: member.name, sessionId: connectionId, ip: ctx.actor.ip } }
}
