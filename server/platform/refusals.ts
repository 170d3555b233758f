/** Callers refused per address and minute before the address is refused without a look at what it presents. */
const perMinute = 600
const remembered = 50_000

export type Refusals = {
  /** Whether this address has been refused so often that it is not looked at again within the minute. */
  exceeded(address: string): boolean
  count(address: string): void
}

/** Counts made-up tokens and cookies per address: each costs a query, and a made-up value is a new caller every time. */
export function createRefusals(now: () => number = () => performance.now()): Refusals {
  const windows = new Map<string, { since: number; refused: number }>()
  const current = (address: string) => {
    const window = windows.get(address)
    return window && now() - window.since < 60_000 ? window : undefined
  }
  return {
    exceeded: (address) => (current(address)?.refused ?? 0) >= perMinute,
    count: (address) => {
      const window = current(address)
      if (window) window.refused++
      else {
        if (windows.size >= remembered) windows.clear()
        windows.set(address, { since: now(), refused: 1 })
      }
    },
  }
}
