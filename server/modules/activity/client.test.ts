import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createCompany, createTenant, changeTimeZone } from '#modules/company'
import { createMemberships, registerMembers, transferMember } from '#modules/members'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes as bindScopes, systemActor, type Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { createHttp } from '../../platform/http.ts'
import { createLog } from '../../platform/log.ts'
import { activityClientRoutes } from './client.routes.ts'
import { createRecorder } from './recorder.service.ts'
import type { Reporter } from './report.service.ts'
import { hasOpenOperation } from '../devices/index.ts'

let database: TestDatabase
let http: FastifyInstance
let scopes: Scopes
let now: Date
let by: Reporter | undefined
let breaks = false
const log = createLog('silent')

beforeAll(async () => {
  database = await createTestDatabase()
  scopes = bindScopes(database.app.db, () => now, log)
  http = await createHttp({ url: 'http://localhost', trustedProxies: [], cookieSecret: 'x'.repeat(32) }, log)
  const recorder = createRecorder({ pool: database.app.pool, log })
  await activityClientRoutes(http, {
    // The sign-in module's part: whose token it is.
    authenticate: async () => {
      if (!by) throw new AppError('not_signed_in')
      return by
    },
    recorder: {
      ...recorder,
      record: (tenant, marks) => (breaks ? Promise.reject(new AppError('unavailable')) : recorder.record(tenant, marks)),
    },
    scopes,
    // The devices module's part.
    noteUse: async () => undefined,
    memberships: createMemberships(database.app.pool),
  })
})
afterAll(async () => {
  await http.close()
  await database.drop()
})

let companyId: string
beforeEach(async () => {
  now = new Date('2026-10-01T00:00:00Z')
  breaks = false
  const tenant = randomUUID()
  const scope = scopes(tenant, systemActor('test'))
  const memberId = await scope.transaction(async (ctx) => {
    await createTenant(ctx, 'Hanbit')
    companyId = await createCompany(ctx, {
      name: 'Hanbit',
      domain: `${tenant}.example`,
      zone: 'Asia/Seoul',
      plan: { core: 'standard', drive: true, approval: true },
      locale: 'ko',
    })
    const [id] = await registerMembers(ctx, [{ companyId, login: 'jimin', name: 'Jimin', locale: 'ko', registeredBy: 'admin' }])
    return id ?? ''
  })
  by = { tenant, memberId, companyId, surface: 'mobile', deviceId: null }
  now = new Date('2026-11-21T03:00:00Z')
})

const report = async (body?: unknown) => {
  const answer = await http.inject({
    method: 'POST',
    url: '/client/v1/activity',
    ...(body === undefined ? {} : { payload: body as object }),
  })
  return { status: answer.statusCode, body: answer.json() }
}
const stored = async () =>
  (
    await database.owner.pool.query(
      'select company_id, fact, day::text, n from activity.day where tenant_id = $1 and fact in (1, 3) order by 1, 2, 3',
      [by?.tenant],
    )
  ).rows.map((r) => [r.company_id === companyId ? 'here' : 'elsewhere', r.fact, r.day, r.n])

it('AU-7: a use now, with or without a body, is on record when it is answered', async () => {
  expect(await report()).toEqual({ status: 200, body: { recorded: 1, ignored: [] } })
  expect(await report({})).toEqual({ status: 200, body: { recorded: 1, ignored: [] } })
  expect(await stored()).toEqual([
    ['here', 1, '2026-11-21', 1],
    ['here', 3, '2026-11-21', 1],
  ])
})

it('AU-7: past uses go to their own day; too old and too far ahead are ignored with the reason, and the rest is stored', async () => {
  const uses = [
    '2026-11-20T14:59:59.999Z',
    '2026-10-21T02:59:59.999Z',
    '2026-10-21T03:00:00.000Z',
    '2026-11-21T03:05:00.000Z',
    '2026-11-21T03:05:00.001Z',
    '2026-11-21T00:00:00+09:00',
  ].map((at) => ({ at }))
  expect((await report({ uses })).body).toEqual({
    recorded: 4,
    ignored: [
      { index: 1, reason: 'too_old' },
      { index: 4, reason: 'in_future' },
    ],
  })
  expect((await stored()).filter((r) => r[1] === 1).map((r) => r[2])).toEqual(['2026-10-21', '2026-11-20', '2026-11-21'])
  expect((await report({ uses: [{ at: '2020-01-01T00:00:00Z' }] })).body).toEqual({
    recorded: 0,
    ignored: [{ index: 0, reason: 'too_old' }],
  })
})

