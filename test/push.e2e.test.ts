import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { startPushService, type PushedBrowser, type PushService } from '../dev/push.ts'
import { notifyMember } from '../server/modules/notifications/index.ts'
import { fillSignIn, Journey, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Service notifications in a browser while no page is open (Web Push), in a real browser; its maker's push service is one of our own. */

let server: TestServer
let company: TestCompany
let journey: Journey
let service: PushService
beforeAll(async () => {
  service = await startPushService()
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
  journey = await Journey.start(server)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await service.close()
})

/** A headless browser has no push service: this is all that stands in for it, in the page. */
const lent = `
  const key = 'test address'
  const kept = () => {
    const text = localStorage.getItem(key)
    return text === null ? null : { toJSON: () => JSON.parse(text), unsubscribe: async () => localStorage.removeItem(key) }
  }
  Object.assign(PushManager.prototype, {
    getSubscription: async () => kept(),
    subscribe: async ({ applicationServerKey }) => {
      localStorage.setItem(key, JSON.stringify(await subscribeAt(applicationServerKey)))
      return kept()
    },
  })
  Object.defineProperty(Notification, 'permission', { get: () => localStorage.getItem('test permission') ?? 'default' })
  Notification.requestPermission = async () => {
    localStorage.setItem('test permission', localStorage.getItem('test answer') ?? 'granted')
    return Notification.permission
  }`
async function lendPushService(page: Page): Promise<() => PushedBrowser | undefined> {
  let browser: PushedBrowser | undefined
  await page.exposeFunction('subscribeAt', (key: string) => {
    browser = service.subscribe(key)
    return browser.address
  })
  await page.addInitScript(lent)
  return () => browser
}
const until = (holds: () => unknown) => vi.waitFor(holds, { timeout: 15_000 })
/** The browsers that the server knows. */
const kept = async () => (await server.database.owner.pool.query('select * from notifications.push_subscription')).rows
const notify = (memberId: string) =>
  server.as(company.tenant, (ctx) => {
    const data = { app: 'mobile' as const, os: 'android' as const, model: 'Pixel 10', running: '3.9.0', newest: '4.2.1' }
    return notifyMember(ctx, { memberId, kind: 'update_available', data })
  })

it('RE-2: a member allows it, gets a notification, stops it; signing out ends it too', async () => {
  const [member = { id: '', login: '' }] = await makeMembers(server, company, 1)
  const page = await journey.ownPage()
  const browser = await lendPushService(page)
  await page.goto('/account')
  await fillSignIn(page, member.login)
  const toggle = page.getByRole('main').getByRole('switch', { name: 'Also show them in this browser' })
  await until(async () => expect(await toggle.isEnabled()).toBe(true))
  await toggle.focus()
  await page.keyboard.press('Space')
  // Known to the server, too: a page that is loaded anew before would take it back.
  await until(async () => expect(await kept()).toHaveLength(1))
  expect(browser()).toBeDefined()
  await page.reload()
  await until(async () => expect(await toggle.isChecked()).toBe(true))
  expect(await problemsOf(page)).toEqual([])

  await notify(member.id)
  await server.runEnqueued('notifications.push')
  expect(browser()?.messages.map(({ text }) => (JSON.parse(text) as { title: string }).title)).toEqual(['Update the mobile app'])

  // The same switch beneath the bell.
  await page.getByRole('button', { name: /^Notifications/ }).click()
  const inPanel = page.getByRole('dialog').getByRole('switch', { name: 'Also show them in this browser' })
  await until(async () => expect(await inPanel.isChecked()).toBe(true))
  await inPanel.click()
  await until(async () => expect(await toggle.isChecked()).toBe(false))
  await notify(member.id)
  expect(await kept()).toEqual([])
  expect((await server.database.owner.pool.query('select * from notifications.push')).rows).toEqual([])
})

it('a browser that was told not to show any says so, and what to do about it', async () => {
  const [member = { id: '', login: '' }] = await makeMembers(server, company, 1, 'denied')
  const page = await journey.ownPage()
  await lendPushService(page)
  await page.goto('/account')
  await fillSignIn(page, member.login)
  await page.getByRole('heading', { name: 'Notifications' }).waitFor()
  await page.evaluate(`localStorage.setItem('test answer', 'denied')`)
  const toggle = page.getByRole('main').getByRole('switch', { name: 'Also show them in this browser' })
  await toggle.click()
  await page.getByText('This browser blocks notifications of this page.').waitFor()
  expect(await toggle.isDisabled()).toBe(true)
})
