import { systemClock, type Clock } from './clock.ts'
import { patientFetch, type Environment, type Fetch } from './environment.ts'
import { createEnrolments } from './enrolment.ts'
import { isClientError, signedOutError } from './errors.ts'
import { createEvents, type Events } from './events.ts'
import { keepListening, type ListenOptions } from './listen.ts'
import { askNotices, createTelling } from './notices.ts'
import { createChannel, keepAsking, type OperationsOptions, type OperationsWatch } from './operations.ts'
import { createOpenId, type SignInHints } from './openid.ts'
import { createServerTime } from './proof.ts'
import type { DeviceAnswer, DeviceReport, Enrolment, EnrolmentSkipped, NoticePage, NoticeRead, SuiteClient } from './protocol.ts'
import { createUseQueue } from './queue.ts'
import { sendJson } from './requests.ts'
import { createSessions } from './session.ts'
import { memoryStorage, turns, type Storage } from './storage.ts'
import { createFlush, type FlushResult } from './uses.ts'

export type ClientOptions = {
  /** Address of the Muster server, e.g. `https://muster.example.com`. */
  server: string
  client: SuiteClient
  /** Where the sign-in returns to: `http://127.0.0.1/callback` (any port), `app.muster.<client>:/callback` (hyphens for underscores), or a configured web page. */
  redirectUri: string
  /** Called once when the session has ended otherwise than by `signOut()`: show the sign-in. The tokens are gone already. */
  onSignedOut?: () => void
  /** Default: memory, which forgets tokens and unsent uses when the process ends. */
  storage?: Storage
  fetch?: Fetch
  clock?: Clock
  random?: () => number
}

export type Client = {
  /**
   * Starts a sign-in; open the returned address in the system's browser (not in an embedded view).
   * `redirectUri` overrides the client's, for a loopback port chosen just now.
   * @throws ClientError `unreachable`.
   */
  startSignIn(hints?: SignInHints & { redirectUri?: string }): Promise<string>
  /** Completes the sign-in with the whole address that was called back. @throws ClientError `sign_in_failed`, `unreachable`. */
  finishSignIn(callback: string): Promise<{ sub: string }>
  /** Who is signed in here, as far as this device knows. */
  member(): Promise<{ sub: string } | undefined>
  /** Signs out on this device, and at the server if it can be reached. Unsent uses stay, for this member alone. */
  signOut(): Promise<void>
  /** Tells the server which device this is. Call after sign-in and when the app or OS version changed. */
  reportDevice(device: DeviceReport): Promise<DeviceAnswer>
  /**
   * Records that the member uses the app now (or did at `at`), also offline; resolves once stored on this device, then sends.
   * Call it when the app comes to the foreground and on actions: one use in each quarter hour is kept, more change nothing.
   * @throws ClientError `signed_out`.
   */
  recordUse(at?: Date): Promise<void>
  /** Sends what waits; call it when the connection returns. @throws ClientError `signed_out`, `unreachable`, or the server's code. */
  flush(): Promise<FlushResult>
  /** A page of the member's service notifications, the newest first, in their language. @throws ClientError `signed_out`, `unreachable`. */
  notices(page?: { cursor?: string; limit?: number }): Promise<NoticePage>
  /** Marks one as read; answers how many still are not. @throws ClientError `not_found`, `signed_out`, `unreachable`. */
  readNotice(id: string): Promise<NoticeRead>
  /** Whether the company wants this device enrolled, and how it is. @throws ClientError `signed_out`, `unreachable`. */
  enrolment(): Promise<Enrolment>
  /**
   * Enrols this device by a key pair of its own, kept in the storage; call after `reportDevice`. Calling again is harmless. Only one app of a
   * device enrols it: another's key makes this one void. @throws ClientError `enrolment_off`, `device_unreported`, `signed_out`, `unreachable`.
   */
  enrol(): Promise<Enrolment>
  /** The company's profile is installed on this device: it is registered. @throws ClientError `proof_invalid` when it was not enrolled here. */
  profileInstalled(): Promise<Enrolment>
  /** The member does not want it: where the company requires it, this signs out. */
  skipEnrolment(): Promise<EnrolmentSkipped>
  /**
   * Carries out what the company asks of this device, as long as the app runs, also when nobody is signed in. Asks now and then, and at once when
   * the session ends: the usual sign that there is something.
   */
  watchOperations(options: OperationsOptions): OperationsWatch
  /** Hears of a sign-out and of notices within a second, as long as the app runs; returns what stops it. */
  listen(options?: ListenOptions): () => void
  /**
   * Tells of one kind of event from now on; returns what ends that. Notices and sign-outs come while `listen()` runs, operations while
   * `watchOperations()` does.
   */
  on: Events['on']
}

