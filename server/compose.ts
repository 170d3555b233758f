import path from 'node:path'
import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { commandClient, suiteClients, tokenPrefix, type Locale, type ServiceScope } from '@muster/contract'
import { auditRoutes, type LogNeighbours } from '#modules/audit'
import { activityClientRoutes, activityJobs, activityRoutes, createRecorder, useMarks } from '#modules/activity'
import {
  accessRefusedBy,
  grantThrough,
  administrationRoutes,
  companyRoutes,
  getCompany,
  getCompanyClock,
  dayAt,
  listTenants,
  settingsRoutes,
  type Neighbours,
} from '#modules/company'
import {
  createUseNotes,
  deviceChannelRoutes,
  deviceClientRoutes,
  deviceRoutes,
  enrolmentClientRoutes,
  hasOpenOperation,
  mdmRoutes,
  operationRoutes,
  purgeAllDevices,
} from '#modules/devices'
import {
  createDeliverer,
  deliverJob as deliverEventsJob,
  sharedSignalsRoutes,
  tidyDeliveries,
  webhookRoutes,
  type Which,
} from '#modules/integrations'
import { homeRoutes } from '#modules/home'
import { createMakingJob, exportRoutes, makeFileJob, purgeFiles, takeUpFiles, type Making } from '#modules/exports'
import {
  directoryClientRoutes,
  accountRoutes,
  findMember,
  findPeople,
  findTeamNames,
  foldAllTallies,
  foldAllTeamChanges,
  holdTeam,
  lockPerson,
  listRoutes,
  organizationRoutes,
  permissionRoutes,
  purgeAllMembers,
  titleRoutes,
} from '#modules/members'
import {
  createGuideDeliverer,
  createOptOuts,
  deliverGuidesJob,
  guideRoutes,
  optOutRoutes,
  purgeGuides,
  takeUpGuides,
  foldInstallationCounts,
  installationRoutes,
} from '#modules/installation'
import { announceAccessChange } from '#modules/sessions'
import {
  createMailServers,
  createOutbox,
  createTexts,
  deliverJob,
  deliverTextsJob,
  mailServerRoutes,
  noticeClientRoutes,
  noticeRoutes,
  purgeNotices,
  pushJob,
  sendPushes,
  type MailServers,
  type Outbox,
  type PushDeps,
  type Texts,
} from '#modules/notifications'
import {
  appRoutes,
  consoleCookie,
  consoleRoutes,
  createAccessCheck,
  createAdmission,
  createProvider,
  createStreams,
  createTokenNotes,
  createTurningProvider,
  derivedSecret,
  connectionRoutes,
  findCompanyOfService,
  endTokensOf,
  findCredentials,
  leaveAddress,
  loadSigningKeys,
  meRoutes,
  networkRoutes,
  registrationRoutes,
  preferredLocale,
  pagePolicy,
  renderPage,
  requireProof,
  rotateSigningKeys,
  signInRoutes,
  streamRoutes,
  subOf,
  tellLogouts,
  tellLogoutsJob,
  tellOfOperation,
  tidyDoor,
  tidySignIn,
  tokenRoutes,
  type Access,
  type Presented,
  securityRoutes,
  easyLoginRoutes,
  selfRoutes,
  ownProfileRoutes,
  passkeyRoutes,
  forgottenJob,
  phoneCodeJob,
  sendDoorCode,
  sendResetLink,
} from '#modules/signin'
import { storageRoutes, storageServiceRoutes } from '#modules/storage'
import { api, mountApi, type Caller, type Guard, type Reach } from './platform/api.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { scopes as bindScopes, systemActor, type Ctx, type Scope, type Scopes } from './platform/context.ts'
import { openCopies } from './platform/copy.ts'
import { openDatabase, type Database } from './platform/db.ts'
import { AppError } from './platform/errors.ts'
import { createRefusals } from './platform/refusals.ts'
import { admitFew, createHttp, isSameOrigin } from './platform/http.ts'
import { hashSecret, newId } from './platform/ids.ts'
import type { Job } from './platform/jobs.ts'
import { createLine } from './platform/line.ts'
import { createListener } from './platform/listener.ts'
import { mailServerOfUrl } from './platform/mail.ts'
import { createDoer, forgetRequests } from './platform/once.ts'
import { createOutbound } from './platform/outbound.ts'
import { mountMetrics } from './platform/metrics.ts'
import { mountOpenid } from './platform/openid.ts'
import { plainIp } from './platform/request.ts'
import { createPush } from './platform/push.ts'
import { mountReference } from './platform/reference.ts'
import { mountPages } from './platform/pages.ts'
import { openPlaces, type Places } from './platform/place.ts'
import { createSeal } from './platform/seal.ts'
import { createSms } from './platform/sms.ts'
import { createStorage } from './platform/storage.ts'
import { mountHealth } from './platform/health.ts'
import { createGate } from './platform/gate.ts'

