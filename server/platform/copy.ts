import type { CompiledQuery, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { copyOut, copySocket } from './copyOut.ts'
import type { Log } from './log.ts'

/** A cell as text. Pitfall 17: one that a spreadsheet would take for a formula begins with an apostrophe. The same as `csvLine` does. */
export function cell(text: RawBuilder<unknown>): RawBuilder<unknown> {
  // = + - @ tab CR
  return sql`case when ascii(${text}) in (61, 43, 45, 64, 9, 13) then '''' || ${text} else ${text} end`
}

export type Copies = {
  /**
   * All rows of a query as lines of CSV, without a head, each chunk good until the next is asked for; `onRows` is told how many so far, in the end
   * exactly. `signal` ends it at once.
   */
  rows(tenant: string, query: CompiledQuery, onRows: (rows: number) => void, signal: AbortSignal): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/** So many at a time on a node; what is more waits its turn. */
const connections = 3

/**
 * Rows as the database itself writes them, on connections of their own: COPY speaks a protocol of its own, which the statements of other
 * pools, sent without waiting, do not mix with. Row-level security holds, as everywhere.
 */
export function openCopies(url: string, log: Log): Copies {
  const pool = new pg.Pool({
    connectionString: url,
    stream: copySocket,
    max: connections,
    connectionTimeoutMillis: 60_000,
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
    application_name: 'muster files',
  })
  pool.on('error', (err) => log.warn({ err: err.message }, 'database connection lost'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    close: () => pool.end(),
    rows: async function* (tenant, query, onRows, signal) {
      const client = await pool.connect()
      let whole = false
      try {
        await client.query(
          `begin read only; set local statement_timeout = 0; set local datestyle = 'ISO, YMD';
           select set_config('muster.tenant', ${pg.escapeLiteral(tenant)}, true)`,
        )
        const copy = copyOut(`copy (${inlined(query)}) to stdout (format csv)`)
        const stop = () => copy.stop(new Error('aborted'))
        signal.addEventListener('abort', stop, { once: true })
        client.query(copy.query)
        if (signal.aborted) stop()
        for await (const chunk of copy.chunks()) {
          onRows(copy.rows())
          yield chunk
        }
        await client.query('commit')
        onRows(copy.rows())
        whole = true
      } finally {
        // Left in the middle, the connection ends, and with it the statement.
        client.release(!whole)
      }
    },
  }
}

/** COPY takes no parameters: each value stands in the text as a literal without a type, as a parameter would come. */
export function inlined({ sql: text, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): string {
  return text.replaceAll(/\$(\d+)/g, (_, number: string) => literalOf(parameters[Number(number) - 1]))
}

function literalOf(value: unknown): string {
  if (value === null) return 'null'
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString())
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(elementOf).join(',')}}`)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return pg.escapeLiteral(String(value))
  throw new Error(`no literal for a ${typeof value}`)
}

function elementOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, '\\$&')}"`
  throw new Error(`no literal for an array of ${typeof value}`)
}
