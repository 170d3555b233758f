// Installation guides at the limit: a send to 200,000 is accepted, mails are handed over, and a fault run is counted.
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { scopes, systemActor } from '../server/platform/context.ts'
import { freePort } from '../server/platform/embedded.ts'
import { createLog } from '../server/platform/log.ts'
import { createComposer } from '../server/platform/mail.ts'
import { createFiller, guideForm } from '../server/modules/installation/guideForm.service.ts'
import { laneConnections } from '../server/modules/installation/lane.service.ts'
import { sendGuide } from '../server/modules/installation/index.ts'
import { delivererChild, endChild, runMailFaults, smtpChild, startChildOf } from '../test/mailFaults.ts'
import { signInToConsole } from '../test/openid.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './lib/companies.ts'
import { benchSecret, openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { createReport, interleave, median, ratio, spread } from './lib/figure.ts'
import { big, faulty, full, makeMailWorld, middle, noon, sizes, worldName } from './lib/mail.world.ts'
import { startNode } from './lib/node.ts'

const rounds = 5
const bound = (made: BenchDatabase) => scopes(made.app.db, () => new Date(), createLog('silent'))
const servers = { find: async () => undefined }

const report = createReport(
  {
    'installation.notify_all.accept_s': { most: 2, unit: 's' },
    'mail.sent.vs_sink': { least: 0.5, unit: 'ratio' },
    'mail.wrong': { most: 0, unit: 'members' },
  },
  !full,
)

const database = await openBenchDatabase({ name: worldName, make: makeMailWorld })
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}sends to ${sizes.members}, ${sizes.mails} and ${sizes.faults} members of three tenants among ${sizes.tenants}; PostgreSQL ${database.version}`,
  )
  await forget(database)
  await measureAcceptance(database)
  await measureDelivery(database)
  await countFaults(database)
} finally {
  await forget(database)
  await database.stop()
}
report.end()

/** What earlier rounds and runs left. */
async function forget({ owner }: BenchDatabase): Promise<void> {
  await owner.query('truncate installation.recipient, installation.guide')
}

async function residentMb(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
}

/** *Notify all members* over HTTP, whole: guard, count, receivers with their status, audit event, wake-up. */
async function measureAcceptance(made: BenchDatabase): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  const node = await startNode(made, noon)
  try {
    const browser = await signInToConsole(node.url, adminLogin(big), adminPassword)
    const send = async () => {
      await forget(made)
      const before = await residentMb(node.pid, 'VmRSS')
      const started = performance.now()
      const answer = await browser.fetch(`${node.url}/api/v1/companies/${companyId}/installation/guides`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify({ to: { everyone: true } }),
      })
      const ms = performance.now() - started
      const { guide } = (await answer.json()) as { guide: { recipients: number } }
      return { ms, grown: (await residentMb(node.pid, 'VmHWM')) - before, recipients: guide.recipients }
    }
    await send()
    const asked = []
    for (let round = 0; round < rounds; round++) asked.push(await send())
    const { rows } = await made.owner.query<{ n: number }>('select count(*)::integer as n from installation.recipient')
    report.check(
      asked.every(({ recipients }) => recipients === rows[0]?.n && recipients >= sizes.members),
      'every member is a receiver, and counted',
    )
    const seconds = asked.map(({ ms }) => ms / 1000)
    report.figure('installation.notify_all.accept_s', median(seconds), spread(seconds, 's'))
    report.extra('installation.notify_all.memory_mb', Math.max(...asked.map(({ grown }) => grown)), 'MB')
  } finally {
    await node.stop()
  }
}

async function begin(made: BenchDatabase, tenantNumber: number): Promise<string> {
  const [companyId = ''] = await companiesOf(made, [tenantNumber])
  const { guide } = await bound(made)(tenantId(tenantNumber), systemActor('bench')).transaction((ctx) =>
    sendGuide(ctx, { servers }, { companyId, to: { everyone: true } }),
  )
  return guide.id
}

/**
 * The same local SMTP server, which takes everything and keeps nothing, by the product's worker and by a bare client of as many connections. Both
 * run through all rounds, and stand still while it is not their turn.
 */
async function measureDelivery(made: BenchDatabase): Promise<void> {
  const port = await freePort()
  const smtpUrl = `smtp://127.0.0.1:${port}`
  const sink = await startChildOf(smtpChild, { port, unruly: false })
  const form = guideForm({
    locale: 'ko',
    apps: ['mobile', 'pc'],
    template: {
      texts: { en: nothing(), ko: nothing(), ja: nothing() },
      links: {
        ios: 'https://apps.example/ios',
        android: 'https://play.example/app',
        windows: 'https://get.example/win',
        macos: 'https://get.example/mac',
      },
    },
  })
  const words = {
    name: '김민준',
    company: 'Company',
    account: 'm1@tenant.example',
    unsubscribe: `http://localhost/unsubscribe/${'x'.repeat(64)}`,
  }
  const { content } = createComposer(
    'Muster <muster@localhost>',
    form.pictures,
  )({
    to: { name: words.name, address: 'm1@mail.example' },
    ...createFiller(form)(words),
    unsubscribeUrl: words.unsubscribe,
  })
  report.note(`a mail is ${content.length} bytes`)
  const client = await startChildOf(new URL('./lib/client.child.ts', import.meta.url), {
    smtpUrl,
    connections: laneConnections,
    mails: sizes.mails,
    content: content.toString('base64'),
    from: 'muster@localhost',
  })
  const worker = await startChildOf(delivererChild, {
    appUrl: made.appUrl,
    secret: benchSecret,
    tenant: tenantId(middle),
    smtpUrl,
    epoch: Date.now(),
    speed: 1,
  })
  const bare = async () => {
    client.send('go')
    const [ms] = (await once(client, 'message')) as [number]
    return sizes.mails / (ms / 1000)
  }
  const rest = async () => {
    worker.send('rest')
    await once(worker, 'message')
  }
  const ours = async () => {
    await forget(made)
    worker.send('go')
    const perSecond = await deliveredPerSecond(made)
    await rest()
    return perSecond
  }
  try {
    await rest()
    const rates = await interleave(rounds, { bare, ours })
    report.figure('mail.sent.vs_sink', ratio(rates.ours, rates.bare), `ours ${spread(rates.ours, '/s')}, bare ${spread(rates.bare, '/s')}`)
    report.extra('mail.sent.per_s', median(rates.ours), 'mails/s')
    report.extra('mail.sink.per_s', median(rates.bare), 'mails/s')
  } finally {
    await Promise.all([client, worker, sink].map((child) => endChild(child)))
  }
}

