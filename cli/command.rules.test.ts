import { chmod, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { command, typed } from '../test/command.ts'
import { requests } from '../test/requests.ts'
import { shells } from './completion.ts'
import { mainColumns } from './columns.ts'
import { listEndpoints, kebab } from './endpoints.ts'
import { nouns } from './nouns.ts'
import { exitCodeOf } from './problem.ts'
import { changeProfiles, readProfiles, withProfile } from './profiles.ts'
import { columnsOf, readable, tableOf } from './rows.ts'
import { openSession } from './session.ts'

const endpoints = listEndpoints()
const commands = endpoints.map(({ words }) => words.join(' '))
const id = '01997b1c-8a52-7c11-b0d4-3f5f6a7b8c9d'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-command-'))
  await writeFile(join(folder, 'photo.png'), Buffer.alloc(20))
  await writeFile(join(folder, 'members.csv'), 'name,id')
})

type Schema = { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] }

/** The fields of a list's items, inner ones with a dot, and what holds them. */
function fieldsBelow(list: unknown): string[] {
  const below = (schema: Schema, name: string): string[] => [
    ...(name === '' ? [] : [name]),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => below(inner, name === '' ? key : `${name}.${key}`)),
    ...(schema.anyOf ?? []).flatMap((inner) => below(inner, name)),
  ]
  return below((list as Schema | undefined)?.properties?.['items']?.items ?? {}, '')
}

/** The example in a command's help, with its files in the folder. */
async function exampleOf(words: readonly string[]): Promise<string[]> {
  const { code, out } = await command([...words, '--help'])
  expect(code).toBe(0)
  expect(out, 'numbers of rules are for whoever changes Muster').not.toMatch(/\b[A-Z]{1,2}-\d/)
  for (const [, source = ''] of out.matchAll(/ID of [^(]+\(muster\s+([^)]+)\)/g)) expect(commands).toContain(source.replaceAll(/\s+/g, ' '))
  const [, example = ''] = /\nExample:\n {2}muster (.+)\n/.exec(out) ?? []
  return typed(example).map((word) => (/^[\w-]+\.(json|png|csv)$/.test(word) ? join(folder, word) : word))
}

describe('RE-1: every endpoint is a command', () => {
  it('RE-1: each has help with an example, and the example is a request that is taken', async () => {
    expect(endpoints.length).toBe(Object.keys(requests).length)
    for (const [at, name] of Object.keys(requests).entries()) {
      const words = name.split('.').map(kebab)
      const example = await exampleOf(words)
      expect(example.slice(0, words.length), name).toEqual(words)
      const body = JSON.stringify(requests[name]?.body ?? {}).replaceAll(/\{\w+\}/g, id)
      await writeFile(join(folder, 'request.json'), body)
      // Taken, and then there is nobody to send it for.
      const ran = await command(example, { input: 'x'.repeat(43) })
      expect({ at, name, ...ran }, ran.err).toMatchObject({ code: 3 })
    }
  }, 60_000)

  it('RE-1: the overview says of each noun what it is, in order; and it tells its version', async () => {
    const { out } = await command(['--help'], { columns: 120 })
    const listed = [...out.slice(out.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+)(?: [<[].*?[\]>])* {2,}\S/gm)].map(
      ([, noun = '']) => noun,
    )
    expect(listed).toEqual(listed.toSorted())
    expect(listed).toEqual(expect.arrayContaining(endpoints.map(({ words }) => words[0])))
    expect(new Set(endpoints.flatMap(({ words }) => words.slice(0, -1)))).toEqual(new Set(Object.keys(nouns)))
    expect(await command(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string })
    expect((await command(['members', 'list', '--help'])).out).toContain('ID of a team (muster organization teams)')
  })

  it('RE-1: the main columns of a table are fields of its list', () => {
    for (const [words, columns] of Object.entries(mainColumns)) {
      const output = endpoints.find((one) => one.words.join(' ') === words)?.output
      const fields = fieldsBelow(output && z.toJSONSchema(output, { unrepresentable: 'any' }))
      for (const column of columns) expect(fields, `${words}: ${column}`).toContain(column)
    }
  })

  it('RE-1: completion offers each noun, verb, flag and choice, in three shells', async () => {
    const offered = async (...words: string[]) => {
      const { code, out } = await command(['__complete', ...words])
      expect(code).toBe(0)
      return out.split('\n').flatMap((line) => line.split('\t')[0] || [])
    }
    const offeredFirst = await offered('')
    expect(offeredFirst).toEqual(expect.arrayContaining(['sign-in', 'sign-out', 'profiles', 'completion']))
    const verbs = new Map<string, string[]>()
    for (const { words } of endpoints) {
      const before = words.slice(0, -1)
      const key = before.join(' ')
      if (!verbs.has(key)) verbs.set(key, await offered(...before, ''))
      expect(offeredFirst).toContain(words[0])
      expect(verbs.get(key), words.join(' ')).toContain(words.at(-1))
    }
    expect(await offered('members', 'list', '--st')).toEqual(['--state'])
    expect(await offered('members', 'list', '--state', 'pend')).toEqual(['pending', 'pending_expired'])
    for (const shell of shells) expect((await command(['completion', shell])).out).toContain('muster __complete')
  })
})

