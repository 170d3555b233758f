// A list of a million rows as a file: through the whole product, beside what PostgreSQL's own client takes for the same query; what it costs the
// process in memory, and everybody else in time.
import { spawn, spawnSync } from 'node:child_process'
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { ExportFile } from '@muster/contract'
import { queryDevices } from '../server/modules/devices/index.ts'
import { scopes, systemActor } from '../server/platform/context.ts'
import { inlined } from '../server/platform/copy.ts'
import { createLog } from '../server/platform/log.ts'
import { signInToConsole } from '../test/openid.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './lib/companies.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { deviceSizes, devicesFull, devicesWorld } from './lib/devices.world.ts'
import { big, full, noon } from './lib/directory.world.ts'
import { createReport, interleave, median, percentile, ratio, spread } from './lib/figure.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { dataDirOf, startNode, type BenchNode } from './lib/node.ts'

const rounds = 5
const othersSeconds = 14
const lookMs = 50

const report = createReport(
  {
    'export.rows.vs_psql_copy': { least: 0.8, unit: 'ratio' },
    'export.memory_mb': { most: 64, unit: 'MB' },
    'export.other_p99_ratio': { most: 2, unit: 'ratio' },
  },
  !full || !devicesFull,
)

const database = await openBenchDatabase(devicesWorld)
try {
  const node = await startNode(database, noon, [], undefined, true)
  try {
    await measure(database, node)
  } finally {
    await node.stop()
  }
} finally {
  await rm(dataDirOf(database.folder), { recursive: true, force: true })
  await database.owner.query('delete from exports.file')
  await database.stop()
}
report.end()

async function measure(made: BenchDatabase, node: BenchNode): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  const asker = await createAsker(node, companyId, path.join(made.folder, 'downloaded.csv'))
  const others = await createOthers(node)
  // Long enough for the process to have used all memory that requests alone take before its first collection.
  await others(10)
  const small = await asker.export({ model: 'Pixel 4' })
  report.note(`warmed up by a file of ${small.rows} rows`)

  const before = await memoryOf(node)
  const watch = watchMemory(node)
  const first = await asker.export()
  const most = await watch.stop()
  report.note(`the first file: ${first.rows} rows, ${(first.bytes / 1e6).toFixed(0)} MB in ${(first.ms / 1000).toFixed(2)} s`)
  report.check(first.rows === deviceSizes.mobile, `the file has all ${deviceSizes.mobile} rows`)
  report.figure(
    'export.memory_mb',
    most - before,
    `resident memory of the process that serves and makes the file, ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB until it was downloaded, looked at every ${lookMs} ms`,
  )

  const bare = await createBare(made, companyId)
  report.note(`beside it: ${bare.what}, to a file, the same query as the same role, row-level security on`)
  const same = await bare.copy()
  report.check(same.hash === first.hash, 'both files have the same rows in the same order, byte for byte')
  const perSecond = (ms: number) => deviceSizes.mobile / (ms / 1000)
  const rates = await interleave(rounds, {
    product: async () => perSecond((await asker.export()).ms),
    psql: async () => perSecond((await bare.copy()).ms),
  })
  report.note(
    `rows a second, from the asking to the last byte of the download: ${spread(rates.product, '/s')}; beside it ${spread(rates.psql, '/s')}`,
  )
  report.figure(
    'export.rows.vs_psql_copy',
    ratio(rates.product, rates.psql),
    `${median(rates.product).toFixed(0)}/s over ${median(rates.psql).toFixed(0)}/s, ${rounds} rounds`,
  )

  const idle = await others(othersSeconds)
  const over = new AbortController()
  let files = 0
  const making = (async () => {
    for (; !over.signal.aborted; files++) await asker.export()
  })()
  await others(1)
  const busy = await others(othersSeconds)
  over.abort()
  await making
  report.note(
    `other requests: ${idle.length} idle, ${percentiles(idle)}; ${busy.length} while ${files} files were made, ${percentiles(busy)}`,
  )
  report.figure(
    'export.other_p99_ratio',
    percentile(busy, 99) / percentile(idle, 99),
    `p99 ${percentile(busy, 99).toFixed(1)} ms over ${percentile(idle, 99).toFixed(1)} ms; PostgreSQL, server and both makers of load share the cores`,
  )
}

type Made = { ms: number; rows: number; bytes: number; hash: string }

