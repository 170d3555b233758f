import type { Environment } from './environment.ts'
import { isClientError } from './errors.ts'
import type { Events } from './events.ts'
import type { Notice, NoticePage } from './protocol.ts'
import { sendJson } from './requests.ts'
import type { Sessions } from './session.ts'
import { slot, turns } from './storage.ts'

/** The newest notice that each member of this app was told of. */
type Told = Record<string, { id: string; createdAt: string }>

const pageSize = 100

function parseTold(value: unknown): Told {
  if (typeof value !== 'object' || value === null) throw new Error('not what was told')
  return value as Told
}

/** A page of notices, the newest first. */
export async function askNotices(
  env: Environment,
  sessions: Sessions,
  { cursor, limit }: { cursor?: string | undefined; limit?: number | undefined },
): Promise<NoticePage> {
  const asked = new URLSearchParams({ ...(cursor ? { cursor } : {}), ...(limit ? { limit: String(limit) } : {}) }).toString()
  return await sendJson<NoticePage>(env, sessions, await sessions.valid(), 'GET', `/notices${asked && `?${asked}`}`)
}

/**
 * Tells of the notices that came since the last time, by the event `notice`, as long as anybody hears it. How far it has come is stored with
 * each: a member whose app was off for a week is told of all, once. One run at a time; asked meanwhile, it runs once more.
 */
export function createTelling(env: Environment, sessions: Sessions, events: Events, prefix: string): () => void {
  const name = `${prefix} told`
  const told = slot<Told>(env.storage, turns(env.storage, name), name, parseTold, {})
  let running = false
  let isAsked = false

  async function findNew(sub: string): Promise<Notice[]> {
    const last = (await told.read())[sub]
    const isNew = ({ createdAt, id, readAt }: Notice) =>
      last ? createdAt > last.createdAt || (createdAt === last.createdAt && id > last.id) : readAt === null
    const found: Notice[] = []
    for (let cursor: string | undefined; ;) {
      const { items, next } = await askNotices(env, sessions, { cursor, limit: pageSize })
      const fresh = items.filter(isNew)
      found.push(...fresh)
      if (next === null || fresh.length < items.length) return found.toReversed()
      cursor = next
    }
  }

  async function run(): Promise<void> {
    const session = await sessions.current()
    if (!session) return
    for (const notice of await findNew(session.sub)) {
      events.emit('notice', notice)
      const { id, createdAt } = notice
      await told.update((others) => ({ ...others, [session.sub]: { id, createdAt } }))
    }
  }

  async function runUntilQuiet(): Promise<void> {
    running = true
    try {
      do {
        isAsked = false
        await run()
      } while (isAsked)
    } catch (error) {
      // Told again with the next notice, or as the stream opens.
      if (!isClientError(error, 'signed_out')) events.emit('problem', error)
    } finally {
      running = false
    }
  }

  return () => {
    if (!events.isHeard('notice')) return
    isAsked = true
    if (!running) void runUntilQuiet()
  }
}
