import { systemClock, type Clock, type Fetch } from '../../client/index.ts'
import type { DeviceApp } from '../../contract/index.ts'
import { acts, createDevice, sampleStore, type Act, type Device, type World } from './device.ts'
import { memoryDisk, type Disk } from './disk.ts'
import type { Person } from './person.ts'
import type { Rates } from './rates.ts'
import { createSchedule } from './schedule.ts'
import { seeded } from '../sample/random.ts'

export { acts, bornDevice, type Kept } from './device.ts'
export { folderDisks, memoryDisk } from './disk.ts'
export { signInByPage } from './person.ts'
export { ordinaryDay, type Rates } from './rates.ts'

export type FleetOptions = {
  /** Address of the server. */
  server: string
  /** Who carries what, device by device. */
  carriers: readonly { person: Person; app: DeviceApp }[]
  /** Gives every device its nature and its life. */
  seed: number
  rates: Rates
  clock?: Clock
  disk?: (n: number) => Disk
  fetch?: (n: number) => Fetch
  headers?: World['headers']
  store?: World['store']
  /** A device is taken in hand, which was due then (milliseconds since 1970). */
  onWake?: (n: number, due: number) => void
  /** What a device did. */
  onAct?: World['onAct']
  /** What went wrong otherwise than by a server that is away; for logs. */
  onProblem?: World['onProblem']
}

export type Fleet = {
  /** What all devices did since the start. */
  counts: Readonly<Record<Act, number>>
  /** How late the latest device was taken in hand (milliseconds): a fleet that falls behind makes less load than it should. */
  latestMs(): number
  /** Switches all devices off, after what they are doing now. */
  stop(): Promise<void>
}

/** Times are looked at again at least this often (milliseconds), for what was put on the schedule meanwhile. */
const tickMs = 250

/**
 * DS-1: simulated devices that run the real SDK over HTTP: they sign in, report, go offline and bring their uses along later, update, reinstall,
 * are reset, read notices, and obey or refuse operations. Each acts when its time has come, whatever the server does (open loop).
 */
export function startFleet(options: FleetOptions): Fleet {
  const { carriers, seed, rates, clock = systemClock, disk = memoryDisk } = options
  const counts = Object.fromEntries(acts.map((act) => [act, 0])) as Record<Act, number>
  const world: World = {
    server: options.server,
    rates,
    clock,
    fetch: options.fetch ?? (() => (url, init) => globalThis.fetch(url, init)),
    headers: options.headers ?? (() => ({})),
    store: options.store ?? sampleStore,
    onAct: (n, act) => {
      counts[act] += 1
      options.onAct?.(n, act)
    },
    onProblem: options.onProblem ?? (() => undefined),
  }
  const now = () => clock.now().getTime()
  const schedule = createSchedule<{ n: number; wakes: boolean; due: number }>()
  const devices = carriers.map(({ person, app }, n) => createDevice(world, seed, n, app, person, disk(n)))
  const randoms = carriers.map((_, n) => seeded(Math.imul(seed ^ 0x5bd1e995, n + 1)))
  const begun = now()
  const put = (n: number, due: number, wakes: boolean) => schedule.add(due, { n, wakes, due })
  randoms.forEach((random, n) => put(n, begun + rates.firstMs(random), true))
  const over = new AbortController()
  const awake = new Set<Promise<void>>()
  let latestMs = 0

  async function wake(n: number, device: Device): Promise<void> {
    const reached = await device.wake()
    const random = randoms[n]
    if (!random || over.signal.aborted) return
    if (reached && rates.foregroundMs > 0) put(n, now() + rates.foregroundMs, false)
    const gapMs = reached ? rates.gapMs(random, clock.now()) : rates.retryMs * (0.5 + random.number())
    if (Number.isFinite(gapMs)) put(n, now() + gapMs, true)
  }

  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      const at = schedule.nextAt()
      if (at !== undefined && at <= now()) latestMs = Math.max(latestMs, now() - at)
      for (const { n, wakes, due } of schedule.takeDue(now())) {
        const device = devices[n]
        if (!device) continue
        if (!wakes) device.rest()
        else {
          options.onWake?.(n, due)
          const waking = wake(n, device).finally(() => awake.delete(waking))
          awake.add(waking)
        }
      }
      await clock.wait(Math.max(1, Math.min(tickMs, (schedule.nextAt() ?? Infinity) - now())), over.signal)
    }
  }
  const running = run()

  return {
    counts,
    latestMs: () => latestMs,
    stop: async () => {
      over.abort()
      await running
      await Promise.all(awake)
      for (const device of devices) device.stop()
    },
  }
}
