import type { Provider } from 'oidc-provider'
import type { JWK } from 'jose'
import type { Clock } from '../../platform/clock.ts'
import type { Listener } from '../../platform/listener.ts'
import type { Log } from '../../platform/log.ts'
import { keysAt, nextTurn } from './keys.rules.ts'
import type { SigningKey } from './keys.service.ts'

export type TurningDeps = {
  load(): Promise<SigningKey[]>
  /** Makes a provider that publishes these keys and signs with the first of each algorithm. */
  make(keys: JWK[]): Provider
  clock: Clock
  listener: Listener
  log: Log
}

/**
 * SX-1: the provider with the keys of now, on every node without a restart. oidc-provider takes its keys once, and holds nothing else of
 * its own: another one in its place goes on where it was. Made anew when a notice says that the keys changed, when one may
 * have been missed, and when the time of a published key comes.
 */
export async function createTurningProvider({ load, make, clock, listener, log }: TurningDeps): Promise<() => Provider> {
  const turn = (keys: SigningKey[]) => {
    const now = clock()
    return { keys, provider: make(keysAt(keys, now).map((key) => key.jwk)), until: nextTurn(keys, now) }
  }
  let state = turn(await load())
  let wanted = false
  let loading = false

  /** What is being read while another notice arrives may be from before it: then it is read again. */
  async function reload(): Promise<void> {
    wanted = true
    if (loading) return
    loading = true
    try {
      while (wanted) {
        wanted = false
        const keys = await load().catch((err: unknown) => {
          wanted = true
          throw err
        })
        if (idsOf(keys) !== idsOf(state.keys)) state = turn(keys)
      }
    } catch (err) {
      log.warn({ err: String(err) }, 'signing keys could not be read')
    }
    loading = false
  }
  const hear = () => void reload()
  listener.on('muster_keys', hear)
  listener.onGap(hear)
  return () => {
    // What could not be read when it was asked for is asked for again.
    if (wanted) hear()
    if (state.until && clock() >= state.until) state = turn(state.keys)
    return state.provider
  }
}

const idsOf = (keys: readonly SigningKey[]) => keys.map((key) => key.kid).join()
