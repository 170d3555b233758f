import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { openFirstPage } from '../../../test/door.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { deleteMember, suspendMember } from '../members/index.ts'

// Hashing goes on doing its work; only how often is noted.
const hashed = vi.hoisted(() => ({ times: 0 }))
vi.mock('../../platform/hashing.ts', async (original) => {
  const hashing = await original<typeof import('../../platform/hashing.ts')>()
  const noted: typeof hashing.isPassword = (...given) => {
    hashed.times++
    return hashing.isPassword(...given)
  }
  return { ...hashing, isPassword: noted }
})

let server: TestServer
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

/** A statement, whosever tenant it is about. */
const anyones = (statement: string) => statement.replaceAll(/\s+/g, ' ').replaceAll(/'[0-9a-f]{8}-[0-9a-f-]{27}'/g, 'TENANT')

/** What a request asks of the database and of the processor, and its answer without what is made anew for each page. */
async function costOf(ask: () => Promise<{ status: number; text: string }>) {
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  const before = hashed.times
  const { status, text } = await ask()
  const statements = sent.mock.calls.map(([first]) => {
    const statement = first as unknown as string | { text: string }
    return typeof statement === 'string' ? statement : statement.text
  })
  sent.mockRestore()
  return { status, text, hashes: hashed.times - before, statements: statements.map(anyones).toSorted() }
}

const plain = (text: string, id: string) =>
  text
    .replaceAll(id, 'ID')
    .replaceAll(/signin\/[\w-]+/g, 'signin/UID')
    .replaceAll(/nonce="[^"]+"/g, 'nonce')
    .replaceAll(/(?<=challenge&quot;:&quot;)[\w-]+/g, 'challenge')

async function signInAs(id: string, typed: string) {
  const door = await openFirstPage(server.url)
  return costOf(async () => ({ status: await door.send({ id, password: typed }), text: plain(door.text(), id) }))
}

async function forgottenBy(id: string) {
  return costOf(async () => {
    const answer = await fetch(`${server.url}/api/v1/password-resets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    })
    return { status: answer.status, text: await answer.text() }
  })
}

/** One ID of each kind, all tried with a wrong password; those who may not sign in with their right one too. */
async function everyKind(prefix: string) {
  const [known, suspended, deleted] = await makeMembers(server, company, 3, prefix)
  await server.as(company.tenant, async (ctx) => {
    await suspendMember(ctx, suspended?.id ?? '')
    await deleteMember(ctx, deleted?.id ?? '')
  })
  return {
    known: known?.login ?? '',
    suspended: suspended?.login ?? '',
    deleted: deleted?.login ?? '',
    unknown: `${prefix}nobody@${company.domain}`,
    elsewhere: `${prefix}@nowhere.example`,
  }
}

describe('SX-4, pitfall 26: nothing tells whether an ID exists', () => {
  it('SX-4: known, unknown, suspended and deleted ID: the same answer by the same statements and as many hashes', async () => {
    const ids = await everyKind('a')
    // Once for what is read once and kept.
    await signInAs(ids.unknown, 'wrong')
    const known = await signInAs(ids.known, 'wrong')
    expect(known).toMatchObject({ status: 401, hashes: 1 })
    expect(known.statements.length).toBeGreaterThan(3)
    for (const id of [ids.unknown, ids.elsewhere, ids.suspended, ids.deleted]) expect(await signInAs(id, 'wrong'), id).toEqual(known)
    for (const id of [ids.suspended, ids.deleted]) expect(await signInAs(id, password), `${id}, with the password`).toEqual(known)
  })

  it('SX-4, MB-4: also where failed sign-ins suspend, up to the last one', async () => {
    const path = `/companies/${company.companyId}/security/sign-in`
    const { body } = await boss('GET', path)
    const attempts = 3
    await boss('PUT', path, { ...body, password: { ...(body['password'] as object), attempts } })
    const ids = await everyKind('b')
    for (let i = 1; i <= attempts + 1; i++) {
      const { status, text, hashes } = await signInAs(ids.unknown, 'wrong')
      for (const id of [ids.known, ids.suspended, ids.deleted])
        expect(await signInAs(id, 'wrong'), `${id}, the ${i}th time`).toMatchObject({ status, text, hashes })
    }
    const { rows } = await server.database.owner.pool.query('select suspended_reason as why from members.member where login = $1', [
      ids.known.split('@')[0],
    ])
    expect(rows).toEqual([{ why: 'sign_in_failures' }])
  })

  it('SX-4: a forgotten password: the same answer by the same statements', async () => {
    const ids = await everyKind('c')
    await forgottenBy(ids.unknown)
    const known = await forgottenBy(ids.known)
    expect(known).toMatchObject({ status: 200, hashes: 0 })
    for (const id of [ids.unknown, ids.elsewhere, ids.suspended, ids.deleted]) expect(await forgottenBy(id), id).toEqual(known)
  })
})
