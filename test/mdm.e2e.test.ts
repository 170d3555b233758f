import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DueOperations } from '@muster/contract'
import { callerFor, type ApiCaller } from './api.ts'
import { Journey, problemsOf } from './journey.ts'
import { callChannel, enrol, makeKey, reportPhone, type Key } from './managedDevice.ts'
import { Browser, signIn } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Security › MDM and operations in a real browser; the phone is the one that the protocol describes. */

let server: TestServer
let journey: Journey
let company: TestCompany
let boss: ApiCaller
let hana: { id: string; login: string }
let key: Key
let device: string

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  boss = await callerFor(server, company.admin.login)
  const [first, second] = await makeMembers(server, company, 2)
  if (!first || !second) throw new Error('no members')
  hana = first
  key = await makeKey()
  await boss('PUT', `/companies/${company.companyId}/security/mdm`, { revision: 0, mode: 'optional' })
  for (const who of [hana, second]) {
    const tokens = await signIn(server.url, 'mobile', who.login, password, new Browser())
    await reportPhone(server.url, tokens, 'shared')
    if (who === hana) await enrol(server.url, tokens, key)
  }
  const { items } = (await boss('GET', `/companies/${company.companyId}/members/${hana.id}/devices`)).body as {
    items: { device: { id: string } }[]
  }
  device = items[0]?.device.id ?? ''
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  journey.signedIn(company.admin.login, `${path}${path.includes('?') ? '&' : '?'}company=${company.companyId}`, options)

describe('DS-10, DS-11: MDM in the console', () => {
  it('DS-11, MB-10: from the member page: what is lost, the name typed, a reason; done only once the phone has said so', async () => {
    const page = await open(`/members/${hana.id}`)
    await page.getByRole('button', { name: 'Operations on Pixel 10' }).click()
    await page.getByRole('button', { name: 'Delete app data: Member 1' }).click()
    const ask = page.getByRole('dialog', { name: 'Delete the app data of Member 1 on Pixel 10?' })
    await ask.getByText('Other members’ data and sessions on it stay.', { exact: false }).waitFor()
    const sure = ask.getByRole('button', { name: 'Delete app data' })
    await ask.getByLabel('Reason').fill('Left in a taxi')
    expect(await sure.isDisabled()).toBe(true)
    await ask.getByLabel('Type the device’s name to confirm: Pixel 10').fill('pixel')
    expect(await sure.isDisabled()).toBe(true)
    await ask.getByLabel('Type the device’s name to confirm: Pixel 10').fill('Pixel 10')
    expect(await problemsOf(page)).toEqual([])
    await sure.click()
    const list = page.getByRole('dialog', { name: 'Operations on Pixel 10' })
    await list.getByText('Nothing is deleted so far', { exact: false }).waitFor()
    expect(await list.getByText('Done').count()).toBe(0)
    expect(await list.getByRole('button', { name: 'Delete app data: Member 1' }).isDisabled()).toBe(true)
    expect(await list.getByRole('button', { name: 'Delete app data: Member 2' }).isEnabled()).toBe(true)

    const { items } = (await (await callChannel(server.url, key)).json()) as DueOperations
    const mdm = await open('/security/mdm')
    await mdm.getByText('The device has received it and has not answered yet', { exact: false }).waitFor()
    await callChannel(server.url, key, { id: items[0]?.id, outcome: 'done' })
    await mdm.reload()
    await mdm.getByText('Done').first().waitFor()
    expect(await problemsOf(mdm)).toEqual([])
  })

  it('DS-9, DS-11: in the device’s detail, by the keyboard alone: asked for and cancelled', async () => {
    const page = await open(`/security/devices?device=${device}`, { viewport: { width: 360, height: 760 } })
    const drawer = page.getByRole('dialog', { name: 'Pixel 10' })
    await drawer.getByRole('button', { name: 'Reset device: The whole device' }).focus()
    await page.keyboard.press('Enter')
    const ask = page.getByRole('dialog', { name: 'Reset Pixel 10?' })
    await ask.getByLabel('Type the device’s name to confirm: Pixel 10').focus()
    await page.keyboard.type('Pixel 10')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Stolen')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await drawer.getByText('Nothing is deleted so far', { exact: false }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await drawer.getByRole('button', { name: 'Cancel operation: Reset device, Pixel 10' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Cancel “Reset device” on Pixel 10?' }).getByRole('button', { name: 'Cancel operation' }).click()
    await page.getByText('The operation is cancelled.').waitFor()
    await drawer.getByText('· Ada Admin', { exact: false }).waitFor()
  })

  it.each([
    ['suspended', 'Pixel 8'],
    ['deleted and purged', 'Pixel 9'],
  ])('DS-11, pitfall 33: the lost phone of a %s member is wiped: done only once the phone has said so', async (fate, model) => {
    const [who] = await makeMembers(server, company, 1, fate.slice(0, 3))
    const tokens = await signIn(server.url, 'mobile', who?.login ?? '', password, new Browser())
    const lost = await makeKey()
    await reportPhone(server.url, tokens, model, model)
    await enrol(server.url, tokens, lost)
    const at = `/companies/${company.companyId}/members/${who?.id}`
    if (fate === 'suspended') await boss('PUT', `${at}/suspension`)
    else await boss('DELETE', at)

    const page = await open(`/security/devices?model=${encodeURIComponent(model)}`)
    await page.getByRole('rowheader').getByRole('link', { name: model }).click()
    const drawer = page.getByRole('dialog', { name: model })
    await drawer.getByRole('button', { name: 'Reset device: The whole device' }).click()
    const ask = page.getByRole('dialog', { name: `Reset ${model}?` })
    await ask.getByLabel(`Type the device’s name to confirm: ${model}`).fill(model)
    await ask.getByLabel('Reason').fill('Left in a taxi')
    await ask.getByRole('button', { name: 'Reset device' }).click()
    await drawer.getByText('Nothing is deleted so far', { exact: false }).waitFor()
    if (fate !== 'suspended') {
      await server.database.owner.pool.query(`update members.member set deleted_at = now() - interval '7 days' where member_id = $1`, [
        who?.id,
      ])
      await server.runJob('members.purge')
      expect((await boss('GET', at)).code).toBe('not_found')
    }

    const mdm = await open('/security/mdm')
    const item = mdm.getByRole('listitem').filter({ hasText: model })
    await item.getByText('Nothing is deleted so far', { exact: false }).waitFor()
    const { items } = (await (await callChannel(server.url, lost)).json()) as DueOperations
    await mdm.reload()
    await item.getByText('The device has received it and has not answered yet', { exact: false }).waitFor()
    expect(await item.getByText('Done').count()).toBe(0)
    await callChannel(server.url, lost, { id: items[0]?.id, outcome: 'done' })
    await mdm.reload()
    await item.getByText('Done').first().waitFor()
  })

  it('DS-10: the mode is changed after saying what it means', async () => {
    const page = await open('/security/mdm', { viewport: { width: 360, height: 760 } })
    await page.getByText(/^\d devices? (is|are) registered\.$/).waitFor()
    await page.getByRole('radio', { name: 'Required' }).check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    const ask = page.getByRole('dialog', { name: 'Change device management to “Required”?' })
    await ask.getByText('answers nothing but enrolment', { exact: false }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await ask.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved.', { exact: false }).first().waitFor()
    expect((await boss('GET', `/companies/${company.companyId}/security/mdm`)).body).toMatchObject({ mode: 'required', revision: 2 })
  })
})
