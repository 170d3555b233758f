// SX-2 at scale: how many tokens still work a second after an action has ended them, with requests in flight, on two nodes.
import * as openid from 'openid-client'
import type { BulkAction } from '@muster/contract'
import { appointAdministrator, createCompany, createTenant } from '../server/modules/company/index.ts'
import { findMember, markSignedIn, registerMembers, transferMember } from '../server/modules/members/index.ts'
import { hasOpenOperation } from '../server/modules/devices/index.ts'
import { hashPassword, setPasswords } from '../server/modules/signin/index.ts'
import { scopes, systemActor, type Scope } from '../server/platform/context.ts'
import { newId } from '../server/platform/ids.ts'
import { createLog } from '../server/platform/log.ts'
import { signIn, signInToConsole, type Browser, type Tokens } from '../test/openid.ts'
import { makeCompanies } from './lib/companies.ts'
import { openBenchDatabase, stage, type BenchDatabase } from './lib/database.ts'
import { createReport, percentile } from './lib/figure.ts'
import { holdEverything, timeToRefusal } from './lib/kinds.ts'
import { startNode } from './lib/node.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 500)
const lanes = 20
const secret = 'bench member password'
const others = Array.from({ length: 1_000 }, (_, n) => n)

/** Ends of everything that a member holds, over which the figure of time is taken. */
const ends = rounds * 2
/** Past this something is taken for alive for ever. */
const limitMs = 5_000

const report = createReport(
  { 'revocation.p99_ms': { most: 1_000, unit: 'ms' }, 'revocation.alive': { most: 0, unit: 'tokens' } },
  rounds < 500,
)

type Group = { scope: () => Scope; companyId: string; siblingId: string; domain: string; members: string[]; adminLogin: string }

/** A corporate group of its own for every run: two companies, an administrator of both, a member for every lane. */
async function makeGroup(database: BenchDatabase): Promise<Group> {
  const bound = scopes(database.app.db, () => new Date(), createLog('silent'))
  const tenant = newId(new Date())
  const hash = await hashPassword(secret)
  const scope = () => bound(tenant, systemActor('bench'))
  const domain = `${tenant.slice(-12)}.example`
  const made = await scope().transaction(async (ctx) => {
    await createTenant(ctx, 'Revoked')
    const company = (name: string, at: string) =>
      createCompany(ctx, {
        name,
        domain: at,
        zone: 'Asia/Seoul',
        locale: 'en',
        plan: { core: 'standard', drive: true, approval: true },
      })
    const [companyId, siblingId] = [await company('One', domain), await company('Two', `two-${domain}`)]
    const logins = ['admin', ...Array.from({ length: lanes }, (_, i) => `lane${i}`)]
    const ids = await registerMembers(
      ctx,
      logins.map((login) => ({ companyId, login, name: login, locale: 'en' as const, registeredBy: 'admin' as const })),
    )
    await setPasswords(
      ctx,
      ids.map((id) => ({ id, companyId })),
      hash,
    )
    const admin = await findMember(ctx, ids[0] ?? '')
    if (admin) await markSignedIn(ctx, admin)
    for (const id of [companyId, siblingId]) await appointAdministrator(ctx, { companyId: id, memberId: ids[0] ?? '', role: 'super_admin' })
    return { companyId, siblingId, members: ids.slice(1) }
  })
  return { ...made, scope, domain, adminLogin: `admin@${domain}` }
}

let addresses = 0
let provedAt = performance.now()
type Whose = { lane: number; member: string }
type Round = Whose & { tokens: Tokens }
type Action = { name: string; act(round: Round): Promise<unknown>; undo(round: Whose): Promise<unknown> }
type ByAdministrator = Action & { act(whose: Whose): Promise<unknown> }

const logOut: Action = {
  name: 'log out',
  act: ({ tokens }) => openid.tokenRevocation(tokens.config, tokens.refresh ?? ''),
  undo: async () => undefined,
}

