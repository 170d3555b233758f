// SX-4: whether the time of an answer tells if an ID exists. All kinds are asked for one after another, in one run.
import { Browser, beginFlow } from '../test/openid.ts'
import { adminLogin, makeCompanies, tenantId } from './lib/companies.ts'
import { openBenchDatabase, stage, type BenchDatabase } from './lib/database.ts'
import { createReport, median, percentile, timed } from './lib/figure.ts'
import { startNode } from './lib/node.ts'
import { addressOf } from './lib/signIn.ts'

const numbers = Array.from({ length: 1_000 }, (_, n) => n)
const accounts = 240
/** How often each is asked for; ten times would be too many for the door. */
const passes = 2
const warmUp = 20
const kinds = ['unknown', 'known', 'suspended', 'deleted', 'elsewhere'] as const
type Kind = (typeof kinds)[number]

let address = 0
const from = () => addressOf(address++)

const within = { most: 1.05, unit: 'ratio' } as const
const report = createReport({
  'signin.enumeration.known_vs_unknown': within,
  'signin.enumeration.suspended_vs_unknown': within,
  'signin.enumeration.deleted_vs_unknown': within,
  'signin.enumeration.elsewhere_vs_unknown': within,
  'signin.enumeration.forgotten_known_vs_unknown': within,
  'signin.enumeration.forgotten_suspended_vs_unknown': within,
  'signin.enumeration.forgotten_deleted_vs_unknown': within,
  'signin.enumeration.forgotten_elsewhere_vs_unknown': within,
})

const database = await openBenchDatabase({
  name: 'enumeration',
  make: (made: BenchDatabase) =>
    stage(
      made,
      'companies',
      async () => {
        await makeCompanies(made, numbers, new Date())
        const of = (kind: Kind) => numbers.filter((n) => kinds[n % 4] === kind).map(tenantId)
        await made.owner.query(`update members.member set personal_email = 'somebody@example.com'`)
        await made.owner.query('update members.member set suspended_at = now(), suspended_reason = $2 where tenant_id = any ($1)', [
          of('suspended'),
          'administrator',
        ])
        await made.owner.query('update members.member set deleted_at = now() where tenant_id = any ($1)', [of('deleted')])
        return `${numbers.length} companies with a member each, a quarter of them suspended, a quarter deleted`
      },
      () => Promise.reject(new Error(`companies are half made: delete ${made.folder}`)),
    ),
})
try {
  const node = await startNode(database, new Date(), ['127.0.0.1', '::1'])
  try {
    await compare('', (kind, i) => signIn(node.url, kind, i))
    await compare('forgotten_', (kind, i) => forgotten(node.url, kind, i))
  } finally {
    await node.stop()
  }
} finally {
  await database.stop()
}
report.end()

/** The nth ID of a kind. */
function idOf(kind: Kind, i: number): string {
  if (kind === 'elsewhere') return `admin@nowhere${i}.example`
  const login = adminLogin(i * 4 + kinds.indexOf(kind))
  return kind === 'unknown' ? login.replace('admin', 'nobody') : login
}

/** Milliseconds from ID and wrong password to the answer. */
async function signIn(url: string, kind: Kind, i: number): Promise<number> {
  const browser = new Browser({ 'x-forwarded-for': from() })
  const { start } = await beginFlow(url, 'mobile')
  const page = await browser.follow(start, () => false)
  if (!('url' in page)) throw new Error('no sign-in page')
  await page.answer.text()
  return timed(async () => {
    const answer = await browser.submit(page.url, idOf(kind, i), 'not the password')
    await answer.text()
    if (answer.status !== 401) throw new Error(`${kind}: ${answer.status}`)
  })
}

/** Milliseconds from asking for a link to the answer. */
async function forgotten(url: string, kind: Kind, i: number): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': from() }
  const body = JSON.stringify({ id: idOf(kind, i) })
  return timed(async () => {
    const answer = await fetch(`${url}/api/v1/password-resets`, { method: 'POST', headers, body })
    await answer.text()
    if (answer.status !== 200) throw new Error(`${kind}: ${answer.status}`)
  })
}

/** One of each kind, in turning order, so that what disturbs the machine disturbs all alike. */
async function compare(prefix: string, ask: (kind: Kind, i: number) => Promise<number>): Promise<void> {
  const times = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Record<Kind, number[]>
  for (let i = 0; i < accounts * passes; i++) {
    for (const [turn] of kinds.entries()) {
      const kind = kinds[(turn + i) % kinds.length] ?? 'unknown'
      const ms = await ask(kind, i % accounts)
      if (i >= warmUp) times[kind].push(ms)
    }
  }
  const unknown = median(times.unknown)
  for (const kind of kinds.slice(1)) {
    const here = median(times[kind])
    // Whichever is slower over the other: being faster tells as much.
    const apart = Math.max(here / unknown, unknown / here)
    const spreadOf = (values: readonly number[]) => `${percentile(values, 25).toFixed(1)}–${percentile(values, 75).toFixed(1)}`
    report.figure(
      `signin.enumeration.${prefix}${kind}_vs_unknown`,
      apart,
      `${here.toFixed(2)} ms (${spreadOf(times[kind])}) and ${unknown.toFixed(2)} ms (${spreadOf(times.unknown)}), medians of ${times[kind].length}`,
    )
  }
}
