import type { Parts } from './compose.ts'
import { systemClock } from './platform/clock.ts'
import { StartError, type Config } from './platform/config.ts'
import { openDatabase } from './platform/db.ts'
import { keptSecret, startEmbedded, type EmbeddedDatabase } from './platform/embedded.ts'
import type { Worker } from './platform/jobs.ts'
import { createLog } from './platform/log.ts'
import { appUrl, migrate, refuseUnsafeRole } from './platform/migrate.ts'

/** Stops one thing that was started. */
export type Stop = () => Promise<void>

/** Starts what MUSTER_ROLE says and answers how to stop it: requests and jobs first, the database last. */
export async function start(config: Config, stops: Stop[]): Promise<void> {
  const log = createLog(config.logLevel)
  let embedded: EmbeddedDatabase | undefined
  if (!config.databaseUrl) {
    const starting = startEmbedded(config.dataDir, log)
    // Before it runs: told to stop meanwhile, the process may not leave a database behind.
    stops.push(async () => (await starting.catch(() => undefined))?.stop())
    embedded = await starting
  }
  const secret = config.secret ?? (await keptSecret(config.dataDir, 'secret'))
  const ownerUrl = embedded?.url ?? config.databaseUrl ?? ''
  await reachable(ownerUrl, () => migrate(ownerUrl, config.databaseAppUrl ? undefined : secret))
  const url = config.databaseAppUrl ?? appUrl(embedded?.nearUrl ?? ownerUrl, secret)
  const database = openDatabase(url, log, config.databaseConnections)
  stops.push(database.close)
  await reachable(url, () => refuseUnsafeRole(database.pool))

  // What is wrong with the folder or the database has been said before everything else is loaded.
  const [{ composeJobs, composeServer }, { announce, makeSample, startSampleFleet, startSampleGateways }, { startWorker }] =
    await Promise.all([import('./compose.ts'), import('./announce.ts'), import('./platform/jobs.ts')])
  const sample = await startSampleGateways(config)
  stops.push(sample.stop)
  const parts: Parts = { config: { ...sample.config, secret }, database, appUrl: url, clock: systemClock, log }
  if (config.role !== 'worker') {
    await makeSample(parts)
    const server = await composeServer(parts)
    stops.push(server.stop)
    await listen(server.http, config)
  }
  if (config.role !== 'api') {
    const worker: Worker = await startWorker(ownerUrl, composeJobs(parts), log)
    stops.push(worker.stop)
  }
  if (config.role !== 'worker') await announce(parts)
  stops.push(await startSampleFleet(parts))
}

/** Says which database cannot be reached, without its password. */
async function reachable<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (err) {
    if (err instanceof StartError) throw err
    const { host, pathname } = new URL(url)
    throw new StartError(
      `Database ${host}${pathname} cannot be used: ${err instanceof Error && err.message ? err.message : String((err as { code?: string }).code ?? err)}`,
    )
  }
}

async function listen(http: { listen(o: { port: number; host: string }): Promise<string> }, config: Config): Promise<void> {
  try {
    await http.listen({ port: config.port, host: config.host })
  } catch (err) {
    const { code } = err as { code?: string }
    if (code === 'EADDRINUSE') throw new StartError(`Port ${config.port} is in use; stop the other program or set PORT to another one`)
    throw new StartError(`Cannot listen on ${config.host}:${config.port} (${code ?? String(err)})`)
  }
}
