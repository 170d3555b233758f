import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeLine, type FakeLine } from '../dev/line.ts'
import { startSmsSink, type SmsSink } from '../dev/sms.ts'
import { startSmtpSink, type SmtpSink } from '../dev/smtp.ts'
import { findMember, markSignedIn } from '../server/modules/members/index.ts'
import { fillSignIn, Journey, problemsInEveryLook, problemsOf } from './journey.ts'
import { Browser, callClient, signIn } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'
import { totp } from './totp.ts'

/** How members sign in, in a real browser: the policy, the second step, connections, one’s own page, a forgotten password. */

let smtp: SmtpSink
let sms: SmsSink
let line: FakeLine
let server: TestServer
let company: TestCompany
let journey: Journey
beforeAll(async () => {
  smtp = await startSmtpSink()
  sms = await startSmsSink()
  line = await startFakeLine()
  server = await startTestServer({
    smtpUrl: smtp.url,
    trustedProxies: ['127.0.0.1', '::1'],
    sms: { url: sms.url, token: sms.token, from: 'Muster' },
    line,
  })
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  journey = await Journey.start(server)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await Promise.all([smtp.close(), sms.close(), line.close()])
})

let number = 0
async function someone(): Promise<{ id: string; login: string }> {
  const [member] = await makeMembers(server, company, 1, `e${++number}x`)
  if (!member) throw new Error('no member')
  await server.as(company.tenant, async (ctx) => {
    const found = await findMember(ctx, member.id)
    if (found) await markSignedIn(ctx, found)
  })
  return member
}
const at = (path: string) => `${path}?company=${company.companyId}`
const admin = (path: string, options = {}) => journey.signedIn(company.admin.login, at(path), options)

/** Chooses a policy for the second step, as an administrator does. */
async function policy(page: Page, choice: 'Off' | 'Optional' | 'Required'): Promise<void> {
  await page.goto(at('/security/sign-in'))
  await page.getByRole('radio', { name: choice }).check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('The settings were saved.').first().waitFor()
}
/** A label as it stands, with or without the mark of a required field. */
const labelled = (label: string) => new RegExp(`^${label}( \\*)?$`)

const secretOn = async (page: Page) => ((await page.locator('code, [class*=key]').first().textContent()) ?? '').replaceAll(' ', '')

