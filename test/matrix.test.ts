import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  contract,
  errors,
  menus,
  type AdministratorRole,
  type EndpointMeta,
  type Level,
  type Menu,
  type Permissions,
} from '@muster/contract'
import { appointAdministrator, mayUse, permissionsOf } from '../server/modules/company/index.ts'
import { affiliate, createTeam, createTitle } from '../server/modules/members/index.ts'
import { callerFor } from './api.ts'
import { photo, requests } from './requests.ts'
import { Browser, callClient, signIn, signInToConsole } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

type Endpoint = { name: string; method: string; path: string; meta: EndpointMeta }

/** Every endpoint of the contract; the matrix grows with it by itself. */
function endpoints(router: object, prefix = ''): Endpoint[] {
  return Object.entries(router).flatMap(([key, value]: [string, unknown]) => {
    const own = (value as { '~orpc'?: { route: { method: string; path: string }; meta: EndpointMeta } })['~orpc']
    if (own) return [{ name: `${prefix}${key}`, method: own.route.method, path: own.route.path, meta: own.meta }]
    return endpoints(value as object, `${prefix}${key}.`)
  })
}

type Caller = {
  name: string
  browser: () => Promise<Pick<Browser, 'fetch'>>
  roles: Map<string, AdministratorRole>
  /** Of a custom role. */
  permissions?: Permissions
  /** Limited to a team in which no target stands (P-2). */
  limited?: true
  /** Sees totals only (P-2). */
  nameless?: true
  /** Through an API token that was given these (RE-1). */
  through?: Permissions
}

let server: TestServer
let own: TestCompany
let sibling: TestCompany
let foreign: TestCompany
let callers: Caller[]
/** The callers' browsers, kept from one endpoint to the next; signing out ends them. */
const sessions = new Map<string, Promise<Browser>>()
/** A member, by company, for endpoints about one; nobody's administrator, in no team. */
const targets = new Map<string, string>()

beforeAll(async () => {
  server = await startTestServer()
  own = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: own.tenant, domain: 'sibling.example' })
  foreign = await makeCompany(server)
  const [sub, operations, plain] = await makeMembers(server, own, 3)
  const logins = { sub: sub?.login ?? '', operations: operations?.login ?? '', plain: plain?.login ?? '' }
  await server.as(own.tenant, async (ctx) => {
    await appointAdministrator(ctx, { companyId: own.companyId, memberId: sub?.id ?? '', role: 'sub_admin' })
    await appointAdministrator(ctx, { companyId: own.companyId, memberId: operations?.id ?? '', role: 'operations_admin' })
  })
  for (const company of [own, sibling, foreign]) {
    const [target] = await makeMembers(server, company, 1, 'target')
    targets.set(company.companyId, target?.id ?? '')
    await server.database.owner.pool.query(`insert into members.photo values ($1, $2, 'image/png', $3, now())`, [
      company.tenant,
      target?.id,
      Buffer.from(photo, 'base64'),
    ])
  }
  for (const company of [own, sibling, foreign]) await makePlaces(company)
  const [limited] = await makeMembers(server, own, 1, 'limited')
  const [nameless] = await makeMembers(server, own, 1, 'nameless')
  await appointLimited(limited?.id ?? '')
  await appointCustom(nameless?.id ?? '', { permissions: namelessPermissions, names: false, team: null })
  const signedIn = (id: string) => () => {
    const kept = sessions.get(id) ?? signInToConsole(server.url, id, password)
    sessions.set(id, kept)
    return kept
  }
  callers = [
    { name: 'nobody', browser: async () => new Browser(), roles: new Map() },
    { name: 'member', browser: signedIn(logins.plain), roles: new Map() },
    { name: 'operations admin', browser: signedIn(logins.operations), roles: new Map([[own.companyId, 'operations_admin']]) },
    {
      name: 'custom role, limited to a team',
      browser: signedIn(limited?.login ?? ''),
      roles: new Map([[own.companyId, 'custom']]),
      permissions: { members: 'manage', statistics: 'view' },
      limited: true,
    },
    {
      name: 'custom role that sees totals only',
      browser: signedIn(nameless?.login ?? ''),
      roles: new Map([[own.companyId, 'custom']]),
      permissions: namelessPermissions,
      nameless: true,
    },
    { name: 'sub admin', browser: signedIn(logins.sub), roles: new Map([[own.companyId, 'sub_admin']]) },
    { name: 'super admin', browser: signedIn(own.admin.login), roles: new Map([[own.companyId, 'super_admin']]) },
    {
      name: 'super admin of a sibling company',
      browser: signedIn(sibling.admin.login),
      roles: new Map([[sibling.companyId, 'super_admin']]),
    },
    ...(await throughTokens()),
    { name: 'super admin of another tenant', browser: signedIn(foreign.admin.login), roles: new Map([[foreign.companyId, 'super_admin']]) },
  ]
})
afterAll(() => server.stop())

