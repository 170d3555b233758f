import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeviceRow, DueOperations, ExportFile, Notice, Operation } from '@muster/contract'
import { takeUpFiles } from '../server/modules/exports/index.ts'
import { registerMembers } from '../server/modules/members/index.ts'
import { hashPassword, setPasswords } from '../server/modules/signin/index.ts'
import { scopes, systemActor, type Scope } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/db.ts'
import { freePort, startEmbedded } from '../server/platform/embedded.ts'
import { createLog } from '../server/platform/log.ts'
import { appUrl } from '../server/platform/migrate.ts'
import { createStorage } from '../server/platform/storage.ts'
import { eventually, killDatabase, ownerUrlOf, startDatabase } from './killedPostgres.ts'
import { callChannel, enrol, makeKey, reportPhone, type Key } from './managedDevice.ts'
import { Browser, signIn, signInToConsole } from './openid.ts'
import { endPrograms, startProgram, type Process } from './process.ts'

/**
 * Server, worker and PostgreSQL are real processes of their own, killed while a file is made, an operation is requested, delivered and answered,
 * and a notification is sent: each waits at a lock that the test holds when it is hit. Each ends once, and nothing says what is not so. What
 * waits for time to pass (a lease) is told that it has.
 */
const secret = 'midway-secret-midway-secret-midway-secret'
const password = 'correct horse battery'
const domain = 'midway.example'
const rows = 5_001

let folder: string
let port: number
let url: string
let server: Process
let worker: Process
let boss: Browser
let company: { tenant_id: string; company_id: string }
let admin: string
const log = createLog('silent')

const env = async () => ({
  DATABASE_URL: await ownerUrlOf(folder),
  MUSTER_SECRET: secret,
  MUSTER_DATA: folder,
  MUSTER_LOG_LEVEL: 'silent',
  PORT: String(port),
})
async function startServer(): Promise<void> {
  server = startProgram({ ...(await env()), MUSTER_ROLE: 'api' })
  ;[, url = ''] = await server.said(/Muster is at (\S+)\n/)
}
const startWorker = async () => (worker = startProgram({ ...(await env()), MUSTER_ROLE: 'worker' }))
async function kill(program: Process): Promise<void> {
  program.signal('SIGKILL')
  expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
}
/** As an operator's supervisor would; server and worker live on. */
async function restartDatabase(): Promise<void> {
  await startDatabase(folder)
  await eventually(async () => (await fetch(`${url}/readyz`)).status === 200)
  expect([server.running(), worker.running()], server.stderr() + worker.stderr()).toEqual([true, true])
}

async function query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: await ownerUrlOf(folder) })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}
const count = async (from: string, values: unknown[] = []) =>
  (await query<{ n: number }>(`select count(*)::integer as n from ${from}`, values))[0]?.n

/** Holds a table so that whoever writes to it waits, until somebody does. @returns how to let go */
async function hold(table: string): Promise<{ hit: () => Promise<void>; release: () => Promise<void> }> {
  const holder = new pg.Client({ connectionString: await ownerUrlOf(folder) })
  holder.on('error', () => undefined)
  await holder.connect()
  await holder.query(`begin; lock table ${table} in access exclusive mode`)
  return {
    hit: () => eventually(async () => (await count(`pg_locks where relation = '${table}'::regclass and not granted`)) === 1),
    release: () => holder.end(),
  }
}

/** What one more node would do of its own accord. */
async function behind<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const database = openDatabase(appUrl(await ownerUrlOf(folder), secret), log, 2)
  try {
    return await work(scopes(database.db, () => new Date(), log)(company.tenant_id, systemActor('test')))
  } finally {
    await database.close()
  }
}

