import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBDataChunk, DuckDBInstance, INTEGER, DATE, DuckDBDateValue } from '@duckdb/node-api'
import { companiesOf, memberIds, tenantId, uuidBytes } from './companies.ts'
import { createCopy } from './copy.ts'
import { stage, type BenchDatabase } from './database.ts'
import { dayNumber } from './lives.ts'
import { big, sizes, year, yearByDay } from './world.ts'

/** Calls `visit` for every member active on a day, in order. */
function eachMember(bits: Uint32Array, visit: (member: number) => void): void {
  for (let w = 0; w < bits.length; w++) {
    let word = bits[w] ?? 0
    while (word !== 0) {
      const low = word & -word
      visit(w * 32 + 31 - Math.clz32(low))
      word ^= low
    }
  }
}

/** What most would build: one row per member and day. It is loaded in the order of its key, and vacuumed. No policies: its best case. */
export async function makeDedupTable(database: BenchDatabase): Promise<void> {
  const make = async () => {
    const [companyId = ''] = await companiesOf(database, [big])
    const ids = memberIds(big, sizes.members)
    const client = await database.owner.connect()
    await client.query('begin')
    await client.query(
      'create table bench.member_day (tenant_id uuid not null, company_id uuid not null, day date not null, member_id uuid not null)',
    )
    const copy = createCopy(client, database.folder, 'bench.member_day', true)
    let rows = 0
    for (const [d, bits] of yearByDay().active.entries()) {
      const template = Buffer.alloc(70)
      let at = template.writeInt16BE(4)
      for (const uuid of [tenantId(big), companyId]) {
        at = template.writeInt32BE(16, at)
        at += uuidBytes(uuid).copy(template, at)
      }
      at = template.writeInt32BE(dayNumber(year.from) + d, template.writeInt32BE(4, at))
      template.writeInt32BE(16, at)
      const members: number[] = []
      eachMember(bits, (m) => members.push(m))
      for (const m of members) {
        copy.repeat(template, ids, m * 16)
        if (copy.full()) await copy.flush()
      }
      rows += members.length
    }
    await copy.end()
    await client.query('commit')
    client.release()
    await database.owner.query('alter table bench.member_day add primary key (tenant_id, company_id, day, member_id)')
    await database.owner.query('vacuum (analyze) bench.member_day')
    const { rows: sized } = await database.owner.query<{ mb: number }>("select pg_total_relation_size('bench.member_day') / 1000000 as mb")
    return `${rows} rows of one year, ${sized[0]?.mb ?? '?'} MB with the key`
  }
  await stage(database, 'dedup table', make, () => database.owner.query('drop table if exists bench.member_day'))
}

const duckFile = (database: BenchDatabase) => path.join(database.folder, 'year.duckdb')

/** The same rows in DuckDB, members as 4-byte integers: its best case. */
export async function makeDuckdb(database: BenchDatabase): Promise<void> {
  const file = duckFile(database)
  const clean = () => Promise.all([file, `${file}.wal`].map((f) => rm(f, { force: true })))
  if (!existsSync(file)) await database.owner.query("delete from bench.stage where name = 'duckdb'").catch(() => undefined)
  const make = async () => {
    await clean()
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    await connection.run('create table member_day (day date not null, member integer not null)')
    const appender = await connection.createAppender('member_day')
    let rows = 0
    for (const [d, bits] of yearByDay().active.entries()) {
      // PostgreSQL counts days from 2000, DuckDB from 1970.
      const day = new DuckDBDateValue(dayNumber(year.from) + d + 10_957)
      let members: number[] = []
      const put = () => {
        const chunk = DuckDBDataChunk.create([DATE, INTEGER], members.length)
        chunk.setColumns([Array.from(members, () => day), members])
        appender.appendDataChunk(chunk)
        rows += members.length
        members = []
      }
      eachMember(bits, (m) => {
        members.push(m)
        if (members.length === 2048) put()
      })
      if (members.length > 0) put()
    }
    appender.flushSync()
    appender.closeSync()
    await connection.run('checkpoint')
    connection.closeSync()
    instance.closeSync()
    return `${rows} rows`
  }
  await stage(database, 'duckdb', make, clean)
}

/** Opens the file and answers the same question as the product. */
export async function openDuckdb(database: BenchDatabase) {
  const instance = await DuckDBInstance.create(duckFile(database), { access_mode: 'READ_ONLY', memory_limit: '6GB' })
  const connection = await instance.connect()
  const version = (await connection.runAndReadAll('select version()')).getRows()[0]?.[0]
  return {
    version: String(version),
    distinct: async (from: string, to: string): Promise<number> => {
      const answer = await connection.runAndReadAll(
        `select count(distinct member) from member_day where day between date '${from}' and date '${to}'`,
      )
      return Number(answer.getRows()[0]?.[0])
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
