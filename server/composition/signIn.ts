import type { FastifyInstance } from 'fastify'
import {
  consoleRoutes,
  createProvider,
  createTurningProvider,
  derivedSecret,
  loadSigningKeys,
  signInRoutes,
  type AccessCheck,
  type Admission,
} from '#modules/signin'
import type { Scopes } from '../platform/context.ts'
import type { Db } from '../platform/db.ts'
import { createGate } from '../platform/gate.ts'
import { admitFew, watchFor } from '../platform/http.ts'
import { hashSecret } from '../platform/ids.ts'
import type { Listener } from '../platform/listener.ts'
import { mountOpenid } from '../platform/openid.ts'
import type { Places } from '../platform/place.ts'
import type { Callers } from './callers.ts'
import type { Door, Parts } from './parts.ts'

/** Signing in has connections of its own, so that a storm of it takes none from whoever is signed in. */
export const doorConnections = 4
/**
 * While others are at work it admits one request at a time: each more would stand before theirs on the event loop. Measured: with four the slowest
 * hundredth of their requests took 3.4 to 4.2 times as long as without a storm, with two 2.1, with one 1.7.
 */
const besideOthers = 1
const othersMs = 200
const isWork = ({ url }: { url: string }) => ['/api/', '/client/', '/device/v1/', '/service/'].some((path) => url.startsWith(path))
/** Requests of signing in that wait in line, at most: some seconds' worth. */
const doorLine = 512

type SignInDeps = Parts & {
  scopes: Scopes
  /** Of the door's own connections. */
  atDoor: { db: Db; scopes: Scopes }
  door: Door
  access: AccessCheck
  admission: Admission
  callers: Callers
  listener: Listener
  places: Places
}

/** The OpenID provider, the server's own sign-in pages, and the console's cookie. */
export async function mountSignIn(http: FastifyInstance, deps: SignInDeps): Promise<void> {
  const { config, clock, log, scopes, atDoor, door, access, admission, callers, listener, places } = deps
  const consoleSecret = derivedSecret(config.secret, 'console client')
  const providing = {
    db: atDoor.db,
    scopes: atDoor.scopes,
    clock,
    log,
    outbox: door.outbox,
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
  const sinceOthers = watchFor(http, isWork)
  const gate = createGate({ atOnce: () => (sinceOthers() < othersMs ? besideOthers : doorConnections), waiting: doorLine })
  const selfFetch = await mountOpenid(http, provider, config.url, gate)
  await http.register(async (pages) => {
    admitFew(pages, gate)
    await signInRoutes(pages, {
      ...door,
      db: atDoor.db,
      scopes: atDoor.scopes,
      provider,
      admission,
      isSameOrigin: callers.sameOrigin,
      findWho: callers.findWho,
    })
  })
  await http.register(async (pages) => {
    await consoleRoutes(pages, { url: config.url, clientSecret: consoleSecret, db: atDoor.db, clock, access, fetch: selfFetch })
  })
}
