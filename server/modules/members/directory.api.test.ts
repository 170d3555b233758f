import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AffiliationInput, FoundMembers } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { callClient, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { createTeam } from './index.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}`
})
afterAll(() => server.stop())

type Someone = { id: string; login: string }
let number = 0
const someone = async (of = company): Promise<Someone> => (await makeMembers(server, of, 1, `d${++number}x`))[0] ?? { id: '', login: '' }
const team = (name: string, parentId: string | null = null, isPrivate = false) =>
  server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId, name, private: isPrivate }))
const revisionOf = async (id: string) => (await boss('GET', `${at}/members/${id}`)).body['revision']
async function affiliate(who: Someone, ...affiliations: AffiliationInput[]) {
  const body = { revision: await revisionOf(who.id), affiliations }
  expect((await boss('PUT', `${at}/members/${who.id}/affiliations`, body)).status).toBe(200)
}
const into = (teamId: string, change: Partial<AffiliationInput> = {}): AffiliationInput => ({
  teamId,
  positionId: null,
  isPrimary: true,
  isLeader: false,
  visible: true,
  useTeamFeature: true,
  ...change,
})

async function ask<T>(tokens: Tokens, path: string): Promise<{ status: number; body: T }> {
  const answer = await callClient(server.url, tokens, 'GET', path)
  return { status: answer.status, body: (await answer.json()) as T }
}
/** Whom a search finds, with the teams through which. */
const find = async (tokens: Tokens, q: string) => {
  const { status, body } = await ask<FoundMembers>(tokens, `/client/v1/members?${new URLSearchParams({ q })}`)
  expect(status).toBe(200)
  return body.items.map((m) => [m.id, m.affiliations.map((a) => a.team.name)])
}
const inTeam = async (tokens: Tokens, id: string, of: 'chart' | 'sharing') => {
  const { status, body } = await ask<{ items: { id: string }[] }>(tokens, `/client/v1/teams/${id}/members?of=${of}`)
  return status === 200 ? body.items.map((m) => m.id) : status
}
const phone = (who: Someone) => signIn(server.url, 'mobile', who.login, password)

describe('MB-6: auto-complete in member search', () => {
  it('MB-6: each switch hides the member as far as it reaches; the next request knows', async () => {
    const [seeker, sought] = [await someone(), await someone()]
    const [main, other] = [await team('Main'), await team('Other')]
    await affiliate(sought, into(main), into(other, { isPrimary: false }))
    const tokens = await phone(seeker)
    const q = sought.login.split('@')[0] ?? ''
    const set = (primary: boolean, concurrent: boolean) => boss('PUT', `${at}/members/${sought.id}/search`, { primary, concurrent })
    expect(await find(tokens, q)).toEqual([[sought.id, ['Main', 'Other']]])
    expect((await set(false, true)).status).toBe(200)
    expect(await find(tokens, q)).toEqual([[sought.id, ['Other']]])
    await set(true, false)
    expect(await find(tokens, q)).toEqual([[sought.id, ['Main']]])
    await set(false, false)
    expect(await find(tokens, q)).toEqual([])
    // Who administers finds them all the same.
    const listed = await boss('GET', `${at}/members?q=${q}`)
    expect(listed.body['items']).toHaveLength(1)
  })

  it('MB-6: one of no team goes by the first switch; suspended and deleted members, and other companies’, are not found', async () => {
    const [seeker, alone] = [await someone(), await someone()]
    const foreign = await makeCompany(server)
    const stranger = await someone(foreign)
    const tokens = await phone(seeker)
    const idOf = (who: Someone) => who.login.split('@')[0] ?? ''
    expect(await find(tokens, idOf(alone))).toEqual([[alone.id, []]])
    await boss('PUT', `${at}/members/${alone.id}/search`, { primary: false, concurrent: true })
    expect(await find(tokens, idOf(alone))).toEqual([])
    await boss('PUT', `${at}/members/${alone.id}/search`, { primary: true, concurrent: false })
    await boss('PUT', `${at}/members/${alone.id}/suspension`)
    expect(await find(tokens, idOf(alone))).toEqual([])
    expect(await find(tokens, idOf(stranger))).toEqual([])
  })

  it('pitfall 13: what is sought is literal; too little or too much is refused, and says where', async () => {
    const tokens = await phone(await someone())
    expect(await find(tokens, '%')).toEqual([])
    for (const query of ['', 'q=', `q=${'x'.repeat(101)}`, 'q=a&limit=51', 'q=a&limit=0', 'q=a&other=1']) {
      const answer = await ask<{ error: { code: string; details: { issues: unknown[] } } }>(tokens, `/client/v1/members?${query}`)
      expect(answer.status, query).toBe(400)
      expect(answer.body.error.details.issues.length).toBeGreaterThan(0)
    }
    const several = await ask<FoundMembers>(tokens, '/client/v1/members?q=x&limit=1')
    expect(several.body).toMatchObject({ items: [{}], more: true })
  })
})