export type Parts = { config: Config & { secret: string }; database: Database; appUrl: string; clock: Clock; log: Logger }
export type Server = { http: FastifyInstance; stop(): Promise<void> }

/** The mails that commits promise: sealed with a key of MUSTER_SECRET, handed over by the worker. */
function outboxOf(parts: Pick<Parts, 'config'>): Outbox {
  return createOutbox({ seal: createSeal(parts.config.secret, 'mail outbox'), servers: mailServersOf(parts) })
}

/** Through which servers mails leave: a company's own, else the operator's. */
function mailServersOf({ config }: Pick<Parts, 'config'>): MailServers {
  return createMailServers({
    seal: createSeal(config.secret, 'mail server'),
    operators: mailServerOfUrl(config.smtpUrl, config.mailFrom),
    operatorsPerMinute: config.smtpPerMinute,
    operatorFrom: config.mailFrom,
    anyTarget: config.allowPrivateTargets,
  })
}

/** Members' own choice about installation guides. */
function optOutsOf({ config }: Pick<Parts, 'config'>, scopes: Scopes) {
  return createOptOuts({ key: derivedSecret(config.secret, 'unsubscribe'), url: config.url, scopes })
}

/** The text messages that commits promise, the same way. */
function textsOf({ config }: Pick<Parts, 'config'>): Texts {
  return createTexts({ seal: createSeal(config.secret, 'text outbox'), gateway: createSms(config.sms) })
}

/** Where an administrator gets mail: the personal address, else the ID, which is an address of the suite. */
async function findReceiver(ctx: Ctx, memberId: string): Promise<{ name: string; address: string; locale: Locale }> {
  const [member, people] = await Promise.all([findMember(ctx, memberId), findPeople(ctx, [memberId])])
  if (!member) throw new AppError('not_signed_in')
  return { name: member.name, address: member.personalEmail ?? people.get(memberId)?.login ?? '', locale: member.locale }
}

const findLocale = async (ctx: Ctx, memberId: string) => (await findMember(ctx, memberId))?.locale ?? 'en'

/** Secrets of endpoints that are told of events: read again to sign, never at rest (SX-3). */
const webhookSealOf = ({ config }: Pick<Parts, 'config'>) => createSeal(config.secret, 'webhooks')

/** What sends service notifications to browsers (Web Push). */
function pushingOf({ config }: Pick<Parts, 'config'>): PushDeps {
  const { secret, url, allowPrivateTargets: allowPrivate } = config
  const push = createPush({ secret, url, outbound: createOutbound({ allowPrivate }) })
  return { push, seal: createSeal(secret, 'web push'), allowPrivate, findLocale, url }
}

/** What the audit log needs of the modules above it. */
const logNeighbours: LogNeighbours = { getCompanyClock, findPeople, findTeamNames }

/** What makes files of lists (DS-8), with database connections of its own. */
function makingOf(
  { config, appUrl, log }: Pick<Parts, 'config' | 'appUrl' | 'log'>,
  scopes: Scopes,
  places: () => Promise<Places>,
): Making {
  return {
    scopes,
    lists: { places, log: logNeighbours },
    copies: openCopies(appUrl, log),
    storage: createStorage(path.join(config.dataDir, 'files'), config.s3),
  }
}

/** What the company's administration is told by the modules above it. */
const neighbours: Neighbours = { findPeople, lockPerson, holdTeam, findTeamNames, announce: announceAccessChange, endTokens: endTokensOf }

/** What a caller administers, by company; through an API token, what is left of it (RE-1). */
function rolesOf({ roles, through }: Access): Readonly<Record<string, Reach>> {
  if (!through) return roles
  const left = Object.entries(roles).flatMap(([companyId, held]) => {
    const grant = grantThrough(held, companyId, through)
    return grant ? [[companyId, { ...grant, plan: held.plan }] as const] : []
  })
  return Object.fromEntries(left)
}

