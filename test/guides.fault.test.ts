import { afterAll, beforeAll, expect, it } from 'vitest'
import { appUrl } from '../server/platform/migrate.ts'
import { callerFor } from './api.ts'
import { testSecret } from './harness.ts'
import { runMailFaults } from './mailFaults.ts'
import { makeCompany, makeMembers, startTestServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

it('IS-6, pitfall 20: a server that is slow, greylists, refuses, hangs up and dies, and workers that are killed: no member gets two, and every outcome is shown', async () => {
  const company = await makeCompany(server)
  const members = await makeMembers(server, company, 100)
  const { pool: owner } = server.database.owner
  await owner.query(`update members.member set personal_email = login || '@mail.example' where tenant_id = $1`, [company.tenant])
  const boss = await callerFor(server, company.admin.login)
  const at = `/companies/${company.companyId}/installation`
  const nothing = { subject: null, introduction: null }
  const links = { ios: 'https://apps.example/i', android: null, windows: 'https://apps.example/w', macos: null }
  const template = { texts: { en: nothing, ko: nothing, ja: nothing }, links }
  expect((await boss('PUT', `${at}/guide-template`, { revision: 0, template })).status).toBe(200)
  const { body } = await boss('POST', `${at}/guides`, { to: { everyone: true } })
  const guide = body['guide'] as { id: string; recipients: number }
  expect(guide.recipients).toBe(members.length + 1)
  const result = await runMailFaults({
    owner,
    appUrl: appUrl(server.database.ownerUrl, testSecret),
    secret: testSecret,
    tenant: company.tenant,
    guideId: guide.id,
    workerKills: 3,
    serverKills: 1,
  })
  expect(result).toMatchObject({ doubled: 0, silent: 0, untrue: 0, miscounted: false, workersKilled: 3 })
  expect(result.taken).toBeGreaterThan(members.length / 2)
  expect(result.states['failed']).toBeGreaterThan(0)
  // What was under way when a worker or the server was killed has an unknown outcome: up to half of it all.
  expect(result.states['sent']).toBeGreaterThan(members.length / 4)
}, 150_000)
