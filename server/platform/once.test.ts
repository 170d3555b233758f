import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerFor, type ApiCaller } from '../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../test/server.ts'
import { appointAdministrator } from '../modules/company/index.ts'
import { scopes, systemActor, type Scope } from './context.ts'
import { createLog } from './log.ts'
import { canonical, createDoer } from './once.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let sub: ApiCaller
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  const [second] = await makeMembers(server, company, 1, 'sub')
  await server.as(company.tenant, (ctx) =>
    appointAdministrator(ctx, { companyId: company.companyId, memberId: second?.id ?? '', role: 'sub_admin' }),
  )
  ;[boss, sub] = [await callerFor(server, company.admin.login), await callerFor(server, second?.login ?? '')]
})
afterAll(() => server.stop())

const query = async <T extends object>(text: string, values: unknown[] = []) =>
  (await server.database.owner.pool.query<T>(text, values)).rows

type Answer = { status: number; body: Record<string, unknown>; code: string | undefined; replayed: string | null }
async function post(path: string, body: object, key: string, caller = boss): Promise<Answer> {
  const answer = await caller.browser.fetch(`${server.url}/api/v1/companies/${company.companyId}/${path}`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  const found = (await answer.json()) as Record<string, unknown> & { error?: { code: string } }
  return { status: answer.status, body: found, code: found.error?.code, replayed: answer.headers.get('idempotency-replayed') }
}
const team = (name: string, key: string, caller = boss) => post('teams', { parentId: null, name }, key, caller)
const teams = async (name: string) => (await query('select from members.team where name = $1', [name])).length
/** What is kept of the newest request. */
const alter = (set: string) =>
  query(
    `update api.request set ${set} where (member_id, asked_at) = (select member_id, asked_at from api.request order by asked_at desc limit 1)`,
  )

describe('Idempotency-Key', () => {
  it('pitfall 35: sent again it is done once and answered alike; another key, member or endpoint does it anew', async () => {
    const key = randomUUID()
    const first = await team('Once', key)
    expect(first).toMatchObject({ status: 201, replayed: null })
    expect(await team('Once', key)).toEqual({ ...first, replayed: 'true' })
    expect(await teams('Once')).toBe(1)
    expect((await team('Once', key, sub)).code, 'another member’s key').toBe('name_taken')
    expect((await team('Once', randomUUID())).code, 'another key').toBe('name_taken')
    expect((await post('levels', { name: 'Once' }, key)).status, 'another endpoint').toBe(201)
    const body = { name: 'In another order', parentId: null }
    const made = await post('teams', body, 'order')
    expect((await team(body.name, 'order')).body).toEqual(made.body)
  })

  it('pitfall 35: twenty at once on two nodes: one is made, all are answered alike', async () => {
    const other = await server.anotherNode()
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const answer = await boss.browser.fetch(`${i % 2 ? other.url : server.url}/api/v1/companies/${company.companyId}/teams`, {
          method: 'POST',
          headers: { origin: server.url, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ parentId: null, name: 'Twenty' }),
        })
        return `${answer.status} ${await answer.text()}`
      }),
    )
    expect([...new Set(answers)]).toEqual([expect.stringMatching(/^201 /)])
    expect(await teams('Twenty')).toBe(1)
    await other.stop()
  })

  it('pitfall 35: another body under the same key is refused, and so is what is no key', async () => {
    const key = randomUUID()
    await team('First', key)
    expect(await team('Second', key)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    for (const bad of ['has space', 'x'.repeat(201), ''])
      expect((await team('Second', bad)).body, bad).toMatchObject({
        error: { code: 'input_invalid', details: { issues: [{ path: 'Idempotency-Key' }] } },
      })
    expect(await teams('Second')).toBe(0)
  })

  it('pitfall 35: a refusal is not kept: once there is no reason for it, the same key does it', async () => {
    const key = randomUUID()
    await post('levels', { name: 'Taken' }, randomUUID())
    expect((await post('levels', { name: 'Taken' }, key)).code).toBe('name_taken')
    await query(`update members.level set name = 'Free' where name = 'Taken'`)
    expect((await post('levels', { name: 'Taken' }, key)).status).toBe(201)
  })

  it('T-2: a key is known for 24 hours; the purge forgets it then, not before', async () => {
    const key = randomUUID()
    const first = await team('A day', key)
    await alter(`asked_at = now() - interval '23 hours 59 minutes 50 seconds'`)
    await server.runJob('api.forget_requests')
    expect((await team('A day', key)).body).toEqual(first.body)
    await query(`update api.request set asked_at = now() - interval '24 hours' where answer #>> '{output,id}' = $1`, [first.body['id']])
    expect((await team('A day', key)).code, 'done anew, as far as may be').toBe('name_taken')
    await query(`update api.request set asked_at = now() - interval '24 hours'`)
    await server.runJob('api.forget_requests')
    expect(await query('select from api.request')).toEqual([])
  })

  it('SX-3: an answer with a secret is told once and stands nowhere; nor does what was asked for', async () => {
    const key = randomUUID()
    const member = { name: 'Sena', login: 'sena', passwordOption: 'admin', password: 'correct horse staple' }
    expect((await post('members', { member }, key)).status).toBe(200)
    expect(await post('members', { member }, key)).toMatchObject({ status: 409, code: 'already_done' })
    const shown = await post('members', { member: { name: 'Shin', login: 'shin', passwordOption: 'automatic' } }, randomUUID())
    const [kept] = await query<{ text: string }>('select string_agg(r::text, chr(10)) as text from api.request r')
    for (const text of ['correct horse staple', String(shown.body['password']), key, 'Shin']) expect(kept?.text).not.toContain(text)
  })

  it('P-2: who reaches less by now is told nothing of the answer; who may no longer ask is refused', async () => {
    const key = randomUUID()
    await team('Reach', key, sub)
    await alter(`answer = jsonb_set(answer, '{reach}', '"more"')`)
    expect((await team('Reach', key, sub)).code).toBe('already_done')
    expect(await teams('Reach')).toBe(1)
    await query(`update company.administrator set role = 'operations_admin' where role = 'sub_admin'`)
    await expect.poll(async () => (await team('Reach', key, sub)).code).toBe('forbidden')
  })

  it('is in the OpenAPI document, where it is honoured', async () => {
    type Operation = { parameters?: { name: string; in: string }[]; responses: object }
    const { paths } = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>
    }
    const named = (path: string) => paths[path]?.['post']?.parameters?.map((p) => `${p.in} ${p.name}`) ?? []
    expect(named('/companies/{company}/teams')).toContain('header Idempotency-Key')
    expect(named('/companies/{company}/teams/{team}/move')).toEqual(['path company', 'path team'])
  })
})

