import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { openDatabase, type Database } from '../server/platform/db.ts'
import { createLog } from '../server/platform/log.ts'
import { appUrl } from '../server/platform/migrate.ts'

export const testSecret = 'test-secret-test-secret-test-secret'

export type TestDatabase = {
  /** The owner's connection: what migrations and the worker use. */
  ownerUrl: string
  /** The server's restricted role: row-level security is on. */
  app: Database
  /** The owner, for brute-force recounts and for looking beneath policies. */
  owner: Database
  drop(): Promise<void>
}

/** A database of the calling test file's own, cloned from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: template.replace(/\/muster$/, '/postgres') })
    client.on('error', () => undefined)
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await admin(`create database ${name} template muster`)
  const ownerUrl = template.replace(/\/muster$/, `/${name}`)
  const log = createLog('silent')
  const app = openDatabase(appUrl(ownerUrl, testSecret), log, 8)
  const owner = openDatabase(ownerUrl, log, 4)
  // What a test fills tables with takes as long as it takes on a busy machine.
  owner.pool.on('connect', (client) => void client.query('set statement_timeout = 0').catch(() => undefined))
  return {
    ownerUrl,
    app,
    owner,
    drop: async () => {
      await Promise.all([app.close(), owner.close()])
      await admin(`drop database ${name} with (force)`)
    },
  }
}