describe('MB-7: team privacy and access', () => {
  it('MB-7: Private hides in that team’s chart, Exclude from what is shared with the team; each in that team alone', async () => {
    const [seeker, hidden, excluded, plain] = [await someone(), await someone(), await someone(), await someone()]
    const [one, two] = [await team('One'), await team('Two')]
    await affiliate(hidden, into(one, { visible: false }), into(two, { isPrimary: false }))
    await affiliate(excluded, into(one, { useTeamFeature: false }), into(two, { isPrimary: false }))
    await affiliate(plain, into(one))
    const tokens = await phone(seeker)
    expect(await inTeam(tokens, one, 'chart')).toEqual(expect.arrayContaining([excluded.id, plain.id]))
    expect(await inTeam(tokens, one, 'chart')).not.toContain(hidden.id)
    expect(await inTeam(tokens, one, 'sharing')).toEqual(expect.arrayContaining([hidden.id, plain.id]))
    expect(await inTeam(tokens, one, 'sharing')).not.toContain(excluded.id)
    for (const of of ['chart', 'sharing'] as const)
      expect(await inTeam(tokens, two, of)).toEqual(expect.arrayContaining([hidden.id, excluded.id]))
  })

  it('MB-7: a private team hides what is beneath it from those outside: tree, members, search', async () => {
    const [outside, inside, below] = [await someone(), await someone(), await someone()]
    const secret = await team('Secret', null, true)
    const beneath = await team('Beneath', secret)
    await affiliate(inside, into(secret))
    await affiliate(below, into(beneath))
    const treeOf = async (tokens: Tokens) =>
      (await ask<{ items: { id: string }[] }>(tokens, '/client/v1/teams')).body.items.map((t) => t.id)
    const q = below.login.split('@')[0] ?? ''
    const theirs = await phone(outside)
    expect(await treeOf(theirs)).not.toContain(secret)
    expect(await treeOf(theirs)).not.toContain(beneath)
    expect(await inTeam(theirs, secret, 'chart')).toBe(404)
    expect(await inTeam(theirs, beneath, 'sharing')).toBe(404)
    expect(await find(theirs, q)).toEqual([])
    // Who is in a team beneath is in those above.
    for (const who of [inside, below]) {
      const ours = await phone(who)
      expect(await treeOf(ours)).toEqual(expect.arrayContaining([secret, beneath]))
      expect(await inTeam(ours, beneath, 'chart')).toEqual([below.id])
      expect(await find(ours, q)).toEqual([[below.id, ['Beneath']]])
    }
  })

  it('a team of another company, and none at all, are not found; without a token nothing is', async () => {
    const tokens = await phone(await someone())
    const foreign = await makeCompany(server)
    const theirs = await server.as(foreign.tenant, (ctx) =>
      createTeam(ctx, { companyId: foreign.companyId, parentId: null, name: 'Theirs' }),
    )
    for (const id of [theirs, crypto.randomUUID()]) expect(await inTeam(tokens, id, 'chart')).toBe(404)
    expect(await inTeam(tokens, 'x', 'chart')).toBe(400)
    for (const path of ['members?q=a', 'teams', `teams/${theirs}/members`])
      expect((await fetch(`${server.url}/client/v1/${path}`)).status, path).toBe(401)
  })
})
