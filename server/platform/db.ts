import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { DB } from './tables.ts'
import type { Log } from './log.ts'

/** A handle on the database. Inside a transaction it is that transaction; there is no other in reach. */
export type Db = Kysely<DB>
export type Database = { pool: pg.Pool; db: Db; close(): Promise<void> }

// A day is a string from end to end (T-1): never a Date that a zone could shift. bigint counts fit a number.
pg.types.setTypeParser(pg.types.builtins.DATE, (v) => v)
pg.types.setTypeParser(pg.types.builtins.INT8, (v) => Number(v))

type Options = {
  /** Its statements are few and always the same: each connection prepares them once. */
  prepared?: boolean
}

/**
 * Opens a pool on `url`. Every pool listens for errors: a database restart must not end the process. Statements are sent without waiting
 * for the answer to the one before, where the code does not wait for it either.
 */
export function openDatabase(url: string, log: Log, connections: number, { prepared = false }: Options = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    pipeline: true,
    Client: prepared ? PreparingClient : GatheringClient,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // No statement of a request or a batch may hang for ever; what may take longer says so with `withoutTimeout`.
    statement_timeout: 30_000,
    application_name: 'muster',
  })
  pool.on('error', (err) => log.warn({ err: err.message }, 'database connection lost'))
  // The pool listens to idle connections only; one in use fails its query, and without this the process with it.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { pool, db, close: () => db.destroy() }
}

/** Statements that a connection keeps prepared, at most. */
const mostPrepared = 500

/** The names of prepared statements: made anew when the database has found a plan that no longer fits its tables, after a migration. */
const prepared = { names: new Map<string, string>(), generation: 0 }

function preparedName(text: string): string | undefined {
  const known = prepared.names.get(text)
  if (known || prepared.names.size >= mostPrepared) return known
  const name = `s${prepared.generation}_${prepared.names.size}`
  prepared.names.set(text, name)
  return name
}

const planOutdated = '0A000'

/** Marks a query that every connection prepares: asked often, by a key, so that one plan is good for all values. `modifyFront(kept)`. */
export const kept = sql.raw<never>('/* kept */')
const keptFront = 'select /* kept */'

/**
 * What is asked for in one turn of the event loop goes out in one write: a transaction's beginning with its first statement, and what goes together.
 * It prepares the statements that are marked as {@link kept}.
 */
class GatheringClient extends pg.Client {
  #gathering = false

  #gather(): void {
    if (this.#gathering) return
    this.#gathering = true
    // The driver's types leave its connection out.
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    process.nextTick(() => {
      this.#gathering = false
      stream.uncork()
    })
  }

  protected isKept(text: string): boolean {
    return text.startsWith(keptFront)
  }

  // The driver's overloads are for callers; Kysely calls with text and values and waits for a promise, and so does whoever else has values.
  override query(...given: unknown[]): never {
    this.#gather()
    const [text, values] = given
    const mayKeep = typeof text === 'string' && Array.isArray(values) && values.length > 0 && this.isKept(text)
    const name = mayKeep ? preparedName(text) : undefined
    if (!name) return super.query(...(given as [string])) as never
    const answered = super.query({ name, text: text as string, values: values as unknown[] })
    return answered.catch((err: unknown) => {
      if ((err as { code?: string }).code === planOutdated) {
        prepared.names.clear()
        prepared.generation++
      }
      throw err
    }) as never
  }
}

/** A connection that prepares every statement that has parameters. */
class PreparingClient extends GatheringClient {
  protected override isKept(): boolean {
    return true
  }
}

/** Asks what is always the same text, as the functions of the door are: nothing is put together each time. */
export async function ask<Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> {
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Lets the rest of a job's transaction take as long as it needs. */
export async function withoutTimeout(db: Db): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db)
}

/** The tenant of what happens before anyone is known (anonymous sign-in attempts). No company is ever in it. */
export const doorTenant = '00000000-0000-0000-0000-000000000000'

const inside = new AsyncLocalStorage<true>()

/**
 * Runs `work` in one transaction that sees the rows of `tenant` only (row-level security).
 * `begin` and the tenant travel in one message. Network, hashing and file work do not belong inside, nor a second transaction.
 */
export function inTenant<T>(db: Db, tenant: string, work: (tx: Db) => Promise<T>): Promise<T> {
  if (!uuid.test(tenant)) throw new Error('not a tenant id')
  if (inside.getStore()) throw new Error('a transaction inside a transaction')
  return inside.run(true, () =>
    db.connection().execute(async (connection) => {
      try {
        // Not waited for: the first statement goes right behind it, and fails where this did.
        const begun = sql.raw(`begin; select set_config('muster.tenant', '${tenant}', true)`).execute(connection)
        begun.catch(() => undefined)
        const result = await work(connection)
        await begun
        const { rows } = await sql<{ command: string }>`commit`.execute(connection)
        if (rows[0]?.command === 'ROLLBACK') throw new Error('a statement of the transaction had failed')
        return result
      } catch (err) {
        await sql`rollback`.execute(connection).catch(() => undefined)
        throw err
      }
    }),
  )
}
