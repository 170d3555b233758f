import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCompany, createTenant } from '#modules/company'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes as bindScopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { registerMembers, transferMember } from './index.ts'
import { createMemberships } from './membership.service.ts'

let database: TestDatabase
let now = new Date('2026-10-01T00:00:00Z')
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())

const inTenant = <T>(tenant: string, work: (ctx: Ctx) => Promise<T>) =>
  bindScopes(database.app.db, () => now, createLog('silent'))(tenant, systemActor('test')).transaction(work)

/** A group of two companies, and a member of the first. */
async function makeGroup() {
  const tenant = randomUUID()
  return inTenant(tenant, async (ctx) => {
    await createTenant(ctx, 'Group')
    const company = (name: string) =>
      createCompany(ctx, {
        name,
        domain: `${name}.${tenant}.example`,
        zone: 'Asia/Seoul',
        plan: { core: 'standard', drive: false, approval: false },
        locale: 'en',
      })
    const [first, second] = [await company('a'), await company('b')]
    const [memberId = ''] = await registerMembers(ctx, [{ companyId: first, login: 'm', name: 'M', locale: 'en', registeredBy: 'admin' }])
    return { tenant, first, second, memberId }
  })
}

it('AU-7: members of several tenants asked for together each get their own companies, oldest first; who is unknown, none', async () => {
  const [one, other] = [await makeGroup(), await makeGroup()]
  const came = now
  now = new Date('2026-10-05T00:00:00Z')
  await inTenant(one.tenant, (ctx) => transferMember(ctx, one.memberId, { companyId: one.second, login: 'm' }, async () => false))
  const memberships = createMemberships(database.app.pool)
  const [moved, stayed, elsewhere, unknown] = await Promise.all([
    memberships(one.tenant, one.memberId),
    memberships(other.tenant, other.memberId),
    // Whoever is of one tenant is nobody in another.
    memberships(other.tenant, one.memberId),
    memberships(one.tenant, randomUUID()),
  ])
  expect(moved).toEqual([
    { companyId: one.first, from: came },
    { companyId: one.second, from: now },
  ])
  expect(stayed).toEqual([{ companyId: other.first, from: came }])
  expect([elsewhere, unknown]).toEqual([[], []])
})
