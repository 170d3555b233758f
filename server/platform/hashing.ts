import { fork, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { AppError } from './errors.ts'

const hasher = fileURLToPath(new URL('./hasher.ts', import.meta.url))

export type HashingQuestion = { id: number; secret: string; known: string | undefined }
export type HashingAnswer = { id: number } & ({ result: string | boolean } | { failed: string })

/** Hashing is admitted, as many at once as there are cores; the rest wait in line, and past that are turned away. */
const gate = { running: 0, waiting: [] as (() => void)[], maxWaiting: 256 }

/**
 * Hashes a password with argon2id. Slow on purpose, hence in a process of its own, which has what the others leave: a storm of sign-ins
 * slows down itself and nobody else. Never inside a transaction. @throws unavailable when too many wait
 */
export async function hashPassword(password: string): Promise<string> {
  return (await admitted(() => ask(password.normalize('NFKC'), undefined))) as string
}

/** Whether a password is the one with this hash. Slow on purpose: never inside a transaction. @throws unavailable when too many wait */
export async function isPassword(known: string, password: string): Promise<boolean> {
  return (await admitted(() => ask(password.normalize('NFKC'), known))) === true
}

async function admitted<T>(work: () => Promise<T>): Promise<T> {
  if (gate.running >= availableParallelism()) {
    if (gate.waiting.length >= gate.maxWaiting) throw new AppError('unavailable')
    await new Promise<void>((resolve) => gate.waiting.push(resolve))
  }
  gate.running++
  try {
    return await work()
  } finally {
    gate.running--
    gate.waiting.shift()?.()
  }
}

type Asked = { resolve: (result: string | boolean) => void; reject: (err: Error) => void }

let child: { process: ChildProcess; asked: Map<number, Asked> } | undefined
let last = 0

function ask(secret: string, known: string | undefined): Promise<string | boolean> {
  const { process: to, asked } = (child ??= start())
  const id = ++last
  return new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject })
    // Only while it is waited for does it keep this process from ending.
    to.channel?.ref()
    to.send({ id, secret, known } satisfies HashingQuestion, (err) => {
      if (err) lose(asked, err)
    })
  })
}

function start() {
  const started = fork(hasher, {
    // Nothing of ours is within its reach: no environment, no output.
    env: { UV_THREADPOOL_SIZE: String(availableParallelism()) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  })
  const asked = new Map<number, Asked>()
  started.unref()
  started.channel?.unref()
  started.on('message', (answer: HashingAnswer) => {
    const who = asked.get(answer.id)
    asked.delete(answer.id)
    if (asked.size === 0) started.channel?.unref()
    if ('result' in answer) who?.resolve(answer.result)
    else who?.reject(new Error(answer.failed))
  })
  const gone = () => {
    if (child?.process === started) child = undefined
    lose(asked, new Error('the process that hashes has ended'))
  }
  started.on('error', gone)
  started.on('exit', gone)
  return { process: started, asked }
}

function lose(asked: Map<number, Asked>, err: Error): void {
  for (const { reject } of asked.values()) reject(err)
  asked.clear()
}
