import { useSyncExternalStore } from 'react'

type Ask = { answer: (proved: boolean) => void; answered: Promise<boolean> }

let ask: Ask | null = null
const watchers = new Set<() => void>()

function setAsk(next: Ask | null): void {
  ask = next
  for (const watcher of watchers) watcher()
}

/**
 * MB-8: a dangerous act waits here until its administrator has proved who they are. Acts that ask meanwhile wait for the same answer.
 * @returns false when they gave up
 */
export function proveFirst(): Promise<boolean> {
  if (ask) return ask.answered
  const { promise, resolve } = Promise.withResolvers<boolean>()
  setAsk({
    answered: promise,
    answer: (proved) => {
      setAsk(null)
      resolve(proved)
    },
  })
  return promise
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** What is waiting for a proof; null: nothing. */
export const useAsk = () => useSyncExternalStore(watch, () => ask)