/** Signing in has connections of its own, so that a storm of it takes none from whoever is signed in. */
const doorConnections = 4
/** Requests of signing in that wait for one of these, at most: a few seconds' worth. */
const doorLine = 512

/** Puts the modules together into one HTTP server. The only file that knows every module. */
export async function composeServer(parts: Parts): Promise<Server> {
  const { config, database, clock, log } = parts
  const scopes = bindScopes(database.db, clock, log)
  const atDoor = openDatabase(parts.appUrl, log, doorConnections, { prepared: true })
  const doorScopes = bindScopes(atDoor.db, clock, log)
  const listener = createListener(parts.appUrl, log)
  const places = await openPlaces(config.placesFile)
  const admission = createAdmission(scopes, places)
  const access = createAccessCheck(database.pool, clock, listener, admission)
  const streams = createStreams(database.pool, clock, listener, log, admission)
  const recorder = createRecorder({ pool: database.pool, log })
  const sameOrigin = isSameOrigin(config.url)
  const http = await createHttp(
    { url: config.url, trustedProxies: config.trustedProxies, cookieSecret: derivedSecret(config.secret, 'cookies') },
    log,
  )

  const callerOf = (found: Access, req: FastifyRequest): Caller => ({
    memberId: found.memberId,
    companyId: found.companyId,
    connectionId: found.connectionId,
    through: found.through,
    roles: rolesOf(found),
    scope: scopes(
      found.tenant,
      {
        kind: 'member',
        memberId: found.memberId,
        name: found.name,
        sessionId: found.connectionId,
        ip: plainIp(req.ip),
        ...(found.through && { through: found.through }),
      },
      req.id,
    ),
  })
  const refusals = createRefusals()
  const present = async (req: FastifyRequest, kind: Presented, value: string | undefined, anywhere = false): Promise<Access> => {
    if (refusals.exceeded(req.ip)) throw new AppError('too_many_requests')
    const found = value ? await (anywhere ? access.look(kind, value) : access.check(kind, value, plainIp(req.ip))) : undefined
    if (found) return found
    if (value) refusals.count(req.ip)
    throw new AppError('not_signed_in')
  }
  // The clients' protocol is the suite's: a token of an app that a company registered opens nothing in it.
  const suites = (found: Access): Access => {
    if (!Object.hasOwn(suiteClients, found.clientId)) throw new AppError('not_signed_in')
    return found
  }
  const tokenOf = (req: FastifyRequest) => /^Bearer ([\x21-\x7e]{20,200})$/i.exec(req.headers.authorization ?? '')?.[1]
  const bearer = async (req: FastifyRequest): Promise<Access> => suites(await present(req, 'AccessToken', tokenOf(req)))
  // A service that its company lets do something; what the company takes back holds from the next request.
  const service = async (req: FastifyRequest, scope: ServiceScope): Promise<{ companyId: string; scope: Scope }> => {
    if (refusals.exceeded(req.ip)) throw new AppError('too_many_requests')
    const token = tokenOf(req)
    const found = token && (await access.checkService(token))
    if (!found) {
      refusals.count(req.ip)
      throw new AppError('not_signed_in')
    }
    const its = scopes(found.tenant, systemActor(`service ${found.appId}`), req.id)
    const companyId = await its.transaction((ctx) => findCompanyOfService(ctx, found.appId, scope))
    if (!companyId) throw new AppError('forbidden')
    return { companyId, scope: its }
  }
  // DS-10: until its device is enrolled, a session of the mobile app answers nothing but enrolment.
  const enrolled = async (req: FastifyRequest): Promise<Access> => {
    const found = await bearer(req)
    if (found.unenrolled) throw new AppError('enrolment_required')
    return found
  }
  const noteToken = createTokenNotes()
  // RE-1: the API is open to the console's cookie, to the command's access tokens, and to API tokens. Only a cookie is sent by a browser unasked.
  const authorized = async (req: FastifyRequest, anywhere: boolean): Promise<Caller> => {
    const token = tokenOf(req)
    const found = await present(req, token?.startsWith(tokenPrefix) ? 'ApiToken' : 'AccessToken', token, anywhere)
    if (!found.through && found.clientId !== commandClient) throw new AppError('not_signed_in')
    const caller = callerOf(found, req)
    if (found.through) await noteToken(found.through, caller.scope, plainIp(req.ip))
    return caller
  }
  const guard: Guard = {
    authenticate: async (req, anywhere) => {
      if (req.headers.authorization !== undefined) return authorized(req, anywhere)
      const found = await present(req, 'ConsoleSession', req.cookies[consoleCookie], anywhere)
      if (req.method !== 'GET' && req.method !== 'HEAD' && !sameOrigin(req)) throw new AppError('origin_refused')
      return callerOf(found, req)
    },
    authorize: (caller, companyId, wanted) => {
      const reach = Object.hasOwn(caller.roles, companyId) ? caller.roles[companyId] : undefined
      const refused = accessRefusedBy(reach, wanted)
      if (refused || !reach) throw new AppError(refused ?? 'not_found')
      return reach
    },
    requireProof: ({ scope, connectionId }) => scope.transaction((ctx) => requireProof(ctx, connectionId)),
    doer: createDoer(config.secret),
    anonymous: (req) => scopes(newId(clock()), { kind: 'system', name: 'setup', ip: plainIp(req.ip) }, req.id),
  }
  const recordWebUse = async (caller: Caller): Promise<void> => {
    const { scope } = caller
    const company = await scope.transaction((ctx) => getCompany(ctx, caller.companyId))
    await recorder.record(
      scope.tenant,
      useMarks({ memberId: caller.memberId, companyId: company.id, surface: 'web', day: dayAt(company.zones, scope.now) }),
    )
  }

  mountHealth(http, database.pool, listener)
  mountMetrics(http, database.pool, { muster_streams: { help: 'Open streams of this node', read: streams.size } })

  const consoleSecret = derivedSecret(config.secret, 'console client')
  const outbox = outboxOf(parts)
  const providing = {
    db: atDoor.db,
    scopes: doorScopes,
    clock,
    log,
    outbox,
    places,
    admission,
    url: config.url,
    cookieKeys: [derivedSecret(config.secret, 'openid cookies')],
    settings: {
      url: config.url,
      webRedirectUris: config.webRedirectUris,
      consoleSecretHash: hashSecret(consoleSecret).toString('hex'),
    },
    access,
  }
  const provider = await createTurningProvider({
    load: () => loadSigningKeys(scopes, config.secret),
    make: (keys) => createProvider({ ...providing, keys }),
    clock,
    listener,
    log,
  })
  const secondStepSeal = createSeal(config.secret, 'second step')
  const door = {
    db: database.db,
    scopes,
    outbox,
    texts: textsOf(parts),
    line: createLine(config.line, `${config.url}/signin/line/callback`),
    url: config.url,
  }
  const linkSeal = createSeal(config.secret, 'line link')
  const findWho = async (req: FastifyRequest): Promise<Caller | undefined> => {
    try {
      return callerOf(await present(req, 'ConsoleSession', req.cookies[consoleCookie]), req)
    } catch (err) {
      if (err instanceof AppError) return undefined
      throw err
    }
  }
  const gate = createGate({ atOnce: doorConnections, waiting: doorLine })
  const selfFetch = await mountOpenid(http, provider, config.url, gate)
  await http.register(async (pages) => {
    admitFew(pages, gate)
    await signInRoutes(pages, {
      ...door,
      db: atDoor.db,
      scopes: doorScopes,
      provider,
      admission,
      isSameOrigin: sameOrigin,
      seal: secondStepSeal,
      linkSeal,
      findWho,
    })
  })
  await http.register(async (pages) => {
    await consoleRoutes(pages, { url: config.url, clientSecret: consoleSecret, db: atDoor.db, clock, access, fetch: selfFetch })
  })
  await http.register(async (client) => {
    await client.register(cors, {
      origin: config.webRedirectUris.map((uri) => new URL(uri).origin),
      methods: ['GET', 'POST', 'PUT'],
      allowedHeaders: ['authorization', 'content-type', 'dpop'],
      maxAge: 600,
    })
    await deviceClientRoutes(client, {
      authenticate: async (req) => {
        const found = await bearer(req)
        return { caller: found, scope: callerOf(found, req).scope }
      },
    })
    await enrolmentClientRoutes(client, {
      authenticate: async (req) => {
        const found = await bearer(req)
        return { caller: found, scope: callerOf(found, req).scope }
      },
      url: config.url,
    })
    await directoryClientRoutes(client, {
      authenticate: async (req) => {
        const found = await enrolled(req)
        return { viewer: found, scope: callerOf(found, req).scope }
      },
    })
    await noticeClientRoutes(client, {
      authenticate: async (req) => {
        const found = await enrolled(req)
        return { memberId: found.memberId, companyId: found.companyId, scope: callerOf(found, req).scope }
      },
      findLocale,
      url: config.url,
    })
    await activityClientRoutes(client, { authenticate: enrolled, recorder, scopes, noteUse: createUseNotes(database.pool) })
    await streamRoutes(client, { streams, authenticate: enrolled })
  })
  await http.register((services) => storageServiceRoutes(services, { authenticate: (req) => service(req, 'storage') }))
  await http.register((channel) => deviceChannelRoutes(channel, { db: database.db, scopes, clock, url: config.url, refusals, subOf }))
  await http.register((pages) =>
    optOutRoutes(pages, { optOuts: optOutsOf(parts, scopes), page: renderPage, pagePolicy, localeOf: preferredLocale }),
  )
  const making = makingOf(parts, scopes, async () => places)
  const router = api.router({
    account: accountRoutes({ findCredentials, hasOpenOperation, leaveAddress: (ctx, member) => leaveAddress(ctx, door, member) }),
    apps: appRoutes,
    devices: deviceRoutes,
    connections: connectionRoutes({ places }),
    home: homeRoutes({ servers: mailServersOf(parts) }),
    guides: guideRoutes({ servers: mailServersOf(parts), optOuts: optOutsOf(parts, scopes), findReceiver }),
    mail: mailServerRoutes({ servers: mailServersOf(parts), findReceiver, findPeople }),
    mdm: mdmRoutes,
    operations: operationRoutes({ tell: tellOfOperation({ outbox, url: config.url }) }),
    installation: installationRoutes,
    easyLogin: easyLoginRoutes({ ...door, seal: secondStepSeal, linkSeal }),
    members: listRoutes,
    network: networkRoutes({ places }),
    notices: noticeRoutes(pushingOf(parts)),
    organization: organizationRoutes,
    registration: registrationRoutes(door),
    ownProfile: ownProfileRoutes(door),
    passkeys: passkeyRoutes({ ...door, seal: secondStepSeal }),
    permissions: permissionRoutes,
    security: securityRoutes,
    self: selfRoutes({ ...door, seal: secondStepSeal }),
    settings: settingsRoutes(neighbours),
    storage: storageRoutes,
    titles: titleRoutes,
    tokens: tokenRoutes,
    activity: activityRoutes,
    audit: auditRoutes(logNeighbours),
    exports: exportRoutes(making),
    webhooks: webhookRoutes({ seal: webhookSealOf(parts), url: config.url }),
    administration: administrationRoutes(neighbours),
    company: api.company.router({
      ...companyRoutes,
      ...meRoutes({
        recordWebUse,
        equipment: {
          hasMail: async (ctx, company) => (await mailServersOf(parts).find(ctx, company)) !== undefined,
          sms: config.sms !== undefined,
          line: config.line !== undefined,
        },
      }),
    }),
  })
  await mountApi(http, router, guard, config.url)
  await mountReference(http)
  sharedSignalsRoutes(http, config.url)
  await mountPages(http)

  await listener.start()
  return {
    http,
    stop: async () => {
      streams.stop()
      await http.close()
      await recorder.stop()
      await listener.stop()
      await making.copies.close()
      await atDoor.close()
    },
  }
}

