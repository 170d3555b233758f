// One node of the product in a process of its own: composed as main.ts does, with a clock that the bench moves and two routes beside.
import { activityAnswerShape, activityReportShape } from '@muster/contract'
import { markParameters, markStatement } from '../../server/modules/activity/activity.queries.ts'
import { createZones, recordReport } from '../../server/modules/activity/report.service.ts'
import { createMemberships } from '../../server/modules/members/index.ts'
import { createAccessCheck, createAdmission } from '../../server/modules/signin/index.ts'
import { composeJobs, composeServer, type Parts } from '../../server/compose.ts'
import { scopes, systemActor } from '../../server/platform/context.ts'
import { openDatabase } from '../../server/platform/db.ts'
import { AppError } from '../../server/platform/errors.ts'
import { startWorker } from '../../server/platform/jobs.ts'
import { createListener } from '../../server/platform/listener.ts'
import { createLog } from '../../server/platform/log.ts'
import { openPlaces } from '../../server/platform/place.ts'
import { parseBody } from '../../server/platform/parse.ts'
import { benchSecret } from './database.ts'
import type { NodeOptions } from './node.ts'

const options = JSON.parse(process.argv[2] ?? '') as NodeOptions
let now = Date.parse(options.now)
let setAt = Date.now()
const clock = () => new Date(now + Date.now() - setAt)

// Log lines are written as in production, to standard output, which the bench throws away.
const log = createLog('info')
const database = openDatabase(options.appUrl, log, 10)
const url = `http://localhost:${options.port}`
const parts: Parts = {
  config: {
    port: options.port,
    host: '127.0.0.1',
    url,
    role: options.worker ? 'both' : 'api',
    dataDir: options.dataDir,
    databaseUrl: options.ownerUrl,
    databaseAppUrl: undefined,
    databaseConnections: 10,
    sample: false,
    sampleDevices: 0,
    trustedProxies: options.trustedProxies,
    webRedirectUris: [],
    smtpUrl: undefined,
    smtpPerMinute: null,
    sms: undefined,
    line: undefined,
    mailFrom: 'Muster <muster@localhost>',
    placesFile: undefined,
    s3: undefined,
    allowPrivateTargets: false,
    logLevel: 'info',
    secret: benchSecret,
  },
  database,
  appUrl: options.appUrl,
  clock,
  log,
}
const server = await composeServer(parts)
const worker = options.worker ? await startWorker(options.ownerUrl, composeJobs(parts), log) : undefined

// The same check of access as the product's own routes do, with a cache of its own.
const listener = createListener(options.appUrl, log)
const admission = createAdmission(scopes(database.db, clock, log), await openPlaces(undefined))
const access = createAccessCheck(database.pool, clock, listener, admission)
const authenticate = async (req: { headers: { authorization?: string | undefined } }) => {
  const token = /^Bearer ([\x21-\x7e]{20,200})$/i.exec(req.headers.authorization ?? '')?.[1]
  const found = token ? await access.check('AccessToken', token, null) : undefined
  if (!found) throw new AppError('not_signed_in')
  return found
}

server.http.post('/bench/empty', async (req, reply) => {
  await authenticate(req)
  return reply.code(204).send()
})

// The same without the check.
server.http.post('/bench/unchecked', async (_req, reply) => reply.code(204).send())

// The product's route, but for the recorder: one statement per report.
const single = {
  record: async (tenant: string, marks: Parameters<typeof markParameters>[1]) => {
    await database.pool.query({ name: 'activity_mark', text: markStatement, values: markParameters(tenant, marks) })
  },
  stop: async () => undefined,
}
const kept = { noteUse: async () => undefined, zones: createZones(), memberships: createMemberships(database.pool) }
const bound = scopes(database.db, clock, log)
server.http.post('/bench/single', { bodyLimit: 65_536 }, async (req) => {
  const by = await authenticate(req)
  const report = parseBody(activityReportShape, req.body ?? {})
  const scope = bound(by.tenant, systemActor('client'), req.id)
  return activityAnswerShape.parse(await recordReport({ ...kept, scope, recorder: single }, by, report))
})

await listener.start()
await server.http.listen({ port: options.port, host: '127.0.0.1' })

process.on('message', (message: { now: string }) => {
  now = Date.parse(message.now)
  setAt = Date.now()
  process.send?.('moved')
})
process.on('disconnect', () => {
  void Promise.all([listener.stop(), server.stop(), worker?.stop()])
    .then(() => database.close())
    .then(() => process.exit(0))
})
process.send?.('ready')