function nothing() {
  return { subject: null, introduction: null }
}

/** From the first attempt to the last outcome of a send. */
async function deliveredPerSecond(made: BenchDatabase): Promise<number> {
  const guideId = await begin(made, middle)
  const { rows } = await made.owner.query<{ first: Date; last: Date; n: number }>(await ended(made, guideId))
  const { first, last, n } = rows[0] ?? { first: new Date(0), last: new Date(0), n: 0 }
  return n / ((last.getTime() - first.getTime()) / 1000)
}

/** Waits until a send has ended. @returns the statement that says from when to when it was handed over, and how many were sent */
async function ended(made: BenchDatabase, guideId: string): Promise<string> {
  for (;;) {
    const { rows } = await made.owner.query<{ ended: boolean }>(
      'select ended_at is not null as ended from installation.guide where guide_id = $1',
      [guideId],
    )
    if (rows[0]?.ended) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return `select min(attempted_at) as first, max(ended_at) as last, (count(*) filter (where state = 2))::integer as n from installation.recipient where guide_id = '${guideId}'`
}

async function countFaults(made: BenchDatabase): Promise<void> {
  await forget(made)
  const started = performance.now()
  const guideId = await begin(made, faulty)
  const result = await runMailFaults({
    owner: made.owner,
    appUrl: made.appUrl,
    secret: benchSecret,
    tenant: tenantId(faulty),
    guideId,
    workerKills: sizes.kills,
    serverKills: 4,
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const states = Object.entries(result.states).map(([name, n]) => `${n} ${name}`)
  report.note(`fault run of ${seconds} s: ${states.join(', ')}`)
  report.check(result.workersKilled === sizes.kills, `the worker was killed ${sizes.kills} times`)
  report.check(!result.miscounted, 'the counts of the send agree with its receivers')
  report.figure(
    'mail.wrong',
    result.doubled + result.silent + result.untrue,
    `${result.doubled} with two mails, ${result.silent} silent, ${result.untrue} untrue`,
  )
}