describe('a process that is gone', () => {
  const doer = createDoer('x'.repeat(32))
  const scope = (): Scope => scopes(server.database.app.db, () => new Date(), createLog('silent'))(company.tenant, systemActor('test'))
  const request = (key: string) =>
    ({ memberId: company.admin.id, endpoint: 'POST /x', key, input: { a: 1 }, reach: null, once: true }) as const
  const write = (to: Scope, name: string) =>
    to.transaction((ctx) =>
      sql`insert into members.level (tenant_id, level_id, company_id, name, rank) select ${ctx.tenant}, gen_random_uuid(), ${company.companyId}, ${name}, 0`.execute(
        ctx.db,
      ),
    )
  const count = async (name: string) => (await query('select from members.level where name = $1', [name])).length
  const kill = { kill: 'in the middle' }

  it('pitfall 35: gone before it did anything: the next does it, once its lease is past; gone after: it is not done again', async () => {
    // As if killed: what it would have written of its end is undone.
    const [before, after] = [randomUUID(), randomUUID()]
    const hang = (work: (to: Scope) => Promise<unknown>) => async (to: Scope) => {
      await work(to)
      throw kill
    }
    await expect(
      doer.run(
        scope(),
        request(after),
        hang((to) => write(to, 'After')),
      ),
    ).rejects.toBe(kill)
    await expect(doer.run(scope(), request(after), (to) => write(to, 'After'))).rejects.toMatchObject({ code: 'already_done' })
    expect(await count('After')).toBe(1)

    let took: () => void = () => undefined
    const claimed = new Promise<void>((resolve) => (took = resolve))
    let go: () => void = () => undefined
    const stuck = doer.run(scope(), request(before), async (to) => {
      took()
      await new Promise<void>((resolve) => (go = resolve))
      return write(to, 'Too late')
    })
    await claimed
    await query(`update api.request set lease_until = now() where not done`)
    await doer.run(scope(), request(before), (to) => write(to, 'Before'))
    go()
    await expect(stuck, 'what another took meanwhile is not written').rejects.toMatchObject({ code: 'request_under_way' })
    expect([await count('Before'), await count('Too late')]).toEqual([1, 0])
  })

  it('pitfall 35: one that only read before it was lost is done by the next', async () => {
    const key = randomUUID()
    const read = (to: Scope) => to.transaction((ctx) => sql`select from members.level`.execute(ctx.db))
    await expect(
      doer.run(scope(), request(key), async (to) => {
        await read(to)
        throw kill
      }),
    ).rejects.toBe(kill)
    expect(await doer.run(scope(), request(key), () => Promise.resolve('done'))).toEqual({ output: 'done', replayed: false })
    expect(await doer.run(scope(), request(key), () => Promise.resolve('again'))).toEqual({ output: 'done', replayed: true })
  })

  it('knows a request by what it says, not by the order it says it in', () => {
    expect(canonical({ b: [1, { d: null, c: undefined }], a: '"' })).toBe(canonical({ a: '"', b: [1, { d: null }] }))
    expect(canonical({ a: '1' })).not.toBe(canonical({ a: 1 }))
    expect(canonical(undefined)).toBe('null')
  })
})
