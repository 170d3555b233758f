import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { countMembers, listMembers } from '../../server/modules/members/list.service.ts'
import { scopes, systemActor } from '../../server/platform/context.ts'
import type { DB } from '../../server/platform/tables.ts'
import { createLog } from '../../server/platform/log.ts'
import type { BenchDatabase } from './database.ts'
import type { ListRequest } from './directory.requests.ts'

type Statement = { name: string; text: string; values: unknown[] }
export type Recorded = Statement[]

/** Notes the statements that a request of the list runs, to run them again prepared, without the product around them. */
export async function createRecorder(database: BenchDatabase, tenant: string, now: Date) {
  let noted: Statement[] = []
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: database.app.pool }),
    log: ({ query: { sql: text, parameters } }) => {
      if (!/^\s*(with|select)\b/.test(text)) return
      noted.push({ name: createHash('md5').update(text).digest('hex'), text, values: [...parameters] })
    },
  })
  const scope = scopes(db, () => now, createLog('silent'))(tenant, systemActor('bench'))
  const client = await database.app.pool.connect()
  await client.query("select set_config('muster.tenant', $1, false)", [tenant])
  // Planned anew for its parameters, as the product's are: a plan for any parameters takes half a minute where those for these take milliseconds.
  await client.query('set plan_cache_mode = force_custom_plan')
  return {
    async record(companyId: string, { query, sort }: ListRequest): Promise<Recorded> {
      noted = []
      const { sort: _sort, direction, ...filter } = query
      const asked = { companyId, filter, reach: { names: true, team: null } }
      await scope.transaction(async (ctx) => {
        const way = { sort, direction: direction === 'desc' ? ('desc' as const) : ('asc' as const), cursor: undefined, limit: 50 }
        const { total } = await listMembers(ctx, { ...asked, ...way })
        if (total === null) await countMembers(ctx, asked)
      })
      return noted
    },
    async run(statements: Recorded): Promise<void> {
      for (const statement of statements) await client.query(statement)
    },
    close: async () => {
      await client.query("select set_config('muster.tenant', '', false)")
      client.release(true)
    },
  }
}
