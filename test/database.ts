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

type Running = { url: string; askedFor: number; stop(): Promise<void> }
/** Each project loads this file for itself. */
const ofRun = globalThis as { testDatabase?: Promise<Running> | undefined }

/** One PostgreSQL for the whole run, its database `muster` migrated: test files clone it (see harness.ts). The last project stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await (ofRun.testDatabase ??= start())
  running.askedFor++
  project.provide('databaseUrl', running.url)
  return async () => {
    if (--running.askedFor > 0) return
    ofRun.testDatabase = undefined
    await running.stop()
  }
}

async function start(): Promise<Running> {
  const dir = await mkdtemp(path.join(tmpdir(), 'muster-test-'))
  const database = await startEmbedded(dir, createLog('silent'), settings)
  await migrate(database.url, testSecret)
  return {
    url: database.url,
    askedFor: 0,
    stop: async () => {
      await database.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
