import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../server/platform/embedded.ts'
import { createLog } from '../server/platform/log.ts'
import { migrate } from '../server/platform/migrate.ts'

// `npm run tables`: writes the table types from a freshly migrated database. A test holds that they have not drifted.
const dir = await mkdtemp(path.join(tmpdir(), 'muster-tables-'))
const database = await startEmbedded(dir, createLog('silent'))
try {
  await migrate(database.url, 'tables-tables-tables-tables-tables-tables')
  const out = process.argv[2] ?? new URL('../server/platform/tables.ts', import.meta.url).pathname
  const schemas = [
    'audit',
    'company',
    'sessions',
    'notifications',
    'members',
    'activity',
    'devices',
    'signin',
    'installation',
    'storage',
    'exports',
    'integrations',
    'api',
  ]
  execFileSync(
    'kysely-codegen',
    [
      '--dialect=postgres',
      `--url=${database.url}`,
      `--out-file=${out}`,
      `--include-pattern={${schemas.join(',')}}.*`,
      '--date-parser=string',
      '--numeric-parser=number',
      '--singularize=false',
      '--no-domains',
      '--runtime-enums=false',
    ],
    { stdio: 'inherit' },
  )
  execFileSync('oxfmt', [out], { stdio: 'inherit' })
} finally {
  await database.stop()
  await rm(dir, { recursive: true, force: true })
}
