import {
  createClient,
  isClientError,
  type Client,
  type Clock,
  type DeviceOperation,
  type DeviceReport,
  type Fetch,
} from '../../client/index.ts'
import type { DeviceApp } from '../../contract/index.ts'
import { apps, inventDevice, newestVersion } from '../sample/devices.ts'
import { seeded } from '../sample/random.ts'
import type { Disk } from './disk.ts'
import { signInByPage, type Person } from './person.ts'
import { moodOf, type Mood, type Rates } from './rates.ts'

/** What devices do, to be counted and waited for. */
export const acts = [
  'signed_in',
  'refused',
  'reported',
  'used',
  'used_offline',
  'back_online',
  'updated',
  'reinstalled',
  'reset',
  'signed_out',
  'ended',
  'read_notice',
  'enrolled',
  'obeyed',
  'disobeyed',
  'unreachable',
] as const
export type Act = (typeof acts)[number]

/** What a device lives in. */
export type World = {
  server: string
  rates: Rates
  clock: Clock
  fetch: (n: number) => Fetch
  /** Headers of a device's own, such as the address that a trusted proxy tells. */
  headers: (n: number) => Record<string, string>
  /** The newest version that the stores have. */
  store: (app: DeviceApp, os: DeviceReport['os']) => string
  onAct: (n: number, act: Act) => void
  onProblem: (n: number, problem: unknown) => void
}

export type Device = {
  /** The member takes it in hand and uses the app. @returns whether the server could be reached */
  wake(): Promise<boolean>
  /** It is put away: its app hears nothing any more, but for the device's own channel where it is enrolled. */
  rest(): void
  /** It is switched off. */
  stop(): void
}

/** What a device is, beneath its app; `told`: the server knows. */
export type Kept = { resets: number; report: DeviceReport; told: boolean; enrolled: boolean }

const redirectUris = {
  mobile: 'app.muster.mobile:/callback',
  pc: 'http://127.0.0.1/callback',
  drive_mobile: 'app.muster.drive-mobile:/callback',
  drive_explorer: 'http://127.0.0.1/callback',
} satisfies Record<DeviceApp, string>

/** What device `n` of a fleet is, after so many resets: the same for the same seed. */
export function bornDevice(seed: number, n: number, app: DeviceApp, resets = 0): { report: DeviceReport; userAgent: string } {
  const random = seeded(Math.imul(seed ^ (n + 1), 0x9e3779b1))
  const { kinds, versions } = apps[app]
  const kind = random.pick(kinds)
  const report = inventDevice(random, kind, random.pick(versions))
  const vendorId = resets === 0 ? report.vendorId : `${report.vendorId}-${resets}`
  return { report: { ...report, vendorId }, userAgent: kind.agent }
}

/**
 * One device with one app of the suite: the real SDK over HTTP, in the hands of a member. Between uses nothing of it is in memory but what
 * its app has written, unless it listens or is enrolled.
 */