describe('MB-4: the password policy', () => {
  it('MB-4: saved as a whole; a number out of bounds is told; leaving with unsaved changes is asked about', async () => {
    const page = await admin('/security/sign-in')
    const length = page.getByLabel('Minimum password length')
    await length.fill('7')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('A number from 8 to 64').waitFor()
    await length.fill('10')
    // RE-2: what the keyboard reaches is not behind the bar.
    const last = page.getByRole('switch', { name: 'Easy login with mobile phone number' })
    await page.getByRole('switch', { name: 'Passkey without a password' }).focus()
    await last.evaluate((el) => el.focus())
    const bar = page.getByRole('region', { name: 'You have unsaved changes.' })
    const [focused, shown] = [await last.boundingBox(), await bar.boundingBox()]
    expect(focused && shown && focused.y + focused.height <= shown.y).toBe(true)
    await page.getByRole('link', { name: 'Teams', exact: true }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The settings were saved.').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('Minimum password length').inputValue()).toBe('10')
    await page.getByLabel('Minimum password length').fill('8')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The settings were saved.').first().waitFor()
  })
})

describe('MB-8: dangerous acts', () => {
  it('MB-8: one asks for the password again when the last proof is old, then goes on by itself; giving up changes nothing', async () => {
    const page = await admin('/security/sign-in')
    const length = page.getByLabel('Minimum password length')
    await length.fill('9')
    await server.database.owner.pool.query(`update sessions.connection set proved_at = now() - interval '16 minutes'`)
    await page.getByRole('button', { name: 'Save changes' }).click()
    const asked = page.getByRole('dialog', { name: 'Confirm that it’s you' })
    await asked.getByLabel(labelled('Current password')).waitFor()
    expect(await problemsOf(page, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('Confirm that it is you before you do this.').first().waitFor()

    await page.getByRole('button', { name: 'Save changes' }).click()
    await asked.getByLabel(labelled('Current password')).fill('not it')
    await page.keyboard.press('Enter')
    await asked.getByText('The current password is not correct.').waitFor()
    await asked.getByLabel(labelled('Current password')).fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('The settings were saved.').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('Minimum password length').inputValue()).toBe('9')
    await length.fill('8')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The settings were saved.').first().waitFor()
  })
})

describe('MB-5: easy login', () => {
  const phone = '+821029876543'
  /** The newest code that went to the number, once what was promised has left. */
  const code = async () => {
    await server.runEnqueued('signin.phone_code')
    await server.runEnqueued('notifications.deliver_texts')
    return /\d{6}/.exec(sms.texts.at(-1)?.text ?? '')?.[0] ?? ''
  }

  it('MB-5: allowed → number and LINE linked by the member → used → turned off by the administrator: signed out', async () => {
    const member = await someone()
    const boss = await admin('/security/sign-in')
    await boss.getByLabel('Easy login with mobile phone number').check({ force: true })
    await boss.getByLabel('Easy login with LINE').check({ force: true })
    await boss.getByRole('button', { name: 'Save changes' }).click()
    await boss.getByText('The settings were saved.').first().waitFor()

    const own = await journey.newPage()
    await own.goto('/account')
    await fillSignIn(own, member.login)
    const card = own.getByRole('region', { name: 'Easy login' })
    await card.getByRole('button', { name: 'Add mobile number' }).click()
    const dialog = own.getByRole('dialog')
    await dialog.getByLabel(labelled('Mobile number')).fill('02-312-3456')
    await own.keyboard.press('Enter')
    await dialog.getByText('This is not a mobile number.').waitFor()
    await dialog.getByLabel(labelled('Mobile number')).fill('+82 10 2987 6543')
    await own.keyboard.press('Enter')
    await dialog.getByText('A code is on its way').waitFor()
    await dialog.getByLabel(labelled('Code')).fill(await code())
    expect(await problemsOf(own)).toEqual([])
    await own.keyboard.press('Enter')
    await card.getByText('+82 10 2987 6543').waitFor()
    await card.getByRole('button', { name: 'Link LINE' }).click()
    await own.getByLabel('Name').fill('Minjun')
    await own.getByRole('button', { name: 'Log in' }).click()
    await own.getByText('LINE is linked.').waitFor()
    await card.getByText('Minjun').waitFor()
    expect(await problemsOf(own)).toEqual([])
    expect(new URL(own.url()).search).toBe('')

    await server.database.owner.pool.query(`update signin.text_code set sent_at = sent_at - interval '1 minute'`)
    const byPhone = await journey.newPage({ viewport: { width: 360, height: 740 } })
    await byPhone.goto('/account')
    await byPhone.getByRole('link', { name: 'Sign in with phone number' }).click()
    await byPhone.getByLabel('Mobile number').fill(phone)
    expect(await problemsOf(byPhone)).toEqual([])
    await byPhone.keyboard.press('Enter')
    await byPhone.getByRole('heading', { name: 'Enter the code' }).waitFor()
    await byPhone.getByLabel('Code').fill(await code())
    expect(await problemsOf(byPhone)).toEqual([])
    await byPhone.keyboard.press('Enter')
    await byPhone.getByRole('heading', { name: 'My account' }).waitFor()

    const byLine = await journey.newPage()
    await byLine.goto('/account')
    await byLine.getByRole('button', { name: 'Sign in with LINE' }).click()
    await byLine.getByLabel('Name').fill('Minjun')
    await byLine.getByRole('button', { name: 'Log in' }).click()
    await byLine.getByRole('heading', { name: 'My account' }).waitFor()

    await boss.goto(at(`/members/${member.id}`))
    const theirs = boss.getByRole('region', { name: 'Easy login' })
    await theirs.getByText('+82 •••• 6543').waitFor()
    for (const [row, what] of [
      ['LINE', 'LINE'],
      ['Mobile number', 'mobile number'],
    ] as const) {
      await theirs.locator('dl > div').filter({ hasText: row }).getByRole('button', { name: 'Turn off' }).click()
      const asked = boss.getByRole('dialog', { name: `Turn off easy login with ${what} of Member 1?` })
      if (row === 'LINE') expect(await problemsOf(boss)).toEqual([])
      await asked.getByRole('button', { name: 'Turn off' }).click()
      await asked.waitFor({ state: 'detached' })
    }
    await theirs.getByText('Not used to sign in').waitFor()
    for (const page of [byPhone, byLine]) {
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    }
    await own.reload()
    await card.getByText('Not used to sign in').waitFor()
  })
})

describe('MB-8: 2-step verification', () => {
  it('MB-8: required → set up at the door → used → reset by the administrator, and the member’s browser loses access', async () => {
    const member = await someone()
    const boss = await admin('/security/sign-in')
    await policy(boss, 'Required')

    const theirs = await journey.newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login)
    await theirs.getByRole('heading', { name: 'Set up 2-step verification' }).waitFor()
    expect(await problemsOf(theirs)).toEqual([])
    const secret = await secretOn(theirs)
    await theirs.getByLabel(labelled('Code')).fill('000000')
    await theirs.getByRole('button', { name: 'Finish set-up' }).click()
    await theirs.getByText('This code is not correct').waitFor()
    await theirs.getByLabel(labelled('Code')).fill(totp(secret, -1))
    await theirs.getByRole('button', { name: 'Finish set-up' }).click()
    await theirs.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor()
    expect(await problemsOf(theirs)).toEqual([])
    const recovery = (await theirs.locator('code').first().textContent()) ?? ''
    await theirs.getByRole('button', { name: 'Copy' }).click()
    await theirs.getByRole('status').getByText('Copied').waitFor()
    expect(await theirs.evaluate('navigator.clipboard.readText()')).toBe((await theirs.locator('code').allTextContents()).join('\n'))
    await theirs.getByRole('button', { name: 'I have kept them' }).click()
    await theirs.getByRole('heading', { name: 'My account' }).waitFor()
    await theirs.getByText('10 recovery codes left').waitFor()

    const other = await journey.newPage()
    await other.goto('/account')
    await fillSignIn(other, member.login)
    await other.getByRole('heading', { name: 'Second step' }).waitFor()
    expect(await problemsOf(other)).toEqual([])
    await other.getByLabel(labelled('Code')).fill(recovery.toUpperCase())
    await other.getByRole('button', { name: 'Continue' }).click()
    await other.getByRole('heading', { name: 'My account' }).waitFor()
    await other.getByText('9 recovery codes left').waitFor()

    await boss.goto(at(`/members/${member.id}`))
    const security = boss.getByRole('region', { name: 'Security', exact: true })
    await security.getByText('The company requires it of all.').waitFor()
    await security.getByRole('button', { name: 'Reset 2-step verification' }).click()
    const dialog = boss.getByRole('dialog')
    await dialog.getByText('Signed out of every app and browser at once.').waitFor()
    expect(await problemsOf(boss)).toEqual([])
    await dialog.getByRole('button', { name: 'Reset 2-step verification' }).click()
    await security.getByText('Set up at the next sign-in').waitFor()
    await theirs.reload()
    await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await policy(boss, 'Off')
  })

  it('MB-8: optional: switched on by the administrator; the member changes phone and makes new codes on their own page', async () => {
    const member = await someone()
    const boss = await admin('/security/sign-in')
    await policy(boss, 'Optional')
    const theirs = await journey.newPage()
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login)
    await theirs.getByRole('button', { name: 'Set up 2-step verification' }).click()
    let dialog = theirs.getByRole('dialog')
    await dialog.getByLabel('Current password').fill('not it')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByText('The current password is not correct.').waitFor()
    await dialog.getByLabel('Current password').fill(password)
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    expect(await problemsOf(theirs)).toEqual([])
    const secret = await secretOn(theirs)
    await dialog.getByLabel('Code that the app shows').fill(totp(secret, -1))
    await dialog.getByRole('button', { name: 'Finish set-up' }).click()
    dialog = theirs.getByRole('dialog', { name: 'Keep your recovery codes' })
    await dialog.waitFor()
    expect(await dialog.getByRole('listitem').count()).toBe(10)
    await dialog.getByRole('button', { name: 'I have kept them' }).click()
    await theirs.getByRole('button', { name: 'New recovery codes' }).click()
    await theirs.getByRole('dialog').getByLabel(labelled('Code')).fill(totp(secret))
    await theirs.getByRole('dialog').getByRole('button', { name: 'New recovery codes' }).click()
    await theirs.getByRole('dialog', { name: 'Keep your recovery codes' }).getByRole('button', { name: 'I have kept them' }).click()

    await boss.goto(at(`/members/${member.id}`))
    const security = boss.getByRole('region', { name: 'Security', exact: true })
    const toggle = security.getByRole('switch', { name: '2-step verification' })
    expect(await toggle.isChecked()).toBe(true)
    await toggle.focus()
    await boss.keyboard.press('Space')
    await boss.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
    await expect.poll(() => toggle.isChecked()).toBe(false)
    await policy(boss, 'Off')
  })
})

