import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hash as argon2 } from '@node-rs/argon2'
import { composeJobs, composeServer, type Server } from '../server/compose.ts'
import type { Config } from '../server/platform/config.ts'
import { scopes, systemActor, type Ctx } from '../server/platform/context.ts'
import { freePort } from '../server/platform/embedded.ts'
import { newId } from '../server/platform/ids.ts'
import { createLog } from '../server/platform/log.ts'
import { appUrl } from '../server/platform/migrate.ts'
import { openDatabase } from '../server/platform/db.ts'
import { createTenant, createCompany, appointAdministrator } from '../server/modules/company/index.ts'
import { registerMembers } from '../server/modules/members/index.ts'
import { setPasswords } from '../server/modules/signin/index.ts'
import { createTestDatabase, testSecret, type TestDatabase } from './harness.ts'

export type TestServer = {
  url: string
  database: TestDatabase
  /** The folder of its data. */
  dataDir: string
  server: Server
  /** What the server logged. */
  logged: string[]
  /** Runs service verbs as the system would, in one transaction of a tenant. */
  as<T>(tenant: string, work: (ctx: Ctx) => Promise<T>): Promise<T>
  /** Runs a recurring job now. */
  runJob(name: string): Promise<void>
  /** Runs what is enqueued of a job now, as the worker would, in order. */
  runEnqueued(name: string): Promise<void>
  /** Another node on the same database. */
  anotherNode(): Promise<{ url: string; stop(): Promise<void> }>
  stop(): Promise<void>
}

const clock = () => new Date()

/** The whole server on a database of its own, listening on a port of its own, exactly as `main.ts` composes it. */
export async function startTestServer(options: Partial<Config> = {}): Promise<TestServer> {
  const database = await createTestDatabase()
  const logged: string[] = []
  const log = createLog('info', { write: (line: string) => void logged.push(line) })
  const port = await freePort()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-data-'))
  const config = (url: string): Config & { secret: string } => ({
    port: 0,
    host: '127.0.0.1',
    url,
    role: 'both',
    dataDir,
    databaseUrl: database.ownerUrl,
    databaseAppUrl: undefined,
    databaseConnections: 10,
    sample: false,
    sampleDevices: 0,
    trustedProxies: [],
    webRedirectUris: ['http://127.0.0.1:9/web/callback'],
    smtpUrl: undefined,
    smtpPerMinute: null,
    mailFrom: 'Muster <muster@localhost>',
    sms: undefined,
    line: undefined,
    placesFile: undefined,
    s3: undefined,
    allowPrivateTargets: false,
    logLevel: 'info',
    ...options,
    secret: testSecret,
  })
  const url = `http://localhost:${port}`
  const app = appUrl(database.ownerUrl, testSecret)
  const node = async (nodePort: number) => {
    const own = openDatabase(app, log, 10)
    const server = await composeServer({ config: config(url), database: own, appUrl: app, clock, log })
    await server.http.listen({ port: nodePort, host: 'localhost' })
    return { server, stop: () => server.stop().then(own.close) }
  }
  const first = await node(port)
  const others: (() => Promise<void>)[] = []
  const bound = scopes(database.app.db, clock, log)
  const jobOf = (name: string) => {
    const job = composeJobs({ config: config(url), database: database.app, appUrl: app, clock, log }).find((j) => j.name === name)
    if (!job) throw new Error(`no job ${name}`)
    return job
  }
  return {
    url,
    database,
    dataDir,
    server: first.server,
    logged,
    as: (tenant, work) => bound(tenant, systemActor('test')).transaction(work),
    runJob: (name) => jobOf(name).run({}),
    runEnqueued: async (name) => {
      const { rows } = await database.owner.pool.query<{ payload: unknown }>(
        `with taken as (
           delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
           where t.id = j.task_id and t.identifier = $1 returning j.id, j.payload
         ) select payload from taken order by id`,
        [name],
      )
      for (const { payload } of rows) await jobOf(name).run(payload)
    },
    anotherNode: async () => {
      const other = await freePort()
      const second = await node(other)
      others.push(second.stop)
      return { url: `http://localhost:${other}`, stop: second.stop }
    },
    stop: async () => {
      await Promise.all([first.stop(), ...others.map((stop) => stop().catch(() => undefined))])
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const password = 'correct horse battery'
/** Hashed at the least cost, which a sign-in then takes from the hash: what hashing costs in earnest is of no account here. */
const hashed = argon2(password, { memoryCost: 8, timeCost: 1, parallelism: 1 })

export type TestCompany = { tenant: string; companyId: string; domain: string; admin: { id: string; login: string } }

/** A tenant with one company and its Super Admin, made by the modules' own functions. */
export async function makeCompany(
  server: TestServer,
  options: { domain?: string; zone?: string; name?: string; tenant?: string } = {},
): Promise<TestCompany> {
  const hash = await hashed
  const tenant = options.tenant ?? newId(clock())
  const domain = options.domain ?? `${tenant.slice(-12)}.example`
  return server.as(tenant, async (ctx) => {
    if (!options.tenant) await createTenant(ctx, options.name ?? 'Test group')
    const companyId = await createCompany(ctx, {
      name: options.name ?? 'Test company',
      domain,
      zone: options.zone ?? 'Asia/Seoul',
      locale: 'en',
      plan: { core: 'standard', drive: true, approval: true },
    })
    const [id = ''] = await registerMembers(ctx, [{ companyId, login: 'admin', name: 'Ada Admin', locale: 'en', registeredBy: 'admin' }])
    await setPasswords(ctx, [{ id, companyId }], hash)
    await appointAdministrator(ctx, { companyId, memberId: id, role: 'super_admin' })
    return { tenant, companyId, domain, admin: { id, login: `admin@${domain}` } }
  })
}

/** Registers members `login1…n` with the test password. */
export async function makeMembers(
  server: TestServer,
  company: TestCompany,
  count: number,
  prefix = 'member',
): Promise<{ id: string; login: string }[]> {
  const hash = await hashed
  return server.as(company.tenant, async (ctx) => {
    const ids = await registerMembers(
      ctx,
      Array.from({ length: count }, (_, i) => ({
        companyId: company.companyId,
        login: `${prefix}${i + 1}`,
        name: `Member ${i + 1}`,
        locale: 'en' as const,
        registeredBy: 'admin' as const,
      })),
    )
    await setPasswords(
      ctx,
      ids.map((id) => ({ id, companyId: company.companyId })),
      hash,
    )
    return ids.map((id, i) => ({ id, login: `${prefix}${i + 1}@${company.domain}` }))
  })
}
