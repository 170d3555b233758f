import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import writeExcelFile from 'write-excel-file/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTeam, createTitle } from '#modules/members'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { openDoor } from '../../../test/door.ts'
import { Browser, beginFlow, callClient, finishFlow, signIn, signInToConsole } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let admin: Browser
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  company = await makeCompany(server, { name: 'Hanbit <Trading>' })
  admin = await signInToConsole(server.url, company.admin.login, password)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

/** The fields that an answer says are wrong. */
const pathsOf = (answer: Answer) =>
  ((answer.body.error?.details ?? { issues: [] }) as { issues: { path: string }[] }).issues.map((i) => i.path)

type Answer = { status: number; headers: Headers; body: Record<string, unknown> & { error?: { code: string; details: unknown } } }
async function post(browser: Browser | null, path: string, body: unknown): Promise<Answer> {
  const answer = await (browser ?? new Browser()).fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
}
const inCompany = (path: string) => `/companies/${company.companyId}${path}`
let number = 0
const register = (more: Record<string, unknown>) =>
  post(admin, inCompany('/members'), { member: { name: '김 민준', login: `new${++number}`, passwordOption: 'automatic', ...more } })

/** The mails to an address, once the worker's job has handed over what waits. */
async function mailsTo(address: string) {
  await server.runJob('notifications.deliver_held')
  return smtp.mails.filter((m) => m.to && 'value' in m.to && m.to.value.some((v) => v.address === address))
}
const linkIn = (text: string | undefined) => /\/invitation\/([\w-]{20,})/.exec(text ?? '')?.[1] ?? ''

/** Signs in with a password that must be changed; answers the page after it, and the flow to finish. */
async function begin(id: string, secret: string) {
  const browser = new Browser()
  const flow = await beginFlow(server.url, 'mobile')
  const page = await browser.follow(flow.start, () => false)
  if (!('url' in page)) throw new Error('no sign-in page')
  const answer = await browser.submit(page.url, id, secret)
  const choose = (newPassword: string, again = newPassword) =>
    browser.fetch(page.url, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ newPassword, again }),
    })
  const finish = async (chosen: Response) => {
    const back = await browser.follow(new URL(chosen.headers.get('location') ?? '', page.url).href, (l) =>
      l.startsWith('http://127.0.0.1:9/'),
    )
    if (!('location' in back)) throw new Error('the sign-in did not end')
    return finishFlow(flow, back.location)
  }
  return { answer, choose, finish }
}

