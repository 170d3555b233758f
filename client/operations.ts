import { reach, type Environment } from './environment.ts'
import type { Enrolments } from './enrolment.ts'
import { ClientError, isClientError } from './errors.ts'
import type { Events } from './events.ts'
import { backOffMs } from './listen.ts'
import { proofOf, withTime, type ServerTime } from './proof.ts'
import type { AnsweredOperation, DeviceOperation, DueOperations, OperationAnswer } from './protocol.ts'
import { answerOf } from './requests.ts'
import { slot, turns } from './storage.ts'

export type OperationsOptions = {
  /**
   * Carries an operation out: deletes what the app keeps of the member `sub`, or resets the device. Resolves once that is done, which the server
   * is told then; rejects where it failed. `done()` tells it before: for a reset, after which this app says nothing any more, call and wait for it
   * as the last thing before the reset can no longer be stopped. It may be called again for the same operation after a crash.
   */
  onOperation: (operation: DeviceOperation, done: () => Promise<void>) => unknown
  /** The server could not be asked; it will be again. For logs. */
  onProblem?: (error: unknown) => void
}
export type OperationsWatch = {
  /** Asks now, e.g. as the app comes to the foreground. */
  check(): void
  stop(): void
}

const idleMs = 900_000
type Outcomes = Record<string, OperationAnswer>

function parseOutcomes(value: unknown): Outcomes {
  if (typeof value !== 'object' || value === null) throw new Error('not outcomes')
  return value as Outcomes
}

/** Speaks on the device’s own channel: by the enrolment’s key alone, whoever is signed in or not (DS-11). */
export function createChannel(env: Environment, enrolments: Enrolments, time: ServerTime, prefix: string, events: Events) {
  const url = `${env.server}/device/v1/operations`
  const name = `${prefix} outcomes`
  const outcomes = slot<Outcomes>(env.storage, turns(env.storage, name), name, parseOutcomes, {})

  /** Undefined: this device is not enrolled, or no longer by the key that it has. */
  async function send<T>(method: 'GET' | 'POST', body?: string): Promise<T | undefined> {
    const key = await enrolments.key()
    if (!key) return undefined
    try {
      return await withTime(time, async () => {
        const dpop = await proofOf(key, time.now(), { method, url, ...(body === undefined ? {} : { body }) })
        const headers = { accept: 'application/json', dpop, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
        const init = {
          method,
          headers,
          credentials: 'omit',
          redirect: 'error',
          cache: 'no-store',
          ...(body === undefined ? {} : { body }),
        } as const
        return answerOf<T>(await reach(() => env.fetch(url, init)))
      })
    } catch (error) {
      if (!isClientError(error, 'proof_invalid') || (error.details as { problem?: string } | null)?.problem !== 'key') throw error
      // Enrolled anew meanwhile, by another installation: this key opens nothing any more.
      if ((await enrolments.key())?.d === key.d) await enrolments.forgetKey()
      return undefined
    }
  }

  /** Says what came of an operation. What the server refuses for good is not said again. */
  async function answer(outcome: OperationAnswer): Promise<void> {
    try {
      await send<AnsweredOperation>('POST', JSON.stringify(outcome))
    } catch (error) {
      if (!isClientError(error, 'operation_state') && !isClientError(error, 'not_found')) throw error
    }
    await outcomes.update(({ [outcome.id]: _, ...others }) => others)
  }

  async function carryOut(operation: DeviceOperation, { onOperation }: OperationsOptions): Promise<void> {
    const { id } = operation
    const known = (await outcomes.read())[id]
    if (known) return answer(known)
    if (Date.parse(operation.expiresAt) <= time.now().getTime()) return undefined
    let said = false
    // Stored before it is sent: what was done is not done again because an answer was lost.
    const say = async (outcome: OperationAnswer) => {
      if (said) return
      await outcomes.update((others) => ({ ...others, [id]: outcome }))
      said = true
      events.emit('operation', { operation, state: outcome.outcome })
      await answer(outcome)
    }
    events.emit('operation', { operation, state: 'begun' })
    try {
      await onOperation(operation, () => say({ id, outcome: 'done' }))
    } catch (error) {
      if (said) throw error
      const message = (error instanceof Error ? error.message : String(error))
        .replaceAll(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, 500)
      return say({ id, outcome: 'failed', message })
    }
    return say({ id, outcome: 'done' })
  }

  /** Asks once, and carries out what there is. @returns how long to wait until asking again (milliseconds) */
  return async (options: OperationsOptions): Promise<number> => {
    const due = await send<DueOperations>('GET')
    if (!due) return idleMs
    if (!Array.isArray(due.items)) throw new ClientError('unreachable', 'Something else than the server answered.')
    for (const operation of due.items) await carryOut(operation, options)
    return due.pollAfterSeconds * 1000
  }
}
export type AskChannel = ReturnType<typeof createChannel>

/** Asks for operations again and again until `signal` is aborted; at once when `wake` is called. */
export function keepAsking(env: Environment, ask: AskChannel, options: OperationsOptions, signal: AbortSignal): () => void {
  let pause = new AbortController()
  let isAsked = false
  const wake = () => {
    isAsked = true
    pause.abort()
  }
  signal.addEventListener('abort', wake)
  void (async () => {
    let failures = 0
    while (!signal.aborted) {
      isAsked = false
      let waitMs: number
      try {
        waitMs = await ask(options)
        failures = 0
      } catch (error) {
        options.onProblem?.(error)
        failures += 1
        waitMs = backOffMs(failures, env.random())
      }
      pause = new AbortController()
      if (!isAsked) await env.clock.wait(waitMs, pause.signal)
    }
  })()
  return wake
}
