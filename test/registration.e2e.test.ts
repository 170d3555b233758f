import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTeam } from '../server/modules/members/index.ts'
import { startSmtpSink, type SmtpSink } from '../dev/smtp.ts'
import { fillSignIn, Journey, problemsOf } from './journey.ts'
import { makeCompany, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Registering members, one and by file, and the link through which one creates the account, in a real browser with real mail. */

let smtp: SmtpSink
let server: TestServer
let journey: Journey
let company: TestCompany

beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Sales' }))
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  await smtp.close()
})

async function open(
  item: 'Register member' | 'Register by file',
  options: BrowserContextOptions = {},
): Promise<{ page: Page; dialog: Locator }> {
  const page = await journey.signedIn(company.admin.login, `/members?company=${company.companyId}`, options)
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return { page, dialog }
}

/** The text of the newest mail to an address, once the worker's job has handed over what waits. */
async function mailTo(address: string): Promise<string> {
  await server.runJob('notifications.deliver_held')
  const mails = smtp.mails.filter((m) => m.to && 'value' in m.to && m.to.value.some((v) => v.address === address))
  return mails.at(-1)?.text ?? ''
}
const linkIn = (text: string) => /\/invitation\/[\w-]{20,}/.exec(text)?.[0] ?? ''

const csv = (dialog: Locator, text: string) =>
  dialog.locator('input[type=file]').setInputFiles({ name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })

describe('MB-19: one member', () => {
  it('MB-19: automatic generation: told what is wrong field by field; the password is shown this once, and works', async () => {
    const { page, dialog } = await open('Register member')
    const submit = dialog.getByRole('button', { name: 'Register', exact: true })
    await dialog.getByLabel('Login ID').fill('No ID')
    await dialog.getByLabel('Personal e-mail').fill('no mail')
    await submit.click()
    await dialog.getByText('Enter a name of up to 100 characters.').waitFor()
    await dialog.getByText('Use letters, digits, dots, hyphens and underscores; begin with a letter or digit.').waitFor()
    await dialog.getByText('Enter an e-mail address such as name@example.com.').waitFor()
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Lee Hana')
    expect(await dialog.getByText('Enter a name of up to 100 characters.').count()).toBe(0)
    await dialog.getByLabel('Personal e-mail').fill('')
    await dialog.getByLabel('Login ID').fill('admin')
    await submit.click()
    await dialog.getByRole('alert').getByText('This ID is already in use.').waitFor()
    await dialog.getByLabel('Login ID').fill('hana@hanbit.example')
    expect(await dialog.getByLabel('Login ID').inputValue()).toBe('hana')
    await page.keyboard.press('Escape')
    const asked = page.getByRole('dialog', { name: 'Close without saving?' })
    await asked.waitFor()
    await page.keyboard.press('Escape')
    await asked.waitFor({ state: 'detached' })
    await dialog.getByLabel('Primary team').fill('Sal')
    await page.getByRole('option', { name: 'Sales' }).click()
    await dialog.getByLabel('Leads this team').check()
    await dialog.getByText('More about the member').click()
    await dialog.getByLabel('Employee number').fill('H-0007')
    await submit.dblclick()
    await page.getByRole('dialog', { name: 'Registered: the first password' }).waitFor()
    const secret = await page.getByRole('dialog').getByLabel('Password', { exact: true }).innerText()
    await page.getByRole('dialog').getByText('Lee Hana · hana@hanbit.example').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Close for good' }).click()
    const member = await journey.newPage()
    await member.goto('/')
    await fillSignIn(member, 'hana@hanbit.example', secret)
    await member.getByText('Choose a new password').first().waitFor()
    expect(server.logged.join('\n')).not.toContain(secret)
  })

  it('MB-19: registration by admin, not active before a date of the company’s clock', async () => {
    const { page, dialog } = await open('Register member', { timezoneId: 'America/New_York' })
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Park Jun')
    await dialog.getByLabel('Login ID').fill('jun')
    await dialog.getByLabel('Registration by admin').check()
    await dialog.locator('input[type=password]').fill('short')
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await dialog.getByText('Use 8 to 64 characters.').waitFor()
    await dialog.locator('input[type=password]').fill('long enough for it')
    await dialog.getByText('More about the member').click()
    const year = new Date().getUTCFullYear() + 1
    await dialog.getByLabel('Activation').fill(`${year}-01-04T09:00`)
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await dialog.getByRole('heading', { name: 'Park Jun is registered' }).waitFor()
    await dialog.getByRole('link', { name: 'Open the member page' }).click()
    await page.getByRole('heading', { level: 1, name: 'Park Jun' }).waitFor()
    await page.getByText('Awaiting activation').waitFor()
    expect(await page.locator('main').innerText()).toContain(`Can sign in from 4 Jan ${year}, 09:00`)
  })
})

