// Signing in by password, whole, and what a storm of it does to everybody else.
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Browser, signInToConsole } from '../test/openid.ts'
import { adminLogin, adminPassword, makeCompanies } from './lib/companies.ts'
import { openBenchDatabase, stage, type BenchDatabase } from './lib/database.ts'
import { createReport, interleave, median, percentile, ratio, spread } from './lib/figure.ts'
import { createGetter } from './lib/load.ts'
import { startNode, startStorm, type BenchNode } from './lib/node.ts'
import { addressOf, createSignInMaker } from './lib/signIn.ts'

const rounds = 5
const warmUp = 3
const each = 120
const lanes = availableParallelism() * 4
const stormSeconds = 12
const stormers = 64
const numbers = Array.from({ length: 1_000 }, (_, n) => n)
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const report = createReport(
  { 'signin.vs_argon2': { least: 0.6, unit: 'ratio' }, 'signin.storm.other_p99_ratio': { most: 2, unit: 'ratio' } },
  false,
)

const database = await openBenchDatabase({
  name: 'signin',
  make: (made: BenchDatabase) =>
    stage(
      made,
      'companies',
      async () => {
        await makeCompanies(made, numbers, new Date())
        return `${numbers.length} companies with an administrator each`
      },
      () => Promise.reject(new Error(`companies are half made: delete ${made.folder}`)),
    ),
})
try {
  // An address is asked for few sign-ins in a quarter of an hour, so each comes from its own, told by a proxy that is trusted.
  const node = await startNode(database, new Date(), ['127.0.0.1', '::1'])
  try {
    await compare(node)
    await storm(node)
  } finally {
    await node.stop()
  }
} finally {
  await database.stop()
}
report.end()

/** Several at once for each core, so that none waits idle, until all are done. @returns how many a second */
async function perSecond(count: number, work: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const began = performance.now()
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return count / ((performance.now() - began) / 1_000)
}

async function compare(node: BenchNode): Promise<void> {
  const made = await hash(adminPassword, cost)
  const maker = createSignInMaker(node.url)
  let turn = 0
  const signedIn = () =>
    perSecond(each, async () => {
      const n = turn++ % numbers.length
      await maker.signIn(adminLogin(n), adminPassword, addressOf(n))
    })
  for (let i = 0; i < warmUp; i++) await signedIn()
  const rates = await interleave(rounds, {
    whole: signedIn,
    bare: () => perSecond(each, () => verify(made, adminPassword)),
  })
  maker.close()
  report.note(
    `whole sign-ins (authorization request, page, password, code, tokens) ${spread(rates.whole, '/s')}; bare argon2id verifications ${spread(rates.bare, '/s')}; client, server and PostgreSQL share the cores`,
  )
  report.figure(
    'signin.vs_argon2',
    ratio(rates.whole, rates.bare),
    `${median(rates.whole).toFixed(1)}/s over ${median(rates.bare).toFixed(1)}/s`,
  )
}

/** p99 of a signed-in administrator's requests, alone, and while many try to sign in without end. */
async function storm(node: BenchNode): Promise<void> {
  const getter = createGetter()
  // Requests are limited per cookie: two sessions stay below that.
  const cookies: string[] = []
  for (const n of [0, 1]) {
    const browser = await signInToConsole(node.url, adminLogin(n), adminPassword, new Browser({ 'x-forwarded-for': addressOf(n) }))
    cookies.push([...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  }
  const others = async (seconds: number) => {
    const until = performance.now() + seconds * 1_000
    const latencies: number[] = []
    while (performance.now() < until) {
      latencies.push(await getter.latency(`${node.url}/api/v1/me`, cookies[latencies.length % 2] ?? ''))
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    return latencies
  }
  await others(2)
  const idle = await others(stormSeconds)
  const before = await memoryOf(node)
  const stormed = await startStorm({ url: node.url, lanes: stormers, companies: numbers.length })
  await others(1)
  const busy = await others(stormSeconds)
  const after = await memoryOf(node)
  const { signedIn, turnedAway } = await stormed.stop()
  getter.close()
  report.note(
    `storm of ${stormers} at once: ${signedIn} signed in, ${turnedAway} turned away; ${idle.length} and ${busy.length} other requests; resident memory ${before} to ${after} MiB`,
  )
  report.figure(
    'signin.storm.other_p99_ratio',
    percentile(busy, 99) / percentile(idle, 99),
    `p99 ${percentile(busy, 99).toFixed(1)} ms over ${percentile(idle, 99).toFixed(1)} ms (p50 ${percentile(busy, 50).toFixed(1)} over ${percentile(idle, 50).toFixed(1)})`,
  )
}

/** Resident memory of the node's process, in MiB, by its own metric. */
async function memoryOf(node: BenchNode): Promise<number> {
  const metrics = await (await fetch(`${node.url}/metrics`)).text()
  return Math.round(Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1] ?? Number.NaN) / 2 ** 20)
}
