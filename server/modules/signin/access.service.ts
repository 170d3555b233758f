import type pg from 'pg'
import type { Clock } from '../../platform/clock.ts'
import { AppError } from '../../platform/errors.ts'
import type { Listener } from '../../platform/listener.ts'
import { inBatches } from '../../platform/batch.ts'
import { artifactHash } from './artifact.queries.ts'
import { selectAccess, selectService, type Access, type ServiceAccess } from './access.queries.ts'
import type { Admission } from './admission.service.ts'

export type { Access }

/** What a request presents: an app's or the command's token, the console's cookie, an API token. */
export type Presented = 'AccessToken' | 'ConsoleSession' | 'ApiToken'

/** How long an answer may be used again (milliseconds); a notice of ended access makes it void at once. */
const freshMs = 500
/** Answers kept, about 500 bytes each; the older half goes when the newer is full. */
const generationSize = 25_000

export type AccessCheck = {
  /**
   * SX-2: what a bearer value of a kind opens now, presented from an address; undefined: nothing. Fails closed: a database that does not
   * answer throws. @throws network_refused where the company's rules do not admit the address
   */
  check(kind: Presented, value: string, ip: string | null): Promise<Access | undefined>
  /** The same wherever it is presented from: for a service that looks up what was presented to it, and for ending access. */
  look(kind: Presented, value: string): Promise<Access | undefined>
  /** SX-2: the same of what a service was given for itself: asked anew each time. */
  checkService(value: string): Promise<ServiceAccess | undefined>
}

/**
 * The check every request goes through: one query, its answer reused for at most 500 ms, dropped when a node says that access
 * ended in the tenant, and never reused while the connection that would say so is down.
 */
export function createAccessCheck(pool: pg.Pool, clock: Clock, listener: Listener, admission: Admission): AccessCheck {
  type Entry = { access: Access; at: number }
  let newer = new Map<string, Entry>()
  let older = new Map<string, Entry>()
  const endedAt = new Map<string, number>()
  let endings = 0

  listener.on('muster_access', (payload) => {
    endings++
    endedAt.set(payload.slice(0, 36), performance.now())
  })
  listener.onGap(() => {
    endings++
    newer.clear()
    older.clear()
    endedAt.clear()
  })

  const reusable = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined &&
    listener.connected() &&
    performance.now() - entry.at < freshMs &&
    entry.at > (endedAt.get(entry.access.tenant) ?? -1) &&
    entry.access.expiresAt > clock()

  const ask = inBatches(async (hashes: Buffer[]) => {
    const [before, at] = [endings, performance.now()]
    const found = await selectAccess(pool, hashes, clock())
    return found.map((access) => ({ access, at, before }))
  })

  async function find(kind: Presented, value: string): Promise<Access | undefined> {
    const hash = artifactHash(kind, value)
    const key = hash.toString('latin1')
    const entry = newer.get(key) ?? older.get(key)
    if (reusable(entry)) return entry.access
    const { access, at, before } = await ask(hash)
    // What ended while the query ran may not be in its answer: then it serves this request, which began before, and no other.
    // Nor is it kept that a device has to be enrolled first: it may be in the next moment.
    if (access && !access.unenrolled && before === endings) {
      newer.set(key, { access, at })
      if (newer.size >= generationSize) [older, newer] = [newer, new Map()]
    }
    return access
  }

  return {
    look: find,
    checkService: (value) => selectService(pool, artifactHash('ClientCredentials', value), clock()),
    check: async (kind, value, ip) => {
      const access = await find(kind, value)
      if (access && access.network !== null && !(await admission.admits(access, ip))) throw new AppError('network_refused', { ip })
      return access
    },
  }
}