describe('MB-17, MB-19: the creation link', () => {
  it('MB-17, MB-19: mailed, not again within a minute, opened, a password chosen, signed in; used up it says so', async () => {
    const { page, dialog } = await open('Register member')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Choi Mina')
    await dialog.getByLabel('Login ID').fill('mina')
    await dialog.getByLabel('Send creation link').check()
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await dialog.getByText('Enter an e-mail address such as name@example.com.').waitFor()
    await dialog.getByLabel('Personal e-mail').fill('mina@mail.example')
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await dialog.getByRole('link', { name: 'Open the member page' }).click()
    await page.getByText('Invitation sent').waitFor()
    const link = linkIn(await mailTo('mina@mail.example'))

    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Resend invitation' }).click()
    await dialog.getByText('Links sent before stop working.').waitFor()
    await dialog.getByRole('button', { name: 'Resend invitation' }).click()
    await page.getByText('An invitation was sent a moment ago.').waitFor()

    const member = await journey.newPage()
    await member.goto(link)
    await member.getByText('mina@hanbit.example').waitFor()
    await member.getByText('Hanbit Trading invites you.').waitFor()
    const passwords = member.locator('input[type=password]')
    await passwords.first().fill('my very own')
    await passwords.last().fill('my very one')
    await member.getByRole('button', { name: 'Create account' }).click()
    await member.getByText('The two passwords differ.').waitFor()
    await passwords.last().fill('my very own')
    await member.getByRole('button', { name: 'Create account' }).dblclick()
    await member.getByRole('heading', { name: 'Your account is ready' }).waitFor()
    await member.getByRole('link', { name: 'Sign in' }).click()
    await fillSignIn(member, 'mina@hanbit.example', 'my very own')
    await member.getByRole('heading', { name: 'My account' }).waitFor()
    await member.goto(link)
    await member.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    expect(await member.getByRole('alert').innerText()).toContain('Ask your administrator for a new one.')
  })
})

