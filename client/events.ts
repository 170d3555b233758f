import type { DeviceOperation, Notice } from './protocol.ts'

/** What an app can be told of, by `client.on(name, hear)`. */
export type ClientEvents = {
  /** The live stream is open: the server says that this session lives. Also after every reconnect. */
  ready: undefined
  /**
   * A service notification, in the member's language: each that came since this app was last told, the oldest first, however long it was off
   * (notices are kept for 180 days); at the first time those that are unread. Told once; again only after a crash in between.
   */
  notice: Notice
  /** The session has ended otherwise than by `signOut()`: show the sign-in. */
  signedOut: undefined
  /** An operation of the company on this device (`watchOperations` carries it out): it is begun, or what came of it. */
  operation: { operation: DeviceOperation; state: 'begun' | 'done' | 'failed' }
  /** Something failed that is tried again by itself, or a listener threw. For logs. */
  problem: unknown
}
export type EventName = keyof ClientEvents
export type Hear<Name extends EventName> = (event: ClientEvents[Name]) => void

export type Events = {
  /** Tells of `name` from now on; returns what ends that. */
  on<Name extends EventName>(name: Name, hear: Hear<Name>): () => void
  emit<Name extends EventName>(name: Name, event: ClientEvents[Name]): void
  isHeard(name: EventName): boolean
}

/** Listeners by name. One that throws keeps no other from hearing. */
export function createEvents(): Events {
  const heard = new Map<EventName, Set<Hear<never>>>()
  const emit: Events['emit'] = (name, event) => {
    // The set of a name holds its listeners alone, which `on` has put there.
    for (const hear of [...(heard.get(name) ?? [])] as Hear<typeof name>[]) {
      try {
        hear(event)
      } catch (error) {
        if (name !== 'problem') emit('problem', error)
      }
    }
  }
  return {
    on: (name, hear) => {
      const all = heard.get(name) ?? new Set()
      heard.set(name, all.add(hear))
      return () => void all.delete(hear)
    },
    emit,
    isHeard: (name) => (heard.get(name)?.size ?? 0) > 0,
  }
}