/** The connection of one app to the suite: sign-in, device, activity, sign-out. See the README for each platform. */
export function createClient(options: ClientOptions): Client {
  const env: Environment = {
    server: options.server.replace(/\/+$/, ''),
    fetch: patientFetch(options.fetch ?? ((url, init) => globalThis.fetch(url, init))),
    clock: options.clock ?? systemClock,
    storage: options.storage ?? memoryStorage(),
    random: options.random ?? Math.random,
  }
  const prefix = `muster ${options.client} ${new URL(env.server).host}`
  const openId = createOpenId(env, options.client)
  const watches = new Set<() => void>()
  const events = createEvents()
  const sessions = createSessions(env, openId, turns(env.storage, `${prefix} session`), prefix, () => {
    for (const wake of watches) wake()
    options.onSignedOut?.()
    events.emit('signedOut', undefined)
  })
  const time = createServerTime(env)
  const enrolments = createEnrolments(env, sessions, time, prefix)
  const askChannel = createChannel(env, enrolments, time, prefix, events)
  const tellNotices = createTelling(env, sessions, events, prefix)
  let listening = 0
  const queue = createUseQueue(env.storage, turns(env.storage, `${prefix} uses`), `${prefix} uses`, env.clock.now)

  const flush = createFlush(env, sessions, queue)
  /** Sends in the background: what does not leave now leaves with the next use, `flush()` or reconnect. */
  const flushQuietly = () => void flush().catch(() => undefined)

  return {
    startSignIn: ({ redirectUri = options.redirectUri, ...hints } = {}) => sessions.start(redirectUri, hints),

    async finishSignIn(callback) {
      const { sub } = await sessions.finish(callback)
      flushQuietly()
      return { sub }
    },

    async member() {
      const session = await sessions.current()
      return session && { sub: session.sub }
    },

    async signOut() {
      const session = await sessions.current()
      if (!session) return
      await sessions.end(session, true)
      if (!session.refreshToken) return
      await openId.revoke(session.refreshToken).catch((error: unknown) => {
        if (!isClientError(error, 'unreachable') && !isClientError(error, 'sign_in_failed')) throw error
      })
    },

    async reportDevice(device) {
      return await sendJson<DeviceAnswer>(env, sessions, await sessions.valid(), 'PUT', '/device', device)
    },

    async recordUse(at = env.clock.now()) {
      const session = await sessions.current()
      if (!session) throw signedOutError()
      await queue.add(session.sub, at)
      flushQuietly()
    },

    flush,

    notices: (page = {}) => askNotices(env, sessions, page),

    async readNotice(id) {
      return await sendJson<NoticeRead>(env, sessions, await sessions.valid(), 'POST', `/notices/${encodeURIComponent(id)}/read`)
    },

    enrolment: () => enrolments.state(),
    enrol: () => enrolments.enrol(),
    profileInstalled: () => enrolments.installed(),

    async skipEnrolment() {
      const session = await sessions.valid()
      const answer = await enrolments.skip()
      if (answer.signedOut) await sessions.end(session)
      return answer
    },

    watchOperations(watchOptions) {
      const controller = new AbortController()
      const wake = keepAsking(env, askChannel, watchOptions, controller.signal)
      watches.add(wake)
      const stop = () => {
        watches.delete(wake)
        controller.abort()
      }
      return { check: wake, stop }
    },

    listen(listenOptions = {}) {
      const controller = new AbortController()
      const onReady = () => {
        listenOptions.onReady?.()
        events.emit('ready', undefined)
        flushQuietly()
      }
      const onNotice = () => {
        listenOptions.onNotice?.()
        tellNotices()
      }
      const onProblem = (problem: unknown) => {
        listenOptions.onProblem?.(problem)
        events.emit('problem', problem)
      }
      listening += 1
      void keepListening(env, sessions, { onReady, onNotice, onProblem }, controller.signal).finally(() => (listening -= 1))
      return () => controller.abort()
    },

    on: (name, hear) => {
      const off = events.on(name, hear)
      if (name === 'notice' && listening > 0) tellNotices()
      return off
    },
  }
}