describe('RE-1: what is typed becomes a request', () => {
  const cases: [line: string, request: string][] = [
    [`members list --company ${id} --state suspended --on-leave true`, `GET /api/v1/companies/${id}/members?state=suspended&onLeave=true`],
    [`members list --company ${id} --onLeave true`, `GET /api/v1/companies/${id}/members?onLeave=true`],
    [`account end-leave ${id} --company ${id}`, `DELETE /api/v1/companies/${id}/members/${id}/leave`],
    [
      `administration create-role --company ${id} --name Auditor --permissions.audit view --permissions.members manage --sees-names false`,
      `POST /api/v1/companies/${id}/roles\n{"name":"Auditor","permissions":{"members":"manage","audit":"view"},"seesNames":false}`,
    ],
    [
      `organization create-team --company ${id} --parent-id none --name 개발팀`,
      `POST /api/v1/companies/${id}/teams\n{"parentId":null,"name":"개발팀"}`,
    ],
    [
      `account bulk --company ${id} --action suspend --members ${id},${id} --members ${id}`,
      `POST /api/v1/companies/${id}/members/bulk\n{"action":"suspend","members":["${id}","${id}","${id}"]}`,
    ],
    [`audit list`, `GET /api/v1/companies/{company}/audit`],
    [`self change-password --current - --password 'long enough'`, `PUT /api/v1/me/password\n{"current":"of old","password":"long enough"}`],
  ]
  it.each(cases)('%s', async (line, request) => {
    const { code, out, err } = await command([...typed(line), '--dry-run'], { input: 'of old\n' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.trimEnd()).toBe(request)
  })

  it('RE-1: a request that is only shown names the company that is meant, where it is known', async () => {
    const { out } = await command(['audit', 'list', '--dry-run'], { env: { MUSTER_COMPANY: id } })
    expect(out).toBe(`GET /api/v1/companies/${id}/audit\n`)
  })

  it('RE-1: a body from a file or standard input, flags before it', async () => {
    const input = JSON.stringify({ revision: 4, settings: { name: 'Old', locale: 'ko' } })
    const { out } = await command(['settings', 'update', '--company', id, '--file', '-', '--name', 'New', '--dry-run'], { input })
    expect(out).toContain('{"revision":4,"settings":{"name":"New","locale":"ko"}}')
  })

  it.each([
    ['members list --state gone', '--state'],
    ['members list --limit many', '--limit: many is no number'],
    ['members list --limit 9999', '--limit: Too big'],
    ['account suspend someone', 'member: Invalid UUID'],
    ['account suspend', 'missing required argument'],
    ['settings update --file -', '--file: is no JSON'],
    ['members lst', 'Did you mean list?'],
    ['members get', 'One member: `muster account get <member>`'],
    ['webhooks create --kind webhook --name X --types member.suspended --url http://told.example', '--url: https'],
  ])('RE-1: `%s` ends with 2 and names the field', async (line, reason) => {
    const ran = await command(typed(line), { input: '{' })
    expect(ran.code).toBe(2)
    expect(ran.err).toContain(reason)
    expect(ran.out).toBe('')
  })

  it.each([
    ['input_invalid', 400, 2],
    ['not_signed_in', 401, 3],
    ['forbidden', 403, 4],
    ['token_refused', 403, 4],
    ['token_forbidden', 403, 4],
    ['reauth_required', 403, 4],
    ['not_found', 404, 1],
    ['internal', 500, 1],
  ] as const)('RE-1: %s (%i) ends with %i', (code, status, exit) => expect(exitCodeOf(code, status)).toBe(exit))
})

describe('tables', () => {
  const rows = [new Map([['name', '김민지'], ['state', 'in_use']]), new Map([['name', 'Ada\u001b[2J'], ['state', '']])] // prettier-ignore
  it('RE-1: a field that there is not is refused by name; of one that is empty in every row nothing within is known', () => {
    const one = [readable({ id: '1', team: { id: 't', of: 'x' }, level: null })]
    expect(columnsOf(one, ['team', 'level.name', 'id'])).toEqual(['team.id', 'team.of', 'id'])
    expect(() => columnsOf(one, ['id', 'nope'])).toThrow('--show: there is no field nope: id, team, level')
    expect(columnsOf([], ['nope'])).toEqual([])
  })

  it('pitfall 13: Hangul is two places wide, and no name moves the cursor', () => {
    expect(tableOf(rows, ['name', 'state'], 80).lines).toEqual(['NAME     STATE', '김민지   in_use', 'Ada [2J  –'])
  })
  it('what finds no place is named', () => {
    expect(tableOf(rows, ['name', 'state'], 12)).toMatchObject({ left: ['state'] })
  })
})

describe('SX-3: profiles', () => {
  it('SX-3: are their owner’s alone, and none is lost when two processes change them', async () => {
    const at = join(folder, 'profiles')
    const add = (name: string) =>
      changeProfiles(at, async (now) => ({ next: withProfile(now, name, { url: `https://${name}.example` }, false), answer: undefined }))
    await Promise.all(['a', 'b', 'c', 'd'].map(add))
    expect(Object.keys((await readProfiles(at)).profiles).toSorted()).toEqual(['a', 'b', 'c', 'd'])
    const mode = async () => (await stat(join(at, 'profiles.json'))).mode & 0o777
    expect(await mode()).toBe(0o600)
    await chmod(join(at, 'profiles.json'), 0o644)
    await readProfiles(at)
    expect(await mode()).toBe(0o600)
    expect(await readdir(at)).toEqual(['profiles.json'])
  })

  it('a profile’s company is meant at its own server alone, and one that is named everywhere', async () => {
    const at = join(folder, 'meant')
    const profile = { url: 'https://a.example', company: 'hanbit.example' }
    await changeProfiles(at, async (now) => ({ next: withProfile(now, 'default', profile, true), answer: undefined }))
    const meant = async (env: Record<string, string>) => {
      const none = { out: () => undefined, err: () => undefined, readInput: async () => '', columns: null, isAttended: false }
      return (await openSession({ ...none, env: { MUSTER_CONFIG: at, MUSTER_TOKEN: 'x', ...env }, home: at }, undefined)).company
    }
    expect(await meant({})).toBe('hanbit.example')
    expect(await meant({ MUSTER_URL: 'https://a.example' })).toBe('hanbit.example')
    expect(await meant({ MUSTER_URL: 'https://b.example' })).toBeUndefined()
    expect(await meant({ MUSTER_URL: 'https://b.example', MUSTER_COMPANY: 'other.example' })).toBe('other.example')
  })

  it.each(['http://muster.example.com', 'ftp://x', 'muster'])('SX-3: no token goes to %s', async (address) => {
    expect((await command(['sign-in', address])).code).toBe(2)
  })
})
