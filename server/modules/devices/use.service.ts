import type pg from 'pg'
import type { Surface } from '@muster/contract'
import { inBatches } from '../../platform/batch.ts'
import { noteUses, type Use } from './use.queries.ts'
import { appOf } from './report.service.ts'

/** DS-4: what moves the recent access of a device row: a use at least this long after the recorded one. */
const moveAfterMs = 24 * 3_600_000
/** Device rows whose recent access is kept in memory, about 200 bytes each; the older half goes when the newer is full. */
const generationSize = 100_000

export type UseOfDevice = { tenant: string; deviceId: string | null; memberId: string; surface: Surface }

/**
 * DS-4: notes uses of device rows. Most change nothing, since the recent access is younger than 24 hours: they are answered from a bounded memory
 * of what is recorded, which only rises, so that a memory that is old says too little, never too much. The others go together as one statement.
 * Resolves when it is committed.
 */
export function createUseNotes(pool: pg.Pool): (by: UseOfDevice, at: Date) => Promise<void> {
  let newer = new Map<string, number>()
  let older = new Map<string, number>()
  const ask = inBatches((uses: Use[]) => noteUses(pool, uses))
  return async (by, at) => {
    const app = appOf(by.surface)
    if (!app || !by.deviceId) return
    const key = `${by.tenant} ${by.deviceId} ${by.memberId} ${app}`
    const known = newer.get(key) ?? older.get(key)
    if (known !== undefined && at.getTime() < known + moveAfterMs) return
    const recorded = await ask({ tenant: by.tenant, deviceId: by.deviceId, memberId: by.memberId, app, at })
    if (!recorded) return
    newer.set(key, recorded.getTime())
    if (newer.size >= generationSize) [older, newer] = [newer, new Map()]
  }
}