/** An administrator who asks for the file, waits for it and downloads it, as a script does. */
async function createAsker(node: BenchNode, companyId: string, to: string) {
  const browser = await signInToConsole(node.url, adminLogin(big), adminPassword)
  const api = `${node.url}/api/v1`
  const ask = async (filter: object): Promise<ExportFile> => {
    const answer = await browser.fetch(`${api}/companies/${companyId}/devices/exports`, {
      method: 'POST',
      headers: { origin: node.url, 'content-type': 'application/json' },
      body: JSON.stringify({ tab: 'mobile', filter }),
    })
    if (answer.status !== 201) throw new Error(`asking answered ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as ExportFile
  }
  return {
    async export(filter = {}): Promise<Made> {
      const began = performance.now()
      let file = await ask(filter)
      while (file.state === 'waiting' || file.state === 'running') {
        await pause(lookMs)
        file = (await (await browser.fetch(`${api}/me/exports/${file.id}`)).json()) as ExportFile
      }
      if (file.state !== 'done') throw new Error(`the file is ${file.state} ${file.problem}`)
      const download = await browser.fetch(`${api}/me/exports/${file.id}/file`)
      // To a file, as psql's; what is in it is looked at when the time is taken.
      await pipeline(download.body as AsyncIterable<Uint8Array>, createWriteStream(to))
      const ms = performance.now() - began
      const hash = createHash('sha256')
      const bytes = await hashRows(createReadStream(to) as AsyncIterable<Buffer>, hash)
      await rm(to)
      return { ms, rows: file.rows, bytes, hash: hash.digest('hex') }
    },
  }
}

/** Hashes a file without its first line. @returns its size in bytes */
async function hashRows(chunks: AsyncIterable<Uint8Array>, hash: Hash): Promise<number> {
  let bytes = 0
  let inHead = true
  for await (const chunk of chunks) {
    bytes += chunk.length
    const head = inHead ? chunk.indexOf(10) : -1
    if (!inHead) hash.update(chunk)
    else if (head >= 0) {
      hash.update(chunk.subarray(head + 1))
      inHead = false
    }
  }
  return bytes
}

/** psql where there is one, else the driver alone: the same COPY to a file. */
async function createBare(made: BenchDatabase, companyId: string) {
  const scope = scopes(made.app.db, () => noon, createLog('silent'))(tenantId(big), systemActor('bench'))
  const asked = { companyId, tab: 'mobile', filter: {}, sort: 'lastAccess', direction: 'desc', locale: 'en' } as const
  const { query } = await scope.transaction((ctx) => queryDevices(ctx, { ...asked, reach: { names: true, team: null } }))
  const statement = inlined(query).replaceAll(/\s+/g, ' ')
  const file = path.join(made.folder, 'bare.csv')
  const hashed = async (began: number) => {
    const ms = performance.now() - began
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk)
    await rm(file)
    return { ms, hash: hash.digest('hex') }
  }
  const settings = `set muster.tenant = '${tenantId(big)}'; set statement_timeout = 0; set datestyle = 'ISO, YMD'`
  const version = spawnSync('psql', ['--version'], { encoding: 'utf8' })
  if (version.status === 0)
    return {
      what: `\\copy of ${version.stdout.trim()}`,
      async copy() {
        const began = performance.now()
        const commands = ['-c', settings, '-c', `\\copy (${statement}) to '${file}' csv`]
        const child = spawn('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...commands, made.appUrl], {
          stdio: ['ignore', 'ignore', 'inherit'],
        })
        const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
        if (code !== 0) throw new Error(`psql ended with ${code}`)
        return hashed(began)
      },
    }
  return {
    what: 'COPY through pg and pg-copy-streams alone, there being no psql on this machine',
    async copy() {
      const began = performance.now()
      const client = new pg.Client({ connectionString: made.appUrl })
      await client.connect()
      await client.query(settings)
      await pipeline(client.query(copyTo(`copy (${statement}) to stdout (format csv)`)), createWriteStream(file))
      await client.end()
      return hashed(began)
    },
  }
}

/** Somebody else's requests, one after another. @returns latencies in milliseconds */
async function createOthers(node: BenchNode): Promise<(seconds: number) => Promise<number[]>> {
  const getter = createGetter()
  // Requests are limited per cookie: two sessions stay below that.
  const browsers = await Promise.all([1, 2].map((n) => signInToConsole(node.url, adminLogin(n), adminPassword)))
  const cookies = browsers.map((b) => [...b.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  return async (seconds) => {
    const until = performance.now() + seconds * 1_000
    const latencies: number[] = []
    while (performance.now() < until) {
      latencies.push(await getter.latency(`${node.url}/api/v1/me`, cookies[latencies.length % 2] ?? ''))
      await pause(15)
    }
    return latencies
  }
}

/** Resident memory of the node's process, in MB: as the system tells, which costs the process nothing; else by its own metric. */
async function memoryOf(node: BenchNode): Promise<number> {
  const told = await readFile(`/proc/${node.pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(told)?.[1]
  if (kilobytes) return Number(kilobytes) / 1e3
  const metrics = await (await fetch(`${node.url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1] ?? Number.NaN) / 1e6
}

function watchMemory(node: BenchNode) {
  const over = new AbortController()
  let most = 0
  const watching = (async () => {
    while (!over.signal.aborted) {
      most = Math.max(most, await memoryOf(node))
      await pause(lookMs)
    }
  })()
  return {
    stop: async () => {
      over.abort()
      await watching
      return most
    },
  }
}
