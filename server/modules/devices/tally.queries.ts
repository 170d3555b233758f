import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** Adds up the committed changes of the counts by which a total is told. @returns of how many kinds there were several rows */
export async function foldTally(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select devices.fold_tally(${ctx.tenant}) as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}
