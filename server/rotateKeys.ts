import { replaceSigningKeys } from '#modules/signin'
import { systemClock } from './platform/clock.ts'
import { readConfig, StartError } from './platform/config.ts'
import { scopes } from './platform/context.ts'
import { openDatabase } from './platform/db.ts'
import { keptSecret, startEmbedded } from './platform/embedded.ts'
import { createLog } from './platform/log.ts'
import { appUrl } from './platform/migrate.ts'

/** `npm run rotate-keys`: replaces the signing keys; every running node takes the new ones over by itself. */
async function rotate(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.dataDir, log)
  try {
    const secret = config.secret ?? (await keptSecret(config.dataDir, 'secret'))
    const url = config.databaseAppUrl ?? appUrl(embedded?.url ?? config.databaseUrl ?? '', secret)
    const database = openDatabase(url, log, 1)
    await replaceSigningKeys(scopes(database.db, systemClock, log), secret).finally(database.close)
  } finally {
    await embedded?.stop()
  }
  process.stdout.write('Tokens are signed with new keys from now on.\n')
}

try {
  await rotate()
} catch (err) {
  process.stderr.write(`${err instanceof StartError ? err.message : `The keys were not replaced: ${String(err)}`}\n`)
  process.exitCode = 1
}
