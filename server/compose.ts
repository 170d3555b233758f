import type { FastifyInstance } from 'fastify'
import { createRecorder } from '#modules/activity'
import { sharedSignalsRoutes } from '#modules/integrations'
import { createAccessCheck, createAdmission, createStreams, derivedSecret } from '#modules/signin'
import { createCallers } from './composition/callers.ts'
import { mountClients } from './composition/clients.ts'
import { doorOf, makingOf, type Parts } from './composition/parts.ts'
import { createRouter } from './composition/router.ts'
import { doorConnections, mountSignIn } from './composition/signIn.ts'
import { mountApi } from './platform/api.ts'
import { scopes as bindScopes } from './platform/context.ts'
import { openDatabase } from './platform/db.ts'
import { mountHealth } from './platform/health.ts'
import { createHttp } from './platform/http.ts'
import { createListener } from './platform/listener.ts'
import { mountMetrics } from './platform/metrics.ts'
import { mountPages } from './platform/pages.ts'
import { openPlaces } from './platform/place.ts'
import { mountReference } from './platform/reference.ts'
import { createRefusals } from './platform/refusals.ts'

export { composeJobs } from './composition/jobs.ts'
export type { Parts } from './composition/parts.ts'
export type Server = { http: FastifyInstance; stop(): Promise<void> }

/** Puts the modules together into one HTTP server. It and `composition/` alone know several of them. */
export async function composeServer(parts: Parts): Promise<Server> {
  const { config, database, clock, log } = parts
  const scopes = bindScopes(database.db, clock, log)
  const atDoor = openDatabase(parts.appUrl, log, doorConnections, { prepared: true })
  const listener = createListener(parts.appUrl, log)
  const places = await openPlaces(config.placesFile)
  const admission = createAdmission(scopes, places)
  const access = createAccessCheck(database.pool, clock, listener, admission)
  const streams = createStreams(database.pool, clock, listener, log, admission)
  const recorder = createRecorder({ pool: database.pool, log })
  const http = await createHttp(
    { url: config.url, trustedProxies: config.trustedProxies, cookieSecret: derivedSecret(config.secret, 'cookies') },
    log,
  )
  const refusals = createRefusals()
  const callers = createCallers({ config, clock, scopes, access, refusals })
  const door = doorOf(parts, scopes, database.db)
  const making = makingOf(parts, scopes, async () => places)

  mountHealth(http, database.pool, listener)
  mountMetrics(http, database.pool, { muster_streams: { help: 'Open streams of this node', read: streams.size } })
  const ofDoor = { db: atDoor.db, scopes: bindScopes(atDoor.db, clock, log) }
  await mountSignIn(http, { ...parts, scopes, atDoor: ofDoor, door, access, admission, callers, listener, places })
  await mountClients(http, { ...parts, scopes, callers, recorder, streams, refusals })
  await mountApi(http, createRouter({ ...parts, scopes, door, making, places, recorder }), callers.guard, config.url)
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