const database = await openBenchDatabase({
  name: 'revocation',
  make: (made) =>
    stage(
      made,
      'other tenants',
      async () => {
        await makeCompanies(made, others, new Date('2026-01-01'))
        return `${others.length} tenants`
      },
      async () => undefined,
    ),
})
// Each round comes from an address of its own: refused tokens are counted against theirs, and are meant to be here.
const proxies = ['127.0.0.1', '::1']
const nodes = await Promise.all([startNode(database, new Date(), proxies), startNode(database, new Date(), proxies)])
try {
  const group = await makeGroup(database)
  const [node, other] = [nodes[0]?.url ?? '', nodes[1]?.url ?? '']
  const admin = await signInToConsole(node, group.adminLogin, secret)
  const latencies: number[] = []
  let alive = 0
  const actions = actionsOf(node, group, admin)
  await timeKinds(group, actions, [node, other], () => proveAgain(node, admin))
  for (const action of [logOut, ...actions]) {
    await proveAgain(node, admin)
    const before = { alive, seen: latencies.length }
    for (let done = 0; done < rounds; done += lanes) {
      const batch = Array.from({ length: Math.min(lanes, rounds - done) }, (_, lane) => playRound(action, lane, group, [node, other]))
      for (const result of await Promise.all(batch)) {
        alive += result.alive
        latencies.push(...result.ms)
      }
    }
    const ms = latencies.slice(before.seen)
    report.note(
      `${action.name}: ${rounds} rounds, alive ${alive - before.alive}, refused after p50 ${percentile(ms, 50).toFixed(0)}, p99 ${percentile(ms, 99).toFixed(0)} ms`,
    )
  }
  report.check(latencies.length > 0, 'tokens worked before, and were refused after')
  report.figure('revocation.alive', alive, `${rounds} rounds of each action, two nodes, ${lanes} at once`)
} finally {
  await Promise.all(nodes.map((n) => n.stop()))
  await database.stop()
}
report.end()

/** A dangerous act asks for a proof of the last quarter of an hour; more of them in that time would be refused. */
async function proveAgain(node: string, admin: Browser): Promise<void> {
  if (performance.now() - provedAt < 300_000) return
  provedAt = performance.now()
  const { status } = await admin.fetch(`${node}/api/v1/me/proof`, {
    method: 'POST',
    headers: { origin: node, 'content-type': 'application/json' },
    body: JSON.stringify({ password: secret }),
  })
  if (status !== 200) throw new Error(`proof answered ${status}`)
}

/** Holds every kind of token against the other node, ends all of a member by each action in turn, and times each kind's refusal. */
async function timeKinds(
  group: Group,
  actions: ByAdministrator[],
  [node = '', other = '']: string[],
  prove: () => Promise<void>,
): Promise<void> {
  const whole = actions.filter(({ name }) => ['suspend', 'delete', 'reset password', 'transfer'].includes(name))
  const byKind = new Map<string, number[]>()
  for (let done = 0; done < ends; done += lanes) {
    if (done % 200 === 0) await prove()
    const action = whole[(done / lanes) % whole.length]
    const batch = Array.from({ length: Math.min(lanes, ends - done) }, async (_, lane) => {
      const member = group.members[lane] ?? ''
      const held = await holdEverything(node, other, `lane${lane}@${group.domain}`, secret, `2001:db8::${(++addresses).toString(16)}`)
      const round = { lane, member }
      const times = await timeToRefusal(held, async () => action?.act(round), limitMs)
      await action?.undo(round)
      return times
    })
    for (const times of await Promise.all(batch)) for (const [kind, ms] of times) byKind.set(kind, [...(byKind.get(kind) ?? []), ms])
  }
  const all = [...byKind.values()].flat()
  for (const [kind, ms] of byKind)
    report.note(
      `${kind}: ${ms.length} ends, refused on the other node after p50 ${percentile(ms, 50).toFixed(1)}, p99 ${percentile(ms, 99).toFixed(1)}, at most ${Math.max(...ms).toFixed(1)} ms`,
    )
  report.check(all.every(Number.isFinite), `everything was refused within ${limitMs} ms`)
  report.figure(
    'revocation.p99_ms',
    percentile(all, 99),
    `${ends} ends, ${byKind.size} kinds held by each, asked without end on the other node`,
  )
  report.extra('revocation.max_ms', Math.max(...all), 'ms')
}

