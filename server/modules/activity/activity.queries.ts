import { sql } from 'kysely'
import type { Day } from '@muster/contract'
import { withoutTimeout, type Db } from '../../platform/db.ts'

/** One member's facts of one day in one company; `facts` is a set (see facts.rules.ts). */
export type Mark = { companyId: string; memberId: string; day: Day; facts: number }

/** One statement, which names its tenant itself: outside a transaction recording a batch is one round trip. */
export const markStatement = 'select activity.mark($1, $2, $3, $4, $5) as fresh'

/** The parameters of {@link markStatement}. */
export function markParameters(tenant: string, marks: readonly Mark[]): unknown[] {
  return [tenant, marks.map((m) => m.companyId), marks.map((m) => m.memberId), marks.map((m) => m.day), marks.map((m) => m.facts)]
}

/** Marks days in the caller's transaction. @returns how many facts were new. */
export async function markDays(db: Db, tenant: string, marks: readonly Mark[]): Promise<number> {
  const [, companies, members, days, facts] = markParameters(tenant, marks)
  const { rows } = await sql<{ fresh: number }>`
    select activity.mark(${tenant}, ${companies}::uuid[], ${members}::uuid[], ${days}::date[], ${facts}::smallint[]) as fresh`.execute(db)
  return rows[0]?.fresh ?? 0
}

/** Loads whole calendars of members who have none in the company yet. @returns how many facts that were. */
export async function loadCalendars(db: Db, tenant: string, companyId: string, marks: readonly Omit<Mark, 'companyId'>[]): Promise<number> {
  const { rows } = await sql<{ loaded: number }>`
    select activity.load(${tenant}, ${companyId}, ${marks.map((m) => m.memberId)}::uuid[], ${marks.map((m) => m.day)}::date[], ${marks.map((m) => m.facts)}::smallint[]) as loaded`.execute(
    db,
  )
  return rows[0]?.loaded ?? 0
}

export type Figure = { counts: number[]; distinct: number }

/**
 * AU-2: of each asked fact and period, the count of every day and the distinct members of the whole: members with the fact on a day
 * and on none of the period's days before it, summed over its days. Read from settled days' arrays, of other days from the gap rows.
 * Also the first day with any activity. One query; its cost does not grow with the number of members.
 */
export async function selectFigures(
  db: Db,
  tenant: string,
  companyId: string,
  asked: readonly { fact: number; from: Day; to: Day }[],
): Promise<{ figures: Figure[]; firstDay: Day | null }> {
  const { rows } = await figuresQuery(tenant, companyId, asked).execute(db)
  return { figures: rows.map((r) => ({ counts: r.counts, distinct: r.members })), firstDay: rows[0]?.first_day ?? null }
}

/** Exported for the test that holds its plan. */
export function figuresQuery(tenant: string, companyId: string, asked: readonly { fact: number; from: Day; to: Day }[]) {
  return sql<{ counts: number[]; members: number; first_day: Day | null }>`
    select s.counts, s.members,
      (select d.day from activity.day d where d.tenant_id = ${tenant} and d.company_id = ${companyId} and d.fact = 2 and d.n > 0
       order by d.day limit 1) as first_day
    from unnest(${asked.map((a) => a.fact)}::smallint[], ${asked.map((a) => a.from)}::date[], ${asked.map((a) => a.to)}::date[])
      with ordinality as a (fact, since, until, at)
    cross join lateral (
      with d as materialized (
        select d.day, d.n, d.fresh[d.day - a.since + 1] as folded
        from activity.day d
        where d.tenant_id = ${tenant} and d.company_id = ${companyId} and d.fact = a.fact and d.day between a.since and a.until
      )
      select
        (select array_agg(coalesce(d.n, 0) order by k) from generate_series(0, a.until - a.since) as k left join d on d.day = a.since + k) as counts,
        coalesce((select sum(d.folded) from d), 0) + coalesce((
          select sum(c.n) from activity.gap c
          where c.tenant_id = ${tenant} and c.company_id = ${companyId} and c.fact = a.fact
            and c.day between (select min(d.day) from d where d.folded is null) and a.until and c.previous < a.since
            and c.day not in (select d.day from d where d.folded is not null)
        ), 0) as members
    ) s
    order by a.at`
}

/** The companies that have activity on record, by one descent of the calendars' key each. */
export async function selectCompanies(db: Db, tenant: string): Promise<string[]> {
  const { rows } = await sql<{ company_id: string }>`
    with recursive found as (
      (select c.company_id from activity.calendar c where c.tenant_id = ${tenant} order by 1 limit 1)
      union all
      select (select c.company_id from activity.calendar c where c.tenant_id = ${tenant} and c.company_id > f.company_id order by 1 limit 1)
      from found f where f.company_id is not null
    )
    select company_id from found where company_id is not null`.execute(db)
  return rows.map((r) => r.company_id)
}

/** Compares, repairs and folds the counts of one fact, from a day on or all. @returns how many were wrong. */
export async function recountFact(db: Db, tenant: string, companyId: string, fact: number, today: Day, from: Day | null): Promise<number> {
  await withoutTimeout(db)
  const { rows } = await sql<{ wrong: number }>`
    select activity.recount(${tenant}, ${companyId}, ${fact}::smallint, ${today}::date, ${from}::date) as wrong`.execute(db)
  return rows[0]?.wrong ?? 0
}

/**
 * Deletes some of the calendars whose newest day lies before `day`. They are looked for without the lock, which holds up all
 * recording of the tenant: reading every calendar takes long. One that was marked meanwhile has moved on and stays.
 * @returns how many were found; none: there are no more
 */
export async function deleteCalendarsBefore(db: Db, tenant: string, day: Day): Promise<number> {
  await withoutTimeout(db)
  const { rows } = await sql<{ place: string }>`
    select ctid::text as place from activity.calendar where tenant_id = ${tenant} and last < ${day}::date limit 20000`.execute(db)
  if (rows.length === 0) return 0
  await sql`select activity.lock(${tenant})`.execute(db)
  await sql`
    delete from activity.calendar
    where ctid = any (${rows.map((r) => r.place)}::tid[]) and tenant_id = ${tenant} and last < ${day}::date`.execute(db)
  return rows.length
}

/** Deletes the counts of days before `day`. */
export async function deleteCountsBefore(db: Db, tenant: string, day: Day): Promise<void> {
  await withoutTimeout(db)
  await sql`select activity.lock(${tenant})`.execute(db)
  await sql`delete from activity.gap where tenant_id = ${tenant} and day < ${day}::date`.execute(db)
  await sql`delete from activity.day where tenant_id = ${tenant} and day < ${day}::date`.execute(db)
}
