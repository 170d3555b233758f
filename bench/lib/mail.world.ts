import { companiesOf, makeCompanies, tenantId } from './companies.ts'
import { stage, type BenchDatabase } from './database.ts'

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

/** Sizes; smaller ones are for working on the bench itself and say so in what they print. */
export const sizes = {
  members: size('BENCH_MEMBERS', 200_000),
  /** Mails of one round of handing over. */
  mails: size('BENCH_MAILS', 10_000),
  faults: size('BENCH_FAULTS', 5_000),
  kills: size('BENCH_KILLS', 20),
  tenants: size('BENCH_TENANTS', 1_000),
}
export const full =
  sizes.members === 200_000 && sizes.mails === 10_000 && sizes.faults === 5_000 && sizes.kills === 20 && sizes.tenants === 1_000
export const worldName = `mail-m${sizes.members}-t${sizes.tenants}`

/** Tenants by number; the small ones come first. */
export const [big, middle, faulty] = [2_000, 2_001, 2_002] as const
export const noon = new Date('2026-12-31T03:00:00Z')

const membersOf: Record<number, number> = { [big]: sizes.members, [middle]: sizes.mails, [faulty]: sizes.faults }

/** Companies whose members all lack both apps and have an address, one large among many small. */
export async function makeMailWorld(database: BenchDatabase): Promise<void> {
  const numbers = [...Array.from({ length: sizes.tenants }, (_, n) => n), big, middle, faulty]
  await stage(
    database,
    'companies',
    async () => {
      await makeCompanies(database, numbers, new Date('2020-01-01T00:00:00Z'))
      return `${numbers.length} companies`
    },
    () => Promise.reject(new Error(`companies are half made: delete ${database.folder}`)),
  )
  const companies = await companiesOf(database, numbers)
  await stage(
    database,
    'members',
    async () => {
      const client = await database.owner.connect()
      try {
        for (const [i, n] of numbers.entries()) await fill(client, tenantId(n), companies[i] ?? '', membersOf[n] ?? 20)
        await client.query('vacuum (freeze, analyze) members.member, installation.entry, installation.tally')
        const { rows } = await client.query<{ n: string }>('select count(*) as n from installation.entry')
        return `${rows[0]?.n} members`
      } finally {
        client.release(true)
      }
    },
    () => Promise.reject(new Error(`members are half made: delete ${database.folder}`)),
  )
  await stage(
    database,
    'templates',
    async () => {
      for (const [i, n] of numbers.entries()) await setTemplate(database, tenantId(n), companies[i] ?? '')
      return `${numbers.length} templates`
    },
    () => Promise.resolve(),
  )
}

type Client = { query(text: string, values?: unknown[]): Promise<unknown> }

/** The members' own rows, without what the triggers of other modules would make of them; then how they stand with the apps, as the product has it. */
async function fill(client: Client, tenant: string, company: string, count: number): Promise<void> {
  await client.query('set session_replication_role = replica')
  await client.query(
    `insert into members.member (tenant_id, member_id, company_id, login, name, locale, personal_email, registered_by, created_at, first_signed_in_at)
     select $1, gen_random_uuid(), $2, 'm' || i, '김민준 ' || i, (array['en', 'ko', 'ja'])[1 + i % 3], 'm' || i || '@mail.example', 'admin',
       timestamptz '2026-01-01', timestamptz '2026-01-02'
     from generate_series(1, $3) i`,
    [tenant, company, count],
  )
  await client.query('set session_replication_role = origin')
  await client.query('select installation.refresh($1, array(select m.member_id from members.member m where m.tenant_id = $1))', [tenant])
  await client.query('select installation.fold($1)', [tenant])
}

async function setTemplate({ owner }: BenchDatabase, tenant: string, company: string): Promise<void> {
  const nothing = { subject: null, introduction: null }
  await owner.query(
    'insert into installation.template (tenant_id, company_id, revision, texts, links) values ($1, $2, 1, $3, $4) on conflict do nothing',
    [
      tenant,
      company,
      { en: nothing, ko: nothing, ja: nothing },
      {
        ios: 'https://apps.example/ios',
        android: 'https://play.example/app',
        windows: 'https://get.example/win',
        macos: 'https://get.example/mac',
      },
    ],
  )
}
