import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { freePort } from '../server/platform/embedded.ts'
import type { DelivererOptions } from './deliverer.child.ts'
import type { SmtpChildOptions, Taken } from './smtp.child.ts'

type FaultRun = Omit<DelivererOptions, 'smtpUrl' | 'epoch' | 'speed'> & {
  owner: pg.Pool
  guideId: string
  /** How often the worker, and the server, are killed in mid-way. */
  workerKills: number
  serverKills: number
}

/** What the fault run found; all but the last three must be none. */
export type FaultResult = {
  /** Members with two mails. */
  doubled: number
  /** Members without a mail of whom nothing is shown: neither a failure nor an unknown outcome nor why none left. */
  silent: number
  /** Members who are shown to have a mail that never came, or to have none that came. */
  untrue: number
  /** Whether the counts of the send agree with its receivers. */
  miscounted: boolean
  states: Record<string, number>
  /** Mails that the server took. */
  taken: number
  workersKilled: number
}

export const smtpChild = new URL('./smtp.child.ts', import.meta.url)
export const delivererChild = new URL('./deliverer.child.ts', import.meta.url)

/** A minute between attempts is a second, and a worker is taken for lost after five. */
const speed = 60

/** Starts a program of its own, and waits until it says something. */
export function startChildOf(file: URL, options: object): Promise<ChildProcess> {
  const child = fork(fileURLToPath(file), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code, signal]) =>
    Promise.reject(new Error(`${file.pathname} ended with ${String(code ?? signal)}`)),
  )
  // Its later end is what we ask for.
  ended.catch(() => undefined)
  return Promise.race([once(child, 'message'), ended]).then(() => child)
}

export async function endChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/**
 * IS-6: a send over a real SMTP server that is slow, greylists, refuses one of ten, hangs up after the content, dies and returns, by real
 * workers that are killed in mid-way: until every mail has an outcome. What the server took is compared with what the product shows.
 */
export async function runMailFaults(run: FaultRun): Promise<FaultResult> {
  const { owner, guideId, tenant } = run
  const port = await freePort()
  const taken: Taken[] = []
  const startSmtp = async () => {
    const child = await startChildOf(smtpChild, { port, unruly: true } satisfies SmtpChildOptions)
    child.on('message', (message: Taken | string) => typeof message === 'object' && taken.push(message))
    return child
  }
  const epoch = Date.now()
  const options: DelivererOptions = { ...pick(run), smtpUrl: `smtp://127.0.0.1:${port}`, epoch, speed }
  const startWorker = () => startChildOf(delivererChild, options)
  const done = async () => {
    const { rows } = await owner.query<{ open: number; total: number }>(
      `select recipients - sent - failed - unknown - skipped as open, recipients as total from installation.guide where tenant_id = $1 and guide_id = $2`,
      [tenant, guideId],
    )
    const { open = 0, total = 1 } = rows[0] ?? {}
    return 1 - open / total
  }
  let [smtp, worker] = [await startSmtp(), await startWorker()]
  let [workersKilled, serversKilled] = [0, 0]
  try {
    for (let share = 0; share < 1; share = await done()) {
      await pause(10)
      // Spread over the send: the kills leave off before its last tenth, so that all of them find something under way.
      if (workersKilled < run.workerKills && share >= (0.9 * workersKilled) / run.workerKills) {
        await endChild(worker)
        workersKilled++
        worker = await startWorker()
      }
      if (serversKilled < run.serverKills && share >= (0.8 * (serversKilled + 0.5)) / run.serverKills) {
        await endChild(smtp)
        serversKilled++
        await pause(300)
        smtp = await startSmtp()
      }
    }
  } finally {
    await Promise.all([endChild(worker), endChild(smtp)])
  }
  return { ...(await compare(owner, run, taken)), workersKilled }
}

const pick = ({ appUrl, secret, tenant }: FaultRun) => ({ appUrl, secret, tenant })

async function compare(
  owner: pg.Pool,
  { tenant, guideId }: FaultRun,
  taken: readonly Taken[],
): Promise<Omit<FaultResult, 'workersKilled'>> {
  const { rows } = await owner.query<{ id: string; state: number }>(
    'select member_id as id, state from installation.recipient where tenant_id = $1 and guide_id = $2',
    [tenant, guideId],
  )
  const mails = new Map<string, number>()
  for (const { messageId } of taken) mails.set(messageId, (mails.get(messageId) ?? 0) + 1)
  const got = (id: string) => mails.get(`<${guideId}.${id}@muster>`) ?? 0
  const names = ['waiting', 'under way', 'sent', 'failed', 'unknown', 'skipped']
  const states: Record<string, number> = {}
  for (const { state } of rows) states[names[state] ?? '?'] = (states[names[state] ?? '?'] ?? 0) + 1
  const { rows: counts } = await owner.query<{ sent: number; failed: number; unknown: number; skipped: number; ended: boolean }>(
    'select sent, failed, unknown, skipped, ended_at is not null as ended from installation.guide where tenant_id = $1 and guide_id = $2',
    [tenant, guideId],
  )
  const shown = counts[0]
  return {
    doubled: rows.filter(({ id }) => got(id) > 1).length,
    silent: rows.filter(({ id, state }) => got(id) === 0 && state < 2).length,
    untrue: rows.filter(({ id, state }) => (state === 2 && got(id) === 0) || ((state === 3 || state === 5) && got(id) > 0)).length,
    miscounted: !shown?.ended || (['sent', 'failed', 'unknown', 'skipped'] as const).some((name) => shown[name] !== (states[name] ?? 0)),
    states,
    taken: taken.length,
  }
}