/** RE-1: an administrator who may do everything, through a token that was given as much, and through one that was given all of it to view. */
async function throughTokens(): Promise<Caller[]> {
  const all = (level: Level): Permissions => Object.fromEntries(menus.map((menu) => [menu, level]))
  const [maker] = await makeMembers(server, own, 1, 'maker')
  await appointCustom(maker?.id ?? '', { permissions: all('manage'), names: true, team: null })
  const boss = await callerFor(server, maker?.login ?? '')
  const made = [all('manage'), all('view')].map(async (permissions, i): Promise<Caller> => {
    const { body } = await boss('POST', '/me/tokens', { company: own.companyId, name: `Token ${i}`, permissions, days: 1 })
    const authorization = `Bearer ${String(body['token'])}`
    const fetchThrough: Browser['fetch'] = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization } })
    const roles = new Map([[own.companyId, 'custom' as const]])
    return {
      name: `through a token, ${i}`,
      browser: async () => ({ fetch: fetchThrough }),
      roles,
      permissions,
      through: permissions,
    }
  })
  return Promise.all(made)
}

/** By company: a team, and one of each kind of title, all of them in use. */
const places = new Map<string, Record<string, string>>()

async function makePlaces({ tenant, companyId, domain, admin }: TestCompany): Promise<void> {
  const made = await server.as(tenant, async (ctx) => {
    const team = await createTeam(ctx, { companyId, parentId: null, name: 'Team' })
    const [levels, positions] = [
      await createTitle(ctx, 'level', companyId, { name: 'L' }),
      await createTitle(ctx, 'position', companyId, { name: 'P' }),
    ]
    const [userTypes, customFields] = [
      await createTitle(ctx, 'user_type', companyId, { name: 'U' }),
      await createTitle(ctx, 'custom_field', companyId, { name: 'C' }),
    ]
    await affiliate(ctx, [{ memberId: admin.id, companyId, teamId: team, isPrimary: true, isLeader: true, positionId: positions }])
    return { team, levels, positions, userTypes, customFields }
  })
  const role = crypto.randomUUID()
  await server.database.owner.pool.query(`insert into company.role values ($1, $2, $3, 'Reader', '{"members": "view"}', true, now())`, [
    tenant,
    companyId,
    role,
  ])
  const permission = crypto.randomUUID()
  await server.database.owner.pool.query(`insert into members.service_permission values ($1, $2, $3, 'Phones', '{mobile}')`, [
    tenant,
    permission,
    companyId,
  ])
  const connection = crypto.randomUUID()
  await server.database.owner.pool.query(
    `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at)
     values ($1, $2, $3, $4, 'pc', 'pc', 'password', now())`,
    [tenant, connection, targets.get(companyId), companyId],
  )
  const app = crypto.randomUUID()
  await server.database.owner.pool.query(
    `insert into signin.app (tenant_id, app_id, company_id, kind, name, secret_hash, secret_set_at, revision, created_at)
     values ($1, $2, $3, 'service', 'Robot', '\\x00', now(), 1, now())`,
    [tenant, app, companyId],
  )
  const webhook = crypto.randomUUID()
  const delivery = crypto.randomUUID()
  await server.database.owner.pool.query(
    `with endpoint as (
       insert into integrations.endpoint (tenant_id, endpoint_id, company_id, kind, name, url, types, secret, revision, created_at)
       values ($1, $2, $3, 'webhook', 'Hook', 'https://told.example/events', '{team.created}', '\\x00', 1, now()) returning tenant_id, endpoint_id
     ), event as (
       insert into integrations.event (tenant_id, event_id, company_id, type, action, lane, subject_kind, at, actor_kind, after, pending)
       values ($1, $4, $3, 'team.created', 'team.created', gen_random_uuid(), 'team', now(), 'system', '{"name": "Team"}', false) returning event_id, lane
     )
     insert into integrations.delivery (tenant_id, endpoint_id, seq, event_id, lane, state, waiting_since, settled_at)
     select tenant_id, endpoint_id, nextval('integrations.delivery_seq'), event_id, lane, 'dead', now(), now() from endpoint, event`,
    [tenant, webhook, companyId, delivery],
  )
  const device = crypto.randomUUID()
  await server.database.owner.pool.query(
    `with model as (insert into devices.model (tenant_id, name, folded) values ($1, $2::text, '') returning model_id),
      device as (insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
        select $1, $2::uuid, $2::text, model_id, 'android', '17', '', now() from model)
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
       first_access, last_access)
     select $1, $2::uuid, $3, 'mobile', $2::uuid, $4, model_id, 'android', '17', '', '4.0', '', now(), now() from model`,
    [tenant, device, targets.get(companyId), companyId],
  )
  places.set(companyId, { ...made, webhook, delivery, device, role, domain, permission, connection, app })
  await server.database.owner.pool.query(
    'update members.member set level_id = $2, user_type_id = $3, custom = jsonb_build_object($4::text, 1) where member_id = $1',
    [admin.id, made.levels, made.userTypes, made.customFields],
  )
}

