import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemberDetail, Permissions } from '@muster/contract'
import { appointAdministrator } from '#modules/company'
import type { Browser } from '../../../test/openid.ts'
import { signInToConsole } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { newId } from '../../platform/ids.ts'
import { affiliate, createTeam } from './index.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
let admin: Browser
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server, { zone: 'Asia/Seoul' })
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'sibling-account.example' })
  await server.as(company.tenant, (ctx) =>
    appointAdministrator(ctx, { companyId: sibling.companyId, memberId: company.admin.id, role: 'sub_admin' }),
  )
  admin = await signInToConsole(server.url, company.admin.login, password)
})
afterAll(() => server.stop())

let number = 0
const newMember = async (of = company) => (await makeMembers(server, of, 1, `a${++number}x`))[0] ?? { id: '', login: '' }

/** The fields that an answer says are wrong. */
const pathsOf = (answer: Answer) =>
  ((answer.body.error?.details ?? { issues: [] }) as { issues: { path: string }[] }).issues.map((i) => i.path)

type Answer = { status: number; body: Record<string, unknown> & { error?: { code: string; details: unknown } } }
async function call(browser: Browser, method: string, path: string, body?: unknown, of = company.companyId): Promise<Answer> {
  const answer = await browser.fetch(`${server.url}/api/v1/companies/${of}${path}`, {
    method,
    headers: { origin: server.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}
const detail = async (id: string, browser = admin) => (await call(browser, 'GET', `/members/${id}`)).body as unknown as MemberDetail
const reasonFor = async (id: string, action: string) => (await detail(id)).actions.find((a) => a.action === action)?.reason

/** An administrator with a custom role, perhaps limited to a team. */
async function customAdmin(permissions: Permissions, limits: { team?: string; names?: boolean } = {}): Promise<Browser> {
  const { id, login } = await newMember()
  const roleId = newId(new Date())
  const { pool } = server.database.owner
  await pool.query('insert into company.role values ($1, $2, $3, $4, $5, $6, now())', [
    company.tenant,
    company.companyId,
    roleId,
    roleId,
    JSON.stringify(permissions),
    limits.names ?? true,
  ])
  await pool.query(
    `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
    [company.tenant, company.companyId, id, roleId, limits.team ?? null],
  )
  return signInToConsole(server.url, login, password)
}

describe('MB-2: the member page', () => {
  it('MB-2, MB-3: says everything about a member, and what can be done now', async () => {
    const { id, login } = await newMember()
    const [parent, team] = await server.as(company.tenant, async (ctx) => {
      const above = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Sales' })
      const own = await createTeam(ctx, { companyId: company.companyId, parentId: above, name: 'Export' })
      await affiliate(ctx, [
        { memberId: id, teamId: own, companyId: company.companyId, isPrimary: true, isLeader: true },
        { memberId: id, teamId: above, companyId: company.companyId, isPrimary: false, isLeader: false },
      ])
      return [above, own]
    })
    const member = await detail(id)
    expect(member).toMatchObject({
      id,
      login,
      state: 'pending',
      appBlocked: false,
      leave: null,
      administratorRole: null,
      registeredBy: 'admin',
    })
    expect(member.affiliations).toMatchObject([
      { team: { id: team, name: 'Export', path: ['Sales'] }, isPrimary: true, isLeader: true },
      { team: { id: parent, name: 'Sales', path: [] }, isPrimary: false },
    ])
    expect(member.servicePermission.surfaces).toEqual(['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web'])
    expect(member.password).toMatchObject({ mustChange: false })
    expect(member.actions.map((a) => [a.action, a.reason])).toEqual([
      ['suspend', null],
      ['block_apps', null],
      ['set_leave', null],
      ['reset_password', null],
      ['change_password', null],
      ['request_password_change', null],
      ['resend_invitation', 'not_by_link'],
      ['transfer', null],
      ['delete', null],
    ])
  })

  it('MB-2: a profile changes by its fields; another’s change in between is refused, and nothing is lost (optimistic lock)', async () => {
    const { id } = await newMember()
    const { revision } = await detail(id)
    const profile = {
      name: '김 민준',
      phonetic: 'きむ みんじゅん',
      names: { en: { name: 'Minjun Kim', phonetic: null } },
      nickname: '',
      employeeNumber: '0042',
      personalEmail: 'minjun@example.com',
      phones: [{ kind: 'mobile', number: '+82 10-1234-5678' }],
      birthday: '1990-02-28',
      zone: 'asia/tokyo',
    }
    const saved = await call(admin, 'PATCH', `/members/${id}`, { revision, profile })
    expect(saved.body).toEqual({ revision: revision + 1 })
    expect((await detail(id)).profile).toMatchObject({ ...profile, nickname: null, zone: 'Asia/Tokyo', workplace: null })
    const late = await call(admin, 'PATCH', `/members/${id}`, { revision, profile: { nickname: 'MJ' } })
    expect(late.status).toBe(409)
    expect(late.body.error).toMatchObject({ code: 'changed_meanwhile', details: { revision: revision + 1 } })
    expect((await detail(id)).profile.nickname).toBeNull()
    const both = await Promise.all(
      [1, 2].map((n) => call(admin, 'PATCH', `/members/${id}`, { revision: revision + 1, profile: { duty: `d${n}` } })),
    )
    expect(both.map((a) => a.status).toSorted()).toEqual([200, 409])
    const { rows } = await server.database.owner.pool.query<{ before: unknown; after: unknown }>(
      `select before, after from audit.event where subject_id = $1 and action = 'member.profile_changed' order by event_id limit 1`,
      [id],
    )
    expect(rows[0]).toMatchObject({ before: { employeeNumber: null }, after: { employeeNumber: '0042' } })
    expect(Object.keys(rows[0]?.after as object)).not.toContain('nickname')
  })

  it('names every field that is wrong and why; nothing is half done', async () => {
    const { id } = await newMember()
    const { revision } = await detail(id)
    const answer = await call(admin, 'PATCH', `/members/${id}`, {
      revision,
      profile: { name: ' ', personalEmail: 'nobody', phones: [{ kind: 'fax', number: 'x' }], birthday: '1990-02-30', nickname: 'kept out' },
    })
    expect(answer.status).toBe(400)
    expect(pathsOf(answer).toSorted()).toEqual([
      'profile.birthday',
      'profile.name',
      'profile.personalEmail',
      'profile.phones.0.kind',
      'profile.phones.0.number',
    ])
    const foreign = await call(admin, 'PATCH', `/members/${id}`, { revision, profile: { levelId: crypto.randomUUID() } })
    expect(foreign.body.error).toMatchObject({ code: 'input_invalid', details: { issues: [{ path: 'profile.levelId' }] } })
    expect(await detail(id)).toMatchObject({ revision, profile: { nickname: null } })
  })

  it('an alias address is nobody else’s ID or alias, also when two ask at once', async () => {
    const [one, two] = [await newMember(), await newMember()]
    const set = async (id: string, aliases: string[]) =>
      call(admin, 'PATCH', `/members/${id}`, { revision: (await detail(id)).revision, profile: { aliases } })
    const results = await Promise.all([set(one.id, ['press']), set(two.id, ['press'])])
    expect(results.map((r) => r.status).toSorted()).toEqual([200, 409])
    const taken = await set(one.id, [two.login.split('@')[0] ?? ''])
    expect(taken.body.error).toMatchObject({ code: 'id_taken', details: { issues: [{ path: 'profile.aliases.0' }] } })
  })

  it('a photo is a PNG, JPEG or WebP by its bytes, of a size a screen shows; where it was taken is not kept', async () => {
    const { id } = await newMember()
    const set = (bytes: Buffer) => call(admin, 'PUT', `/members/${id}/photo`, { data: bytes.toString('base64') })
    const png = (width: number, ...more: string[]) => {
      const header = Buffer.from(`0000000d49484452${width.toString(16).padStart(8, '0')}00000001080200000000000000`, 'hex')
      return Buffer.concat(
        ['89504e470d0a1a0a', header.toString('hex'), ...more, '0000000049454e4400000000'].map((hex) => Buffer.from(hex, 'hex')),
      )
    }
    const taken = `00000003${Buffer.from('eXIfGPS').toString('hex')}00000000`
    for (const refused of [Buffer.from('<svg onload=alert(1)>'), png(1).subarray(0, 20), png(4_097), png(30_000)])
      expect(pathsOf(await set(refused))).toEqual(['data'])
    expect((await set(png(4_096, taken))).status).toBe(200)
    const photo = await admin.fetch(`${server.url}/api/v1/companies/${company.companyId}/members/${id}/photo`)
    expect(photo.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await photo.arrayBuffer())).toEqual(png(4_096))
    expect((await detail(id)).photoChangedAt).not.toBeNull()
    await call(admin, 'DELETE', `/members/${id}/photo`)
    expect((await detail(id)).photoChangedAt).toBeNull()
  })

  it('P-2, pitfall 36: a role without names writes no profile and no photo', async () => {
    const { id } = await newMember()
    const nameless = await customAdmin({ members: 'manage' }, { names: false })
    const png = '89504e470d0a1a0a0000000d4948445200000001000000010802000000000000000000000049454e4400000000'
    for (const [method, path, body] of [
      ['PATCH', '', { revision: 1, profile: { nickname: 'x' } }],
      ['PUT', '/photo', { data: Buffer.from(png, 'hex').toString('base64') }],
      ['DELETE', '/photo', undefined],
    ] as const)
      expect((await call(nameless, method, `/members/${id}${path}`, body)).body.error?.code, method).toBe('names_hidden')
  })

  it('text that cannot be kept is refused with its field, wherever it is written', async () => {
    const { id } = await newMember()
    const half = 'x\ud800y'
    for (const [method, path, body, field] of [
      ['POST', '/teams', { parentId: null, name: 'a\0b' }, 'name'],
      ['POST', '/teams', { parentId: null, name: 'A', description: 'a\0b' }, 'description'],
      ['POST', '/levels', { name: 'a\nb' }, 'name'],
      ['POST', '/roles', { name: 'a\0b', permissions: { audit: 'view' }, seesNames: true }, 'name'],
      ['POST', '/members', { member: { name: 'a\0b', login: 'nul', passwordOption: 'automatic' } }, 'member.name'],
      ['PATCH', '/settings', { revision: 0, settings: { name: 'a\0b' } }, 'settings.name'],
      ['PATCH', `/members/${id}`, { revision: 1, profile: { duty: 'a\0b' } }, 'profile.duty'],
      ['PATCH', `/members/${id}`, { revision: 1, profile: { names: { ko: { name: half, phonetic: null } } } }, 'profile.names.ko.name'],
      ['PATCH', `/members/${id}`, { revision: 1, profile: { custom: { [crypto.randomUUID()]: half } } }, 'profile.custom.'],
      ['PATCH', `/members/${id}`, { revision: 1, profile: { birthday: '0000-01-01' } }, 'profile.birthday'],
      ['PATCH', `/members/${id}`, { revision: 1, profile: { hiredOn: '0000-12-31' } }, 'profile.hiredOn'],
      ['GET', '/members?q=%00a', undefined, 'q'],
    ] as const) {
      const answer = await call(admin, method, path, body)
      expect(answer.body.error?.code, `${method} ${path}`).toBe('input_invalid')
      expect(pathsOf(answer)[0], `${method} ${path}`).toContain(field)
    }
  })

  it('MB-2: of a field’s deletion and a profile saved with it at once, the later gives way', async () => {
    const { pool } = server.database.owner
    const orphans = async () => {
      const { rows } = await pool.query<{ n: number }>(
        `select count(*)::int as n from members.member m cross join jsonb_object_keys(m.custom) k
         where not exists (select from members.custom_field f where f.field_id = k::uuid)`,
      )
      return rows[0]?.n
    }
    for (let i = 0; i < 8; i++) {
      const field = String((await call(admin, 'POST', '/custom-fields', { name: `Racing ${i}` })).body['id'])
      const { id } = await newMember()
      const [saved, deleted] = await Promise.all([
        call(admin, 'PATCH', `/members/${id}`, { revision: 1, profile: { custom: { [field]: 'x' } } }),
        call(admin, 'DELETE', `/custom-fields/${field}`),
      ])
      expect([saved.status, deleted.status].toSorted(), `${i}`).toEqual(saved.status === 200 ? [200, 409] : [200, 400])
    }
    expect(await orphans()).toBe(0)
  })
})

describe('MB-12 … MB-16: account actions over the API', () => {
  it('MB-13, pitfall 30: suspending clears leave; unsuspending does not bring it back', async () => {
    const { id } = await newMember()
    await call(admin, 'PUT', `/members/${id}/leave`, {})
    expect((await detail(id)).leave).toMatchObject({ until: null, now: true })
    expect((await call(admin, 'PUT', `/members/${id}/suspension`)).body).toEqual({ state: 'suspended' })
    expect(await detail(id)).toMatchObject({ state: 'suspended', suspendedReason: 'administrator', leave: null })
    expect((await call(admin, 'PUT', `/members/${id}/leave`, {})).body.error?.code).toBe('member_state')
    expect((await call(admin, 'DELETE', `/members/${id}/suspension`)).body).toEqual({ state: 'pending' })
    expect((await detail(id)).leave).toBeNull()
  })

  it('MB-14: a period has both ends, in order and not over; a new leave replaces the old', async () => {
    const { id } = await newMember()
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const set = (period: unknown) => call(admin, 'PUT', `/members/${id}/leave`, { period })
    expect((await set({ from: at(1000) })).body.error?.code).toBe('input_invalid')
    expect((await set({ from: at(9e6), until: at(8e6) })).body.error?.code).toBe('leave_invalid')
    expect((await set({ from: at(-9e6), until: at(-8e6) })).body.error?.code).toBe('leave_invalid')
    const ahead = { from: at(8e6), until: at(9e6) }
    expect((await set(ahead)).status).toBe(200)
    expect((await detail(id)).leave).toEqual({ ...ahead, now: false })
    expect((await call(admin, 'DELETE', `/members/${id}/leave`)).status).toBe(200)
    expect((await detail(id)).leave).toBeNull()
  })

  it('MB-12, MB-15: blocked apps, deletion and its undoing keep what was there', async () => {
    const { id } = await newMember()
    await call(admin, 'PUT', `/members/${id}/app-block`)
    await call(admin, 'PUT', `/members/${id}/deletion`)
    const deleted = await detail(id)
    expect(deleted).toMatchObject({ state: 'deleted', appBlocked: true })
    expect(Date.parse(deleted.undeleteBefore ?? '') - Date.now()).toBeGreaterThan(7 * 86_400_000 - 60_000)
    expect(deleted.actions.filter((a) => a.reason === null).map((a) => a.action)).toEqual(['undelete'])
    expect(
      (await call(admin, 'PATCH', `/members/${id}`, { revision: deleted.revision, profile: { nickname: 'x' } })).body.error?.code,
    ).toBe('member_state')
    expect((await call(admin, 'DELETE', `/members/${id}/deletion`)).body).toEqual({ state: 'pending' })
    expect(await detail(id)).toMatchObject({ state: 'pending', appBlocked: true, undeleteBefore: null })
    expect((await call(admin, 'DELETE', `/members/${id}/deletion`)).body.error?.code).toBe('member_state')
  })

  it('MB-16: transfers within the group, to where the administrator manages members, with a new ID; the old company sees the member no more', async () => {
    const { id } = await newMember()
    const preview = await call(admin, 'GET', `/members/${id}/transfer`)
    expect(preview.body['companies']).toMatchObject([{ id: sibling.companyId, losses: [] }])
    const taken = await call(admin, 'POST', `/members/${id}/transfer`, { to: sibling.companyId, login: 'admin' })
    expect(taken.body.error?.code).toBe('id_taken')
    expect((await call(admin, 'POST', `/members/${id}/transfer`, { to: crypto.randomUUID(), login: 'x' })).status).toBe(404)
    expect(
      (await call(admin, 'POST', `/members/${id}/transfer`, { to: sibling.companyId, login: 'x', teamId: crypto.randomUUID() })).status,
    ).toBe(404)
    // Nor is an alias address of somebody there free.
    const there = await newMember(sibling)
    const aliased = await call(admin, 'PATCH', `/members/${there.id}`, { revision: 1, profile: { aliases: ['info'] } }, sibling.companyId)
    expect(aliased.status).toBe(200)
    const clash = await call(admin, 'POST', `/members/${id}/transfer`, { to: sibling.companyId, login: 'info' })
    expect(clash.body.error?.code).toBe('id_taken')
    const moved = await call(admin, 'POST', `/members/${id}/transfer`, { to: sibling.companyId, login: `moved${number}` })
    expect(moved.body).toEqual({ companyId: sibling.companyId, login: `moved${number}` })
    expect((await call(admin, 'GET', `/members/${id}`)).status).toBe(404)
    expect((await call(admin, 'GET', `/members/${id}`, undefined, sibling.companyId)).body).toMatchObject({ affiliations: [], level: null })
    // One who administers the new company alone cannot send the member into one they do not.
    const other = await signInToConsole(server.url, sibling.admin.login, password)
    expect((await call(other, 'POST', `/members/${id}/transfer`, { to: company.companyId, login: 'back' }, sibling.companyId)).status).toBe(
      404,
    )
  })

  it('pitfalls 15, 22: bulk goes through the same verbs, names who was refused and why, and takes 100 at most', async () => {
    const members = await Promise.all(Array.from({ length: 3 }, () => newMember()))
    const ids = members.map((m) => m.id)
    await call(admin, 'PUT', `/members/${ids[2]}/deletion`)
    const gone = crypto.randomUUID()
    const result = await call(admin, 'POST', '/members/bulk', { action: 'suspend', members: [...ids, company.admin.id, gone] })
    expect(result.body).toEqual({
      done: ids.slice(0, 2),
      refused: [
        { id: ids[2], name: 'Member 1', code: 'member_state' },
        { id: company.admin.id, name: 'Ada Admin', code: 'own_account' },
        { id: gone, name: null, code: 'not_found' },
      ],
    })
    // One whose state changed between list and click was not changed by it.
    const again = await call(admin, 'POST', '/members/bulk', { action: 'suspend', members: ids.slice(0, 1) })
    expect(again.body).toEqual({ done: [], refused: [{ id: ids[0], name: 'Member 1', code: 'member_state' }] })
    const tooMany = Array.from({ length: 101 }, () => crypto.randomUUID())
    expect((await call(admin, 'POST', '/members/bulk', { action: 'suspend', members: tooMany })).body.error?.code).toBe('input_invalid')
  })
})

describe('P-2, P-3: whom an administrator reaches', () => {
  it('P-3: not oneself, not someone above, whatever the path', async () => {
    const sub = await newMember()
    await server.as(company.tenant, (ctx) =>
      appointAdministrator(ctx, { companyId: company.companyId, memberId: sub.id, role: 'sub_admin' }),
    )
    const low = await customAdmin({ members: 'manage' })
    const paths = [
      ['PUT', '/suspension'],
      ['PUT', '/app-block'],
      ['PUT', '/leave'],
      ['PUT', '/deletion'],
      ['POST', '/transfer', { to: sibling.companyId, login: 'zz' }],
      ['POST', '/password', { deliver: 'show' }],
    ] as const
    for (const [method, path, body] of paths) {
      expect((await call(low, method, `/members/${sub.id}${path}`, body ?? {})).body.error?.code, path).toBe('not_allowed_on_superior')
      expect((await call(admin, method, `/members/${company.admin.id}${path}`, body ?? {})).body.error?.code, path).toBe('own_account')
    }
    const subBrowser = await signInToConsole(server.url, sub.login, password)
    expect((await call(subBrowser, 'PUT', `/members/${company.admin.id}/suspension`)).body.error?.code).toBe('not_allowed_on_superior')
    expect(await reasonFor(company.admin.id, 'suspend')).toBe('own_account')
    expect((await call(admin, 'PUT', `/members/${sub.id}/deletion`)).body.error?.code).toBe('is_administrator')
  })

  it('pitfall 28: nobody gets the password of an administrator who may do more, sees more, or reaches further', async () => {
    const teamId = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, name: 'HR', parentId: null }))
    const holder = async (permissions: Permissions, limits?: { team?: string; names?: boolean }) => {
      const browser = await customAdmin(permissions, limits)
      const me = (await (await browser.fetch(`${server.url}/api/v1/me`)).json()) as { member: { id: string } }
      return { browser, id: me.member.id }
    }
    const hr = await holder({ members: 'manage' })
    const limited = await holder({ members: 'manage' }, { team: teamId })
    const auditor = await holder({ members: 'view', audit: 'view' })
    const equal = await holder({ members: 'manage', statistics: 'view' })
    const lesser = await holder({ members: 'view' })
    const reset = async (by: Browser, whom: string) =>
      (await call(by, 'POST', `/members/${whom}/password`, { deliver: 'show' })).body.error?.code
    await server.as(company.tenant, (ctx) =>
      affiliate(ctx, [{ memberId: hr.id, teamId, companyId: company.companyId, isPrimary: true, isLeader: false }]),
    )
    expect(await reset(limited.browser, hr.id)).toBe('not_allowed_on_superior')
    expect(await reset(hr.browser, auditor.id)).toBe('not_allowed_on_superior')
    expect(await reset(hr.browser, equal.id)).toBe('not_allowed_on_superior')
    expect(await reset(hr.browser, lesser.id)).toBeUndefined()
    expect(await reset(hr.browser, limited.id)).toBeUndefined()
  })

  it('P-3: an ID written in capitals is the same member: nobody acts on themselves that way', async () => {
    const sub = await newMember()
    await server.as(company.tenant, (ctx) =>
      appointAdministrator(ctx, { companyId: company.companyId, memberId: sub.id, role: 'sub_admin' }),
    )
    const browser = await signInToConsole(server.url, sub.login, password)
    const self = sub.id.toUpperCase()
    expect((await call(browser, 'PUT', `/members/${self}/suspension`)).body.error?.code).toBe('own_account')
    expect((await call(browser, 'POST', `/members/${self}/password`, { deliver: 'show' })).body.error?.code).toBe('own_account')
    const bulk = await call(browser, 'POST', '/members/bulk', { action: 'suspend', members: [self, sub.id] })
    expect(bulk.body).toEqual({ done: [], refused: [{ id: sub.id, name: 'Member 1', code: 'own_account' }] })
  })

  it('P-2: a role limited to a team reaches its subtree alone; one without names sees none', async () => {
    const [inside, outside, nowhere] = [await newMember(), await newMember(), await newMember()]
    const team = await server.as(company.tenant, async (ctx) => {
      const root = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Factory' })
      const beneath = await createTeam(ctx, { companyId: company.companyId, parentId: root, name: 'Line 1' })
      const elsewhere = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Office' })
      const put = (memberId: string, teamId: string) => ({
        memberId,
        teamId,
        companyId: company.companyId,
        isPrimary: true,
        isLeader: false,
      })
      await affiliate(ctx, [put(inside.id, beneath), put(outside.id, elsewhere)])
      return root
    })
    const limited = await customAdmin({ members: 'manage' }, { team })
    expect((await call(limited, 'GET', `/members/${inside.id}`)).status).toBe(200)
    for (const { id } of [outside, nowhere]) {
      expect((await call(limited, 'GET', `/members/${id}`)).status).toBe(404)
      expect((await call(limited, 'PUT', `/members/${id}/suspension`)).status).toBe(404)
      expect((await call(limited, 'PATCH', `/members/${id}`, { revision: 1, profile: {} })).status).toBe(404)
    }
    const bulk = await call(limited, 'POST', '/members/bulk', { action: 'suspend', members: [inside.id, outside.id] })
    expect(bulk.body).toEqual({ done: [inside.id], refused: [{ id: outside.id, name: null, code: 'not_found' }] })
    const nameless = await customAdmin({ members: 'manage' }, { names: false })
    expect((await call(nameless, 'GET', `/members/${inside.id}`)).body.error?.code).toBe('names_hidden')
    expect((await call(nameless, 'POST', '/members/bulk', { action: 'unsuspend', members: [inside.id] })).body.error?.code).toBe(
      'names_hidden',
    )
  })
})
