import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../server/platform/embedded.ts'
import { createTestDatabase, testSecret, type TestDatabase } from './harness.ts'
import { endPrograms, startProgram, type Process } from './process.ts'

/** A start that cannot go on says why on one line of standard error that names the culprit, and exits with 1. */

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'muster-start-'))
  await writeFile(path.join(folder, 'a-file'), '')
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

afterEach(endPrograms)

/** Stops it as an operator does; it ends well, without a word of trouble. */
async function stop(program: Process): Promise<void> {
  program.signal('SIGTERM')
  expect({ ...(await program.exited), said: program.stderr() }).toEqual({ code: 0, signal: null, said: '' })
}

/** On the test's own database: no embedded one to wait for. */
const onDatabase = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.ownerUrl,
  MUSTER_SECRET: testSecret,
  MUSTER_DATA: folder,
  PORT: '0',
  ...more,
})

async function refusal(env: Record<string, string>): Promise<string> {
  const program = startProgram(env)
  const { code, signal } = await program.exited
  expect({ code, signal, said: program.stderr() }).toMatchObject({ code: 1, signal: null })
  const lines = program.stderr().trimEnd().split('\n')
  expect(lines).toHaveLength(1)
  // An operator's mistake is no stack trace, and a password is not repeated to the terminal.
  expect(lines[0]).not.toMatch(/ at .*:\d+:\d+/)
  for (const secret of [new URL(database.ownerUrl).password, testSecret, 'hunter22'])
    expect(program.stderr() + program.stdout()).not.toContain(secret)
  return lines[0] ?? ''
}

describe('a start that cannot go on', () => {
  it('a busy port', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, 'localhost', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    expect(await refusal(onDatabase({ PORT: String(port) }))).toBe(
      `Port ${port} is in use; stop the other program or set PORT to another one`,
    )
    other.close()
  })

  it.each([
    ['below a file', () => path.join(folder, 'a-file', 'data'), 'ENOTDIR'],
    ['in a file system that takes nothing', () => '/proc/muster', 'ENOENT'],
  ])('a data folder %s', async (_, place, why) => {
    expect(await refusal({ MUSTER_DATA: place(), MUSTER_SAMPLE: 'false', PORT: '0' })).toBe(
      `Folder ${place()} cannot be written (${why}); make it writable or set MUSTER_DATA to another folder`,
    )
  })

  it.each([
    ['an unknown variable', { MUSTER_PROT: '8080' }, ['MUSTER_PROT is not a variable Muster knows']],
    ['every bad variable at once', { MUSTER_PROT: '8080', PORT: 'eighty', MUSTER_ROLE: 'boss' }, ['MUSTER_PROT', 'PORT', 'MUSTER_ROLE']],
    ['a short secret', { MUSTER_SECRET: 'hunter22' }, ['MUSTER_SECRET must have at least 32 characters']],
    ['an address without https', { MUSTER_URL: 'http://muster.example' }, ['MUSTER_URL must be https']],
    ['another kind of database', { DATABASE_URL: 'mysql://a:hunter22@b/c' }, ['DATABASE_URL must start with postgres://']],
  ])('%s', async (_, variables, named) => {
    const line = await refusal(onDatabase(variables))
    expect(line).toMatch(/^Configuration: /)
    for (const name of named) expect(line).toContain(name)
  })

  it('a database without MUSTER_SECRET', async () => {
    expect(await refusal({ DATABASE_URL: database.ownerUrl, PORT: '0' })).toMatch(
      /^Configuration: MUSTER_SECRET is needed with DATABASE_URL/,
    )
  })

  it('a database that cannot be reached', async () => {
    const port = await freePort()
    expect(await refusal(onDatabase({ DATABASE_URL: `postgres://muster:hunter22@127.0.0.1:${port}/muster` }))).toBe(
      `Database 127.0.0.1:${port}/muster cannot be used: connect ECONNREFUSED 127.0.0.1:${port}`,
    )
  })

  it('a database that refuses the password', async () => {
    const url = new URL(database.ownerUrl)
    url.password = 'hunter22'
    expect(await refusal(onDatabase({ DATABASE_URL: url.href }))).toBe(
      `Database ${url.host}${url.pathname} cannot be used: password authentication failed for user "muster_owner"`,
    )
  })

  it('a database newer than the program, or changed behind it; and it starts again once that is undone', async () => {
    const { pool } = database.owner
    await pool.query("insert into muster.migration_checksum values ('9999_future_thing', 'x')")
    expect(await refusal(onDatabase())).toBe(
      'Database: it was migrated by a newer Muster (9999_future_thing); start that version or a newer one',
    )
    await pool.query("delete from muster.migration_checksum where name = '9999_future_thing'")
    const { rows } = await pool.query<{ checksum: string }>(
      "update muster.migration_checksum set checksum = 'x' where name = '0001_platform' returning (select checksum from muster.migration_checksum where name = '0001_platform')",
    )
    expect(await refusal(onDatabase())).toBe('Database: migration 0001_platform was changed after it ran')
    await pool.query("update muster.migration_checksum set checksum = $1 where name = '0001_platform'", [rows[0]?.checksum])
    const program = startProgram(onDatabase())
    await program.said(/Muster is at/)
    await stop(program)
  })

  it('a role that could see every tenant', async () => {
    expect(await refusal(onDatabase({ MUSTER_DATABASE_APP_URL: database.ownerUrl }))).toMatch(
      /^Database: role muster_owner is a superuser, bypasses row-level security or owns tables/,
    )
  })
})

describe('one data folder, one Muster', () => {
  it('a second start on a folder in use is refused by name and harms nothing; after a kill the folder is free again', async () => {
    const data = path.join(folder, 'shared')
    const env = async () => ({ MUSTER_DATA: data, MUSTER_SAMPLE: 'false', PORT: String(await freePort()) })
    const first = startProgram(await env())
    const [, url = ''] = await first.said(/Muster is at (\S+)/)
    expect(await refusal(await env())).toBe(`Folder ${data} is in use by another Muster (process ${first.pid})`)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)

    first.signal('SIGKILL')
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' })
    const second = startProgram(await env())
    const [, again = ''] = await second.said(/Muster is at (\S+)/)
    expect((await fetch(`${again}/readyz`)).status).toBe(200)
    await stop(second)
  })
})
