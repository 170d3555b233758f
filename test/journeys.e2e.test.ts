import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startSmtpSink, type SmtpSink } from '../dev/smtp.ts'
import { appointAdministrator } from '../server/modules/company/index.ts'
import { findMember, markSignedIn } from '../server/modules/members/index.ts'
import { fillSignIn, Journey } from './journey.ts'
import { callClient, signIn } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Whole walks through several screens, with a real mail server and two people’s browsers. */

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let journey: Journey

beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  await makeMembers(server, company, 3)
  journey = await Journey.start(server)
})
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await smtp.close()
})

it('MB-19, MB-17: register → invitation by mail → the member makes the account → first sign-in', async () => {
  const page = await journey.signedIn(company.admin.login, '/members')
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('menuitem', { name: 'Register member' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('김 민준')
  await dialog.getByLabel('Login ID').fill('minjun.kim')
  await dialog.getByLabel('Personal e-mail').fill('minjun@home.example')
  await dialog.getByText('Send creation link').click()
  await dialog.getByRole('button', { name: 'Register', exact: true }).click()
  await dialog.getByText('김 민준 is registered').waitFor()

  await server.runJob('notifications.deliver_held')
  const [mail] = smtp.mails
  expect(mail?.to).toMatchObject({ value: [{ address: 'minjun@home.example', name: '김 민준' }] })
  const link = /http\S+\/invitation\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''

  const theirs = await journey.newPage()
  await theirs.goto(link)
  await theirs.getByRole('heading', { level: 1, name: 'Create your account' }).waitFor()
  await theirs.getByText('minjun.kim@hanbit.example').first().waitFor()
  await theirs.getByLabel('Password', { exact: true }).fill('chosen by myself')
  await theirs.getByLabel('The same password again').fill('chosen by myself')
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await theirs.getByRole('heading', { name: 'Your account is ready' }).waitFor()
  await theirs.goto('/')
  await fillSignIn(theirs, 'minjun.kim@hanbit.example', 'chosen by myself')
  await theirs.getByRole('heading', { name: 'My account' }).waitFor()

  const again = await journey.newPage()
  await again.goto(link)
  await again.getByRole('heading', { name: 'This link no longer works' }).waitFor()
  await page.goto('/members?q=minjun')
  await page.getByRole('link', { name: '김 민준' }).first().click()
  await page.getByText('In use', { exact: true }).first().waitFor()
})

it('MB-13, SX-2: suspend, and the member’s browser and phone lose access while they look on; unsuspended, they sign in again', async () => {
  const [member] = await makeMembers(server, company, 1, 'watched')
  if (!member) throw new Error('no member')
  await server.as(company.tenant, async (ctx) => {
    const found = await findMember(ctx, member.id)
    if (found) await markSignedIn(ctx, found)
    await appointAdministrator(ctx, { companyId: company.companyId, memberId: member.id, role: 'sub_admin' })
  })
  const theirs = await journey.newPage()
  await theirs.goto('/')
  await fillSignIn(theirs, member.login)
  await theirs.getByRole('navigation').first().waitFor()
  const phone = await signIn(server.url, 'mobile', member.login, password)

  const page = await journey.signedIn(company.admin.login, `/members/${member.id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: /^Suspend/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByText('Suspended', { exact: true }).first().waitFor()

  expect((await callClient(server.url, phone, 'POST', '/client/v1/activity', {})).status).toBe(401)
  await theirs.getByRole('navigation').first().getByRole('link').last().click()
  await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await fillSignIn(theirs, member.login)
  await theirs.getByRole('alert').getByText('or this account cannot sign in').waitFor()

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: /^Unsuspend/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unsuspend' }).click()
  await page.getByText('In use', { exact: true }).first().waitFor()
  await fillSignIn(theirs, member.login)
  await theirs.getByRole('navigation').first().waitFor()
})
