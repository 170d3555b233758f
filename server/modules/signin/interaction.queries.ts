import type { Ctx } from '../../platform/context.ts'
import { ask, type Db } from '../../platform/db.ts'
import type { Json } from '../../platform/tables.ts'

/** Door: a sign-in under way, by the hash of its cookie. */
export async function findInteraction(db: Db, hash: Buffer): Promise<Record<string, unknown> | undefined> {
  const [row] = await ask<{ payload: Record<string, unknown> | null }>(db, 'select signin.find_interaction($1) as payload', [hash])
  return row?.payload ?? undefined
}

/** Door: keeps how far a sign-in has come; false: it is over meanwhile. */
export async function saveInteraction(db: Db, hash: Buffer, payload: Json): Promise<boolean> {
  const values = [hash, JSON.stringify(payload)]
  const [row] = await ask<{ saved: boolean }>(db, 'select signin.save_interaction($1, $2) as saved', values)
  return row?.saved === true
}

export async function deletePastInteractions(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('signin.interaction').where('tenant_id', '=', ctx.tenant).where('expires_at', '<', ctx.now).execute()
}
