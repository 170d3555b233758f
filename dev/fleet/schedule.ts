/** What is due when. */
export type Schedule<T> = {
  add(at: number, what: T): void
  /** Takes everything due by then, the earliest first. */
  takeDue(now: number): T[]
  /** When the next is due; undefined: nothing is. */
  nextAt(): number | undefined
}

/** A binary heap: tens of thousands of devices wait for their turn at once, with one timer for all. */
export function createSchedule<T>(): Schedule<T> {
  const heap: { at: number; what: T }[] = []
  const before = (a: number, b: number) => (heap[a]?.at ?? Infinity) < (heap[b]?.at ?? Infinity)
  const swap = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (one && other) [heap[a], heap[b]] = [other, one]
  }
  function rise(from: number): void {
    for (let at = from, above = (at - 1) >> 1; at > 0 && before(at, above); at = above, above = (at - 1) >> 1) swap(at, above)
  }
  function sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = before(right, left) ? right : left
      if (!before(least, at)) return
      swap(at, least)
      at = least
    }
  }
  function takeFirst(): T | undefined {
    swap(0, heap.length - 1)
    const first = heap.pop()
    sink()
    return first?.what
  }
  return {
    add: (at, what) => {
      heap.push({ at, what })
      rise(heap.length - 1)
    },
    takeDue: (now) => {
      const due: T[] = []
      while ((heap[0]?.at ?? Infinity) <= now) {
        const what = takeFirst()
        if (what !== undefined) due.push(what)
      }
      return due
    },
    nextAt: () => heap[0]?.at,
  }
}
