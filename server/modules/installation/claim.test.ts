import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { claimMails, holdSends, writeOutcomes, type ClaimedMail, type MailOutcome } from './delivery.queries.ts'
import { cancelWaiting, insertGuide, insertRecipients } from './guide.queries.ts'

const members = 60
const nothing = { subject: null, introduction: null }
const template = { texts: { en: nothing, ko: nothing, ja: nothing }, links: { ios: null, android: null, windows: null, macos: null } }
const [tenant, companyId] = [randomUUID(), randomUUID()]
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  const own = (text: string, values: unknown[]) => database.owner.pool.query(text, values)
  await own("insert into company.tenant values ($1, 'T', now())", [tenant])
  await own(
    "insert into company.company (tenant_id, company_id, name, plan_core, locale, created_at) values ($1, $2, 'C', 'standard', 'en', now())",
    [tenant, companyId],
  )
  await own(
    `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, personal_email)
     select $1, gen_random_uuid(), $2, 'm' || i, 'M', 'en', 'admin', now(), 'm@mail.example' from generate_series(1, $3::integer) i`,
    [tenant, companyId, members],
  )
  await own('select installation.fold($1)', [tenant])
})
afterAll(() => database.drop())
beforeEach(async () => void (await database.owner.pool.query('truncate installation.recipient, installation.guide')))

const inTenant = <T>(work: (ctx: Ctx) => Promise<T>) =>
  scopes(database.app.db, () => new Date(), createLog('silent'))(tenant, systemActor('test')).transaction(work)

async function send(): Promise<string> {
  const guideId = randomUUID()
  await inTenant(async (ctx) => {
    await insertGuide(ctx, { guideId, companyId, byId: randomUUID(), byName: 'Ada', everyone: false, teamId: null, template })
    await insertRecipients(ctx, guideId, { companyId, members: null, teams: null, domain: 'x.example' })
  })
  return guideId
}

const outcome = ({ guideId, memberId, attemptedAt }: ClaimedMail, more: Partial<MailOutcome> = {}): MailOutcome => ({
  guideId,
  memberId,
  attemptedAt,
  state: 2,
  reply: '250 ok',
  bounced: false,
  dueAt: null,
  counts: true,
  ...more,
})
const claim = (most: number) => inTenant(async (ctx) => (await claimMails(ctx, companyId, most)).mails)
const keys = (mails: readonly ClaimedMail[]) => mails.map(({ guideId, memberId }) => `${guideId} ${memberId}`)

/** Until somebody in the database waits for a lock. */
const someoneWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await database.owner.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    expect(rows.length).toBeGreaterThan(0)
  })

it('IS-6: workers at once, while sends begin, end and are cancelled, claim every mail once; of a cancelled one none afterwards', async () => {
  const claimed: string[] = []
  const cancelled = new Set<string>()
  let beginning = true
  const worker = async () => {
    let told: MailOutcome[] = []
    for (;;) {
      const mails = await inTenant(async (ctx) => (await Promise.all([claimMails(ctx, companyId, 7), writeOutcomes(ctx, told)]))[0].mails)
      for (const { guideId } of mails) expect(cancelled.has(guideId)).toBe(false)
      claimed.push(...keys(mails))
      told = mails.map((mail) => outcome(mail))
      if (mails.length > 0) continue
      if (!beginning) return
      await new Promise((next) => setTimeout(next, 1))
    }
  }
  const workers = Array.from({ length: 4 }, worker)
  const begun: string[] = []
  for (let n = 0; n < 12; n++) {
    const guideId = await send()
    begun.push(guideId)
    if (n % 4 !== 3) continue
    await inTenant(async (ctx) => {
      await holdSends(ctx, companyId)
      await cancelWaiting(ctx, guideId)
    })
    cancelled.add(guideId)
  }
  beginning = false
  await Promise.all(workers)
  expect(new Set(claimed).size).toBe(claimed.length)
  const { rows } = await database.owner.pool.query<{ id: string; waiting: number; ended: boolean }>(
    `select g.guide_id as id, (count(*) filter (where r.state in (0, 1)))::integer as waiting, g.ended_at is not null as ended
     from installation.guide g join installation.recipient r using (tenant_id, guide_id) group by g.tenant_id, g.guide_id`,
  )
  expect(rows).toHaveLength(begun.length)
  expect(rows.filter(({ waiting, ended }) => waiting > 0 || !ended)).toEqual([])
  expect(claimed.length).toBeGreaterThanOrEqual((begun.length - cancelled.size) * members)
})

it('IS-6: what somebody else takes at the same instant, without holding the send, is theirs alone', async () => {
  const guideId = await send()
  const other = await database.owner.pool.connect()
  try {
    await other.query('begin')
    const { rows } = await other.query<{ id: string }>(
      `update installation.recipient set state = 1, attempts = 1, attempted_at = now() where (guide_id, member_id) in (
         select guide_id, member_id from installation.recipient where guide_id = $1 order by member_id limit 2) returning member_id as id`,
      [guideId],
    )
    const ours = claim(5)
    await someoneWaits()
    await other.query('commit')
    const taken = (await ours).map(({ memberId }) => memberId)
    expect(taken).toHaveLength(3)
    for (const { id } of rows) expect(taken).not.toContain(id)
    expect(await claim(members)).toHaveLength(members - 5)
  } finally {
    other.release()
  }
})

it('IS-6: what is handed back, or tried later, leaves when it is due, however far the send is claimed', async () => {
  await send()
  const all = await claim(members)
  expect(all).toHaveLength(members)
  const [back, later, ...sent] = all as [ClaimedMail, ClaimedMail, ...ClaimedMail[]]
  const now = new Date()
  await inTenant((ctx) =>
    writeOutcomes(ctx, [
      outcome(back, { state: 0, dueAt: now, counts: false }),
      outcome(later, { state: 0, dueAt: new Date(now.getTime() + 3_600_000) }),
      ...sent.map((mail) => outcome(mail)),
    ]),
  )
  expect((await claim(members)).map(({ memberId, attempts }) => [memberId, attempts])).toEqual([[back.memberId, 1]])
  await database.owner.pool.query('update installation.recipient set due_at = now() where state = 0')
  expect((await claim(members)).map(({ memberId, attempts }) => [memberId, attempts])).toEqual([[later.memberId, 2]])
})