/**
 * A device that keeps passkeys, unlocked by its owner. `touch`: whether they touch it when it asks, which also takes what the browser offers
 * where the ID is typed.
 */
async function plugIn(page: Page): Promise<{ touch: (enabled: boolean) => Promise<unknown> }> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  })
  return { touch: (enabled) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }) }
}

describe('MB-8: passkeys', () => {
  it('MB-8: added on one’s own page → the second step → in place of ID and password → reset by the administrator', async () => {
    const member = await someone()
    const boss = await admin('/security/sign-in')
    await policy(boss, 'Optional')
    await boss.getByRole('switch', { name: 'Passkey without a password' }).check()
    await boss.getByRole('button', { name: 'Save changes' }).click()
    await boss.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' })
    const theirs = await journey.ownPage()
    const { touch } = await plugIn(theirs)
    await touch(false)
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login)
    await theirs.getByRole('button', { name: 'Add passkey' }).click()
    const dialog = theirs.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Work laptop')
    await dialog.getByLabel('Current password').fill(password)
    expect(await problemsOf(theirs)).toEqual([])
    await touch(true)
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await theirs.getByRole('dialog', { name: 'Keep your recovery codes' }).getByRole('button', { name: 'I have kept them' }).click()
    const own = theirs.getByRole('region', { name: 'Passkeys' })
    await own.getByText('Not used yet').waitFor()
    await own.getByRole('button', { name: 'Rename Work laptop' }).click()
    await theirs.getByRole('dialog').getByLabel(labelled('Name')).fill('Laptop at home')
    await theirs.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await own.getByText('Laptop at home').waitFor()

    const signedOut = async () => {
      await theirs.context().clearCookies()
      await theirs.goto('/account')
    }
    await touch(false)
    await signedOut()
    await fillSignIn(theirs, member.login)
    await theirs.getByRole('heading', { name: 'Second step' }).waitFor()
    expect(await problemsOf(theirs)).toEqual([])
    await touch(true)
    await theirs.getByRole('button', { name: 'Use a passkey' }).click()
    await own.getByText('Last used').waitFor()
    await theirs.getByText('Password and passkey').waitFor()

    // The browser offers it where the ID is typed, and it is taken.
    await signedOut()
    await theirs.getByRole('heading', { name: 'My account' }).waitFor()
    await theirs.getByText('· Passkey ·').waitFor()

    // A second one is proved by the first, which is on this device already.
    await own.getByRole('button', { name: 'Add passkey' }).click()
    await dialog.getByLabel('Current password').fill(password)
    await dialog.getByRole('button', { name: 'Use a passkey' }).click()
    await dialog.getByText('There is a passkey of yours on this device already.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await boss.goto(at(`/members/${member.id}`))
    const security = boss.getByRole('region', { name: 'Security', exact: true })
    await security.getByText('1 passkey').waitFor()
    await security.getByRole('button', { name: 'Reset 2-step verification' }).click()
    await boss.getByRole('dialog').getByRole('button', { name: 'Reset 2-step verification' }).click()
    await security.getByText('1 passkey').waitFor({ state: 'detached' })
    await touch(false)
    await theirs.reload()
    await theirs.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await touch(true)
    await theirs.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await theirs.getByText('This passkey was not accepted.').waitFor()
    await touch(false)
    await policy(boss, 'Off')
  })
})

