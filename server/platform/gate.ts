import { AppError } from './errors.ts'

export type Entry = {
  /** Resolves once there is a place, or once it is wanted no longer. */
  entered: Promise<void>
  /** Gives the place back, or up; once, however often it is called. */
  leave(): void
}

export type Gate = {
  /** Asks for a place. @throws unavailable when too many wait */
  enter(): Entry
}

/** Lets few in at once, how many is asked anew each time; the others wait in line, and past that are turned away. */
export function createGate(limits: { atOnce: () => number; waiting: number }): Gate {
  let inside = 0
  const line = new Set<() => void>()

  const admit = () => {
    for (const next of line) {
      if (inside >= limits.atOnce()) return
      line.delete(next)
      inside++
      next()
    }
  }

  return {
    enter: () => {
      if (inside >= limits.atOnce() && line.size >= limits.waiting) throw new AppError('unavailable')
      let state: 'waiting' | 'inside' | 'gone' = 'waiting'
      let resolve: () => void = () => undefined
      const entered = new Promise<void>((done) => (resolve = done))
      const next = () => {
        state = 'inside'
        resolve()
      }
      line.add(next)
      admit()
      return {
        entered,
        leave: () => {
          if (state === 'inside') {
            inside--
            admit()
          }
          // Who has gone keeps nobody waiting; what is still done for them does nothing.
          else if (line.delete(next)) resolve()
          state = 'gone'
        },
      }
    },
  }
}
