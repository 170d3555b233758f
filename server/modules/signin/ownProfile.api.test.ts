import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OwnField, OwnProfile } from '@muster/contract'
import { startSmtpSink, type SmtpSink } from '../../../dev/smtp.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let smtp: SmtpSink
let server: TestServer
let company: TestCompany
let boss: ApiCaller
let own: ApiCaller
let id: string
let login: string
let settings: string
beforeAll(async () => {
  smtp = await startSmtpSink()
  server = await startTestServer({ smtpUrl: smtp.url })
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  const [member] = await makeMembers(server, company, 1, 'own')
  ;({ id, login } = member ?? { id: '', login: '' })
  own = await callerFor(server, login)
  settings = `/companies/${company.companyId}/settings`
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

async function leave(ownFields: OwnField[]): Promise<void> {
  const { body } = await boss('GET', settings)
  expect((await boss('PATCH', settings, { revision: body['revision'], settings: { ownFields } })).status).toBe(200)
}
const read = async () => (await own('GET', '/me/profile')).body as unknown as OwnProfile
const change = async (profile: object, revision?: number) =>
  own('PATCH', '/me/profile', { revision: revision ?? (await read()).revision, profile })
const pool = () => server.database.owner.pool
const pixel = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000000000000000000049454e4400000000', 'hex')

describe('MB-2: one’s own profile', () => {
  it('MB-2: the company says which fields members change; on record, under their own name', async () => {
    await leave(['zone', 'nickname'])
    expect((await boss('GET', settings)).body).toMatchObject({ ownFields: ['nickname', 'zone'] })
    expect(await read()).toMatchObject({ editable: ['nickname', 'zone'], companyZone: 'Asia/Seoul', profile: { name: 'Member 1' } })
    expect((await change({ nickname: 'Moon', zone: 'Asia/Tokyo' })).status).toBe(200)
    expect(await read()).toMatchObject({ profile: { nickname: 'Moon', zone: 'Asia/Tokyo' } })
    expect((await change({ nickname: 'Sun', workplace: 'Roof' })).code).toBe('not_own_field')
    expect((await change({ name: 'Somebody else', levelId: null })).status, 'what is nobody’s own is not read').toBe(200)
    expect((await read()).profile).toMatchObject({ nickname: 'Moon', name: 'Member 1', workplace: null })
    const { rows } = await pool().query(
      `select actor_id, before, after from audit.event where subject_id = $1 and action = 'member.profile_changed'`,
      [id],
    )
    expect(rows).toEqual([{ actor_id: id, before: { nickname: null, zone: null }, after: { nickname: 'Moon', zone: 'Asia/Tokyo' } }])
  })

  it('MB-2: what an administrator changed meanwhile is not written over', async () => {
    await leave(['nickname'])
    const { revision } = await read()
    const path = `/companies/${company.companyId}/members/${id}`
    expect((await boss('PATCH', path, { revision, profile: { duty: 'Sales' } })).status).toBe(200)
    expect((await change({ nickname: 'Star' }, revision)).code).toBe('changed_meanwhile')
    expect((await change({ nickname: 'Star' })).status).toBe(200)
  })

  it('MB-2: the photo, where the company leaves it open', async () => {
    const data = pixel.toString('base64')
    await leave([])
    expect((await own('PUT', '/me/photo', { data })).code).toBe('not_own_field')
    expect((await own('GET', '/me/photo')).code).toBe('not_found')
    await leave(['photo'])
    expect((await own('PUT', '/me/photo', { data: Buffer.from('no picture').toString('base64') })).code).toBe('input_invalid')
    expect((await own('PUT', '/me/photo', { data })).status).toBe(200)
    expect((await read()).photoChangedAt).not.toBeNull()
    expect((await own.browser.fetch(`${server.url}/api/v1/me/photo`)).headers.get('content-type')).toBe('image/png')
    expect((await own('DELETE', '/me/photo')).status).toBe(200)
    expect((await read()).photoChangedAt).toBeNull()
  })

  it('pitfall 25: another personal e-mail asks who it is, kills the links mailed before, and the address before is told', async () => {
    await leave(['personalEmail'])
    const link = async () => {
      await own('POST', '/password-resets', { id: login })
      await server.runEnqueued('signin.forgotten_password')
      await server.runJob('notifications.deliver_held')
      return /\/reset\/([\w-]+)/.exec(smtp.mails.at(-1)?.text ?? '')?.[1] ?? ''
    }
    expect((await change({ personalEmail: 'first@example.com' })).status).toBe(200)
    const token = await link()
    expect((await own('POST', '/password-resets/open', { token })).status).toBe(200)
    await pool().query(`update sessions.connection set proved_at = now() - interval '16 minutes' where member_id = $1`, [id])
    expect((await change({ personalEmail: 'second@example.com' })).code).toBe('reauth_required')
    expect((await change({ personalEmail: 'first@example.com' })).status, 'the same is no change').toBe(200)
    expect((await own('POST', '/me/proof', { password })).status).toBe(200)
    expect((await change({ personalEmail: 'second@example.com' })).status).toBe(200)
    expect((await own('POST', '/password-resets/open', { token })).code).toBe('reset_over')
    expect((await change({ personalEmail: 'first@example.com' })).status).toBe(200)
    expect((await own('POST', '/password-resets/open', { token })).code, 'nor when it is changed back').toBe('reset_over')
    await server.runJob('notifications.deliver_held')
    const told = smtp.mails.flatMap((m) => (m.to && 'value' in m.to ? [[m.to.value[0]?.address, m.subject]] : []))
    expect(told.slice(-2).toSorted()).toEqual([
      ['first@example.com', 'Test company: your personal e-mail was changed'],
      ['second@example.com', 'Test company: your personal e-mail was changed'],
    ])
  })

  it('MB-8, pitfall 25: an administrator proves who they are as well, whosever address they change, their own too', async () => {
    const path = (who: string) => `/companies/${company.companyId}/members/${who}`
    const move = async (who: string, personalEmail: string) => {
      const { revision } = (await boss('GET', path(who))).body
      return boss('PATCH', path(who), { revision, profile: { personalEmail } })
    }
    const prove = async () => expect((await boss('POST', '/me/proof', { password })).status).toBe(200)
    const [member] = await makeMembers(server, company, 1, 'moved')
    for (const who of [member?.id ?? '', company.admin.id]) {
      await prove()
      expect((await move(who, 'before@example.com')).status).toBe(200)
      await pool().query(`update sessions.connection set proved_at = now() - interval '16 minutes' where member_id = $1`, [
        company.admin.id,
      ])
      expect((await move(who, 'thief@example.com')).code).toBe('reauth_required')
      expect((await move(who, 'before@example.com')).status, 'the same is no change').toBe(200)
    }
    await boss('POST', '/password-resets', { id: member?.login })
    await server.runEnqueued('signin.forgotten_password')
    await server.runJob('notifications.deliver_held')
    const token = /\/reset\/([\w-]+)/.exec(smtp.mails.at(-1)?.text ?? '')?.[1] ?? ''
    expect((await own('POST', '/password-resets/open', { token })).status).toBe(200)
    await prove()
    expect((await move(member?.id ?? '', 'after@example.com')).status).toBe(200)
    expect((await move(member?.id ?? '', 'before@example.com')).status).toBe(200)
    expect((await own('POST', '/password-resets/open', { token })).code, 'nor when it is changed back').toBe('reset_over')
    await server.runJob('notifications.deliver_held')
    const told = smtp.mails.slice(-2).map(({ to, subject }) => [to && 'text' in to ? to.text : '', subject])
    expect(told.toSorted()).toEqual([
      [expect.stringContaining('after@example.com'), 'Test company: your personal e-mail was changed'],
      [expect.stringContaining('before@example.com'), 'Test company: your personal e-mail was changed'],
    ])
  })
})
