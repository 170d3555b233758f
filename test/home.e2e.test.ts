import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, Journey, problemsInEveryLook, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Home in a real browser: where the console opens, and the way from a line to those it counts. */

let server: TestServer
let company: TestCompany
let journey: Journey
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  const people = await makeMembers(server, company, 6)
  const age = (days: number, who: typeof people) =>
    server.database.owner.pool.query(
      `update members.member set first_signed_in_at = null, nickname = 'new', created_at = now() - make_interval(days => $1) where member_id = any ($2)`,
      [days, who.map(({ id }) => id)],
    )
  await age(25, people.slice(0, 2))
  await age(40, people.slice(2, 5))
  await server.database.owner.pool.query(
    `insert into notifications.mail (tenant_id, mail_id, company_id, member_id, kind, address, created_at, attempted_at, failed_at, reply)
     values ($1, gen_random_uuid(), $2, $3, 'invitation', 'one@mail.example', now(), now(), now(), '550 no such mailbox')`,
    [company.tenant, company.companyId, people[0]?.id],
  )
  journey = await Journey.start(server)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

const lines = (page: Page) => page.getByRole('region', { name: 'Needs you today' })

describe('RE-2: Home', () => {
  it('is where the console opens; each line leads, also by keyboard, to the list of exactly those', async () => {
    const page = await journey.newPage()
    await page.goto('/')
    await fillSignIn(page, company.admin.login)
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    await lines(page).getByText('3 members never signed in').waitFor()
    await lines(page).getByRole('status').first().waitFor({ state: 'detached' })
    await page.getByRole('region', { name: 'Active users' }).getByRole('img').waitFor()
    expect(await problemsInEveryLook(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 1000 })

    await lines(page).getByRole('link', { name: '2 members have less than 7 days left' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor()
    await page.getByText('2 members', { exact: true }).waitFor()
    await page.getByText('First sign-in: Expires within 7 days').waitFor()
    await page.goBack()
    await lines(page).getByRole('link', { name: '1 mail did not arrive' }).click()
    await page.getByRole('region', { name: 'Mails that did not arrive' }).getByText('550 no such mailbox').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Home', exact: true }).click()
    await page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Enter the newest app versions' }).click()
    await page.getByRole('heading', { level: 1, name: 'Device status' }).waitFor()
  })

  it('a company with nothing to do is told so', async () => {
    const labs = await makeCompany(server, { name: 'Hanbit Labs', domain: 'labs.example' })
    const [clerk] = await makeMembers(server, labs, 1, 'clerk')
    const role = crypto.randomUUID()
    await server.database.owner.pool.query(`insert into company.role values ($1, $2, $3, 'Reader', '{"members": "view"}', true, now())`, [
      labs.tenant,
      labs.companyId,
      role,
    ])
    await server.database.owner.pool.query(
      `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id) values ($1, $2, $3, 'custom', now(), $4)`,
      [labs.tenant, labs.companyId, clerk?.id, role],
    )
    const page = await journey.signedIn(clerk?.login ?? '', '/')
    await page.getByRole('heading', { name: 'Nothing needs you today' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
  })
})
