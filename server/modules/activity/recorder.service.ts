import type pg from 'pg'
import { AppError } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import { markParameters, markStatement, type Mark } from './activity.queries.ts'
import { createRecorded } from './recorded.service.ts'

export type Recorder = {
  /** Records marks of one tenant; resolves once they are committed (acknowledged means committed), rejects when they are not. */
  record(tenant: string, marks: readonly Mark[]): Promise<void>
  /** Takes no more, and waits for what was taken. */
  stop(): Promise<void>
}

type Limits = {
  /** Marks in one statement; the last report taken may exceed it. */
  batch: number
  /** Statements at once, over all tenants. */
  inFlight: number
  /** Marks waiting, over all tenants; more are refused with `unavailable`. */
  queued: number
}

type Report = { marks: readonly Mark[]; resolve: () => void; reject: (err: unknown) => void }

/**
 * Records uses in batches that form by themselves: a tenant's batch is whatever arrived while its batch before was committing, so
 * that an idle server answers at once and a busy one writes few, large statements. One batch per tenant at a time; tenants take turns.
 */
export function createRecorder(deps: { pool: pg.Pool; log: Log; limits?: Partial<Limits> }): Recorder {
  const half = Math.max(1, Math.floor((deps.pool.options.max ?? 10) / 2))
  const limits: Limits = { batch: 500, inFlight: half, queued: 50_000, ...deps.limits }
  const recorded = createRecorded()
  const waiting = new Map<string, Report[]>()
  const busy = new Set<string>()
  let queued = 0
  let stopped: (() => void) | undefined

  /** Starts batches while there is room. A tenant that still has reports after its batch goes to the end of the line. */
  function pump(): void {
    for (const [tenant, reports] of waiting) {
      if (busy.size >= limits.inFlight) return
      if (busy.has(tenant)) continue
      const batch = take(reports)
      waiting.delete(tenant)
      if (reports.length > 0) waiting.set(tenant, reports)
      busy.add(tenant)
      void commit(tenant, batch).finally(() => {
        busy.delete(tenant)
        pump()
        if (busy.size === 0 && waiting.size === 0) stopped?.()
      })
    }
  }

  function take(reports: Report[]): Report[] {
    let size = 0
    const count = reports.findIndex((r) => (size += r.marks.length) >= limits.batch) + 1
    return reports.splice(0, count || reports.length)
  }

  async function commit(tenant: string, batch: Report[]): Promise<void> {
    const marks = batch.flatMap((r) => r.marks)
    queued -= marks.length
    try {
      await deps.pool.query({ name: 'activity_mark', text: markStatement, values: markParameters(tenant, marks) })
      recorded.add(tenant, marks)
      for (const report of batch) report.resolve()
    } catch (err) {
      deps.log.error({ err, tenant, marks: marks.length }, 'activity was not recorded')
      for (const report of batch) report.reject(new AppError('unavailable'))
    }
  }

  return {
    async record(tenant, all) {
      const marks = all.filter((m) => !recorded.has(tenant, m))
      if (marks.length === 0) return
      if (stopped || queued + marks.length > limits.queued) throw new AppError('unavailable')
      queued += marks.length
      await new Promise<void>((resolve, reject) => {
        const report = { marks, resolve, reject }
        const reports = waiting.get(tenant)
        if (reports) reports.push(report)
        else waiting.set(tenant, [report])
        pump()
      })
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = resolve
        if (busy.size === 0 && waiting.size === 0) resolve()
      }),
  }
}
