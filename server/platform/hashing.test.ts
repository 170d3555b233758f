import { availableParallelism, getPriority } from 'node:os'
import { hash as argon2, verify } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { childrenOf } from '../../test/process.ts'
import { hashPassword, isPassword } from './hashing.ts'

/** The process that hashes: our only child. */
const hasher = () => childrenOf(process.pid).at(-1) ?? 0

describe('SX-3: passwords are hashed with argon2id, in a process of lower priority', () => {
  it('SX-3: what it makes, another library’s call verifies; another password does not match', async () => {
    const hash = await hashPassword('correct horse')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verify(hash, 'correct horse')).toBe(true)
    expect([await isPassword(hash, 'correct horse'), await isPassword(hash, 'Correct horse')]).toEqual([true, false])
    expect(getPriority(hasher())).toBeGreaterThan(getPriority())
  })

  it('what waits when it is killed fails, and the next is hashed by another', async () => {
    await hashPassword('x')
    const lost = Array.from({ length: availableParallelism() }, () => hashPassword('lost'))
    process.kill(hasher(), 'SIGKILL')
    const settled = await Promise.allSettled(lost)
    expect(settled.map(({ status }) => status)).toContain('rejected')
    expect(await isPassword(await hashPassword('next'), 'next')).toBe(true)
  })

  it('past so many in line it turns away, at once, and goes on', async () => {
    // All are in line before the first is answered, however little each costs.
    const cheap = await argon2('many', { memoryCost: 8, timeCost: 1, parallelism: 1 })
    const settled = await Promise.allSettled(Array.from({ length: 300 + availableParallelism() }, () => isPassword(cheap, 'many')))
    const refused = settled.filter((one) => one.status === 'rejected').map((one) => one.reason as { code: string })
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['unavailable']))
    expect(refused).toHaveLength(300 - 256)
    expect(await isPassword(await hashPassword('next'), 'next')).toBe(true)
  })
})
