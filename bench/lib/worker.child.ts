// A worker of the product in a process of its own, to be killed: composed as main.ts does.
import { composeJobs } from '../../server/compose.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { readConfig } from '../../server/platform/config.ts'
import { openDatabase } from '../../server/platform/db.ts'
import { startWorker } from '../../server/platform/jobs.ts'
import { createLog } from '../../server/platform/log.ts'
import type { WorkerOptions } from './killable.ts'

const { ownerUrl, appUrl, secret } = JSON.parse(process.argv[2] ?? '') as WorkerOptions
const log = createLog('silent')
const database = openDatabase(appUrl, log, 10)
const config = readConfig({
  DATABASE_URL: ownerUrl,
  MUSTER_SECRET: secret,
  MUSTER_ROLE: 'worker',
  MUSTER_ALLOW_PRIVATE_TARGETS: 'true',
})
await startWorker(ownerUrl, composeJobs({ config: { ...config, secret }, database, appUrl, clock: systemClock, log }), log)
// Whoever started it has gone.
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
