import { execFile } from 'node:child_process'
import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { menus, type Permissions } from '@muster/contract'
import { suspendMember } from '../server/modules/members/index.ts'
import { callerByToken, callerFor, type ApiCall } from '../test/api.ts'
import { letIn } from '../test/codeDoor.ts'
import { command, type Running } from '../test/command.ts'
import { Browser } from '../test/openid.ts'
import { requests } from '../test/requests.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../test/server.ts'
import { kebab, listEndpoints } from './endpoints.ts'
import { placeholdersOf } from './endpoints.ts'

let server: TestServer
let company: TestCompany
/** Through a token that was given everything to view. */
let viewing: { token: string; call: ApiCall }
let member: { id: string; login: string }
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server, { name: 'Hanbit', domain: 'hanbit.example' })
  const [first] = await makeMembers(server, company, 12)
  member = first ?? { id: '', login: '' }
  await server.as(company.tenant, (ctx) => suspendMember(ctx, member.id))
  const boss = await callerFor(server, company.admin.login)
  const permissions: Permissions = Object.fromEntries(menus.map((menu) => [menu, 'view']))
  const { body } = await boss('POST', '/me/tokens', { company: company.companyId, name: 'Looks', permissions, days: 1 })
  viewing = { token: String(body['token']), call: callerByToken(server, String(body['token'])) }
})
afterAll(() => server.stop())

const tokenEnv = () => ({ MUSTER_URL: server.url, MUSTER_TOKEN: viewing.token, MUSTER_COMPANY: 'hanbit.example' })
const byToken = (args: readonly string[], running: Running = {}) => command(args, { ...running, env: { ...tokenEnv(), ...running.env } })

/** A sample request of the matrix as it is typed, and as it is sent. */
function sample(name: string) {
  const { query, body, path: given } = requests[name] ?? {}
  const endpoint = listEndpoints().find(({ words }) => words.join('.') === name.split('.').map(kebab).join('.'))
  if (!endpoint) throw new Error(`no command ${name}`)
  const known: Record<string, string> = { company: company.companyId, member: member.id, domain: 'hanbit.example', ...given }
  const valueOf = (key: string) => known[key] ?? '00000000-0000-7000-8000-000000000000'
  const filled = JSON.stringify(body ?? {}).replaceAll(/\{(\w+)\}/g, (_, key: string) => valueOf(key))
  const positionals = placeholdersOf(endpoint.path).filter((key) => key !== 'company')
  const flags = [...new URLSearchParams(query)].flatMap(([key, value]) => [`--${key}`, value])
  const takesBody = endpoint.method !== 'GET' && endpoint.input !== undefined && name !== 'registration.importMembers'
  return {
    endpoint,
    args: [...endpoint.words, ...positionals.map(valueOf), ...flags, ...(takesBody ? ['--file', '-'] : [])],
    input: filled,
    path: `${endpoint.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => valueOf(key))}${query ? `?${query}` : ''}`,
  }
}

