import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../server/platform/embedded.ts'
import { createLog } from '../server/platform/log.ts'
import { migrate } from '../server/platform/migrate.ts'
import { testSecret } from './harness.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string
  }
}

/** Nothing of it is to outlive the machine, nor to be copied: what makes that sure costs time for nothing. */
const settings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_connections=200',
]

/** One PostgreSQL for the whole run, its database `muster` migrated: test files clone it (see harness.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'muster-test-'))
  const database = await startEmbedded(dir, createLog('silent'), settings)
  await migrate(database.url, testSecret)
  project.provide('databaseUrl', database.url)
  return async () => {
    await database.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
