import type { Locale } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompanyClock } from '#modules/company'
import type { Scope } from '../../platform/context.ts'
import { byteOrderMark, csvLine } from '../../platform/csv.ts'
import { givenBy } from '../../platform/spool.ts'
import { selectRecipients, type RecipientRow } from './guide.queries.ts'
import { reachedRecipients, toRecipient } from './guide.service.ts'
import { guideFileTexts } from './guide.texts.ts'

const rowsOfPart = 1_000

/**
 * IS-5, P-4: the receivers of a send as lines of CSV: name, account, status at send time and personal e-mail, and what became of each mail.
 * That it is taken is on record before. @throws names_hidden, not_found
 */
export async function exportRecipients(
  scope: Scope,
  { companyId, guideId, locale }: { companyId: string; guideId: string; locale: Locale },
): Promise<{ name: string; chunks: AsyncGenerator<string> }> {
  const { of, clock } = await scope.transaction(async (ctx) => {
    const reach = await reachedRecipients(ctx, companyId, guideId)
    await recordEvent(ctx, { action: 'guide.exported', companyId, subject: { kind: 'company', id: companyId } })
    return { of: { ...reach, states: null }, clock: await getCompanyClock(ctx, companyId) }
  })
  const t = guideFileTexts[locale]
  const parts = givenBy<RecipientRow[]>(scope, async (ctx, give) => {
    for (let after: string | null = null; ;) {
      const rows: RecipientRow[] = await selectRecipients(ctx, { ...of, after, most: rowsOfPart })
      if (rows.length > 0) await give(rows)
      if (rows.length < rowsOfPart) return
      after = rows.at(-1)?.memberId ?? null
    }
  })
  const lineOf = (row: RecipientRow) => {
    const r = toRecipient(row)
    return csvLine([
      r.member?.name ?? t.deleted,
      r.member?.login ?? '',
      t.status[r.mobile],
      t.status[r.pc],
      r.email ?? '',
      t.state[r.state],
      r.reason ? t.reason[r.reason] : '',
      r.reply ?? '',
      r.endedAt ? clock.wallAt(new Date(r.endedAt)) : '',
    ])
  }
  return { name: `install_guide_${clock.wallAt(scope.now).slice(0, 10)}.csv`, chunks: linesOf() }

  async function* linesOf(): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(Object.values(t.column))
    for await (const rows of parts) yield rows.map(lineOf).join('')
  }
}
