import type { BulkAction, ErrorCode } from '@muster/contract'
import { findActorGrant } from '#modules/company'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { blockApps, lockForAction, suspendMember, unblockApps, unsuspendMember } from './account.service.ts'
import { deleteMember, undeleteMember } from './deletion.service.ts'
import { findMember } from './members.queries.ts'

const verbs: Record<BulkAction, (ctx: Ctx, memberId: string) => Promise<void>> = {
  suspend: (ctx, id) => suspendMember(ctx, id),
  unsuspend: unsuspendMember,
  block_apps: blockApps,
  unblock_apps: unblockApps,
  delete: deleteMember,
  undelete: undeleteMember,
}

export type BulkResult = { done: string[]; refused: { id: string; name: string | null; code: ErrorCode }[] }

/**
 * One action on many members, each in a transaction of its own through the same verb as one alone: what is refused for one does not
 * hold the others up, and is named with the reason (pitfalls 15, 22).
 */
export async function actOnMany(scope: Scope, input: { companyId: string; action: BulkAction; memberIds: string[] }): Promise<BulkResult> {
  const result: BulkResult = { done: [], refused: [] }
  const { companyId } = input
  if ((await scope.transaction((ctx) => findActorGrant(ctx, companyId)))?.names === false) throw new AppError('names_hidden')
  for (const id of new Set(input.memberIds)) {
    const code = await scope
      .transaction(async (ctx) => {
        // Before the verb, to which what is done already is no error: nobody is said to have been changed who was not.
        await lockForAction(ctx, input.action, companyId, id)
        await verbs[input.action](ctx, id)
      })
      .then(() => null, refusal)
    if (code) result.refused.push({ id, name: code === 'not_found' ? null : await nameOf(scope, id), code })
    else result.done.push(id)
  }
  return result
}

/** The code of a refusal; what is none of ours ends the whole. */
function refusal(err: unknown): ErrorCode {
  if (err instanceof AppError) return err.code
  throw err
}

async function nameOf(scope: Scope, memberId: string): Promise<string | null> {
  return scope.transaction(async (ctx) => (await findMember(ctx, memberId))?.name ?? null)
}