describe('MB-2: one’s own profile', () => {
  it('MB-2: the company says what members change; what an administrator changed meanwhile is kept', async () => {
    const member = await someone()
    const boss = await admin('/settings/company')
    const open = boss.getByRole('region', { name: 'Members’ own profile' })
    await open.getByLabel('Duties').check()
    await boss.getByRole('button', { name: 'Save changes' }).click()
    await boss.getByText('The settings were saved.').first().waitFor()
    const theirs = await journey.newPage()
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login)
    const own = theirs.getByRole('region', { name: 'Profile' })
    await own.getByRole('button', { name: 'Edit profile' }).click()
    const dialog = theirs.getByRole('dialog')
    await dialog.getByLabel('Duties').fill('Sales')
    await dialog.getByLabel('Nickname').fill('Moon')
    expect(await dialog.getByLabel('Workplace').count()).toBe(0)
    expect(await problemsOf(theirs)).toEqual([])
    await server.database.owner.pool.query(`update members.member set workplace = 'Seoul', revision = revision + 1 where member_id = $1`, [
      member.id,
    ])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Someone else changed your profile meanwhile.').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    for (const text of ['Moon', 'Sales', 'Seoul']) await own.getByText(text, { exact: true }).waitFor()
  })
})

describe('MB-11: connections', () => {
  it('MB-11, SX-2: the administrator logs the member’s phone out; the browser goes on', async () => {
    const member = await someone()
    const tokens = await signIn(server.url, 'mobile', member.login, password)
    const theirs = await journey.newPage()
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login)
    await theirs.getByRole('heading', { name: 'My account' }).waitFor()
    const boss = await journey.signedIn(company.admin.login, `${at(`/members/${member.id}`)}&section=connections`)
    const card = boss.getByRole('region', { name: 'Connections' })
    await card.getByText('Admin console').waitFor()
    await card.getByText('Apps', { exact: true }).click()
    await card.getByText('Admin console').waitFor({ state: 'detached' })
    await card.getByRole('button', { name: /^Log out of Mobile app/ }).click()
    await boss.getByRole('dialog').getByText('The member’s other connections stay.').waitFor()
    expect(await problemsOf(boss)).toEqual([])
    await boss.getByRole('dialog').getByRole('button', { name: 'Log out' }).click()
    await card.getByText(/Logged out by an administrator/).waitFor()
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(401)
    await theirs.reload()
    await theirs.getByRole('heading', { name: 'My account' }).waitFor()
    await theirs.getByText('This session').waitFor()
  })
})