describe('MB-19: registering one member', () => {
  it('MB-19, MB-4: automatic generation shows the password once; it must be changed at the first sign-in, and then is dead', async () => {
    const answer = await register({ personalEmail: 'auto@example.com' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { password: first, login } = answer.body as { password: string; login: string }
    expect(first).toMatch(/^[\w]{14}$/)
    const { answer: asked, choose, finish } = await begin(login, first)
    expect(asked.status).toBe(200)
    expect(await asked.text()).toContain('Choose a new password')
    expect(await (await choose('short')).text()).toContain('Use 8 to 64 characters')
    expect(await (await choose(first)).text()).toContain('differs from the one you have')
    expect(await (await choose('a brand new one', 'another new one')).text()).toContain('not the same')
    const chosen = await choose('비밀번호 새로 정함')
    expect(chosen.status).toBe(303)
    const tokens = await finish(chosen)
    expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
    await expect(signIn(server.url, 'mobile', login, first)).rejects.toThrow('refused with 401')
    await signIn(server.url, 'mobile', login, '비밀번호 새로 정함')
    expect(await mailsTo('auto@example.com')).toHaveLength(0)
  })

  it('MB-19: registration by admin takes the password given; it is never answered; mailed when asked', async () => {
    const answer = await register({
      passwordOption: 'admin',
      password: 'given by admin',
      mailPassword: true,
      personalEmail: 'given@example.com',
    })
    expect(answer.body).toMatchObject({ password: null })
    const [mail] = await mailsTo('given@example.com')
    expect(mail?.text).toContain('given by admin')
    expect(mail?.subject).toContain('Hanbit <Trading>')
    expect(mail?.html).toContain('Hanbit &lt;Trading&gt;')
    const { rows } = await server.database.owner.pool.query<{ sealed: unknown; sent_at: unknown }>(
      'select sealed, sent_at from notifications.mail',
    )
    expect(rows.every((r) => r.sealed === null && r.sent_at !== null)).toBe(true)
  })

  it('MB-19: every wrong field is named; the options demand what they need', async () => {
    const wrong = await register({ name: '', login: 'Ünal', passwordOption: 'admin' })
    expect(pathsOf(wrong)).toEqual(expect.arrayContaining(['member.name', 'member.login']))
    expect((await register({ passwordOption: 'link' })).body.error?.details).toMatchObject({ issues: [{ path: 'member.personalEmail' }] })
    expect((await register({ login: 'admin' })).body.error).toMatchObject({
      code: 'id_taken',
      details: { issues: [{ path: 'members.0.login' }] },
    })
    expect((await register({ teamId: crypto.randomUUID() })).body.error).toMatchObject({ code: 'input_invalid' })
    const field = crypto.randomUUID()
    expect(pathsOf(await register({ profile: { custom: { [field]: 'x' } } }))).toEqual([`members.0.profile.custom.${field}`])
  })

  it('MB-19: creation links only where the company allows them', async () => {
    const { pool } = server.database.owner
    await pool.query('update company.company set allow_creation_link = false where company_id = $1', [company.companyId])
    expect((await register({ passwordOption: 'link', personalEmail: 'l@example.com' })).body.error?.code).toBe('link_not_allowed')
    await pool.query('update company.company set allow_creation_link = true where company_id = $1', [company.companyId])
  })
})

describe('MB-17: invitations', () => {
  const invited = async (address: string) => {
    const { body } = await register({ passwordOption: 'link', personalEmail: address })
    const [mail] = await mailsTo(address)
    return { id: String(body['id']), login: String(body['login']), token: linkIn(mail?.text) }
  }
  const accept = (token: string, secret = 'chosen by myself') => post(null, '/invitations/accept', { token, password: secret })

  it('MB-17, MB-19: register → mail → the member chooses a password → first sign-in', async () => {
    const { id, login, token } = await invited('first@example.com')
    expect((await post(null, '/invitations/open', { token })).body).toMatchObject({ login, company: 'Hanbit <Trading>', name: '김 민준' })
    expect((await accept(token, 'short')).status).toBe(400)
    expect((await accept(token)).body).toEqual({ login })
    await signIn(server.url, 'mobile', login, 'chosen by myself')
    expect((await accept(token)).body.error?.code).toBe('invitation_over')
    const again = await post(admin, inCompany(`/members/${id}/invitation`), {})
    expect(again.body.error?.code).toBe('not_pending')
  })

  it('pitfall 25: two browsers at once: one creates the account', async () => {
    const { token } = await invited('race@example.com')
    const answers = await Promise.all([accept(token), accept(token, 'chosen by another')])
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 410])
  })

  it('MB-17, pitfall 25: a new link kills the older; once a minute; a changed address kills all', async () => {
    const { id, token } = await invited('again@example.com')
    expect((await post(admin, inCompany(`/members/${id}/invitation`), {})).body.error?.code).toBe('sent_recently')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    expect((await post(admin, inCompany(`/members/${id}/invitation`), {})).status).toBe(200)
    vi.useRealTimers()
    const mails = await mailsTo('again@example.com')
    expect(mails).toHaveLength(2)
    const newer = linkIn(mails[1]?.text)
    expect((await accept(token)).body.error?.code).toBe('invitation_over')
    expect((await post(null, '/invitations/open', { token: newer })).status).toBe(200)
    await server.database.owner.pool.query(`update members.member set personal_email = 'new@example.com' where member_id = $1`, [id])
    expect((await accept(newer)).body.error?.code).toBe('invitation_over')
  })

  it('MB-17, SX-2: a link that came again opens nothing once the member has signed in', async () => {
    const { id, login, token } = await invited('twice@example.com')
    await accept(token)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    expect((await post(admin, inCompany(`/members/${id}/invitation`), {})).status).toBe(200)
    const newer = linkIn((await mailsTo('twice@example.com'))[1]?.text)
    await signIn(server.url, 'mobile', login, 'chosen by myself')
    expect((await post(null, '/invitations/open', { token: newer })).body.error?.code).toBe('invitation_over')
    expect((await accept(newer, 'chosen by another')).body.error?.code).toBe('invitation_over')
    vi.useRealTimers()
  })

  it('MB-17: only for those registered with a link; suspended and deleted members’ links are dead', async () => {
    const plain = await register({ personalEmail: 'p@example.com' })
    expect((await post(admin, inCompany(`/members/${String(plain.body['id'])}/invitation`), {})).body.error?.code).toBe('not_by_link')
    const { id, token } = await invited('gone@example.com')
    await admin.fetch(`${server.url}/api/v1${inCompany(`/members/${id}/suspension`)}`, { method: 'PUT', headers: { origin: server.url } })
    expect((await accept(token)).body.error?.code).toBe('invitation_over')
    expect((await accept('x'.repeat(43))).body.error?.code).toBe('invitation_over')
  })

  it('SX-3: no link or password of a mail stands at rest or in the log', async () => {
    const { token } = await invited('secret@example.com')
    const { body } = await register({})
    const { pool } = server.database.owner
    const tables = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('audit', 'company', 'sessions', 'notifications', 'members', 'signin')`,
    )
    for (const { name } of tables.rows)
      for (const secret of [token, String(body['password'])]) {
        const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${name} t where t::text like '%' || $1 || '%'`, [
          secret,
        ])
        expect(rows[0]?.n, name).toBe(0)
      }
    expect(server.logged.some((line) => line.includes(token) || line.includes(String(body['password'])))).toBe(false)
  })
})

