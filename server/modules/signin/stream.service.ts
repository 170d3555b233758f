import type pg from 'pg'
import type { Clock } from '../../platform/clock.ts'
import type { Listener } from '../../platform/listener.ts'
import type { Log } from '../../platform/log.ts'
import { selectLive } from './access.queries.ts'

/** How often open streams are checked (milliseconds); a notice of ended access checks the tenant's at once. */
const checkEveryMs = 500
/** A check that fails this long closes every stream: access that cannot be confirmed is none. */
const giveUpMs = 1_000

export type OpenStream = { tenant: string; connectionId: string; signedOut(): void; close(): void }
export type Streams = { add(stream: OpenStream): () => void; stop(): void; size(): number }

/** SX-2: the open streams of this node, all checked in one query; one whose access ended hears `signed_out` and is closed. */
export function createStreams(pool: pg.Pool, clock: Clock, listener: Listener, log: Log): Streams {
  const open = new Set<OpenStream>()
  let confirmedAt = performance.now()
  let checking = false
  let again = false

  async function check(): Promise<void> {
    if (checking) {
      again = true
      return
    }
    checking = true
    const streams = [...open]
    try {
      if (streams.length > 0) {
        const live = await selectLive(pool, streams, clock())
        for (const s of streams.filter((each) => !live.has(each.connectionId) && open.has(each))) {
          open.delete(s)
          s.signedOut()
        }
      }
      confirmedAt = performance.now()
    } catch (err) {
      log.warn({ err: String(err) }, 'open streams could not be checked')
      if (performance.now() - confirmedAt > giveUpMs) closeAll()
    }
    checking = false
    if (again) {
      again = false
      await check()
    }
  }

  function closeAll(): void {
    for (const s of open) s.close()
    open.clear()
  }

  const timer = setInterval(() => void check(), checkEveryMs)
  listener.on('muster_access', () => void check())
  listener.onGap(() => void check())
  return {
    add: (stream) => {
      open.add(stream)
      return () => void open.delete(stream)
    },
    stop: () => {
      clearInterval(timer)
      closeAll()
    },
    size: () => open.size,
  }
}
