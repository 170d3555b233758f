import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { appointAdministrator } from '../company/index.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let deputy: ApiCaller
let at: string
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
  at = `/companies/${company.companyId}/settings/mail`
  const [sub] = await makeMembers(server, company, 1, 'sub')
  await server.as(company.tenant, (ctx) =>
    appointAdministrator(ctx, { companyId: company.companyId, memberId: sub?.id ?? '', role: 'sub_admin' }),
  )
  boss = await callerFor(server, company.admin.login)
  deputy = await callerFor(server, sub?.login ?? '')
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

const sink = () => ({
  host: '127.0.0.1',
  port: Number(new URL(smtp.url).port),
  tls: 'none',
  user: null,
  fromName: 'Acme',
  fromAddress: 'it@acme.example',
  perMinute: null,
})
const secured = {
  host: 'mail.example',
  port: 587,
  tls: 'starttls',
  user: 'me',
  password: 'not to be read',
  fromName: '',
  fromAddress: 'a@b.example',
  perMinute: 60,
}
const read = async (by = boss) => (await by('GET', at)).body
const save = async (settings: object, by = boss) => by('PUT', at, { revision: (await read(by))['revision'], server: settings })
const invite = (login: string) =>
  boss('POST', `/companies/${company.companyId}/members`, {
    member: { name: 'New', login, passwordOption: 'link', personalEmail: `${login}@mail.example` },
  })

it('IS-6: mails are held without a server and leave through the company’s own once it is set, from its sender', async () => {
  expect(await read()).toMatchObject({ source: 'none', own: null, mayChange: true })
  expect((await invite('held')).status).toBe(200)
  await server.runEnqueued('notifications.deliver')
  expect((await boss('POST', `${at}/test`, {})).code).toBe('mail_off')
  expect((await save(sink())).status).toBe(200)
  expect(await read()).toMatchObject({ source: 'own', own: { host: '127.0.0.1', hasPassword: false } })
  await server.runJob('notifications.deliver_held')
  expect(smtp.mails.map((mail) => [mail.to, mail.from?.text])).toMatchObject([
    [{ text: expect.stringContaining('held@mail.example') }, '"Acme" <it@acme.example>'],
  ])
})

it('a test mail goes to the one who asks, before the server is saved; what went wrong is told apart', async () => {
  const good = await boss('POST', `${at}/test`, { server: sink() })
  expect(good.body).toMatchObject({ to: company.admin.login, problem: null })
  const bad = await boss('POST', `${at}/test`, { server: { ...sink(), port: 9 } })
  expect(bad.body).toMatchObject({ problem: 'refused', reply: null })
  const unsigned = await boss('POST', `${at}/test`, { server: { ...sink(), tls: 'starttls', user: 'me', password: 'x' } })
  expect(unsigned.body).toMatchObject({ problem: 'tls' })
  const plain = await boss('POST', `${at}/test`, { server: { ...sink(), user: 'me', password: 'x' } })
  expect([plain.code, plain.details]).toMatchObject(['input_invalid', { issues: [{ path: 'server.tls' }] }])
})

it('SX-3: a password is never answered, stands sealed, and goes to the server it was given for alone', async () => {
  expect((await save(secured)).status).toBe(200)
  const { password: _, ...without } = secured
  expect(JSON.stringify(await read())).not.toContain(secured.password)
  const { rows } = await server.database.owner.pool.query<{ all: string }>(
    `select string_agg(m::text, '') as all from (select m::text from notifications.mail_server m union all select e::text from audit.event e) m`,
  )
  expect(rows[0]?.all).not.toContain(secured.password)
  expect(rows[0]?.all).not.toContain(Buffer.from(secured.password).toString('hex'))
  expect((await save({ ...without, host: 'elsewhere.example' })).code).toBe('mail_password_needed')
  expect((await boss('POST', `${at}/test`, { server: { ...without, host: 'elsewhere.example' } })).code).toBe('mail_password_needed')
  expect((await save({ ...without, perMinute: null })).status).toBe(200)
  expect(await read()).toMatchObject({ own: { perMinute: null, hasPassword: true } })
})

it('P-2: only the Super Admin sets it, one after another; removing it leads back to the operator’s', async () => {
  expect(await read(deputy)).toMatchObject({ mayChange: false, own: { host: 'mail.example' } })
  expect((await save(sink(), deputy)).code).toBe('forbidden')
  expect((await deputy('POST', `${at}/test`, { server: sink() })).code).toBe('forbidden')
  expect((await boss('DELETE', at, { revision: 1 })).code).toBe('changed_meanwhile')
  expect((await boss('DELETE', at, { revision: (await read())['revision'] })).status).toBe(200)
  expect(await read()).toMatchObject({ source: 'none', own: null })
})