/** The recurring jobs of all modules, each taking one tenant at a time. */
export function composeJobs(parts: Parts): Job[] {
  const { config, database, clock, log } = parts
  const outbox = outboxOf({ config })
  const texts = textsOf({ config })
  const scopes = bindScopes(database.db, clock, log)
  let places: Promise<Places> | undefined
  const making = makingOf(parts, scopes, () => (places ??= openPlaces(config.placesFile)))
  const guides = createGuideDeliverer({ scopes, servers: mailServersOf({ config }), optOuts: optOutsOf({ config }, scopes) })
  const outbound = createOutbound({ allowPrivate: config.allowPrivateTargets })
  const deliverer = createDeliverer({ scopes, seal: webhookSealOf(parts), outbound, secret: config.secret, url: config.url })
  const telling = { scopes, secret: config.secret, url: config.url, outbound }
  const pushing = pushingOf({ config })
  const everyTenant = (name: string, cron: string, work: (scope: Scope, signal?: AbortSignal) => Promise<unknown>): Job => ({
    name,
    cron,
    run: async (_, signal) => {
      let failed = 0
      for (const tenant of await listTenants(database.db)) {
        // One tenant's failure keeps no other from its turn; the job fails in the end, so that it is seen and tried again.
        await work(scopes(tenant, systemActor(name)), signal).catch((err: unknown) => {
          failed += 1
          log.error({ err, tenant, job: name }, 'a job failed for a tenant')
        })
      }
      if (failed > 0) throw new Error(`${name} failed for ${failed} tenants`)
    },
  })
  return [
    {
      name: deliverJob,
      run: async (payload) => outbox.deliver(scopes((payload as { tenant: string }).tenant, systemActor(deliverJob))),
    },
    {
      name: forgottenJob,
      run: async (payload) =>
        sendResetLink({ db: database.db, scopes, outbox, url: config.url }, payload as { id: string; ip: string | null }),
    },
    {
      name: phoneCodeJob,
      run: async (payload) => sendDoorCode({ db: database.db, scopes, texts }, payload as { number: string; ip: string | null }),
    },
    {
      name: deliverTextsJob,
      run: async (payload) => texts.deliver(scopes((payload as { tenant: string }).tenant, systemActor(deliverTextsJob))),
    },
    { name: deliverGuidesJob, run: (payload, signal) => guides.deliver((payload as { tenant: string }).tenant, signal) },
    everyTenant('installation.take_up', '* * * * *', takeUpGuides),
    everyTenant('installation.purge_guides', '27 4 * * *', purgeGuides),
    everyTenant('notifications.give_up_texts', '*/5 * * * *', texts.deliver),
    // What was held while no SMTP server was set, and what the queue gave up on.
    everyTenant('notifications.deliver_held', '*/5 * * * *', outbox.deliver),
    {
      name: pushJob,
      run: async (payload) => {
        const { tenant } = payload as { tenant: string }
        await sendPushes(pushing, () => scopes(tenant, systemActor(pushJob)))
      },
    },
    // What the queue gave up on; browsers whose connection has ended.
    everyTenant('notifications.push_left', '*/5 * * * *', ({ tenant, actor }) => sendPushes(pushing, () => scopes(tenant, actor))),
    everyTenant('notifications.purge_notices', '37 3 * * *', (scope) => scope.transaction(purgeNotices)),
    { name: makeFileJob, run: createMakingJob(making) },
    everyTenant('exports.take_up', '* * * * *', (scope) => takeUpFiles(making.storage, scope)),
    everyTenant('exports.purge', '47 * * * *', (scope) => purgeFiles(making.storage, scope)),
    everyTenant('api.forget_requests', '57 * * * *', (scope) => scope.transaction(forgetRequests)),
    { name: deliverEventsJob, detached: true, run: (payload, signal) => deliverer.deliver(payload as Which, signal) },
    // What a worker left that died, and what the queue gave up on.
    { ...everyTenant('integrations.deliver_left', '* * * * *', deliverer.deliverLeft), detached: true },
    everyTenant('integrations.tidy', '57 * * * *', tidyDeliveries),
    everyTenant('members.fold_team_changes', '* * * * *', foldAllTeamChanges),
    everyTenant('members.fold_tally', '*/5 * * * *', foldAllTallies),
    everyTenant('installation.fold', '* * * * *', foldInstallationCounts),
    everyTenant('devices.purge', '37 * * * *', purgeAllDevices),
    everyTenant('members.purge', '7 * * * *', purgeAllMembers),
    everyTenant('signin.tidy', '17 * * * *', (scope) => scope.transaction(tidySignIn)),
    {
      name: tellLogoutsJob,
      run: async (payload) => {
        const { tenant } = payload as { tenant: string }
        await tellLogouts(telling, () => scopes(tenant, systemActor(tellLogoutsJob)))
      },
    },
    // What the queue gave up on.
    everyTenant('signin.tell_logouts_left', '*/5 * * * *', ({ tenant, actor }) => tellLogouts(telling, () => scopes(tenant, actor))),
    // Hourly, one query; two workers at once publish one successor.
    { name: 'signin.rotate_keys', cron: '37 * * * *', run: async () => void (await rotateSigningKeys(scopes, config.secret)) },
    { name: 'signin.tidy_door', cron: '27 * * * *', run: () => tidyDoor(database.db, scopes) },
    ...activityJobs.map((job) => everyTenant(job.name, job.cron, job.run)),
  ]
}