describe('MB-18: resetting a password', () => {
  it('MB-18, SX-2: sessions end on two nodes within a second; the new password is shown once and must be changed', async () => {
    const { body } = await register({ passwordOption: 'admin', password: 'the first of all' })
    const login = String(body['login'])
    const started = await begin(login, 'the first of all')
    const tokens = await started.finish(await started.choose('my own password'))
    const other = await server.anotherNode()
    const works = async (url: string) => (await callClient(url, tokens, 'POST', '/client/v1/activity', {})).status
    expect([await works(server.url), await works(other.url)]).toEqual([200, 200])
    const reset = await post(admin, inCompany(`/members/${String(body['id'])}/password`), { deliver: 'show' })
    const since = performance.now()
    for (const url of [server.url, other.url]) await vi.waitUntil(async () => (await works(url)) === 401, { timeout: 1000, interval: 10 })
    expect(performance.now() - since).toBeLessThan(1000)
    await expect(signIn(server.url, 'mobile', login, 'my own password')).rejects.toThrow('refused with 401')
    const next = await begin(login, String(reset.body['password']))
    expect(await next.answer.text()).toContain('Choose a new password')
    await next.finish(await next.choose('my second password'))
    await other.stop()
  })

  it('SX-2: a sign-in under way with the old password ends with it, whether it was checked or renewed before the reset', async () => {
    const { body } = await register({})
    const [id, login] = [String(body['id']), String(body['login'])]
    const reset = async () => String((await post(admin, inCompany(`/members/${id}/password`), { deliver: 'show' })).body['password'])
    const renewed = await begin(login, String(body['password']))
    const chosen = await renewed.choose('my own password')
    await reset()
    await expect(renewed.finish(chosen)).rejects.toThrow(/access_denied|authorization/i)
    const again = await begin(login, await reset())
    await again.finish(await again.choose('my first password'))
    const first = await reset()
    const asked = await begin(login, first)
    const second = await reset()
    expect((await asked.choose('chosen by whoever knew the first')).status).toBe(401)
    const last = await begin(login, second)
    await last.finish(await last.choose('my next password'))
    const checked = await begin(login, 'my next password')
    expect(checked.answer.status).toBe(303)
    await reset()
    await expect(checked.finish(checked.answer)).rejects.toThrow(/access_denied|authorization/i)
  })

  it('MB-18: mailed instead; not for those who made their own through a link', async () => {
    const { body } = await register({ personalEmail: 'reset@example.com' })
    expect((await post(admin, inCompany(`/members/${String(body['id'])}/password`), { deliver: 'mail' })).body).toEqual({ password: null })
    const [mail] = await mailsTo('reset@example.com')
    const secret = /^Your new password: (\S+)$/m.exec(mail?.text ?? '')?.[1] ?? ''
    expect((await begin(String(body['login']), secret)).answer.status).toBe(200)
    const byLink = await register({ passwordOption: 'link', personalEmail: 'bylink@example.com' })
    expect((await post(admin, inCompany(`/members/${String(byLink.body['id'])}/password`), { deliver: 'show' })).body.error?.code).toBe(
      'by_link',
    )
    const noMail = await register({})
    expect((await post(admin, inCompany(`/members/${String(noMail.body['id'])}/password`), { deliver: 'mail' })).body.error?.code).toBe(
      'no_personal_email',
    )
  })
})