describe('MB-4: passwords', () => {
  it('MB-4: set by the administrator, changed by the member at the next sign-in; asked for again', async () => {
    const member = await someone()
    const boss = await admin(`/members/${member.id}`)
    const more = async (item: string) => {
      await boss.getByRole('button', { name: 'More' }).click()
      await boss.getByRole('menuitem', { name: item }).click()
      return boss.getByRole('dialog')
    }
    const dialog = await more('Change password')
    await dialog.getByLabel(labelled('New password')).fill('password123')
    await dialog.getByLabel('New password, again').fill('password123')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await dialog.getByText('This password is widely known.').waitFor()
    expect(await problemsOf(boss)).toEqual([])
    for (const label of ['New password', 'New password, again']) await dialog.getByLabel(labelled(label)).fill('given by the boss')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await boss.getByRole('region', { name: 'Account' }).getByText('Must be changed at the next sign-in').waitFor()

    const theirs = await journey.newPage()
    await theirs.goto('/account')
    await fillSignIn(theirs, member.login, 'given by the boss')
    await theirs.getByText('Your administrator gave you a password.').waitFor()
    await theirs.getByLabel(labelled('New password')).fill('a secret of mine')
    await theirs.getByLabel('New password, again').fill('a secret of mine')
    await theirs.getByRole('button', { name: 'Change password and continue' }).click()
    await theirs.getByRole('heading', { name: 'My account' }).waitFor()
    const request = await more('Request password change')
    await request.getByText('Nobody is signed out.').waitFor()
    await request.getByRole('button', { name: 'Request password change' }).click()
    await boss.getByRole('region', { name: 'Account' }).getByText('Must be changed at the next sign-in').waitFor()
  })

  it('MB-4: the member changes their own, and is told what is wrong', async () => {
    const member = await someone()
    const page = await journey.newPage()
    await page.goto('/account')
    await fillSignIn(page, member.login)
    await page.getByLabel('Current password').fill(password)
    await page.getByLabel(labelled('New password')).fill('a secret of mine')
    await page.getByLabel('New password, again').fill('another')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('The two passwords differ.').waitFor()
    await page.getByLabel('New password, again').fill('a secret of mine')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    await expect(signIn(server.url, 'pc', member.login, 'a secret of mine')).resolves.toBeDefined()
  })

  it('a forgotten password: asked for at the door, replaced by the mail’s link, once', async () => {
    const member = await someone()
    await server.database.owner.pool.query(`update members.member set personal_email = 'lost@example.com' where member_id = $1`, [
      member.id,
    ])
    const page = await journey.newPage()
    await page.goto('/')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('ID').fill(member.login)
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Send link' }).click()
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
    await server.runEnqueued('signin.forgotten_password')
    await server.runJob('notifications.deliver_held')
    const link = /http\S+\/reset\/[\w-]+/.exec(smtp.mails.at(-1)?.text ?? '')?.[0] ?? ''
    await page.goto(link)
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByLabel(labelled('New password')).fill('remembered now')
    await page.getByLabel('New password, again').fill('remembered now')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await fillSignIn(page, member.login, 'remembered now')
    await page.getByRole('button', { name: /Account/ }).waitFor()
    await page.goto(link)
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
  })
})

