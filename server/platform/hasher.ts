import { setPriority } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import type { HashingAnswer, HashingQuestion } from './hashing.ts'

/** The process that hashes for hashing.ts: of lower priority than whatever else the machine does. It ends with the one that started it. */

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const priority = 15

setPriority(priority)
process.on('disconnect', () => process.exit(0))
process.on('message', (question: HashingQuestion) => void answer(question))

async function answer({ id, secret, known }: HashingQuestion): Promise<void> {
  const say = (said: HashingAnswer) => process.connected && process.send?.(said)
  try {
    say({ id, result: await (known === undefined ? hash(secret, cost) : verify(known, secret)) })
  } catch (err) {
    say({ id, failed: String(err) })
  }
}
