import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { systemClock } from '../../platform/clock.ts'
import { StartError } from '../../platform/config.ts'
import { scopes as bindScopes } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { loadSigningKeys } from './keys.service.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('SX-1: nodes that start at once, and later ones, have the same signing keys', async () => {
  const scopes = bindScopes(database.app.db, systemClock, createLog('silent'))
  const secret = 's'.repeat(32)
  const [one, two] = await Promise.all([loadSigningKeys(scopes, secret), loadSigningKeys(scopes, secret)])
  expect(one.map((k) => k.kid)).toEqual(two.map((k) => k.kid))
  expect((await loadSigningKeys(scopes, secret)).map((k) => k.alg).toSorted()).toEqual(['ES256', 'RS256'])
  const refused = loadSigningKeys(scopes, 'another secret'.repeat(4))
  await expect(refused).rejects.toBeInstanceOf(StartError)
  await expect(refused).rejects.toThrow(/MUSTER_SECRET/)
})