describe('MB-11: service notifications', () => {
  it('MB-11: a sign-in from a new browser rings the bell without a reload, and is read by the keyboard alone', async () => {
    const page = await admin('/account')
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
    await page.getByText('No notifications.').waitFor()
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0'
    await signIn(server.url, 'mobile', company.admin.login, password, new Browser({ 'user-agent': agent }))
    await page.evaluate(`window.dispatchEvent(new Event("visibilitychange"))`)
    const bell = page.getByRole('button', { name: 'Notifications, 1 unread' })
    await bell.focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog')
    await panel.getByText('Sign-in from a new device').waitFor()
    await panel.getByText('Firefox 131 on Linux').waitFor()
    expect(await problemsOf(page)).toEqual([])
    const read = panel.getByRole('button', { name: /^Mark as read: Sign-in from a new device/ })
    const focused = () => page.locator(':focus').getAttribute('aria-label')
    while (!(await focused())?.startsWith('Mark as read: ')) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await read.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('Notifications')
  })
})

describe('SX-2: network rules', () => {
  const abroad = { extraHTTPHeaders: { 'x-forwarded-for': '8.8.8.8' } }

  it('SX-2, P-3: written line by line, told whom they refuse before they are saved, and held at the door; the Super Admin keeps the console', async () => {
    const member = await someone()
    const page = await admin('/security/network')
    await page.getByText(/of \d+ members? who connected in the last 7 days/).waitFor()
    await page.getByRole('button', { name: 'Add range' }).click()
    await page.getByLabel('IP range 1', { exact: true }).fill('office')
    await page.getByText('No IP address or range').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByLabel('IP range 1', { exact: true }).fill('10.0.0.0/8')
    await page.keyboard.press('Enter')
    await page.locator('[aria-label="IP range 2"]:focus').waitFor()
    await page.keyboard.type('2001:db8::/32')
    await page.getByRole('button', { name: /^Add my address/ }).click()
    await page.getByText('It is allowed.').waitFor()
    await page.getByRole('switch', { name: /^Allow only/ }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('IP range 1', { exact: true }).inputValue()).toBe('10.0.0.0/8')

    const outside = await journey.newPage(abroad)
    await outside.goto('/')
    await fillSignIn(outside, member.login)
    await outside.getByText('Your company does not allow access from this network or country.').waitFor()
    const inside = await journey.newPage()
    await inside.goto('/account')
    await fillSignIn(inside, member.login)
    await inside.getByRole('heading', { level: 1 }).waitFor()
    await inside.setExtraHTTPHeaders(abroad.extraHTTPHeaders)
    await inside.reload()
    await inside.getByText('You are at 8.8.8.8.').waitFor()
    expect(await problemsOf(inside)).toEqual([])
    const kept = await admin('/security/network', abroad)
    await kept.getByText('The console stays open for you as the Super Admin').waitFor()
    await page.getByRole('switch', { name: /^Allow only/ }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved').first().waitFor()
  })
})

describe('RE-2', () => {
  it.each(['/security/sign-in', '/security/network', '/account'])(
    'RE-2: %s, light at 1440, dark at 360 px: axe finds nothing, and nothing scrolls sideways',
    async (path) => {
      const page = await admin(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      expect(await problemsInEveryLook(page)).toEqual([])
    },
  )
})
