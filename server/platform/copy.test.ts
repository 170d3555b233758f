import { sql } from 'kysely'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, testSecret, type TestDatabase } from '../../test/harness.ts'
import { openCopies, type Copies } from './copy.ts'
import { copyOut } from './copyOut.ts'
import { newId } from './ids.ts'
import { createLog } from './log.ts'
import { appUrl } from './migrate.ts'

let database: TestDatabase
let copies: Copies
beforeAll(async () => {
  database = await createTestDatabase()
  copies = openCopies(appUrl(database.ownerUrl, testSecret), createLog('silent'))
})
afterAll(async () => {
  await copies.close()
  await database.drop()
})

const tenant = newId(new Date())
const rows = (select: string, last = 20_000) =>
  sql`select ${sql.raw(select)} from generate_series(1, ${last}::integer) i`.compile(database.app.db)
async function read(query: ReturnType<typeof rows>, signal = new AbortController().signal): Promise<{ text: string; count: number }> {
  const parts: Buffer[] = []
  let count = 0
  for await (const part of copies.rows(tenant, query, (n) => (count = n), signal)) parts.push(Buffer.from(part))
  return { text: Buffer.concat(parts).toString(), count }
}
const mixed = `i, repeat('갤"럭,시' || chr(10), i % 50), null, muster.tenant()`

it('reads what another client of COPY reads, rows counted as rows, lines or not', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(`set muster.tenant = '${tenant}'`)
  const parts: Buffer[] = []
  const other = client.query(copyTo(`copy (select ${mixed} from generate_series(1, 20000) i) to stdout (format csv)`))
  for await (const part of other as AsyncIterable<Buffer>) parts.push(part)
  await client.end()
  const { text, count } = await read(rows(mixed))
  expect(text === Buffer.concat(parts).toString()).toBe(true)
  expect(count).toBe(20_000)
  expect(await read(rows('i', 0))).toEqual({ text: '', count: 0 })
})

it('reads the same from a socket that is not its own, as over TLS; the client goes on', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(`set muster.tenant = '${tenant}'`)
  const copy = copyOut(`copy (select ${mixed} from generate_series(1, 20000) i) to stdout (format csv)`)
  client.query(copy.query)
  const parts: Buffer[] = []
  for await (const part of copy.chunks()) parts.push(Buffer.from(part))
  expect(Buffer.concat(parts).toString() === (await read(rows(mixed))).text).toBe(true)
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await client.end()
})

it('what goes wrong in the middle is told, and ends that one alone', async () => {
  await expect(read(rows('1 / (i - 15000)'))).rejects.toThrow('division by zero')
  const stopped = new AbortController()
  let parts = 0
  const stop = async () => {
    for await (const _ of copies.rows(tenant, rows(mixed, 1_000_000), () => undefined, stopped.signal)) if (++parts === 3) stopped.abort()
  }
  await expect(stop()).rejects.toThrow('aborted')
  for (let i = 0; i < 5; i++) expect((await read(rows('i', 3))).text).toBe('1\n2\n3\n')
})
