import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { DeviceReport, DeviceRow, Operation } from '@muster/contract'
import { setMdm, setNewest } from '../../server/modules/devices/index.ts'
import { callerFor } from '../../test/api.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../test/server.ts'
import { acts, startFleet, type Fleet, type Rates } from './index.ts'

const devices = 8
/** Years in seconds. */
const rates: Rates = {
  firstMs: (random) => random.number() * 500,
  gapMs: (random) => 300 + random.number() * 300,
  foregroundMs: 150,
  retryMs: 100,
  chances: {
    goesOffline: 0.1,
    reinstalls: 0.04,
    resets: 0.04,
    updatesSystem: 0.1,
    signsOut: 0.04,
    readsNotices: 1,
    updatesApp: 1,
    enrols: 1,
    refuses: 0.5,
  },
}

let server: TestServer
let company: TestCompany
let fleet: Fleet
/** What the server has acknowledged: vendor IDs with the newest version reported. */
const acknowledged = new Map<string, string>()
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1', '::1'] })
  company = await makeCompany(server)
  const people = await makeMembers(server, company, devices, 'carrier')
  await server.as(company.tenant, async (ctx) => {
    await setMdm(ctx, company.companyId, { revision: 0, mode: 'optional' })
    const versions = (['ios', 'android'] as const).map((os) => ({ app: 'mobile' as const, os, version: '9.9.9' }))
    await setNewest(ctx, company.companyId, { revision: 0, versions })
  })
  fleet = startFleet({
    server: server.url,
    carriers: people.map(({ login }) => ({ person: { id: login, password }, app: 'mobile' })),
    seed: 5,
    rates,
    // Sign-ins are throttled by address.
    headers: (n) => ({ 'x-forwarded-for': `198.51.100.${n + 1}` }),
    fetch: () => async (url, init) => {
      const answer = await fetch(url, init)
      if (answer.ok && init.method === 'PUT' && typeof init.body === 'string') {
        const { vendorId, appVersion } = JSON.parse(init.body) as DeviceReport
        acknowledged.set(vendorId, appVersion)
      }
      return answer
    },
    store: () => '9.9.9',
  })
})
afterAll(async () => {
  await fleet.stop()
  await server.stop()
})

it('DS-1, DS-3, DS-6, DS-11: simulated devices do all that devices do, and the server knows it afterwards', async () => {
  const boss = await callerFor(server, company.admin.login)
  const base = `/companies/${company.companyId}/devices`
  const listed = async () => (await boss('GET', `${base}?tab=mobile&limit=200`)).body['items'] as DeviceRow[]
  const until = (holds: () => unknown) => vi.waitFor(holds, { timeout: 60_000, interval: 200 })

  await until(() => expect(fleet.counts.enrolled).toBeGreaterThanOrEqual(devices))
  const rows = (await listed()).slice(0, 100).map(({ id }) => id)
  expect((await boss('POST', `${base}/update-notices`, { rows })).body['refused']).toEqual([])
  const alone = acts.filter((act) => !['refused', 'unreachable', 'obeyed', 'disobeyed', 'ended'].includes(act))
  for (const act of alone) await until(() => expect(fleet.counts[act], act).toBeGreaterThan(0))

  const asked: { device: string; id: string }[] = []
  const ask = async ({ device, member, profile }: DeviceRow) => {
    if (profile !== 'registered') return
    const wanted = { kind: 'delete_app_data', member: member.id, deviceName: device.model, reason: 'Lost on the train' }
    const { status, body } = await boss('POST', `${base}/${device.id}/operations`, wanted)
    if (status === 200) asked.push({ device: device.id, id: (body as unknown as Operation).id })
  }
  await until(async () => {
    await Promise.all((await listed()).map(ask))
    expect([fleet.counts.obeyed, fleet.counts.disobeyed].every((n) => n > 0)).toBe(true)
  })
  await fleet.stop()
  const { rows: known } = await server.database.owner.pool.query<{ vendor: string; runs: string }>(
    'select d.vendor_id as vendor, r.app_version as runs from devices.device d join devices.device_row r using (tenant_id, device_id) where d.tenant_id = $1',
    [company.tenant],
  )
  expect(new Map(known.map(({ vendor, runs }) => [vendor, runs]))).toEqual(acknowledged)
  const states = await Promise.all(
    asked.map(async ({ device, id }) => {
      const { items } = (await boss('GET', `${base}/${device}/operations`)).body as { items: Operation[] }
      return items.find((one) => one.id === id)?.state
    }),
  )
  expect(states).toContain('done')
  expect(states).toContain('failed')
  expect(states.filter((state) => state === 'done').length).toBeLessThanOrEqual(fleet.counts.obeyed)
}, 180_000)
