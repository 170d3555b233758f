import type { Environment } from './environment.ts'
import { ClientError, signedOutError } from './errors.ts'
import type { ActivityAnswer, ActivityReport } from './protocol.ts'
import type { UseQueue } from './queue.ts'
import { sendJson } from './requests.ts'
import type { Session, Sessions } from './session.ts'

export type FlushResult = { sent: number; waiting: number }

/** Sends these uses; answers those that the server finds to be ahead of its clock. Everything else is acknowledged. */
async function report(env: Environment, sessions: Sessions, session: Session, uses: readonly string[]): Promise<string[]> {
  const body: ActivityReport = { uses: uses.map((at) => ({ at })) }
  const answer = await sendJson<ActivityAnswer>(env, sessions, session, 'POST', '/activity', body)
  if (!Array.isArray(answer.ignored)) throw new ClientError('unreachable', 'Something else than the server answered.')
  return answer.ignored.flatMap(({ index, reason }) => (reason === 'in_future' ? (uses[index] ?? []) : []))
}

/**
 * Sends what the member who is signed in now has in the queue; answers how many uses left it.
 * AU-7: token and uses are taken for the same member, whoever signs in meanwhile; they leave only after the acknowledgement.
 */
async function sendQueue(env: Environment, sessions: Sessions, queue: UseQueue): Promise<number> {
  const { sub } = await sessions.valid()
  // They stay in the queue, and are not tried twice in one go.
  const early = new Set<string>()
  for (let sent = 0; ;) {
    const uses = await queue.batch(sub, early)
    if (uses.length === 0) return sent
    const session = await sessions.valid()
    if (session.sub !== sub) throw signedOutError()
    for (const at of await report(env, sessions, session, uses)) early.add(at)
    const done = uses.filter((at) => !early.has(at))
    await queue.remove(sub, done)
    sent += done.length
  }
}

/** What sends the queue: one run at a time, which goes on until nothing was recorded while it ran. */
export function createFlush(env: Environment, sessions: Sessions, queue: UseQueue): () => Promise<FlushResult> {
  let running: Promise<FlushResult> | undefined
  let askedAgain = false

  async function run(): Promise<FlushResult> {
    const result = { sent: 0, waiting: 0 }
    try {
      do {
        askedAgain = false
        result.sent += await sendQueue(env, sessions, queue)
        const session = await sessions.current()
        result.waiting = session ? await queue.size(session.sub) : 0
      } while (askedAgain)
      return result
    } finally {
      // Here, not in a `then`: whoever asks after the last look starts a run of their own.
      running = undefined
    }
  }

  return () => {
    if (running) askedAgain = true
    running ??= run()
    return running
  }
}
