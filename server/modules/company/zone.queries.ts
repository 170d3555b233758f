import { sql, type RawBuilder } from 'kysely'
import type { ZoneHistory } from './zone.rules.ts'

/** T-1, T-3: what the company's wall clock shows at an instant, to the second, by the zone in force then; the same as `wallTime`. */
export function wallAtOf(zones: ZoneHistory, instant: RawBuilder<unknown>): RawBuilder<unknown> {
  const [last, ...earlier] = zones.toReversed()
  if (!last) throw new Error('a company has a time zone')
  let before: Date | null = last.from
  const cases: RawBuilder<unknown>[] = []
  for (const { zone, from } of earlier) {
    cases.push(sql`when ${instant} < ${before}::timestamptz then ${instant} at time zone ${zone}::text`)
    before = from
  }
  const shown = sql`${instant} at time zone ${last.zone}::text`
  return sql`date_trunc('second', ${cases.length === 0 ? shown : sql`case ${sql.join(cases.toReversed(), sql` `)} else ${shown} end`})`
}
