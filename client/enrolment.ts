import type { Environment } from './environment.ts'
import { isClientError } from './errors.ts'
import { newKey, proofOf, withTime, type ServerTime, type StoredKey } from './proof.ts'
import type { Enrolment, EnrolmentSkipped } from './protocol.ts'
import { answerOf, sendAs, sendJson } from './requests.ts'
import type { Sessions } from './session.ts'
import { slot, turns } from './storage.ts'

export type Enrolments = {
  state(): Promise<Enrolment>
  enrol(): Promise<Enrolment>
  installed(): Promise<Enrolment>
  skip(): Promise<EnrolmentSkipped>
  /** The key of this device’s enrolment; undefined: it has none. */
  key(): Promise<StoredKey | undefined>
  forgetKey(): Promise<void>
}

function parseKey(value: unknown): StoredKey | undefined {
  // What is read back was written below; anything else counts as no key.
  const key = value as StoredKey
  if (!key.d || !key.x || !key.y) throw new Error('not a key')
  return key
}

/** The enrolment of the device that this app runs on (DS-10, DS-11). It outlives sessions: signing out leaves it alone. */
export function createEnrolments(env: Environment, sessions: Sessions, time: ServerTime, prefix: string): Enrolments {
  const name = `${prefix} enrolment`
  const turn = turns(env.storage, name)
  const stored = slot<StoredKey | undefined>(env.storage, (work) => work(), name, parseKey, undefined)

  async function post(path: string, key: StoredKey): Promise<Enrolment> {
    return withTime(time, async () => {
      const session = await sessions.valid()
      const url = `${env.server}/client/v1${path}`
      const init = async ({ accessToken }: { accessToken: string }) => {
        const dpop = await proofOf(key, time.now(), { method: 'POST', url, accessToken })
        return { method: 'POST', headers: { accept: 'application/json', dpop } }
      }
      return answerOf<Enrolment>(await sendAs(env, sessions, session, path, init, isProofRefused))
    })
  }

  return {
    state: async () => sendJson<Enrolment>(env, sessions, await sessions.valid(), 'GET', '/enrolment'),
    enrol: () =>
      turn(async () => {
        // Stored before it is sent: an answer that is lost is asked for again by the same key.
        const key = (await stored.read()) ?? (await newKey())
        await stored.update(() => key)
        try {
          return await post('/enrolment', key)
        } catch (error) {
          if (!isClientError(error, 'key_used')) throw error
          const another = await newKey()
          await stored.update(() => another)
          return post('/enrolment', another)
        }
      }),
    installed: () =>
      turn(async () => {
        const key = (await stored.read()) ?? (await newKey())
        return post('/enrolment/profile', key)
      }),
    skip: async () => sendJson<EnrolmentSkipped>(env, sessions, await sessions.valid(), 'POST', '/enrolment/skip'),
    key: () => stored.read(),
    forgetKey: () => turn(async () => void (await stored.update(() => undefined))),
  }
}

/** A 401 that is about the proof, not about the session. */
async function isProofRefused(response: Response): Promise<boolean> {
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { error?: { code?: string } } | undefined
  return body?.error?.code === 'proof_invalid'
}