describe('MB-19: registering by file', () => {
  const load = (bytes: Buffer | string, more: Record<string, unknown> = {}) =>
    post(admin, inCompany('/members/import'), {
      format: 'csv',
      passwordOption: 'automatic',
      file: Buffer.from(bytes).toString('base64'),
      ...more,
    })
  const count = async () =>
    (await server.database.owner.pool.query<{ n: number }>('select count(*)::int as n from members.member')).rows[0]?.n

  it('MB-19: a good file registers all, with teams, leading zeros and every script; a dry run registers nobody', async () => {
    await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: '해외영업팀' }))
    const csv =
      '\uFEFFName,ID,Personal email,Employee number,Team,Language\r\n"이, 서연",seoyeon,s@example.com,0012,해외영업팀,ko\r\n佐藤 葵,aoi,,,,ja\r\n'
    const before = await count()
    const dry = await load(csv, { dryRun: true })
    expect(dry.body).toMatchObject({ members: [{ id: null, name: '이, 서연', password: null }, { login: 'aoi' }] })
    expect(await count()).toBe(before)
    const done = await load(csv)
    expect(done.body).toMatchObject({ members: [{ login: `seoyeon@${company.domain}` }, { login: `aoi@${company.domain}` }] })
    const { rows } = await server.database.owner.pool.query(
      `select m.employee_number, m.locale, t.name from members.member m join members.affiliation a using (member_id) join members.team t using (team_id) where m.login = 'seoyeon'`,
    )
    expect(rows).toEqual([{ employee_number: '0012', locale: 'ko', name: '해외영업팀' }])
  })

  it('MB-19: every problem of every row is named, and nobody is registered', async () => {
    const before = await count()
    const csv = 'name,id,personal email,team\nGood,good1,,\n,bad id,nobody,No such team\nTwice,good1,,\nTaken,admin,,\n'
    const answer = await load(csv)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({
      code: 'import_invalid',
      details: {
        issues: [
          { row: 3, field: 'name', code: 'required', value: null, message: 'required' },
          { row: 3, field: 'id', code: 'not_a_login' },
          { row: 3, field: 'personalEmail', code: 'not_an_email' },
          { row: 3, field: 'team', code: 'no_team', value: 'No such team', message: 'no team "No such team"' },
          { row: 4, field: 'id', code: 'twice', value: '2', message: 'the same ID as in row 2' },
          { row: 5, field: 'id', code: 'taken', value: 'admin', message: 'admin is already in use' },
        ],
      },
    })
    const wide = await load(
      `name,id,mobile,nickname,duty,language,team\n"Call\nme",callme,010-1234-5678 (home),${'x'.repeat(101)},${'x'.repeat(200)},kr,a\0b\n`,
    )
    expect(wide.body.error?.details).toMatchObject({
      issues: [
        { row: 2, field: 'name', code: 'not_one_line' },
        { row: 2, field: 'language', code: 'not_a_language' },
        { row: 2, field: 'nickname', code: 'too_long', value: '100', message: 'at most 100 characters' },
        { row: 2, field: 'mobile', code: 'not_a_phone', message: 'a phone number' },
        { row: 2, field: 'team', code: 'no_team' },
      ],
    })
    expect(await count()).toBe(before)
    for (const [bytes, issue] of [
      ['id\nx\n', { row: 1, field: 'name', code: 'no_column', value: 'name', message: 'a column "name" is required' }],
      ['name,id,salary\nA,a,1\n', { row: 1, code: 'unknown_column', value: 'salary', message: 'unknown column "salary"' }],
      ['name,id\n', { row: 0, code: 'empty', message: 'no members in the file' }],
      ['name,id\n"A,a\n', { row: 0, code: 'unreadable', value: 'CSV' }],
    ] as const)
      expect((await load(bytes)).body.error?.details).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining(issue)]) })
  })

  it('MB-19: passwords given in the file, with level, position and user type by name; every problem with its row, no password named', async () => {
    const { companyId } = company
    await server.as(company.tenant, async (ctx) => {
      await createTeam(ctx, { companyId, parentId: null, name: 'Import team' })
      await createTitle(ctx, 'level', companyId, { name: 'Senior' })
      await createTitle(ctx, 'position', companyId, { name: 'Lead' })
      await createTitle(ctx, 'user_type', companyId, { name: 'Contractor' })
    })
    const head = 'name,id,team,position,level,user type,password\n'
    const given = { passwordOption: 'admin' }
    const before = await count()
    const bad = [
      'A,a1,,Lead,Senior,,a secret of mine',
      'B,b1,Import team,Boss,Junior,Robot,short',
      'C,c1,,,,,',
      'D,d1,,,,,password',
      'E,member-e1,,,,,my member-e1!',
    ]
    const refused = await load(head + bad.join('\n'), given)
    const found = refused.body.error?.details as { issues: { row: number; field: string; code: string }[] } | undefined
    const issues = found?.issues ?? []
    expect(issues.map(({ row, field, code }) => `${row} ${field} ${code}`)).toEqual([
      '2 position position_without_team',
      '3 level no_level',
      '3 position no_position',
      '3 userType no_user_type',
      '3 password password_length',
      '4 password required',
      '5 password password_breached',
      '6 password password_personal',
    ])
    expect(JSON.stringify(refused.body)).not.toMatch(/my member-e1!|"short"/)
    expect((await load('name,id,password\nF,f1,a secret of mine\n')).body.error?.details).toMatchObject({
      issues: [{ row: 2, field: 'password', code: 'not_needed' }],
    })
    expect(await count()).toBe(before)
    const good = await load(`${head}G,titled,Import team,Lead,Senior,Contractor,a secret of mine\n`, given)
    expect(good.body).toMatchObject({ members: [{ login: `titled@${company.domain}`, password: null }] })
    const { rows } = await server.database.owner.pool.query(
      `select l.name as level, p.name as position, u.name as type, m.registered_by as how from members.member m
       join members.affiliation a using (tenant_id, member_id) join members.position p using (tenant_id, position_id)
       join members.level l using (tenant_id, level_id) join members.user_type u using (tenant_id, user_type_id) where m.login = 'titled'`,
    )
    expect(rows).toEqual([{ level: 'Senior', position: 'Lead', type: 'Contractor', how: 'admin' }])
    const door = await openDoor(server.url, `titled@${company.domain}`, 'a secret of mine')
    expect(door.text(), 'changed at the first sign-in').toContain('newPassword')
  })

  it('MB-19: an xlsx file that is none, or would fill the memory, is refused as not readable, and the server lives on', async () => {
    const refused = {
      code: 'import_invalid',
      details: { issues: [{ row: 0, field: '', code: 'unreadable', value: 'XLSX', message: 'not a readable XLSX file' }] },
    }
    expect((await load('not a zip', { format: 'xlsx' })).body.error).toMatchObject(refused)
    const book = await writeExcelFile([[{ value: 'name' }, { value: 'id' }]]).toBuffer()
    const files = unzipSync(book)
    const path = Object.keys(files).find((name) => name.includes('worksheets/sheet')) ?? ''
    const far = '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    files[path] = strToU8(strFromU8(files[path] ?? new Uint8Array()).replace('</row></sheetData>', far))
    const bomb = Buffer.from(zipSync(files))
    expect(bomb.length).toBeLessThan(10_000)
    expect((await load(bomb, { format: 'xlsx', dryRun: true })).body.error).toMatchObject(refused)
    expect((await load('name,id\nStill here,stillhere\n', { dryRun: true })).status).toBe(200)
  })

  it('RE-2: a header may be what the console calls the field in Korean or Japanese', async () => {
    const bodies = [
      '이름,로그인 ID,개인 이메일,사번\n박 서준,seojun,sj@example.com,7\n',
      '名前,ログインID,ふりがな,言語\n田中 蓮,ren,たなか れん,ja\n',
    ]
    for (const csv of bodies) expect((await load(csv, { dryRun: true })).status).toBe(200)
  })

  it('MB-19: of two imports of one file at once, one registers, the other is told which rows are taken', async () => {
    const csv = 'name,id\nOnce,atonce1\nOnce,atonce2\n'
    const answers = await Promise.all([load(csv), load(csv)])
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 400])
    expect(answers.find((a) => a.status === 400)?.body.error).toMatchObject({
      code: 'import_invalid',
      details: {
        issues: [
          { row: 2, field: 'id', code: 'taken', value: 'atonce1' },
          { row: 3, field: 'id', code: 'taken', value: 'atonce2' },
        ],
      },
    })
    expect(server.logged.filter((line) => line.includes('defect'))).toEqual([])
  })

  it('MB-19, P-2: a role limited to a team names one of its own in each row; others, private ones too, are as unknown as none', async () => {
    const team = (name: string, parentId: string | null, isPrivate = false) =>
      server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId, name, private: isPrivate }))
    const own = await team('Import own', null)
    const elsewhere = await team('Import elsewhere', null)
    await team('Secret', elsewhere, true)
    const shared = await team('Shared name', own)
    await team('Shared name', elsewhere)
    const [lead] = await makeMembers(server, company, 1, 'importlead')
    const role = crypto.randomUUID()
    const { pool } = server.database.owner
    await pool.query(`insert into company.role values ($1, $2, $3, 'Importer', '{"members": "manage"}', true, now())`, [
      company.tenant,
      company.companyId,
      role,
    ])
    await pool.query(
      `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
      [company.tenant, company.companyId, lead?.id, role, own],
    )
    const limited = await signInToConsole(server.url, lead?.login ?? '', password)
    const send = (csv: string, dryRun: boolean) =>
      post(limited, inCompany('/members/import'), {
        format: 'csv',
        passwordOption: 'automatic',
        file: Buffer.from(csv).toString('base64'),
        dryRun,
      })
    const refused = {
      code: 'import_invalid',
      details: {
        issues: [
          { row: 2, field: 'team', code: 'no_team', value: 'Secret' },
          { row: 3, field: 'team', code: 'no_team', value: 'Import elsewhere' },
          { row: 4, field: 'team', code: 'no_team', value: 'Nope' },
          { row: 5, field: 'team', code: 'required' },
        ],
      },
    }
    for (const dryRun of [true, false])
      expect((await send('name,id,team\nA,lima,Secret\nB,limb,Import elsewhere\nC,limc,Nope\nD,limd,\n', dryRun)).body.error).toMatchObject(
        refused,
      )
    expect((await send('name,id,team\nA,lima,Shared name\nB,limb,Import own\n', false)).status).toBe(200)
    const { rows } = await pool.query(
      `select m.login, a.team_id from members.member m join members.affiliation a using (member_id) where m.login in ('lima', 'limb') order by 1`,
    )
    expect(rows).toEqual([
      { login: 'lima', team_id: shared },
      { login: 'limb', team_id: own },
    ])
    const one = (teamId: string) =>
      post(limited, inCompany('/members'), { member: { name: 'E', login: 'lime', passwordOption: 'automatic', teamId } })
    const [outside, nowhere] = [await one(elsewhere), await one(crypto.randomUUID())]
    expect(outside.status).toBe(400)
    expect(outside.body.error?.details).toEqual(nowhere.body.error?.details)
  })

  it('MB-19: 100 rows, not 101; an xlsx file is read as a csv file is; links need addresses', async () => {
    const rows = (n: number) => ['name,id', ...Array.from({ length: n }, (_, i) => `Row ${i},bulk${n}x${i}`)].join('\n')
    expect((await load(rows(101))).body.error?.code).toBe('import_invalid')
    expect(((await load(rows(100))).body['members'] as unknown[]).length).toBe(100)
    const sheet = await writeExcelFile([
      [{ value: 'Name' }, { value: 'ID' }, { value: 'Personal email' }],
      [{ value: '정 하준' }, { value: 'hajun.x' }, { value: 'hajun@example.com' }],
    ]).toBuffer()
    const linked = await load(sheet, { format: 'xlsx', passwordOption: 'link' })
    expect(linked.body).toMatchObject({ members: [{ name: '정 하준', password: null }] })
    expect(linkIn((await mailsTo('hajun@example.com'))[0]?.text)).not.toBe('')
    expect((await load('name,id\nNo mail,nomail\n', { passwordOption: 'link' })).body.error?.details).toMatchObject({
      issues: [{ row: 2, field: 'personalEmail', message: 'required' }],
    })
  })
})

describe('MB-19: files as spreadsheets write them', () => {
  const load = (bytes: Buffer) =>
    post(admin, inCompany('/members/import'), { format: 'csv', passwordOption: 'automatic', file: bytes.toString('base64'), dryRun: true })

  it('MB-19: another encoding than UTF-8 is refused rather than garbled', async () => {
    // "홍길순" in CP949, as Korean Excel saves a CSV.
    const cp949 = Buffer.concat([Buffer.from('name,id\n'), Buffer.from([0xc8, 0xab, 0xb1, 0xe6, 0xbc, 0xf8]), Buffer.from(',gilsoon\n')])
    expect((await load(cp949)).body.error?.details).toMatchObject({ issues: [{ row: 0, code: 'not_utf8' }] })
    expect((await load(Buffer.from('\uFEFFname,id\n홍길순,gilsoon\n'))).body).toMatchObject({ members: [{ name: '홍길순' }] })
  })

  it.each([';', '\t'])('MB-19: cells set apart by %j', async (delimiter) => {
    const text = ['name', 'id', 'duty'].join(delimiter) + '\n' + ['Hong, Gilsoon', 'gilsoon', 'x'].join(delimiter) + '\n'
    expect((await load(Buffer.from(text))).body).toMatchObject({ members: [{ name: 'Hong, Gilsoon' }] })
  })
})

describe('the mail outbox', () => {
  it('IS-6, pitfall 20: a refused address says so, and holds nobody else up; without a server mails are held until there is one', async () => {
    const unlucky = await register({ personalEmail: 'refused@example.com', mailPassword: true })
    const fine = await register({ personalEmail: 'fine@example.com', mailPassword: true })
    expect(await mailsTo('fine@example.com')).toHaveLength(1)
    const mailOf = async (id: unknown) =>
      ((await (await admin.fetch(`${server.url}/api/v1${inCompany(`/members/${String(id)}`)}`)).json()) as { mail: unknown }).mail
    expect(await mailOf(unlucky.body['id'])).toMatchObject({
      kind: 'firstPassword',
      address: 'refused@example.com',
      delivery: 'refused',
      reply: expect.stringContaining('no such mailbox'),
    })
    expect(await mailOf(fine.body['id'])).toMatchObject({ delivery: 'sent', reply: expect.stringMatching(/^250/) })
    const { rows } = await server.database.owner.pool.query<{ reply: string; failed_at: unknown }>(
      `select reply, failed_at from notifications.mail where address = 'refused@example.com'`,
    )
    expect(rows[0]?.reply).toContain('no such mailbox')
    expect(rows[0]?.failed_at).not.toBeNull()
    const quiet = await startTestServer()
    const other = await makeCompany(quiet)
    const browser = await signInToConsole(quiet.url, other.admin.login, password)
    const member = { name: 'Held', login: 'held', passwordOption: 'automatic', personalEmail: 'h@example.com', mailPassword: true }
    const members = `${quiet.url}/api/v1/companies/${other.companyId}/members`
    const send = (url: string, body: unknown) =>
      browser.fetch(url, {
        method: 'POST',
        headers: { origin: quiet.url, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const { id } = (await (await send(members, { member })).json()) as { id: string }
    await quiet.runJob('notifications.deliver_held')
    const held = () =>
      quiet.database.owner.pool.query<{ mail_id: string }>(
        'select mail_id, attempted_at, sealed is not null as kept, kind from notifications.mail',
      )
    expect((await held()).rows).toMatchObject([{ attempted_at: null, kept: true, kind: 'firstPassword' }])
    // A second new password takes the place of the first, which would not open anything any more.
    for (const _ of [1, 2]) expect((await send(`${members}/${id}/password`, { deliver: 'mail' })).status).toBe(200)
    const kept = (await held()).rows
    expect(kept).toHaveLength(2)
    expect(await (await browser.fetch(`${members}/${id}`)).json()).toMatchObject({
      mail: { kind: 'resetPassword', delivery: 'waiting', reply: null },
    })
    await quiet.stop()
  })

  it('IS-6: two workers at once hand each mail over once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => register({ personalEmail: `pair${i}@example.com`, mailPassword: true })))
    await Promise.all([server.runJob('notifications.deliver_held'), server.runJob('notifications.deliver_held')])
    for (let i = 0; i < 12; i++) expect(await mailsTo(`pair${i}@example.com`)).toHaveLength(1)
  })
})

it('MB-18: one member’s reset leaves another signed in', async () => {
  const [one] = await makeMembers(server, company, 1, 'steady')
  const tokens = await signIn(server.url, 'mobile', one?.login ?? '', password)
  const { body } = await register({})
  await post(admin, inCompany(`/members/${String(body['id'])}/password`), { deliver: 'show' })
  expect((await callClient(server.url, tokens, 'POST', '/client/v1/activity', {})).status).toBe(200)
})