/** Each action of SX-2 that an administrator takes, by their path, and what takes it back. */
function actionsOf(node: string, group: Group, admin: Browser): ByAdministrator[] {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await admin.fetch(`${node}/api/v1/companies/${group.companyId}/members/${path}`, {
      method,
      headers: { origin: node, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const state = (name: string, resource: string): ByAdministrator => ({
    name,
    act: ({ member }) => call('PUT', `${member}/${resource}`),
    undo: ({ member }) => call('DELETE', `${member}/${resource}`),
  })
  const bulk = (action: BulkAction, resource: string): ByAdministrator => ({
    name: `${action}, in bulk`,
    act: ({ member }) => call('POST', 'bulk', { action, members: [member] }),
    undo: ({ member }) => call('DELETE', `${member}/${resource}`),
  })
  return [
    state('suspend', 'suspension'),
    state('delete', 'deletion'),
    state('block apps', 'app-block'),
    bulk('suspend', 'suspension'),
    bulk('delete', 'deletion'),
    bulk('block_apps', 'app-block'),
    {
      name: 'reset password',
      act: ({ member }) => call('POST', `${member}/password`, { deliver: 'show' }),
      undo: async ({ member }) => {
        const hash = await hashPassword(secret)
        await group.scope().transaction((ctx) => setPasswords(ctx, [{ id: member, companyId: group.companyId }], hash))
        await database.owner.query('update signin.password set change_reason = null where member_id = $1', [member])
      },
    },
    {
      name: 'transfer',
      act: ({ member, lane }) => call('POST', `${member}/transfer`, { to: group.siblingId, login: `lane${lane}` }),
      undo: ({ member, lane }) =>
        group
          .scope()
          .transaction((ctx) => transferMember(ctx, member, { companyId: group.companyId, login: `lane${lane}` }, hasOpenOperation)),
    },
  ]
}

/** A kept connection may be closed by the server the moment it is used again, which says nothing of the request: it is made anew. */
async function unlessReset<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((err: unknown) => {
    const { cause } = err as { cause?: { code?: string } }
    if (cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET') return work()
    throw err
  })
}

/** Signs in, keeps both nodes busy with the token, ends it, and asks again for everything a second later. */
async function playRound(action: Action, lane: number, group: Group, urls: string[]): Promise<{ alive: number; ms: number[] }> {
  const member = group.members[lane] ?? ''
  const tokens = await unlessReset(() => signIn(urls[0] ?? '', 'mobile', `lane${lane}@${group.domain}`, secret))
  const address = `2001:db8::${(++addresses).toString(16)}`
  const works = async (url: string) => {
    const headers = { authorization: `Bearer ${tokens.access}`, 'x-forwarded-for': address }
    const { status } = await unlessReset(() => fetch(`${url}/client/v1/activity`, { method: 'POST', headers }))
    if (status !== 200 && status !== 401) throw new Error(`answered ${status}`)
    return status === 200
  }
  if (!(await Promise.all(urls.map(works))).every(Boolean)) throw new Error('a fresh token does not work')
  let endedAt = Number.POSITIVE_INFINITY
  const lastWorked = urls.map(() => 0)
  const inFlight = urls.map(async (url, i) => {
    while (performance.now() < endedAt + 1_000) {
      const askedAt = performance.now()
      if (!(await works(url))) return
      lastWorked[i] = askedAt
      // A token is asked for so many requests a minute, and no more.
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  await action.act({ lane, member, tokens })
  endedAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await Promise.all(inFlight)
  // Whether a request that was refused once is answered again, a second after the end.
  const still = await Promise.all(urls.map(works))
  const refreshed = await openid.refreshTokenGrant(tokens.config, tokens.refresh ?? '').then(
    () => true,
    () => false,
  )
  await action.undo({ lane, member })
  // How long after the answer a request that worked was still asked, per node.
  const ms = lastWorked.map((at) => Math.max(0, at - endedAt))
  return { alive: still.filter(Boolean).length + Number(refreshed), ms }
}