describe('MB-19: by file', () => {
  it('MB-19: looked at first: every problem with its row, nothing half done; then registered, and the passwords shown once', async () => {
    const { page, dialog } = await open('Register by file')
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download the template' }).click(),
    ])
    const header = (await readFile(await template.path(), 'utf8')).trim()
    expect(header).toContain('name,id,personalEmail')

    await csv(dialog, 'name,id,personalEmail,team\r\nA,bad id,not-mail,Nowhere\r\n,two,,\r\nB,same,,\r\nC,same,,\r\nD,admin,,\r\n')
    await dialog.getByRole('button', { name: 'Check the file' }).click()
    await dialog.getByRole('alert').getByText('Nothing was registered.').waitFor()
    const rows = await dialog.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)))
    expect(rows).toEqual(
      expect.arrayContaining([
        ['2', 'personalEmail', 'This is not an e-mail address.'],
        ['2', 'team', 'There is no team called Nowhere.'],
        ['3', 'name', 'A value is needed here.'],
        ['5', 'id', 'The same ID stands in row 4.'],
        ['6', 'id', 'admin is already in use.'],
      ]),
    )

    await csv(dialog, `${header}\r\n김하나,hana1\r\n"=Lee, Two",hana2\r\n`)
    await dialog.getByRole('button', { name: 'Check the file' }).click()
    await dialog.getByText('2 members will be registered').waitFor()
    await dialog.getByText('hana1@hanbit.example').waitFor()
    await dialog.getByRole('button', { name: 'Register 2 members' }).dblclick()
    await page.getByRole('dialog', { name: '2 members are registered: the first passwords' }).waitFor()
    expect(await page.getByRole('dialog').locator('tbody tr').count()).toBe(2)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('[data-print-sheet]').innerText()).toContain('=Lee, Two')
    await page.emulateMedia({ media: 'screen' })
    await page.keyboard.press('Escape')
    await page.getByText('After closing, these 2 passwords cannot be shown again.').waitFor()
    await page.getByRole('button', { name: 'Close for good' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('MB-19: with links, each row needs an address; what is no CSV or XLSX is told before it is sent', async () => {
    const { dialog } = await open('Register by file')
    await dialog.locator('input[type=file]').setInputFiles({ name: 'members.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await dialog.getByRole('alert').getByText('Choose a file that ends in .csv or .xlsx.').waitFor()
    await dialog.locator('input[type=file]').setInputFiles({ name: 'members.xlsx', mimeType: 'application/zip', buffer: Buffer.from('x') })
    await dialog.getByRole('button', { name: 'Check the file' }).click()
    await dialog.getByText('This is not a readable XLSX file.').waitFor()
    await dialog.getByLabel('Send creation link').check()
    await csv(dialog, 'name,id,personalEmail\r\nOne,link1,\r\nTwo,link2,two@mail.example\r\n')
    await dialog.getByRole('button', { name: 'Check the file' }).click()
    await dialog.getByText('A value is needed here.').waitFor()
    await csv(dialog, 'name,id,personalEmail\r\nOne,link1,one@mail.example\r\n')
    await dialog.getByRole('button', { name: 'Check the file' }).click()
    await dialog.getByRole('button', { name: 'Register 1 member' }).click()
    await dialog.getByText('Mail is on its way to each personal address.').waitFor()
    expect(linkIn(await mailTo('one@mail.example'))).not.toBe('')
  })
})

describe.each([
  ['light', 1440],
  ['dark', 360],
] as const)('every screen, %s, %i px', (colorScheme, width) => {
  const options = { colorScheme, viewport: { width, height: 900 } }
  let number = 0

  it('RE-2: registration, the password shown, the file and the link’s page: axe finds nothing, and nothing scrolls sideways', async () => {
    const one = await open('Register member', options)
    await one.dialog.getByText('More about the member').click()
    expect(await problemsOf(one.page)).toEqual([])
    await one.dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Seen')
    await one.dialog.getByLabel('Login ID').fill(`seen-${width}-${++number}`)
    await one.dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await one.page.getByRole('dialog', { name: 'Registered: the first password' }).waitFor()
    await one.page.keyboard.press('Escape')
    await one.page.getByRole('button', { name: 'Close for good' }).waitFor()
    expect(await problemsOf(one.page)).toEqual([])

    const file = await open('Register by file', options)
    expect(await problemsOf(file.page)).toEqual([])
    await csv(file.dialog, 'name,id\r\n,x\r\n')
    await file.dialog.getByRole('button', { name: 'Check the file' }).click()
    await file.dialog.getByRole('table').waitFor()
    expect(await problemsOf(file.page)).toEqual([])

    const email = `seen-${width}@mail.example`
    const linked = await open('Register member', options)
    await linked.dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Linked')
    await linked.dialog.getByLabel('Login ID').fill(`linked-${width}`)
    await linked.dialog.getByLabel('Send creation link').check()
    await linked.dialog.getByLabel('Personal e-mail').fill(email)
    await linked.dialog.getByRole('button', { name: 'Register', exact: true }).click()
    await linked.page.getByText('Linked is registered').waitFor()
    const invited = await journey.newPage(options)
    await invited.goto(linkIn(await mailTo(email)))
    await invited.locator('input[type=password]').first().fill('my very own')
    await invited.getByRole('button', { name: 'Create account' }).click()
    await invited.getByText('The two passwords differ.').waitFor()
    expect(await problemsOf(invited)).toEqual([])

    const over = await journey.newPage(options)
    await over.goto('/invitation/some-token-of-20-characters')
    await over.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    expect(await problemsOf(over)).toEqual([])
  })
})
