import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ParsedMail } from 'mailparser'
import type { Guide, GuideCount, GuideRecipient } from '@muster/contract'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { reportPhone } from '../../../test/managedDevice.ts'
import { signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { affiliate, createTeam, setLocale, suspendMember } from '../members/index.ts'

type Person = { id: string; login: string }
const greylisted = new Set<string>()
let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
beforeAll(async () => {
  smtp = await startSmtpSink(undefined, {
    recipient: (address) => {
      if (address.startsWith('refused')) return { code: 550, words: '5.1.1 no such mailbox' }
      if (!address.startsWith('later') || greylisted.has(address)) return null
      greylisted.add(address)
      return { code: 451, words: '4.7.1 greylisted' }
    },
    content: (mail) => (addressOf(mail).startsWith('dropped') ? 'drop' : null),
  })
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
  at = `/companies/${company.companyId}`
  boss = await callerFor(server, company.admin.login)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

const addressOf = ({ to }: ParsedMail) => (Array.isArray(to) ? to[0] : to)?.value[0]?.address ?? ''
const links = { ios: 'https://apps.example/ios?a=1&b=2', android: 'https://play.example/x', windows: 'https://get.example/w', macos: null }
const nothing = { subject: null, introduction: null }
const texts = { en: nothing, ko: { subject: '{company} 앱 설치', introduction: '{name} 님 <b>안녕</b>하세요.' }, ja: nothing }

let number = 0
/** Members, each with an address; what stands before the number of the address is how the server takes it. */
async function people(count: number, kind = 'ok', of = company): Promise<Person[]> {
  const made = await makeMembers(server, of, count, `${kind}${++number}x`)
  for (const { id, login } of made) await email(id, `${login.split('@')[0]}@mail.example`)
  return made
}
const email = (id: string, address: string | null) =>
  server.database.owner.pool.query('update members.member set personal_email = $2 where member_id = $1', [id, address])
const idsOf = (who: Person[]) => who.map(({ id }) => id)
const count = async (to: object, by = boss) => (await by('POST', `${at}/installation/guides/count`, { to })).body as unknown as GuideCount
const send = (to: object, by = boss) => by('POST', `${at}/installation/guides`, { to })
async function sent(to: object): Promise<Guide> {
  const { status, body } = await send(to)
  expect(status).toBe(201)
  return (body as { guide: Guide }).guide
}
const history = async (by = boss) => ((await by('GET', `${at}/installation/guides`)).body as { items: Guide[] }).items
const progressOf = async ({ id }: Guide) => (await history()).find((one) => one.id === id)
const receivers = async ({ id }: Guide, query = '') =>
  ((await boss('GET', `${at}/installation/guides/${id}/recipients?limit=200${query}`)).body as { items: GuideRecipient[] }).items
const deliver = () => server.runEnqueued('installation.deliver')
const mailsTo = (address: string) => smtp.mails.filter((mail) => addressOf(mail) === address)

describe('IS-4: what a guide says', () => {
  const template = `installation/guide-template`
  it('is set with safe placeholders and https links only, each refusal naming its field; a change in between is told', async () => {
    expect((await boss('GET', `${at}/${template}`)).body).toMatchObject({ revision: 0, links: { ios: null } })
    const bad = await boss('PUT', `${at}/${template}`, {
      revision: 0,
      template: { texts: { ...texts, en: { subject: '{password}', introduction: null } }, links: { ...links, ios: 'http://apps.example' } },
    })
    expect(bad.details).toEqual({
      issues: [
        { path: 'template.texts.en.subject', message: 'only {name}, {company} and {account} are filled in' },
        { path: 'template.links.ios', message: 'an address that begins with https://' },
      ],
    })
    expect((await boss('PUT', `${at}/${template}`, { revision: 0, template: { texts, links } })).body).toEqual({ revision: 1 })
    expect((await boss('PUT', `${at}/${template}`, { revision: 0, template: { texts, links } })).code).toBe('changed_meanwhile')
  })

  it('is shown before it is saved, naming only the apps that are missing', async () => {
    const shown = async (apps: string[], locale = 'ko') =>
      (await boss('POST', `${at}/installation/guides/preview`, { locale, apps })).body as { subject: string; html: string; text: string }
    const pc = await shown(['pc'])
    expect(pc.subject).toBe('Test company 앱 설치')
    expect(pc.text).toContain('https://get.example/w')
    expect(pc.text + pc.html).not.toMatch(/apps\.example|play\.example/)
    const both = await shown(['mobile', 'pc'])
    const holds = (text: string) => both.html.includes(text)
    expect(holds('&lt;b&gt;안녕&lt;/b&gt;')).toBe(true)
    expect(holds('href="https://apps.example/ios?a=1&amp;b=2"')).toBe(true)
    expect(holds('src="data:image/png;base64,')).toBe(true)
    expect(/fonts\.googleapis|\{(name|company|account|unsubscribe)\}/.exec(both.html)).toBeNull()
  })
})

describe('IS-3, IS-6: sending', () => {
  it('pitfall 19: to nobody who is not selectable, forced through the API or not, and never to somebody of another company', async () => {
    const [plain, mute, suspended] = await people(3)
    await email(mute?.id ?? '', null)
    await server.as(company.tenant, (ctx) => suspendMember(ctx, suspended?.id ?? '', 'administrator'))
    const other = await makeCompany(server)
    const stranger = (await people(1, 'ok', other))[0]
    const to = { members: [plain, mute, suspended, stranger].map((one) => one?.id) }
    const refused = [
      { member: { login: mute?.login }, reason: 'no_email' },
      { member: { login: suspended?.login }, reason: 'suspended' },
      { member: null, reason: 'gone' },
    ]
    expect(await count(to)).toMatchObject({ recipients: 1, refused, linksMissing: [], hold: 'no_server' })
    expect((await send({ members: [mute?.id] })).code).toBe('guide_nobody')
    const { body } = await send(to)
    expect(body).toMatchObject({ guide: { recipients: 1, progress: { waiting: 1 }, hold: 'no_server' }, refused })
    await deliver()
    expect(smtp.mails).toEqual([])
    expect((await boss('PUT', `${at}/installation/guides/${(body as { guide: Guide }).guide.id}/cancellation`)).body).toMatchObject({
      progress: { waiting: 0, skipped: 1 },
    })
  })

  it('mails are held without a server, and leave once one is set: each member’s own, also at a shared address', async () => {
    const [one, two, korean] = await people(3)
    await email(two?.id ?? '', `${one?.login.split('@')[0]}@mail.example`)
    await server.as(company.tenant, (ctx) => setLocale(ctx, korean?.id ?? '', 'ko'))
    const guide = await sent({ members: idsOf([one, two, korean] as Person[]) })
    await deliver()
    expect(await progressOf(guide)).toMatchObject({ hold: 'no_server', progress: { waiting: 3 }, endedAt: null })
    const settings = {
      host: '127.0.0.1',
      port: Number(new URL(smtp.url).port),
      tls: 'none',
      user: null,
      fromName: 'Acme',
      fromAddress: 'it@acme.example',
      perMinute: null,
    }
    expect((await boss('PUT', `${at}/settings/mail`, { revision: 0, server: settings })).status).toBe(200)
    await server.runJob('installation.take_up')
    await deliver()
    expect(await progressOf(guide)).toMatchObject({ hold: null, progress: { waiting: 0, sent: 3 }, endedAt: expect.any(String) })
    const shared = mailsTo(`${one?.login.split('@')[0]}@mail.example`)
    expect(shared.map((mail) => mail.messageId).toSorted()).toEqual([one, two].map((who) => `<${guide.id}.${who?.id}@muster>`).toSorted())
    const [mail] = mailsTo(`${korean?.login.split('@')[0]}@mail.example`)
    expect(mail?.subject).toBe('Test company 앱 설치')
    expect(mail?.text).toContain('모바일 앱\nApp Store: https://apps.example/ios?a=1&b=2')
    expect(mail?.attachments.map(({ cid, contentType }) => [cid, contentType])).toEqual([
      ['ios@guide', 'image/png'],
      ['android@guide', 'image/png'],
    ])
  })

  it('what each server’s answer means is shown: refused, greylisted and taken later, lost in mid-way; nothing is sent twice', async () => {
    const [refused, later, dropped, fine] = [
      ...(await people(1, 'refused')),
      ...(await people(1, 'later')),
      ...(await people(1, 'dropped')),
      ...(await people(1)),
    ] as [Person, Person, Person, Person]
    const guide = await sent({ members: idsOf([refused, later, dropped, fine]) })
    await deliver()
    expect(await progressOf(guide)).toMatchObject({ progress: { waiting: 1, sent: 1, failed: 1, unknown: 1 } })
    const told = new Map((await receivers(guide)).map((one) => [one.member?.id, one]))
    expect(told.get(refused.id)).toMatchObject({ state: 'failed', bounced: true, reply: expect.stringContaining('5.1.1 no such mailbox') })
    expect(told.get(later.id)).toMatchObject({
      state: 'waiting',
      attempts: 1,
      nextAt: expect.any(String),
      reply: expect.stringContaining('greylisted'),
    })
    expect(told.get(dropped.id)).toMatchObject({ state: 'unknown', bounced: false })
    await server.database.owner.pool.query('update installation.recipient set due_at = now()')
    await server.runJob('installation.take_up')
    await deliver()
    expect(await progressOf(guide)).toMatchObject({ progress: { waiting: 0, sent: 2, failed: 1, unknown: 1 }, endedAt: expect.any(String) })
    expect((await receivers(guide, '&state=unknown')).map((one) => one.member?.id)).toEqual([dropped.id])
    expect(await count({ members: [refused.id, fine.id] })).toMatchObject({ recipients: 2, bounced: 1 })
    const csv = await boss.browser.fetch(`${server.url}/api/v1${at}/installation/guides/${guide.id}/recipients.csv`)
    const lines = (await csv.text()).split('\r\n')
    expect(lines[0]).toBe(
      'Name,Account,Mobile app when sent,PC app when sent,Personal e-mail,Outcome,Why not sent,Server’s words,Time of outcome',
    )
    expect(lines.find((line) => line.includes(dropped.login))).toContain('Not installed,Not installed,')
    expect(lines.find((line) => line.includes(dropped.login))).toContain('"Unknown, may have arrived"')
  })

  it('IS-6, pitfall 19: an app installed, and a choice made, before the mail leaves: it is skipped with the reason', async () => {
    const [installs, stops, half] = (await people(3)) as [Person, Person, Person]
    const first = await sent({ members: [stops.id] })
    await deliver()
    const [mail] = mailsTo(`${stops.login.split('@')[0]}@mail.example`)
    const header = mail?.headers.get('list') as { unsubscribe?: { url?: string }; 'unsubscribe-post'?: unknown } | undefined
    const url = header?.unsubscribe?.url ?? ''
    expect(url).toMatch(new RegExp(`^${server.url}/unsubscribe/`))
    expect(JSON.stringify(header?.['unsubscribe-post'])).toContain('List-Unsubscribe=One-Click')
    expect(await (await fetch(url)).text()).toContain('Stop install guides?')
    const guide = await sent({ members: idsOf([installs, stops, half]) })
    const oneClick = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await fetch(url, { method: 'POST', headers: oneClick, body: 'List-Unsubscribe=One-Click' })).status).toBe(200)
    expect((await fetch(`${url.slice(0, -3)}AAA`, { method: 'POST' })).status).toBe(404)
    // Who may use the mobile app only, and now has it.
    await server.database.owner.pool.query(
      `with p as (insert into members.service_permission (tenant_id, permission_id, company_id, name, surfaces)
         values ($1, gen_random_uuid(), $2, 'Phones', array['mobile', 'web']) returning permission_id)
       update members.member m set permission_id = p.permission_id from p where m.member_id = $3`,
      [company.tenant, company.companyId, installs.id],
    )
    for (const { login } of [installs, half]) {
      const tokens = await signIn(server.url, 'mobile', login, password)
      expect((await reportPhone(server.url, tokens, `phone of ${login}`)).status).toBeLessThan(300)
    }
    await deliver()
    const told = new Map((await receivers(guide)).map((one) => [one.member?.id, one]))
    expect(told.get(installs.id)).toMatchObject({ state: 'skipped', reason: 'installed', mobile: 'not_installed' })
    expect(told.get(stops.id)).toMatchObject({ state: 'skipped', reason: 'opted_out' })
    expect(told.get(half.id)).toMatchObject({ state: 'sent', mobile: 'not_installed', pc: 'not_installed' })
    const [onlyPc] = mailsTo(`${half.login.split('@')[0]}@mail.example`)
    expect(onlyPc?.text).not.toContain('App Store')
    expect((await count({ members: [stops.id] })).refused).toMatchObject([{ reason: 'opted_out' }])
    await fetch(url, { method: 'POST', headers: oneClick, body: 'again=1' })
    expect((await count({ members: [stops.id] })).recipients).toBe(1)
    expect(first.recipients).toBe(1)
  })

  it('pitfall 19: of two sends to everyone at once the second is refused; both are told the exact number', async () => {
    const { recipients } = await count({ everyone: true })
    expect(recipients).toBeGreaterThan(5)
    const answers = await Promise.all([send({ everyone: true }), send({ everyone: true })])
    expect(answers.map(({ status, code }) => code ?? status).toSorted()).toEqual([201, 'guide_under_way'])
    const guide = answers.map(({ body }) => body['guide'] as Guide | undefined).find((one) => one !== undefined) as Guide
    expect(guide).toMatchObject({ everyone: true, recipients, by: { name: 'Ada Admin' } })
    const before = smtp.mails.length
    await Promise.all([deliver(), server.runJob('installation.take_up').then(deliver)])
    const after = await progressOf(guide)
    expect(after?.progress.sent).toBe(smtp.mails.length - before)
    const ids = smtp.mails.map((mail) => mail.messageId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('IS-6: a worker that is lost in mid-way leaves an unknown outcome, which a late answer still corrects', async () => {
    const [lost] = (await people(1)) as [Person]
    const guide = await sent({ members: [lost.id] })
    await server.database.owner.pool.query(
      `update installation.recipient set state = 1, attempts = 1, attempted_at = now() - interval '6 minutes' where guide_id = $1`,
      [guide.id],
    )
    await server.runJob('installation.take_up')
    await deliver()
    expect(await progressOf(guide)).toMatchObject({ progress: { waiting: 0, unknown: 1 }, endedAt: expect.any(String) })
    expect(mailsTo(`${lost.login.split('@')[0]}@mail.example`)).toEqual([])
  })
})

describe('IS-5: history', () => {
  it('keeps exactly 20 sends, the newest', async () => {
    const [one] = (await people(1)) as [Person]
    let last: Guide | undefined
    for (let n = 0; n < 20; n++) last = await sent({ members: [one.id] })
    const items = await history()
    expect([items.length, items[0]?.id]).toEqual([20, last?.id])
    await deliver()
    await server.runJob('installation.purge_guides')
    const { rows } = await server.database.owner.pool.query('select from installation.guide where tenant_id = $1', [company.tenant])
    expect(rows).toHaveLength(20)
  })

  it('P-2: a role without names sees totals; one limited to a team reaches its own members alone', async () => {
    const [nameless, leader, inside, outside] = (await people(4)) as [Person, Person, Person, Person]
    const { companyId } = company
    const teamId = await server.as(company.tenant, async (ctx) => {
      const team = await createTeam(ctx, { companyId, name: 'Inside', parentId: null })
      await affiliate(ctx, [{ memberId: inside.id, teamId: team, companyId, isPrimary: true, isLeader: false }])
      return team
    })
    for (const [who, seesNames, teams] of [
      [nameless, false, null],
      [leader, true, teamId],
    ] as const) {
      const role = { name: `Role ${who.login}`, permissions: { installation: 'manage' }, seesNames }
      const { id } = (await boss('POST', `${at}/roles`, role)).body
      const granted = await boss('PUT', `${at}/administrators/${who.id}`, { grant: { role: 'custom', roleId: id, teamId: teams } })
      expect(granted.status).toBe(200)
    }
    const guide = await sent({ members: idsOf([inside, outside]) })
    const blind = await callerFor(server, nameless.login)
    expect((await history(blind))[0]).toMatchObject({ id: guide.id, by: null, recipients: 2 })
    expect((await blind('GET', `${at}/installation/guides/${guide.id}/recipients`)).code).toBe('names_hidden')
    expect((await send({ members: [inside.id] }, blind)).code).toBe('names_hidden')
    const limited = await callerFor(server, leader.login)
    expect(await count({ everyone: true }, limited)).toMatchObject({ recipients: 1 })
    expect((await count({ members: [outside.id] }, limited)).refused).toEqual([{ member: null, reason: 'gone' }])
    const seen = (await limited('GET', `${at}/installation/guides/${guide.id}/recipients`)).body as {
      items: GuideRecipient[]
      total: number
    }
    expect([seen.items.map((one) => one.member?.id), seen.total]).toEqual([[inside.id], 1])
  })
})
