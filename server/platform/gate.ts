import { AppError } from './errors.ts'

export type Gate = {
  /** Waits for a place. @returns what gives it back, once however often it is called @throws unavailable when too many wait */
  enter(signal: AbortSignal): Promise<() => void>
}

/** Lets few in at once; the others wait in line, and past that are turned away. */
export function createGate(limits: { atOnce: number; waiting: number }): Gate {
  let inside = 0
  const line = new Set<() => void>()

  const place = () => {
    let held = true
    return () => {
      if (!held) return
      held = false
      const [next] = line
      if (!next) inside--
      else {
        line.delete(next)
        next()
      }
    }
  }

  return {
    enter: async (signal) => {
      if (inside < limits.atOnce) {
        inside++
        return place()
      }
      if (line.size >= limits.waiting) throw new AppError('unavailable')
      return new Promise((resolve) => {
        const next = () => resolve(place())
        line.add(next)
        // Who has gone keeps nobody waiting; what is still done for them does nothing.
        signal.addEventListener('abort', () => line.delete(next) && resolve(() => undefined), { once: true })
      })
    },
  }
}
