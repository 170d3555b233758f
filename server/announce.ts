import { listTenants, locateDomain, offerSetup } from '#modules/company'
import type { Parts } from './compose.ts'
import type { Db } from './platform/db.ts'
import { keptSecret } from './platform/embedded.ts'
import { hashSecret, newSecret } from './platform/ids.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** The sample administrator's password: made on the first start, kept in the data folder. */
const samplePassword = async (dataDir: string) => (await keptSecret(dataDir, 'sample-password')).slice(0, 12)

/** Makes the sample company where it is wanted and there is no company yet. */
export async function makeSample({ config, database, clock, log }: Parts): Promise<void> {
  if (!config.sample || (await listTenants(database.db)).length > 0) return
  const { loadSample } = await import('../dev/sample/index.ts')
  const started = performance.now()
  await loadSample({ db: database.db, clock, log, password: await samplePassword(config.dataDir) })
  say(`The sample company was made in ${Math.round((performance.now() - started) / 1000)} s.`)
}

async function hasSample(db: Db): Promise<boolean> {
  const { sampleAdministrator } = await import('../dev/sample/index.ts')
  return (await locateDomain(db, sampleAdministrator.id.split('@')[1] ?? '')) !== undefined
}

/**
 * Tells the operator where Muster is and how to get in: the sample administrator's sign-in, or, where there is no company yet, the
 * one-time setup link. Both go to the terminal, never to the log.
 */
export async function announce({ config, database, clock }: Parts): Promise<void> {
  say(`Muster is at ${config.url}`)
  if (config.sample && (await hasSample(database.db))) {
    const { sampleAdministrator } = await import('../dev/sample/index.ts')
    say(`Sign in as ${sampleAdministrator.id} with the password ${await samplePassword(config.dataDir)}`)
    return
  }
  const token = newSecret()
  if (await offerSetup(database.db, hashSecret(token), clock())) say(`Create the first company within 7 days: ${config.url}/setup/${token}`)
}
