import type { IncomingMessage } from 'node:http'
import { Provider } from 'oidc-provider'
import type { Db } from '../../platform/db.ts'
import { keepAll, type FoundArtifact, type Writing } from './artifact.queries.ts'

/**
 * What one request of the OpenID provider writes is kept back to its end and written in one statement, before anything is answered; and what was
 * read beside something else is not asked for again.
 */
export type RequestWork = {
  /** By hash: what is written last counts; null: it is gone. */
  writes: Map<string, Writing | null>
  /** By kind and id. */
  read: Map<string, FoundArtifact>
}

const works = new WeakMap<IncomingMessage, RequestWork>()

/** The work of the provider's request that is being answered; undefined: there is none, and what is written is written at once. */
export const currentWork = (): RequestWork | undefined => {
  const context = Provider.ctx
  return context && works.get(context.req)
}

/** Answers a request of the provider, and writes what it has kept back. */
export async function withWork(db: Db, req: IncomingMessage, answer: () => Promise<void>): Promise<void> {
  const work: RequestWork = { writes: new Map(), read: new Map() }
  works.set(req, work)
  try {
    await answer()
  } finally {
    works.delete(req)
    if (work.writes.size > 0) await keepAll(db, work.writes)
  }
}
