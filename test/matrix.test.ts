import { createECDH } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract, errors, type AdministratorRole, type EndpointMeta, type Level, type Menu, type Permissions } from '@muster/contract'
import { appointAdministrator, mayUse, permissionsOf } from '../server/modules/company/index.ts'
import { affiliate, createTeam, createTitle } from '../server/modules/members/index.ts'
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

/** A PNG of one pixel, as far as it is looked at. */
const photo = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000000000000000000049454e4400000000', 'hex').toString(
  'base64',
)

const passkeyAnswered = { id: 'x', rawId: 'x', type: 'public-key' }

/** A valid request for each endpoint: an endpoint without one fails the run. `unknown`: it asks for what is not the caller's. */
const requests: Record<string, { query?: string; body?: unknown; path?: Record<string, string>; unknown?: true }> = {
  'account.get': {},
  'account.update': { body: { revision: 1, profile: { nickname: 'x' } } },
  'account.photo': {},
  'account.setPhoto': { body: { data: photo } },
  'account.removePhoto': {},
  'account.suspend': {},
  'account.unsuspend': {},
  'account.blockApps': {},
  'account.unblockApps': {},
  'account.setLeave': { body: {} },
  'account.endLeave': {},
  'account.delete': {},
  'account.undelete': {},
  'account.transferPreview': {},
  'account.transfer': { body: { to: '{company}', login: 'elsewhere' } },
  'account.bulk': { body: { action: 'unsuspend', members: ['00000000-0000-7000-8000-000000000000'] } },
  'home.get': {},
  'home.line': { path: { line: 'expired_invitations' } },
  'guides.count': { body: { to: { everyone: true } } },
  'guides.send': { body: { to: { everyone: true } } },
  'guides.list': {},
  'guides.cancel': { unknown: true },
  'guides.recipients': { unknown: true },
  'guides.csv': { unknown: true },
  'guides.template': {},
  'guides.updateTemplate': {
    body: {
      revision: 0,
      template: {
        texts: Object.fromEntries(['en', 'ko', 'ja'].map((locale) => [locale, { subject: null, introduction: null }])),
        links: { ios: null, android: null, windows: null, macos: null },
      },
    },
  },
  'guides.preview': { body: { locale: 'en', apps: ['pc'] } },
  'guides.test': { body: { locale: 'en', apps: ['pc'] } },
  'mail.get': {},
  'mail.update': {
    body: {
      revision: 0,
      server: { host: 'x.example', port: 25, tls: 'none', user: null, fromName: '', fromAddress: 'x@x.example', perMinute: null },
    },
  },
  'mail.remove': { body: { revision: 0 } },
  'mail.test': { body: {} },
  'mail.undelivered': { query: 'within=7' },
  'registration.register': { body: { member: { name: 'X', login: 'registered', passwordOption: 'automatic' } } },
  'registration.importMembers': { body: { format: 'csv', passwordOption: 'automatic', file: Buffer.from('name,id').toString('base64') } },
  'registration.importTemplate': {},
  'registration.resendInvitation': { body: {} },
  'registration.resetPassword': { body: { deliver: 'show' } },
  'registration.changePassword': { body: { password: 'long enough' } },
  'registration.requestPasswordChange': {},
  'security.get': {},
  'security.update': {
    body: {
      revision: 0,
      password: { minLength: 8, kinds: 1, expiryDays: null, reuse: 0, attempts: null, breached: true },
      twoStep: 'optional',
      rememberDays: null,
      passkeyAlone: false,
      easyLogin: { line: false, phone: false },
    },
  },
  'security.ofMember': {},
  'security.switchTwoStep': { body: { on: true } },
  'security.forgetBrowsers': {},
  'security.resetTwoStep': {},
  'registration.invitation': { body: { token: 'x'.repeat(43) } },
  'registration.acceptInvitation': { body: { token: 'x'.repeat(43), password: 'long enough' } },
  'easyLogin.own': {},
  'easyLogin.sendPhoneCode': { body: { number: '+82 10-1234-5678' } },
  'easyLogin.confirmPhone': { body: { code: '000000', easyLogin: false } },
  'easyLogin.removePhone': {},
  'easyLogin.turnPhoneOn': {},
  'easyLogin.turnOwnOff': { path: { kind: 'line' } },
  'easyLogin.setUpSms': {},
  'easyLogin.sendOwnCode': {},
  'easyLogin.removeSms': {},
  'easyLogin.linkLine': {},
  'easyLogin.turnOff': { path: { kind: 'phone' } },
  'connections.list': { query: 'kind=app' },
  'connections.logOut': {},
  'connections.logOutAll': {},
  'connections.listOwn': {},
  'connections.logOutOwn': { unknown: true },
  'connections.logOutOthers': {},
  'network.get': {},
  'network.preview': { body: { ranges: ['10.0.0.0/8'], countries: ['KR'], exempt: null } },
  'network.update': { body: { revision: 0, enforced: false, ranges: ['10.0.0.0/8'], countries: [], exempt: null } },
  'mdm.get': {},
  'mdm.update': { body: { revision: 0, mode: 'third_party' } },
  'operations.list': {},
  'operations.ofDevice': {},
  'operations.request': { body: { kind: 'reset_device', deviceName: 'x', reason: 'Lost' } },
  'operations.cancel': { path: { operation: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'notices.list': { query: 'limit=1' },
  'notices.read': { path: { notice: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'notices.readAll': { body: { upTo: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'notices.push': {},
  'notices.allowPush': {
    body: {
      endpoint: 'https://push.example/x',
      keys: { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'x'.repeat(22) },
    },
  },
  'notices.stopPush': {},
  'ownProfile.get': {},
  'ownProfile.update': { body: { revision: 0, profile: { nickname: 'x' } } },
  'ownProfile.photo': { unknown: true },
  'ownProfile.setPhoto': { body: { data: photo } },
  'ownProfile.removePhoto': {},
  'passkeys.begin': { body: { password: 'not it' } },
  'passkeys.add': { body: { passkey: { ...passkeyAnswered, response: { clientDataJSON: 'e30', attestationObject: 'oA' } } } },
  'passkeys.rename': { body: { name: 'Phone' }, path: { passkey: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'passkeys.remove': { body: { password: 'not it' }, path: { passkey: '00000000-0000-7000-8000-000000000000' } },
  'passkeys.ask': {},
  'storage.company': {},
  'storage.largest': { query: 'kind=mail&filled=90' },
  'storage.ofMember': {},
  'devices.list': { query: 'tab=mobile&sort=model&appVersion=4.0' },
  'devices.count': { query: 'tab=pc' },
  'devices.distribution': { query: 'tab=mobile' },
  'devices.get': {},
  'devices.ofMember': {},
  'devices.notifyUpdate': { body: { rows: ['00000000-0000-7000-8000-000000000000'] } },
  'devices.versions': {},
  'devices.setVersions': { body: { revision: 0, versions: [] } },
  'devices.searches': {},
  'devices.saveSearch': { body: { name: 'Old', tab: 'mobile', filter: { appVersion: '3.9' } } },
  'devices.forgetSearch': { path: { search: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'self.security': {},
  'self.proof': {},
  'self.prove': { body: { password: 'not it' } },
  'self.changePassword': { body: { current: 'not it', password: 'long enough' } },
  'self.beginTwoStep': { body: { password: 'not it' } },
  'self.confirmTwoStep': { body: { factor: '00000000-0000-7000-8000-000000000000', code: '000000' } },
  'self.renewCodes': { body: { code: '000000' } },
  'self.turnTwoStepOff': { body: { code: '000000' } },
  'self.forgetBrowsers': {},
  'self.forgot': { body: { id: 'nobody@nowhere.example' } },
  'self.openReset': { body: { token: 'x'.repeat(43) } },
  'self.acceptReset': { body: { token: 'x'.repeat(43), password: 'long enough' } },
  'activity.activeUsers': {},
  'activity.activeUsersFile': { query: 'section=active' },
  'activity.ofMember': {},
  'organization.teams': {},
  'organization.teamCounts': {},
  'organization.teamLeaders': {},
  'organization.team': {},
  'organization.createTeam': { body: { parentId: '{team}', name: 'X' } },
  'organization.updateTeam': { body: { revision: 1, name: 'Y' } },
  'organization.moveTeam': { body: { parentId: null, beforeId: null } },
  'organization.deleteTeam': {},
  'organization.teamMembers': {},
  'organization.addTeamMembers': { body: { members: ['{member}'] } },
  'organization.removeTeamMember': {},
  'organization.setAffiliations': { body: { revision: 0, affiliations: [] } },
  'organization.setSearch': { body: { primary: true, concurrent: false } },
  'titles.levels.list': {},
  'titles.levels.create': { body: { name: 'X' } },
  'titles.levels.update': { body: { name: 'Y' } },
  'titles.levels.move': { body: { beforeId: null } },
  'titles.levels.remove': {},
  'titles.positions.list': {},
  'titles.positions.create': { body: { name: 'X' } },
  'titles.positions.update': { body: { name: 'Y' } },
  'titles.positions.move': { body: { beforeId: null } },
  'titles.positions.remove': {},
  'titles.userTypes.list': {},
  'titles.userTypes.create': { body: { name: 'X' } },
  'titles.userTypes.update': { body: { name: 'Y' } },
  'titles.userTypes.move': { body: { beforeId: null } },
  'titles.userTypes.remove': {},
  'titles.customFields.list': {},
  'titles.customFields.create': { body: { name: 'X' } },
  'titles.customFields.update': { body: { name: 'Y' } },
  'titles.customFields.move': { body: { beforeId: null } },
  'titles.customFields.remove': {},
  'administration.list': {},
  'administration.appoint': { body: { grant: { role: 'sub_admin' } } },
  'administration.dismiss': {},
  'apps.list': {},
  'apps.create': { body: { app: { kind: 'service', name: 'Taken' } } },
  'apps.update': { body: { revision: 1, fields: { kind: 'service', name: 'Taken' } } },
  'apps.renewSecret': {},
  'apps.remove': {},
  'apps.listOwn': {},
  'apps.removeOwn': { unknown: true },
  'webhooks.list': {},
  'webhooks.create': {
    body: { webhook: { kind: 'webhook', name: 'Taken', url: 'https://told.example/events', types: ['member.suspended'] } },
  },
  'webhooks.update': {
    body: { revision: 1, fields: { kind: 'webhook', name: 'Taken', url: 'https://told.example/events', types: ['member.suspended'] } },
  },
  'webhooks.renewSecret': {},
  'webhooks.pause': {},
  'webhooks.resume': {},
  'webhooks.test': {},
  'webhooks.deliveries': { query: 'state=dead&limit=5' },
  'webhooks.delivery': {},
  'webhooks.resend': {},
  'webhooks.resendDead': {},
  'webhooks.remove': {},
  'administration.roles': {},
  'administration.createRole': { body: { name: 'Auditor', permissions: { audit: 'view' }, seesNames: true } },
  'administration.updateRole': { body: { name: 'Helper', permissions: { members: 'view' }, seesNames: false } },
  'administration.deleteRole': {},
  'administration.delegation': {},
  'administration.offer': { body: { member: '{member}' } },
  'administration.withdraw': {},
  'administration.received': {},
  'administration.accept': { body: {} },
  'administration.decline': {},
  'exports.devices': { body: { tab: 'mobile', filter: { appVersion: '3.9' } } },
  'exports.members': { body: { filter: { state: 'suspended' }, columns: ['login'] } },
  'exports.connections': { body: { kind: 'app' } },
  'exports.audit': { body: { filter: { action: 'member.' } } },
  'exports.storage': { body: { kind: 'mail', filled: '90' } },
  'exports.list': {},
  'exports.get': { path: { export: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'exports.cancel': { path: { export: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'exports.download': { path: { export: '00000000-0000-7000-8000-000000000000' }, unknown: true },
  'audit.list': { query: 'action=member.&from=2026-01-01&limit=5' },
  'settings.get': {},
  'settings.update': { body: { revision: 0, settings: { name: 'X' } } },
  'settings.addDomain': { body: { domain: 'taken.example' } },
  'settings.removeDomain': {},
  'settings.previewTimeZone': { query: 'zone=Asia/Tokyo' },
  'permissions.list': {},
  'permissions.create': { body: { name: 'Web only', surfaces: ['web'] } },
  'permissions.update': { body: { name: 'All', surfaces: ['web', 'mobile'] } },
  'permissions.remove': {},
  'permissions.setDefault': { body: { permissionId: null } },
  'permissions.assignToType': {
    path: { userType: '00000000-0000-7000-8000-000000000000' },
    body: { permissionId: null },
    unknown: true,
  },
  'permissions.assign': { body: { permissionId: null } },
  'installation.members': { query: 'mobile=not_installed' },
  'installation.count': { query: 'guide=selectable' },
  'installation.summary': {},
  'installation.teams': {},
  'installation.teamCounts': { query: 'subteams=false' },
  'members.list': {},
  'members.count': { query: 'state=suspended' },
  'members.summary': {},
  'members.xlsx': { query: 'columns=login,state' },
  'company.me': {},
  'company.updateMe': { body: { locale: 'en' } },
  'company.signOut': { body: {} },
  'company.setTimeZone': { body: { zone: 'Asia/Tokyo' } },
  'company.setup': {
    body: {
      token: 'x'.repeat(30),
      companyName: 'X',
      domain: 'x.example',
      zone: 'Asia/Seoul',
      locale: 'en',
      name: 'X',
      login: 'x',
      password: 'long enough',
    },
  },
}

type Caller = {
  name: string
  browser: () => Promise<Browser>
  roles: Map<string, AdministratorRole>
  /** Of a custom role. */
  permissions?: Permissions
  /** Limited to a team in which no target stands (P-2). */
  limited?: true
  /** Sees totals only (P-2). */
  nameless?: true
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
    { name: 'super admin of another tenant', browser: signedIn(foreign.admin.login), roles: new Map([[foreign.companyId, 'super_admin']]) },
  ]
})
afterAll(() => server.stop())

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
       values ($1, $4, $3, 'team.created', 'team.created', $4, 'team', now(), 'system', '{"name": "Team"}', false) returning event_id
     )
     insert into integrations.delivery (tenant_id, endpoint_id, seq, event_id, lane, state, waiting_since, settled_at)
     select tenant_id, endpoint_id, nextval('integrations.delivery_seq'), event_id, event_id, 'dead', now(), now() from endpoint, event`,
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

function call(browser: Browser, endpoint: Endpoint, company: string, origin: string | null): Promise<Response> {
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
  if (access === 'member') return requests[endpoint.name]?.unknown ? 'not_found' : null
  const role = caller.roles.get(company)
  if (!role) return 'not_found'
  if (access === 'administrator') return null
  // P-2: a role limited to a team has no part in the settings.
  const held = permissionsOf({ role, permissions: caller.permissions ?? null, team: caller.limited ? 'a team' : null })
  if (![access.menu, access.or].some((menu) => menu && mayUse(held, menu as Menu, access.level as Level))) return 'forbidden'
  if (!caller.limited) return requests[endpoint.name]?.unknown ? 'not_found' : null
  if (endpoint.name.startsWith('titles.') && mutating(endpoint.method)) return 'forbidden'
  return /\{(member|team)\}/.test(endpoint.path + JSON.stringify(requests[endpoint.name]?.body)) ? 'not_found' : null
}

const refusals = new Set(['not_signed_in', 'forbidden', 'not_found', 'origin_refused', 'internal'])

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
        for (const id of ids) {
          const promised = expected(endpoint, caller, id)
          if (mutating(endpoint.method) && endpoint.meta.access !== 'public' && caller.name !== 'nobody') {
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
