import pg from 'pg'
import type { Log } from './log.ts'

export type Listener = {
  /** Calls `hear` with the payload of every notice on `channel`. */
  on(channel: string, hear: (payload: string) => void): void
  /** Calls `hear` whenever notices may have been missed: the connection was lost, or came back. */
  onGap(hear: () => void): void
  /** Whether notices arrive now. */
  connected(): boolean
  start(): Promise<void>
  stop(): Promise<void>
}

/** A connection of its own that hears NOTIFY; it comes back by itself, and says when it was away. */
export function createListener(url: string, log: Log): Listener {
  const hearers = new Map<string, ((payload: string) => void)[]>()
  const gapHearers: (() => void)[] = []
  let client: pg.Client | undefined
  let up = false
  let stopped = false
  let retry: NodeJS.Timeout | undefined

  const gap = () => gapHearers.forEach((hear) => hear())

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'muster listener', keepAlive: true })
    next.on('notification', (n) => hearers.get(n.channel)?.forEach((hear) => hear(n.payload ?? '')))
    next.on('error', () => undefined)
    next.on('end', () => {
      // Told to stop, nobody has missed anything: what hears of a gap would ask a database that is being closed.
      if (client !== next || stopped) return
      up = false
      gap()
      schedule()
    })
    client = next
    try {
      await next.connect()
      for (const channel of hearers.keys()) await next.query(`listen ${next.escapeIdentifier(channel)}`)
    } catch (err) {
      void next.end().catch(() => undefined)
      throw err
    }
    gap()
    up = true
  }

  /** One attempt at a time: a connection that fails says so twice, by its end and by its refusal. */
  function schedule(): void {
    clearTimeout(retry)
    retry = setTimeout(() => {
      connect().catch((err: unknown) => {
        log.warn({ err: String(err) }, 'listening connection is down')
        if (!stopped) schedule()
      })
    }, 250)
  }

  return {
    on: (channel, hear) => void hearers.set(channel, [...(hearers.get(channel) ?? []), hear]),
    onGap: (hear) => void gapHearers.push(hear),
    connected: () => up,
    start: connect,
    stop: async () => {
      stopped = true
      up = false
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}