it('AU-7: a malformed report is refused whole, every problem named, and nothing of it stored', async () => {
  const answer = await report({
    uses: [{ at: '2026-11-20T00:00:00Z' }, { at: 'yesterday' }, { at: '2026-11-20T00:00:00Z', more: 1 }, {}],
    surface: 'web',
  })
  expect(answer.status).toBe(400)
  expect(answer.body.error.code).toBe('input_invalid')
  expect(answer.body.error.details.issues.map((i: { path: string }) => i.path)).toEqual(['uses.1.at', 'uses.2', 'uses.3.at', ''])
  expect((await report({ uses: [] })).status).toBe(400)
  expect((await report({ uses: Array.from({ length: 501 }, () => ({ at: '2026-11-20T00:00:00Z' })) })).status).toBe(400)
  expect((await report([])).status).toBe(400)
  expect(await stored()).toEqual([])
  expect((await report({ uses: Array.from({ length: 500 }, () => ({ at: '2026-11-20T00:00:00Z' })) })).body).toEqual({
    recorded: 500,
    ignored: [],
  })
})

it('AU-7, MB-16: a late use goes to the company the member was in then', async () => {
  const scope = () => scopes(by?.tenant ?? '', systemActor('test'))
  now = new Date('2026-11-15T03:00:00Z')
  const other = await scope().transaction((ctx) =>
    createCompany(ctx, {
      name: 'Other',
      domain: `${randomUUID()}.example`,
      zone: 'America/Los_Angeles',
      plan: { core: 'standard', drive: true, approval: true },
      locale: 'en',
    }),
  )
  await scope().transaction((ctx) => transferMember(ctx, by?.memberId ?? '', { companyId: other, login: 'jimin' }, hasOpenOperation))
  now = new Date('2026-11-21T03:00:00Z')
  if (by) by = { ...by, companyId: other }
  await report({ uses: [{ at: '2026-11-15T02:59:59Z' }, { at: '2026-11-15T03:00:00Z' }] })
  const days = (await stored()).filter((r) => r[1] === 1)
  expect(days).toContainEqual(['here', 1, '2026-11-15', 1])
  expect(days).toContainEqual(['elsewhere', 1, '2026-11-14', 1])
})

it('T-3: a use is on the day of the zone in force, from the first instant of a new zone', async () => {
  await report()
  await scopes(by?.tenant ?? '', systemActor('test')).transaction((ctx) => changeTimeZone(ctx, companyId, 'Asia/Tokyo'))
  await scopes(by?.tenant ?? '', systemActor('test')).transaction((ctx) => changeTimeZone(ctx, companyId, 'Asia/Kathmandu'))
  now = new Date('2026-11-21T18:14:59.999Z')
  await report()
  now = new Date('2026-11-21T18:15:00.000Z')
  await report()
  expect((await stored()).filter((r) => r[1] === 3).map((r) => r[2])).toEqual(['2026-11-21', '2026-11-22'])
})

it('T-3: a change that is taken back at the last moment moves no use, past or present, however lately the zones were read', async () => {
  const change = (zone: string) => scopes(by?.tenant ?? '', systemActor('test')).transaction((ctx) => changeTimeZone(ctx, companyId, zone))
  const { effectiveAt } = await change('Pacific/Auckland')
  const after = (ms: number) => new Date(effectiveAt.getTime() + ms)
  now = after(-20_000)
  await report({ uses: [{ at: after(-60_000).toISOString() }] })
  now = after(-10_000)
  await change('Asia/Seoul')
  now = after(10_000)
  await report({ uses: [{ at: after(1_000).toISOString() }] })
  await report()
  // When the 23rd begins in Auckland, it is the evening of the 22nd in Seoul.
  expect(effectiveAt).toEqual(new Date('2026-11-22T11:00:00Z'))
  expect((await stored()).filter((r) => r[1] === 3).map((r) => r[2])).toEqual(['2026-11-22'])
})

it('AU-6: without a valid token nothing is recorded, and what could not be committed is not acknowledged', async () => {
  breaks = true
  expect(await report()).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } })
  const whose = by
  by = undefined
  expect((await report()).status).toBe(401)
  expect((await report({ uses: 'x' })).status).toBe(401)
  by = whose
  expect(await stored()).toEqual([])
})
