import path from 'node:path'
import { listTenants, locateDomain, offerSetup } from '#modules/company'
import type { Parts } from './compose.ts'
import type { Db } from './platform/db.ts'
import type { Config } from './platform/config.ts'
import { scopes, systemActor } from './platform/context.ts'
import { keptSecret } from './platform/embedded.ts'
import { hashSecret, newSecret } from './platform/ids.ts'
import { createSeal } from './platform/seal.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** As many people as devices may be asked for at most: who carries them is chosen once. */
const mostCarriers = 500

const indented = (text = '') => text.trim().replaceAll(/^(?=.)/gm, '  ')

/** The sample administrator's password: made on the first start, kept in the data folder. */
const samplePassword = async (dataDir: string) => (await keptSecret(dataDir, 'sample-password')).slice(0, 12)

/** Makes the sample company where it is wanted and there is no company yet. */
export async function makeSample({ config, database, clock, log }: Parts): Promise<void> {
  if (!config.sample || (await listTenants(database.db)).length > 0) return
  const { loadSample } = await import('../dev/sample/index.ts')
  say('Making the sample company: a minute or so …')
  const started = performance.now()
  const [seal, webhookSeal] = [createSeal(config.secret, 'second step'), createSeal(config.secret, 'webhooks')]
  await loadSample({ db: database.db, clock, log, seal, webhookSeal, password: await samplePassword(config.dataDir) })
  say(`The sample company was made in ${Math.round((performance.now() - started) / 1000)} s.`)
}

/** Whether this is the sample as it runs on somebody's own machine, whole in one process. */
function isForThisMachine({ sample, role, url }: Config): boolean {
  return sample && role === 'both' && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

/**
 * The sample's own mail server, SMS gateway and LINE, where none are set and Muster is for this machine alone: mails and texts are printed
 * to the terminal, and any name is a LINE account. @returns what is set then, and how it stops
 */
export async function startSampleGateways(config: Config): Promise<{ config: Config; stop: () => Promise<void> }> {
  if (!isForThisMachine(config) || config.smtpUrl || config.sms || config.line) return { config, stop: async () => undefined }
  const { startSmtpSink } = await import('../dev/smtp.ts')
  const { startSmsSink } = await import('../dev/sms.ts')
  const { startFakeLine } = await import('../dev/line.ts')
  const smtp = await startSmtpSink(({ to, subject, text }) => say(`Mail to ${[to].flat()[0]?.text}: ${subject}\n${indented(text)}`))
  const sms = await startSmsSink(({ to, text }) => say(`SMS to ${to}: ${text}`))
  const line = await startFakeLine()
  return {
    config: { ...config, smtpUrl: smtp.url, sms: { url: sms.url, token: sms.token, from: 'Muster' }, line },
    stop: () => Promise.all([smtp.close(), sms.close(), line.close()]).then(() => undefined),
  }
}

/**
 * A small fleet of simulated devices in the sample company, which use the suite as on an ordinary day, over HTTP like any others. They
 * stand in the data folder, and stay what they are when Muster starts again. @returns how it stops
 */
export async function startSampleFleet({ config, database, clock, log }: Parts): Promise<() => Promise<void>> {
  const place = isForThisMachine(config) && config.sampleDevices > 0 ? await placeOfSample(database.db) : undefined
  if (!place) return async () => undefined
  const { folderDisks, ordinaryDay, startFleet } = await import('../dev/fleet/index.ts')
  const { findCarriers, keptCarriers } = await import('../dev/sample/carriers.ts')
  const { sampleAdministrator, sampleZone } = await import('../dev/sample/index.ts')
  const folder = path.join(config.dataDir, 'fleet')
  const scope = scopes(database.db, clock, log)(place.tenant, systemActor('sample'))
  const find = () => scope.transaction((ctx) => findCarriers(ctx, place.companyId, mostCarriers))
  const password = await samplePassword(config.dataDir)
  const domain = sampleAdministrator.id.split('@')[1]
  const carriers = (await keptCarriers(folder, find))
    .slice(0, config.sampleDevices)
    .map(({ login, app }) => ({ app, person: { id: `${login}@${domain}`, password } }))
  const fleet = startFleet({
    server: config.url,
    carriers,
    seed: 20261128,
    rates: ordinaryDay(sampleZone),
    disk: await folderDisks(folder),
    onProblem: (n, problem) => log.debug({ device: n, err: problem }, 'a simulated device had a problem'),
  })
  return fleet.stop
}

async function placeOfSample(db: Db) {
  const { sampleAdministrator } = await import('../dev/sample/index.ts')
  return locateDomain(db, sampleAdministrator.id.split('@')[1] ?? '')
}

/**
 * Tells the operator where Muster is and how to get in: the sample administrator's sign-in, or, where there is no company yet, the
 * one-time setup link. Both go to the terminal, never to the log.
 */
export async function announce({ config, database, clock }: Parts): Promise<void> {
  say(`Muster is at ${config.url}`)
  if (config.sample && (await placeOfSample(database.db))) {
    const { sampleAdministrator } = await import('../dev/sample/index.ts')
    say(`Sign in as ${sampleAdministrator.id} with the password ${await samplePassword(config.dataDir)}`)
    return
  }
  const token = newSecret()
  if (await offerSetup(database.db, hashSecret(token), clock())) say(`Create the first company within 7 days: ${config.url}/setup/${token}`)
}