export function createDevice(world: World, seed: number, n: number, app: DeviceApp, person: Person, disk: Disk): Device {
  const { rates, onAct } = world
  const random = seeded(Math.imul(seed + 1, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35))
  const { userAgent } = bornDevice(seed, n, app)
  const headers = { 'user-agent': userAgent, ...world.headers(n) }
  let client: Client | undefined
  let stopListening: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let offlineUses = 0
  let isResetDue = false
  let mood: Mood = moodOf(seeded(seed), rates.chances)

  const carried = world.fetch(n)
  const fetch: Fetch = (url, init) =>
    offlineUses > 0
      ? Promise.reject(new TypeError('fetch failed'))
      : carried(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers } })
  const open = () =>
    (client ??= createClient({
      server: world.server,
      client: app,
      redirectUri: redirectUris[app],
      storage: disk.app(),
      fetch,
      clock: world.clock,
      random: random.number,
    }))

  async function load(): Promise<Kept> {
    const text = await disk.read()
    if (text !== undefined) return JSON.parse(text) as Kept
    return { resets: 0, report: bornDevice(seed, n, app).report, told: false, enrolled: false }
  }
  const save = (kept: Kept) => disk.write(JSON.stringify(kept))

  function close(): void {
    stopListening?.()
    stopWatching?.()
    stopListening = stopWatching = client = undefined
  }

  async function startAfresh(kept: Kept, isReset: boolean): Promise<Kept> {
    close()
    await disk.wipe()
    isResetDue = false
    const resets = kept.resets + (isReset ? 1 : 0)
    const vendorId = isReset ? bornDevice(seed, n, app, resets).report.vendorId : kept.report.vendorId
    const fresh = { resets, report: { ...kept.report, vendorId }, told: false, enrolled: false }
    await save(fresh)
    onAct(n, isReset ? 'reset' : 'reinstalled')
    return fresh
  }

  async function carryOut({ kind }: DeviceOperation, done: () => Promise<void>): Promise<void> {
    if (mood.refuses) {
      onAct(n, 'disobeyed')
      throw new Error('The storage could not be opened')
    }
    if (kind === 'reset_device') {
      await done()
      isResetDue = true
    }
    onAct(n, 'obeyed')
  }

  function watch(): void {
    if (stopWatching) return
    const watching = open().watchOperations({ onOperation: carryOut, onProblem: (problem) => world.onProblem(n, problem) })
    stopWatching = () => watching.stop()
  }

  /** DS-10: as the company wants it, and the member. */
  async function enrol(kept: Kept): Promise<Kept> {
    if (app !== 'mobile') return kept
    const { mode, enrolment } = await open().enrolment()
    if (mode !== 'optional' && mode !== 'required') return kept
    if (!enrolment?.registered) {
      if (!mood.enrols) {
        if (mode === 'required') await open().skipEnrolment()
        return kept
      }
      await open().enrol()
      await open().profileInstalled()
      onAct(n, 'enrolled')
    }
    return { ...kept, enrolled: true }
  }

  async function tell(kept: Kept): Promise<Kept> {
    await open().reportDevice(kept.report)
    onAct(n, 'reported')
    const told = await enrol({ ...kept, told: true })
    await save(told)
    return told
  }

  /** Reads what came; a member who is told of a newer version may get it. */
  async function look(kept: Kept): Promise<void> {
    if (!mood.readsNotices) return
    const { items } = await open().notices()
    const fresh = items.filter(({ readAt }) => readAt === null)
    for (const { id } of fresh) {
      await open().readNotice(id)
      onAct(n, 'read_notice')
    }
    const appVersion = world.store(app, kept.report.os)
    if (!mood.updatesApp || !fresh.some(({ kind }) => kind === 'update_available') || appVersion === kept.report.appVersion) return
    await tell({ ...kept, report: { ...kept.report, appVersion } })
    onAct(n, 'updated')
  }

  async function use(kept: Kept): Promise<void> {
    await open().recordUse()
    await open().flush()
    onAct(n, 'used')
    if (rates.foregroundMs > 0 && !stopListening) {
      const onNotice = () => void look(kept).catch((problem: unknown) => world.onProblem(n, problem))
      stopListening = open().listen({ onNotice, onProblem: (problem) => world.onProblem(n, problem) })
    } else await look(kept)
    if (mood.signsOut) {
      await open().signOut()
      onAct(n, 'signed_out')
    }
  }

  /** @returns false: the door did not let the member in, now or at all */
  async function isSignedIn(): Promise<boolean> {
    if (await open().member()) return true
    try {
      await signInByPage(open(), person, redirectUris[app], headers)
    } catch (problem) {
      if (!isClientError(problem, 'sign_in_failed')) throw problem
      onAct(n, 'refused')
      return false
    }
    onAct(n, 'signed_in')
    return true
  }

  async function live(): Promise<void> {
    let kept = await load()
    if (isResetDue || mood.resets) kept = await startAfresh(kept, true)
    else if (mood.reinstalls) kept = await startAfresh(kept, false)
    if (offlineUses > 0) {
      offlineUses -= 1
      if (offlineUses === 0) onAct(n, 'back_online')
    } else if (mood.goesOffline && (await open().member())) offlineUses = mood.offlineUses
    if (offlineUses > 0) {
      await open().recordUse()
      return onAct(n, 'used_offline')
    }
    if (!(await isSignedIn())) return
    const osVersion = apps[app].kinds.find(({ os }) => os === kept.report.os)?.versions[0] ?? kept.report.osVersion
    if (mood.updatesSystem && osVersion !== kept.report.osVersion) kept = { ...kept, told: false, report: { ...kept.report, osVersion } }
    if (!kept.told) kept = await tell(kept)
    if (kept.enrolled) watch()
    await use(kept)
  }

  return {
    wake: async () => {
      mood = moodOf(random, rates.chances)
      try {
        await live()
        return true
      } catch (problem) {
        // Ended meanwhile, by the member or an administrator: signs in again the next time.
        if (isClientError(problem, 'signed_out')) {
          onAct(n, 'ended')
          return true
        }
        onAct(n, 'unreachable')
        if (!isClientError(problem, 'unreachable') && !(problem instanceof TypeError)) world.onProblem(n, problem)
        return false
      } finally {
        if (!stopListening && !stopWatching) client = undefined
      }
    },
    rest: () => {
      stopListening?.()
      stopListening = undefined
      if (!stopWatching) client = undefined
    },
    stop: close,
  }
}

/** The newest versions of the sample, as the stores have them. */
export const sampleStore: World['store'] = newestVersion