/** What changes by being asked for, or with the clock. */
const volatile = (text: string) => text.replaceAll(/"(now|at|lastUsed|generatedAt)":\s*("[^"]*"|\{[^}]*\})/g, '"$1": 0')

describe('RE-1: the matrix of endpoints through the command', () => {
  it('RE-1: what is read is what the API answers', async () => {
    for (const name of Object.keys(requests)) {
      const { endpoint, args, path } = sample(name)
      if (endpoint.method !== 'GET' || endpoint.isFile) continue
      const answer = await viewing.call('GET', path)
      const ran = await byToken([...args, '--json'])
      const exit = answer.status === 200 ? 0 : answer.status === 403 ? 4 : 1
      expect({ name, code: ran.code }, ran.err).toEqual({ name, code: exit })
      if (exit === 0) expect(volatile(JSON.stringify(JSON.parse(ran.out))), name).toBe(volatile(JSON.stringify(answer.body)))
      else expect(ran.err, name).toContain(`(${answer.code})`)
    }
  }, 120_000)

  it('P-2: what changes something is not permitted; and nothing to whoever is not signed in', async () => {
    for (const name of Object.keys(requests)) {
      const { endpoint, args, input } = sample(name)
      const { access } = endpoint.meta
      if (access === 'public' || name === 'registration.importMembers') continue
      const nobody = await command(args, { input, env: { MUSTER_URL: server.url, MUSTER_COMPANY: company.companyId } })
      expect({ name, code: nobody.code }, nobody.err).toEqual({ name, code: 3 })
      if (endpoint.method === 'GET' || (typeof access === 'object' && access.level === 'view')) continue
      const ran = await byToken(args, { input })
      const exit = endpoint.meta.byToken && access === 'member' ? 1 : 4
      expect({ name, code: ran.code }, ran.err).toEqual({ name, code: exit })
    }
  }, 120_000)
})

describe('RE-1: what the command prints', () => {
  it('RE-1: tables, CSV that no spreadsheet takes for formulas (pitfall 17), every page with --all', async () => {
    const table = await byToken(['members', 'list', '--limit', '5', '--show', 'name,state'], { columns: 100 })
    expect(table.out.split('\n')[0]).toMatch(/^NAME +STATE$/)
    expect(table.err).toContain('5 of 13 (--all for the rest)')
    for (const shape of [[], ['--csv'], ['--json']])
      expect((await byToken(['members', 'list', '--limit', '5', ...shape])).err, shape[0]).toBe('5 of 13 (--all for the rest)\n')
    expect((await byToken(['members', 'list'])).out.split('\n')[0]).toMatch(/^ID +NAME +LOGIN +STATE +TEAM +POSITION +LEVEL +LASTUSE$/)
    expect(await byToken(['members', 'list', '--q', 'nobody at all'])).toMatchObject({ code: 0, out: '', err: 'none\n' })
    const all = await byToken(['members', 'list', '--limit', '5', '--all', '--json'])
    const listed = JSON.parse(all.out) as { items: { id: string }[]; total: number; next: null }
    expect(new Set(listed.items.map(({ id }) => id)).size).toBe(listed.total)
    await server.database.owner.pool.query(`update members.member set name = '=1+1' where member_id = $1`, [member.id])
    const csv = await byToken(['members', 'list', '--state', 'suspended', '--csv', '--show', 'name,login'])
    expect(csv.out).toBe(`name,login\r\n'=1+1,${member.login}\r\n`)
  })

  it('RE-1: files are saved', async () => {
    const output = join(await mkdtemp(join(tmpdir(), 'muster-file-')), 'use.xlsx')
    const ran = await byToken(['activity', 'active-users-file', '--section', 'active', '--output', output], { columns: 80 })
    expect(ran.code, ran.err).toBe(0)
    expect((await readFile(output)).subarray(0, 2).toString()).toBe('PK')
  })

  it('RE-2: refusals in the language of the terminal, with the code of the API', async () => {
    const ran = await byToken(['account', 'suspend', member.id], { env: { LANG: 'ko_KR.UTF-8' } })
    expect(ran).toMatchObject({ code: 4, out: '' })
    expect(ran.err).toMatch(/^muster: 이 API 토큰에는 .+ \(token_forbidden\)\n/)
  })

  it('RE-1: as a process of its own, from a file that npm links', async () => {
    const run = promisify(execFile)
    const env = { ...process.env, ...tokenEnv() }
    const bin = join(import.meta.dirname, 'muster.mjs')
    const { stdout } = await run(process.execPath, [bin, 'members', 'list', '--state', 'suspended', '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ id: member.id, state: 'suspended' }], total: 1 })
    await expect(run(process.execPath, [bin, 'audit', 'list', '--from', 'soon'], { env })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from: ') as string,
    })
  })
})

describe('RE-1, SX-1: signing in with the command', () => {
  it('RE-1: by device authorization; a dangerous act opens the door again; signed out, nothing is left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-signed-in-'))
    const env = { MUSTER_CONFIG: folder }
    const browser = new Browser()
    const pages: Promise<string>[] = []
    const confirm = (text: string) => {
      const [, code] = /confirm the code (\S+)/.exec(text) ?? []
      if (code) pages.push(letIn(server.url, code, { login: company.admin.login, password }, browser))
    }
    const attended = (...args: string[]) => command(args, { env, onErr: confirm })
    const signedIn = await attended('sign-in', server.url)
    expect(signedIn, signedIn.err).toMatchObject({ code: 0 })
    expect(await Promise.all(pages)).toEqual([expect.stringContaining('The device is signed in')])
    expect((await stat(join(folder, 'profiles.json'))).mode & 0o777).toBe(0o600)

    const me = JSON.parse((await attended('company', 'me', '--json')).out) as { member: { id: string }; companies: { role: string }[] }
    expect(me).toMatchObject({ member: { id: company.admin.id }, companies: [{ role: 'super_admin' }] })
    const [target] = await makeMembers(server, company, 1, 'acted')
    expect(await attended('account', 'suspend', target?.id ?? '')).toMatchObject({ code: 0 })

    await server.database.owner.pool.query(`update sessions.connection set proved_at = now() - interval '16 minutes'`)
    const role = ['administration', 'create-role', '--name', 'By command', '--permissions.members', 'view', '--sees-names', 'true']
    const unattended = await command(role, { env })
    expect(unattended).toMatchObject({ code: 4, err: expect.stringContaining('(reauth_required)') as string })
    const ran = await attended(...role)
    expect(ran, ran.err).toMatchObject({ code: 0 })
    expect(ran.err).toContain('confirm that it is you')

    const { rows } = await server.database.owner.pool.query<{ live: number }>(
      `select count(*) filter (where ended_at is null)::integer as live from sessions.connection where client_id = 'muster-command'`,
    )
    expect(rows, 'what was signed in before is signed out').toEqual([{ live: 1 }])
    expect(await attended('sign-out')).toMatchObject({ code: 0 })
    expect(await attended('company', 'me')).toMatchObject({ code: 3 })
  }, 60_000)

  it('SX-2: a member who is suspended is signed out; AU-6: what was asked for was no use', async () => {
    const [who = { id: '', login: '' }] = await makeMembers(server, company, 1, 'ended')
    const env = { MUSTER_CONFIG: await mkdtemp(join(tmpdir(), 'muster-ended-')) }
    await command(['sign-in', server.url], {
      env,
      onErr: (text) => {
        const [, code] = /confirm the code (\S+)/.exec(text) ?? []
        if (code) void letIn(server.url, code, { login: who.login, password })
      },
    })
    const facts = async () =>
      (await server.database.owner.pool.query('select * from activity.calendar where member_id = $1 order by fact', [who.id])).rows
    const before = await facts()
    expect(before.length, 'an interactive sign-in').toBeGreaterThan(0)
    expect(await command(['company', 'me'], { env })).toMatchObject({ code: 0 })
    expect(await facts()).toEqual(before)
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))
    await expect.poll(async () => (await command(['company', 'me'], { env })).code, { timeout: 1_000 }).toBe(3)
  }, 60_000)
})
