import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { activityClientRoutes, type Recorder } from '#modules/activity'
import { createUseNotes, deviceChannelRoutes, deviceClientRoutes, enrolmentClientRoutes } from '#modules/devices'
import { optOutRoutes } from '#modules/installation'
import { createMemberships, directoryClientRoutes } from '#modules/members'
import { noticeClientRoutes } from '#modules/notifications'
import { pagePolicy, preferredLocale, renderPage, streamRoutes, subOf, type Streams } from '#modules/signin'
import { storageServiceRoutes } from '#modules/storage'
import type { Scopes } from '../platform/context.ts'
import type { Refusals } from '../platform/refusals.ts'
import type { Callers } from './callers.ts'
import { findLocale, optOutsOf, type Parts } from './parts.ts'

type ClientsDeps = Parts & { scopes: Scopes; callers: Callers; recorder: Recorder; streams: Streams; refusals: Refusals }

/** What is no part of the console's API: the clients' protocol, services and devices, and the page that a guide's mail leads to. */
export async function mountClients(http: FastifyInstance, parts: ClientsDeps): Promise<void> {
  const { config, database, clock, scopes, recorder, streams, refusals } = parts
  const { callerOf, bearer, enrolled, service } = parts.callers
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
    await activityClientRoutes(client, {
      authenticate: enrolled,
      recorder,
      scopes,
      noteUse: createUseNotes(database.pool),
      memberships: createMemberships(database.pool),
    })
    await streamRoutes(client, { streams, authenticate: enrolled })
  })
  await http.register((services) => storageServiceRoutes(services, { authenticate: (req) => service(req, 'storage') }))
  await http.register((channel) => deviceChannelRoutes(channel, { db: database.db, scopes, clock, url: config.url, refusals, subOf }))
  await http.register((pages) =>
    optOutRoutes(pages, { optOuts: optOutsOf(parts, scopes), page: renderPage, pagePolicy, localeOf: preferredLocale }),
  )
}
