import type pg from 'pg'
import type { Clock } from '../../platform/clock.ts'
import type { Listener } from '../../platform/listener.ts'
import type { Log } from '../../platform/log.ts'
import { selectLive, type Live } from './access.queries.ts'
import type { Admission } from './admission.service.ts'

/** How often open streams are checked (milliseconds); a notice of ended access checks the tenant's at once. */
const checkEveryMs = 500
/** A check that fails this long closes every stream: access that cannot be confirmed is none. */
const giveUpMs = 1_000

export type OpenStream = {
  tenant: string
  memberId: string
  connectionId: string
  /** The address at its other end. */
  ip: string | null
  notice(): void
  signedOut(): void
  close(): void
}
/** Open streams of one connection: more than anyone has tabs of one app, fewer than would harm. The oldest goes. */
const streamsPerConnection = 50

const memberKey = ({ tenant, memberId }: OpenStream) => `${tenant}:${memberId}`

export type Streams = { add(stream: OpenStream): () => void; stop(): void; size(): number }

/**
 * SX-2: the open streams of this node, all checked in one query; one whose access ended hears `signed_out` and is closed, one that
 * network rules refuse is closed. They hear
 * `notice` when their member has a new service notification, or may have missed one.
 */
export function createStreams(pool: pg.Pool, clock: Clock, listener: Listener, log: Log, admission: Admission): Streams {
  const open = new Set<OpenStream>()
  const byConnection = new Map<string, OpenStream[]>()
  const byMember = new Map<string, Set<OpenStream>>()
  let stopped = false
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
          remove(s)
          s.signedOut()
        }
        await closeRefused(streams, live)
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

  /** The session goes on: it is only not let in from there, or has to enrol its device first (DS-10). */
  async function closeRefused(streams: OpenStream[], live: Map<string, Live>): Promise<void> {
    for (const s of streams) {
      const { binding = null, unenrolled = false } = live.get(s.connectionId) ?? {}
      const isRefused = unenrolled || (binding && !(await admission.admits({ tenant: s.tenant, ...binding }, s.ip)))
      if (isRefused && open.has(s)) close(s)
    }
  }

  function remove(stream: OpenStream): void {
    if (!open.delete(stream)) return
    const others = (byConnection.get(stream.connectionId) ?? []).filter((s) => s !== stream)
    if (others.length > 0) byConnection.set(stream.connectionId, others)
    else byConnection.delete(stream.connectionId)
    const key = memberKey(stream)
    const mine = byMember.get(key)
    mine?.delete(stream)
    if (mine?.size === 0) byMember.delete(key)
  }

  function close(stream: OpenStream): void {
    remove(stream)
    stream.close()
  }

  function closeAll(): void {
    for (const s of open) close(s)
  }

  // A check that hangs is one that fails: counted by ticks, since a stalled event loop delays both.
  let ticksOfOneCheck = 0
  const timer = setInterval(() => {
    ticksOfOneCheck = checking ? ticksOfOneCheck + 1 : 0
    if (ticksOfOneCheck * checkEveryMs > giveUpMs) closeAll()
    void check()
  }, checkEveryMs)
  listener.on('muster_access', () => void check())
  listener.on('muster_notice', (payload) => byMember.get(payload)?.forEach((stream) => stream.notice()))
  listener.onGap(() => {
    void check()
    for (const stream of open) stream.notice()
  })
  return {
    add: (stream) => {
      const of = [...(byConnection.get(stream.connectionId) ?? []), stream]
      open.add(stream)
      byConnection.set(stream.connectionId, of)
      byMember.set(memberKey(stream), (byMember.get(memberKey(stream)) ?? new Set()).add(stream))
      if (of.length > streamsPerConnection && of[0]) close(of[0])
      // A request that was under way when the server was told to stop: nothing would close its stream, and closing would wait for it.
      if (stopped) close(stream)
      return () => remove(stream)
    },
    stop: () => {
      stopped = true
      clearInterval(timer)
      closeAll()
    },
    size: () => open.size,
  }
}
