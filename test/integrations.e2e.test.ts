import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { WebhookInput } from '@muster/contract'
import { startWebhookReceiver, type WebhookReceiver } from '../dev/webhooks.ts'
import { createWebhook } from '../server/modules/integrations/index.ts'
import { suspendMember } from '../server/modules/members/index.ts'
import { createSeal } from '../server/platform/seal.ts'
import { testSecret } from './harness.ts'
import { callerByToken } from './api.ts'
import { Journey, problemsInEveryLook, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Settings › Integrations in a real browser, with a real service that is told. */

let server: TestServer
let company: TestCompany
let journey: Journey
let receiver: WebhookReceiver
beforeAll(async () => {
  receiver = await startWebhookReceiver()
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  journey = await Journey.start(server)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await receiver.stop()
})

const open = (): Promise<Page> => journey.signedIn(company.admin.login, `/settings/integrations?company=${company.companyId}`)
const send = () => server.runEnqueued('integrations.deliver')
const input: WebhookInput = { kind: 'webhook', name: 'Messenger', url: '', types: ['member.suspended'] }

describe('RE-3, RE-2: Integrations', () => {
  it('RE-3: an endpoint is added: what is wrong stands at its field, and its secret shows once', async () => {
    const page = await open()
    await page.getByText('No service is told of events').waitFor()
    await page.getByRole('button', { name: 'Add endpoint' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('http://service.example/events')
    await dialog.getByRole('checkbox', { name: 'All events' }).click()
    await dialog.getByRole('button', { name: 'Add endpoint' }).click()
    for (const text of ['Enter a name.', 'Use https.', 'Choose at least one event.']) await dialog.getByText(text).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Drive')
    await dialog.getByRole('textbox', { name: 'Address' }).fill(receiver.url)
    await dialog.getByRole('checkbox', { name: 'Members', exact: true }).click()
    await dialog.getByRole('button', { name: 'Add endpoint' }).click()
    const secret = page.getByRole('dialog', { name: 'Secret of Drive' })
    await secret.getByText(/^whsec_/).waitFor()
    await secret.getByRole('button', { name: 'Close' }).last().click()
    await secret.getByRole('button', { name: 'Close for good' }).click()
    await page.getByText('Nothing sent yet').waitFor()
    expect(await problemsOf(page)).toEqual([])
  })

  it('RE-3: what fails is seen with its answer and what was sent, and is sent again by keyboard', async () => {
    const seal = createSeal(testSecret, 'webhooks')
    await server.as(company.tenant, (ctx) => createWebhook(ctx, seal, company.companyId, { ...input, url: receiver.url }))
    const [who] = await makeMembers(server, company, 1, 'told')
    receiver.answer({ status: 500, body: 'out of order' })
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who?.id ?? ''))
    await send()
    const page = await open()
    await page.getByText('it answered 500').first().waitFor()
    await page.getByRole('button', { name: 'Messenger', exact: true }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Messenger' }).waitFor()
    await page.getByRole('button', { name: /^Show details: Member: Suspended/ }).press('Enter')
    await page.getByText('out of order').waitFor()
    await page.getByText('"reason": "administrator"').waitFor()
    expect(await problemsInEveryLook(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 1000 })
    await page.getByRole('button', { name: 'Send test event' }).click()
    await page.getByText('The test event is on its way').waitFor()
    await send()
    const states = page.getByRole('radiogroup', { name: 'Show deliveries' })
    await states.getByText('Given up').click()
    await page.waitForURL(/state=dead/)
    await page.getByText('There are no such deliveries.').waitFor()
    await states.getByText('All', { exact: true }).click()
    await page.getByText('Failed', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Show details: Test/ }).press('Enter')
    receiver.answer({})
    await page.getByRole('button', { name: /^Send again: Test/ }).press('Enter')
    await page.getByText('1 event is being sent again').waitFor()
    await send()
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type).at(-1)).toBe('webhook.test')
  })

  it('RE-3: pausing and deleting say what is lost', async () => {
    const [another] = await makeMembers(server, company, 1, 'waiting')
    await server.as(company.tenant, (ctx) => suspendMember(ctx, another?.id ?? ''))
    const page = await open()
    await page.getByRole('button', { name: 'Messenger', exact: true }).click()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('What has waited for 3 days is given up.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText(/^Paused since/).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText(/that waits? for it (is|are) dropped/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('Messenger was deleted').waitFor()
    await page.getByRole('button', { name: 'Drive', exact: true }).waitFor()
    expect(await problemsOf(page)).toEqual([])
  })
})

describe('RE-1, RE-2: API tokens', () => {
  it('RE-1: one is made under My account, shown once, works, and is revoked under Integrations by keyboard', async () => {
    const page = await journey.signedIn(company.admin.login, '/account')
    await page.getByRole('button', { name: 'New token' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Make token' }).click()
    for (const text of ['Enter a name of up to 100 characters.', 'Choose at least one menu.']) await dialog.getByText(text).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nightly export')
    await dialog.getByRole('radio', { name: 'Members: View' }).click()
    await dialog.getByRole('button', { name: 'Make token' }).click()
    const secret = page.getByRole('dialog', { name: 'Token Nightly export' })
    const token = (await secret.getByText(/^mst_/).textContent()) ?? ''
    expect((await callerByToken(server, token)('GET', `/companies/${company.companyId}/members`)).status).toBe(200)
    await secret.getByRole('button', { name: 'Close' }).last().click()
    await secret.getByRole('button', { name: 'Close for good' }).click()
    await page.getByText('Members: View').waitFor()
    expect(await problemsOf(page)).toEqual([])

    const settings = await open()
    await settings.getByText('Nightly export').waitFor()
    await settings.getByText(/^Until .* Last used/).waitFor()
    expect(await problemsInEveryLook(settings)).toEqual([])
    await settings.getByRole('button', { name: 'Revoke Nightly export' }).press('Enter')
    await settings.getByRole('dialog', { name: 'Revoke Nightly export?' }).getByRole('button', { name: 'Revoke' }).press('Enter')
    await settings.getByText(/^Token revoked, /).waitFor()
    expect((await callerByToken(server, token)('GET', '/me')).code).toBe('not_signed_in')
  })
})
