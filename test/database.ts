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

/** One PostgreSQL for the whole run, its database `muster` migrated: test files clone it (see harness.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'muster-test-'))
  const database = await startEmbedded(dir, createLog('silent'), ['fsync=off', 'synchronous_commit=off', 'max_connections=200'])
  await migrate(database.url, testSecret)
  project.provide('databaseUrl', database.url)
  return async () => {
    await database.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