type Answer = { status: number; body: Record<string, unknown> }
async function call(method: string, to: string, body?: object, key?: string): Promise<Answer> {
  const headers = { origin: url, ...(body && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) }
  const answer = await boss.fetch(`${url}/api/v1${to}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const at = (rest: string) => `/companies/${company.company_id}${rest}`
/** The time that a killed process holds its request has passed. */
const leaveRequests = () => query('update api.request set lease_until = now() where not ended')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-midway-'))
  // PostgreSQL does not run as root: the user it runs as must be able to enter.
  await chmod(folder, 0o755)
  await startEmbedded(folder, log)
  port = await freePort()
  await startServer()
  const [, token] = await server.said(/Create the first company .*\/setup\/(\S+)\n/)
  const setup = { token, companyName: 'Midway', domain, zone: 'Asia/Seoul', locale: 'en', name: 'Ada', login: 'admin', password }
  boss = new Browser()
  await call('POST', '/setup', setup)
  boss = await signInToConsole(url, `admin@${domain}`, password)
  const [found] = await query<typeof company>('select tenant_id, company_id from company.company')
  if (!found) throw new Error('no company')
  company = found
  admin = (await query<{ member_id: string }>('select member_id from members.member'))[0]?.member_id ?? ''
  await query(`update company.company set plan_core = 'standard', plan_drive = true`)
  await startWorker()
}, 180_000)
afterAll(async () => {
  await endPrograms()
  await killDatabase(folder).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

describe('DS-8, pitfall 18: killed while a file is made', () => {
  beforeAll(() =>
    query(
      `with model as (insert into devices.model (tenant_id, name, folded) values ($1, 'Crowd', 'crowd') returning model_id),
        device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
          select $1, gen_random_uuid(), 'crowd-' || i, model_id, 'android', '17', '', now() from model, generate_series(1, ${rows}) i returning *)
       insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version,
         app_key, first_access, last_access)
       select $1, device_id, $2, 'mobile', device_id, $3, model_id, 'android', '17', '', '4.0', '', now(), now() from device`,
      [company.tenant_id, admin, company.company_id],
    ),
  )
  const ask = (model: string) => call('POST', at('/devices/exports'), { tab: 'mobile', filter: { model } })
  const get = async (id: unknown) => (await call('GET', `/me/exports/${String(id)}`)).body as unknown as ExportFile
  const takeUp = async () => {
    await query(`update exports.file set lease_until = now() - interval '1 second' where state in ('waiting', 'running')`)
    await behind((scope) => takeUpFiles(createStorage(path.join(folder, 'files'), undefined), scope))
  }
  const ends = async (id: unknown) => {
    await eventually(async () => !['waiting', 'running'].includes((await get(id)).state))
    expect(await get(id)).toMatchObject({ state: 'done', rows, total: rows })
    const stored = await readdir(path.join(folder, 'files', company.tenant_id))
    expect(stored.filter((name) => name.startsWith(String(id)))).toHaveLength(1)
    const text = await (await boss.fetch(`${url}/api/v1/me/exports/${String(id)}/file`)).text()
    expect(text.trimEnd().split('\n')).toHaveLength(rows + 1)
  }
  const told = async (id: unknown) =>
    ((await call('GET', '/me/notices')).body['items'] as Notice[]).filter(({ data }) => 'export' in data && data.export === id).length

  it('pitfall 18: the worker, then PostgreSQL: it is made in the end, once, and told once', async () => {
    for (const fault of ['worker', 'database'] as const) {
      const held = await hold('devices.device')
      const { body } = await ask('Crowd')
      await held.hit()
      expect((await get(body['id'])).state).toBe('running')
      if (fault === 'worker') {
        await kill(worker)
        await held.release()
        await startWorker()
      } else {
        await killDatabase(folder)
        await restartDatabase()
      }
      expect((await get(body['id'])).state, 'not done, and not said to be').not.toBe('done')
      await takeUp()
      await ends(body['id'])
      expect(await told(body['id'])).toBe(1)
    }
  }, 180_000)

  it('pitfall 18: the server, while it makes a small one before it answers: a worker makes it, and nobody is left waiting', async () => {
    await query(`update devices.device_row set app = 'pc' where row_id = (select row_id from devices.device_row limit 1)`)
    const held = await hold('devices.device')
    const lost = call('POST', at('/devices/exports'), { tab: 'pc' }).catch(() => 'lost')
    await held.hit()
    await kill(server)
    expect(await lost).toBe('lost')
    await held.release()
    await startServer()
    const [file] = (await call('GET', '/me/exports')).body['items'] as ExportFile[]
    await takeUp()
    await eventually(async () => (await get(file?.id)).state === 'done')
    expect(await get(file?.id)).toMatchObject({ rows: 1, problem: null })
    expect(await told(file?.id), 'of a small one nobody is told').toBe(0)
  }, 180_000)
})

describe('DS-6, DS-11: killed midway', () => {
  let member: string
  let phone: DeviceRow
  let key: Key
  beforeAll(async () => {
    const hash = await hashPassword(password)
    member = await behind((scope) =>
      scope.transaction(async (ctx) => {
        const person = { companyId: company.company_id, login: 'tom', name: 'Tom', locale: 'en', registeredBy: 'admin' } as const
        const [id = ''] = await registerMembers(ctx, [person])
        await setPasswords(ctx, [{ id, companyId: company.company_id }], hash)
        return id
      }),
    )
    const versions = [{ app: 'mobile', os: 'android', version: '9.0' }]
    expect((await call('PUT', at('/security/mdm'), { revision: 0, mode: 'optional' })).body).toMatchObject({ mode: 'optional' })
    expect((await call('PUT', at('/newest-versions'), { revision: 0, versions })).body).toMatchObject({ versions })
    const tokens = await signIn(url, 'mobile', `tom@${domain}`, password)
    await reportPhone(url, tokens, 'toms-phone')
    key = await makeKey()
    await enrol(url, tokens, key)
    const { items } = (await call('GET', at(`/members/${member}/devices`))).body as { items: DeviceRow[] }
    if (!items[0]) throw new Error('no phone')
    phone = items[0]
  })

  it('DS-6: PostgreSQL while a notification is sent: it is not sent, and said not to be; sent again it is sent once', async () => {
    const send = (once: string) => call('POST', at('/devices/update-notices'), { rows: [phone.id] }, once)
    const notices = () => count('notifications.notice where member_id = $1', [member])
    const once = randomUUID()
    const held = await hold('notifications.notice')
    const lost = send(once)
    await held.hit()
    await killDatabase(folder)
    expect((await lost).status).toBe(503)
    await restartDatabase()
    expect(await notices()).toBe(0)
    await leaveRequests()
    const sent = await send(once)
    expect([sent.status, await notices()]).toEqual([200, 1])
    expect(await send(once), 'the same answer, nothing sent').toEqual(sent)
    expect(await notices()).toBe(1)
  }, 180_000)

  it('DS-11, pitfall 33: server and PostgreSQL while an operation is requested, delivered, answered: each step is there once, none before it was made', async () => {
    const once = randomUUID()
    const request = () =>
      call('POST', at(`/devices/${phone.device.id}/operations`), { kind: 'reset_device', deviceName: 'Pixel 10', reason: 'Lost' }, once)
    const steps = async () =>
      (await query<{ state: string }>('select state from devices.operation_step order by at, state')).map(({ state }) => state)

    let held = await hold('devices.operation')
    const lost = request().catch(() => 'lost')
    await held.hit()
    await kill(server)
    expect(await lost).toBe('lost')
    await held.release()
    await startServer()
    expect(await steps()).toEqual([])
    expect(await count('sessions.connection where member_id = $1 and ended_at is null', [member]), 'nor is anybody signed out').toBe(1)
    await leaveRequests()
    const requested = await request()
    expect(requested.body).toMatchObject({ state: 'requested' })
    expect(await request(), 'the same operation').toEqual(requested)
    expect(await steps()).toEqual(['requested'])

    held = await hold('devices.operation_step')
    const undelivered = callChannel(url, key)
    await held.hit()
    await killDatabase(folder)
    expect((await undelivered).status).toBe(503)
    await restartDatabase()
    expect(await steps()).toEqual(['requested'])
    const { items } = (await (await callChannel(url, key)).json()) as DueOperations
    expect(items.map(({ id }) => id)).toEqual([(requested.body as unknown as Operation).id])
    expect(await steps()).toEqual(['requested', 'delivered'])

    held = await hold('devices.operation_step')
    const done = () => callChannel(url, key, { id: items[0]?.id, outcome: 'done' })
    const unheard = done().catch(() => 'lost')
    await held.hit()
    await kill(server)
    expect(await unheard).toBe('lost')
    await held.release()
    await startServer()
    expect(await steps(), 'not done before it is').toEqual(['requested', 'delivered'])
    for (const _ of [1, 2]) expect((await done()).status).toBe(200)
    expect(await steps()).toEqual(['requested', 'delivered', 'done'])
    expect(await count(`audit.event where action = 'device.operation_done'`)).toBe(1)
  }, 180_000)
})
