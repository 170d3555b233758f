import type { Ctx } from '../../platform/context.ts'
import { purgeProofs } from './channel.service.ts'
import { listedSince } from './list.rules.ts'
import { deleteBareDevices, deleteOldRows } from './purge.queries.ts'

const most = 10_000

/** DS-1: drops device rows without access in the last 3 years, and devices that no row is left of, but for those with an open operation (DS-11). @returns whether there may be more */
export async function purgeDevices(ctx: Ctx): Promise<boolean> {
  const rows = await deleteOldRows(ctx, listedSince(ctx.now), most)
  const devices = await deleteBareDevices(ctx, listedSince(ctx.now), most)
  const more = await purgeProofs(ctx, most)
  return more || rows === most || devices === most
}
