import { maxUsesPerReport, useMaxAgeDays } from './protocol.ts'
import { slot, type Storage, type Turn } from './storage.ts'

/** Unsent uses by the member (`sub`) who made them: instants, UTC, oldest first. */
type Uses = Record<string, string[]>

/**
 * AU-7: uses recorded while offline. They belong to the member who made them, and leave only when the server has acknowledged
 * them or they are older than 31 days. Sending the same use twice is harmless: the server records a day once.
 */
export type UseQueue = {
  /** Stores a use of this member at `at`, durably. Resolves to whether it was new. */
  add(sub: string, at: Date): Promise<boolean>
  /** The oldest uses of this member that are not in `except`, at most one report's worth. */
  batch(sub: string, except: ReadonlySet<string>): Promise<string[]>
  /** Drops uses of this member that the server has acknowledged. */
  remove(sub: string, uses: readonly string[]): Promise<void>
  /** How many uses of this member wait. */
  size(sub: string): Promise<number>
}

const slotMinutes = 15
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * The quarter hour a use falls into. One use in it is enough: every time zone in use begins its days at a full quarter hour of
 * UTC, so no two uses of a quarter lie on different days. A full hour would not do (midnight in Kolkata is 18:30 UTC).
 */
function quarterOf(instant: string | Date): number {
  return Math.floor(new Date(instant).getTime() / (slotMinutes * minuteMs))
}

function parseUses(value: unknown): Uses {
  if (typeof value !== 'object' || value === null) throw new Error('not a queue')
  const isInstant = (at: unknown): at is string => typeof at === 'string' && !Number.isNaN(Date.parse(at))
  return Object.fromEntries(
    Object.entries(value).flatMap(([sub, uses]): [string, string[]][] => (Array.isArray(uses) ? [[sub, uses.filter(isInstant)]] : [])),
  )
}

/** The queue under `key`; `now` is asked for at every call. */
export function createUseQueue(storage: Storage, turn: Turn, key: string, now: () => Date): UseQueue {
  const uses = slot<Uses>(storage, turn, key, parseUses, {})
  const isKept = (at: string) => now().getTime() - Date.parse(at) <= useMaxAgeDays * dayMs
  /** Everyone's uses without the too old ones, those of `sub` replaced. */
  const withUses = (all: Uses, sub: string, mine: string[]): Uses => {
    const entries = Object.entries({ ...all, [sub]: mine }).map(([owner, theirs]): [string, string[]] => [owner, theirs.filter(isKept)])
    return Object.fromEntries(entries.filter(([, theirs]) => theirs.length > 0))
  }
  return {
    async add(sub, at) {
      let isNew = false
      await uses.update((all) => {
        const mine = all[sub] ?? []
        isNew = !mine.some((other) => quarterOf(other) === quarterOf(at))
        const instant = at.toISOString()
        return isNew
          ? withUses(all, sub, [...mine.filter((other) => other < instant), instant, ...mine.filter((other) => other > instant)])
          : all
      })
      return isNew
    },
    async batch(sub, except) {
      const all = await uses.read()
      return (all[sub] ?? []).filter((at) => isKept(at) && !except.has(at)).slice(0, maxUsesPerReport)
    },
    async remove(sub, sent) {
      const gone = new Set(sent)
      await uses.update((all) =>
        withUses(
          all,
          sub,
          (all[sub] ?? []).filter((at) => !gone.has(at)),
        ),
      )
    },
    async size(sub) {
      return ((await uses.read())[sub] ?? []).filter(isKept).length
    },
  }
}