/** P-2: a custom role over members, limited to an empty team. */
async function appointLimited(memberId: string): Promise<void> {
  const team = await server.as(own.tenant, (ctx) => createTeam(ctx, { companyId: own.companyId, parentId: null, name: 'Empty' }))
  await appointCustom(memberId, { permissions: { members: 'manage', statistics: 'view' }, names: true, team })
}

const namelessPermissions: Permissions = { members: 'manage', statistics: 'view', audit: 'view' }

async function appointCustom(memberId: string, role: { permissions: Permissions; names: boolean; team: string | null }): Promise<void> {
  const { pool } = server.database.owner
  const roleId = crypto.randomUUID()
  await pool.query('insert into company.role values ($1, $2, $3, $4, $5, $6, now())', [
    own.tenant,
    own.companyId,
    roleId,
    roleId,
    JSON.stringify(role.permissions),
    role.names,
  ])
  await pool.query(
    `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
    [own.tenant, own.companyId, memberId, roleId, role.team],
  )
}

const mutating = (method: string) => method !== 'GET'

function call(browser: Pick<Browser, 'fetch'>, endpoint: Endpoint, company: string, origin: string | null): Promise<Response> {
  const request = requests[endpoint.name]
  const place = places.get(company)
  const given: Record<string, string> = {
    company,
    member: targets.get(company) ?? crypto.randomUUID(),
    team: place?.['team'] ?? crypto.randomUUID(),
    role: place?.['role'] ?? crypto.randomUUID(),
    permission: place?.['permission'] ?? crypto.randomUUID(),
    connection: place?.['connection'] ?? crypto.randomUUID(),
    app: place?.['app'] ?? crypto.randomUUID(),
    device: place?.['device'] ?? crypto.randomUUID(),
    webhook: place?.['webhook'] ?? crypto.randomUUID(),
    delivery: place?.['delivery'] ?? crypto.randomUUID(),
    domain: place?.['domain'] ?? 'nowhere.example',
    id: place?.[endpoint.name.split('.')[1] ?? ''] ?? crypto.randomUUID(),
    ...request?.path,
  }
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => given[key] ?? crypto.randomUUID())
  const headers: Record<string, string> = {
    ...(origin ? { origin } : {}),
    ...(request?.body ? { 'content-type': 'application/json' } : {}),
  }
  return browser.fetch(`${server.url}/api/v1${path}${request?.query ? `?${request.query}` : ''}`, {
    method: endpoint.method,
    headers,
    ...(request?.body
      ? { body: JSON.stringify(request.body).replaceAll(/\{(company|member|team)\}/g, (_, key: string) => given[key] ?? '') }
      : {}),
  })
}

/** What the contract's declaration promises for a caller and a company; null: whatever the endpoint itself answers. */
function expected(endpoint: Endpoint, caller: Caller, company: string): keyof typeof errors | null {
  const { access } = endpoint.meta
  if (access === 'public') return null
  if (caller.name === 'nobody') return 'not_signed_in'
  const closed = caller.through && !endpoint.meta.byToken ? 'token_refused' : null
  if (access === 'member') return closed ?? (requests[endpoint.name]?.unknown ? 'not_found' : null)
  const role = caller.roles.get(company)
  if (!role) return 'not_found'
  if (access === 'administrator') return null
  // P-2: a role limited to a team has no part in the settings.
  const held = permissionsOf({ role, permissions: caller.permissions ?? null, team: caller.limited ? 'a team' : null })
  if (![access.menu, access.or].some((menu) => menu && mayUse(held, menu as Menu, access.level as Level)))
    return caller.through ? (closed ?? 'token_forbidden') : 'forbidden'
  if (closed) return closed
  // RE-1: through a token one acts as a custom role would.
  if (caller.through && superAdmins.has(endpoint.name)) return 'forbidden'
  if (!caller.limited) return requests[endpoint.name]?.unknown ? 'not_found' : null
  if (endpoint.name.startsWith('titles.') && mutating(endpoint.method)) return 'forbidden'
  return /\{(member|team)\}/.test(endpoint.path + JSON.stringify(requests[endpoint.name]?.body)) ? 'not_found' : null
}

/** What only a Super Admin does, beside what is dangerous. */
const superAdmins = new Set(['administration.withdraw'])
/** What the Super Admin, who comes first, has done already. */
const done = new Set(['permissions.remove'])

const refusals = new Set(['not_signed_in', 'forbidden', 'token_forbidden', 'not_found', 'origin_refused', 'internal'])

describe('every endpoint × every caller × every company, from the contract itself', () => {
  it.each(endpoints(contract))(
    'P-2: $method $path ($name)',
    async (endpoint) => {
      expect(requests, 'a request for the matrix').toHaveProperty([endpoint.name])
      const ids = endpoint.path.includes('{company}')
        ? [own.companyId, sibling.companyId, foreign.companyId, '00000000-0000-7000-8000-000000000000']
        : ['']
      for (const caller of callers) {
        const browser = await caller.browser()
        // Of a tenant's companies a token knows its own and none besides.
        for (const id of caller.through ? ids.slice(0, 2) : ids) {
          const promised = expected(endpoint, caller, id)
          if (mutating(endpoint.method) && endpoint.meta.access !== 'public' && caller.name !== 'nobody' && !caller.through) {
            const forged = await call(browser, endpoint, id, 'https://evil.example')
            expect(((await forged.json()) as { error: { code: string } }).error.code).toBe('origin_refused')
          }
          const answer = await call(browser, endpoint, id, server.url)
          const what = `${caller.name} on ${id}`
          const text = await answer.text()
          const body = answer.headers.get('content-type')?.includes('json')
            ? (JSON.parse(text) as { error?: { code: keyof typeof errors } })
            : {}
          // Pitfall 36: nobody but oneself is named to them.
          if (caller.nameless && endpoint.meta.access !== 'member') expect(text, what).not.toMatch(/Ada Admin|Member \d|admin@|target1@/)
          if (promised) {
            expect(body.error?.code, what).toBe(promised)
            expect(answer.status, what).toBe(errors[promised].status)
          } else {
            if (caller.through && done.has(endpoint.name) && body.error?.code === 'not_found') continue
            expect(refusals.has(body.error?.code ?? ''), `${what}: ${body.error?.code}`).toBe(false)
          }
        }
      }
      if (endpoint.name === 'company.signOut') sessions.clear()
    },
    120_000,
  )

  it('MB-8: what the contract calls dangerous asks for a fresh proof, and only that', async () => {
    const browser = await signInToConsole(server.url, own.admin.login, password)
    await server.database.owner.pool.query(
      `update sessions.connection set proved_at = now() - interval '16 minutes' where ended_at is null`,
    )
    const asked: string[] = []
    for (const endpoint of endpoints(contract).filter(({ name }) => name !== 'company.signOut')) {
      const answer = await call(browser, endpoint, own.companyId, server.url)
      if ((await answer.text()).includes('"reauth_required"')) asked.push(endpoint.name)
    }
    expect(asked).toEqual(
      endpoints(contract)
        .filter(({ meta }) => meta.stepUp)
        .map(({ name }) => name),
    )
  })

  it('answers an unknown address under the API as not found, in the one shape of errors', async () => {
    const answer = await fetch(`${server.url}/api/v1/nothing`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found', details: null, requestId: expect.any(String) as string } })
  })

  it('names every problem of a bad input with its field', async () => {
    const browser = await signInToConsole(server.url, own.admin.login, password)
    const answer = await browser.fetch(`${server.url}/api/v1/companies/${own.companyId}/settings/time-zone`, {
      method: 'PUT',
      headers: { origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify({ zone: 'Mars/Olympus' }),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      error: { code: 'input_invalid', details: { issues: [{ path: 'zone', message: 'unknown time zone' }] } },
    })
  })
})

describe('the clients’ protocol × every caller', () => {
  const routes = [
    ['PUT', '/client/v1/device', { vendorId: 'v', model: 'm', os: 'ios', osVersion: '1', appVersion: '1' }],
    ['POST', '/client/v1/activity', {}],
    ['GET', '/client/v1/notices', undefined],
    ['GET', '/client/v1/stream', undefined],
  ] as const

  it.each(routes)('%s %s: only with a live access token', async (method, path, body) => {
    expect((await fetch(`${server.url}${path}`, { method })).status).toBe(401)
    for (const access of ['x'.repeat(43), 'short', ''])
      expect((await callClient(server.url, { access }, method, path, body)).status).toBe(401)
    const browser = await signInToConsole(server.url, own.admin.login, password)
    expect((await browser.fetch(`${server.url}${path}`, { method })).status).toBe(401)
    const tokens = await signIn(server.url, 'mobile', own.admin.login, password)
    const answer = await callClient(server.url, tokens, method, path, body)
    expect(answer.status).toBe(200)
    await answer.body?.cancel()
    // A token is no console cookie and no other kind of token.
    for (const kind of [tokens.refresh ?? '']) expect((await callClient(server.url, { access: kind }, method, path, body)).status).toBe(401)
  })

  it('refuses a device report for another device of the same session', async () => {
    const tokens = await signIn(server.url, 'mobile', own.admin.login, password)
    const report = { vendorId: 'phone-1', model: 'Pixel 10', os: 'android', osVersion: '17', appVersion: '4.0.0' }
    expect((await callClient(server.url, tokens, 'PUT', '/client/v1/device', report)).status).toBe(200)
    expect((await callClient(server.url, tokens, 'PUT', '/client/v1/device', { ...report, appVersion: '4.1.0' })).status).toBe(200)
    const other = await callClient(server.url, tokens, 'PUT', '/client/v1/device', { ...report, vendorId: 'phone-2' })
    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ error: { code: 'device_bound' } })
    const bad = await callClient(server.url, tokens, 'PUT', '/client/v1/device', { vendorId: '', os: 'symbian' })
    expect(bad.status).toBe(400)
    expect(((await bad.json()) as { error: { details: { issues: { path: string }[] } } }).error.details.issues.map((i) => i.path)).toEqual(
      expect.arrayContaining(['vendorId', 'model', 'os', 'osVersion', 'appVersion']),
    )
  })
})

describe('the web client on an address of its own', () => {
  const preflight = (origin: string, path: string) =>
    fetch(`${server.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    })
  it('its origin may call the clients’ protocol and the token endpoint; another origin may not', async () => {
    const webOrigin = 'http://127.0.0.1:9'
    expect((await preflight(webOrigin, '/client/v1/activity')).headers.get('access-control-allow-origin')).toBe(webOrigin)
    expect((await preflight('https://evil.example', '/client/v1/activity')).headers.get('access-control-allow-origin')).toBeNull()
    const token = (origin: string) =>
      fetch(`${server.url}/oidc/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'web', refresh_token: 'x' }),
      })
    expect((await token(webOrigin)).headers.get('access-control-allow-origin')).toBe(webOrigin)
    expect((await token('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    expect((await preflight(webOrigin, `/api/v1/me`)).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('addresses', () => {
  it('pitfall 34: a spoofed X-Forwarded-For is not believed without a trusted proxy', async () => {
    const page = await new Browser().follow(`${server.url}/console/sign-in`, () => false)
    await fetch('url' in page ? page.url : '', { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(server.logged.some((line) => line.includes('203.0.113.7'))).toBe(false)
  })
})
