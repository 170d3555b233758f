import { setPriority } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import type { HashingAnswer, HashingQuestion } from './hashing.ts'

/** The process that hashes for hashing.ts: of lower priority than whatever else the machine does. It ends with the one that started it. */

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const priority = 15

setPriority(priority)
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, secret, known }: HashingQuestion) => {
  const work = known === undefined ? hash(secret, cost) : verify(known, secret)
  const say = (answer: HashingAnswer) => process.connected && process.send?.(answer)
  work.then((result) => say({ id, result })).catch((err: unknown) => say({ id, failed: String(err) }))
})
