import type { MailPeriod, UndeliveredMails } from '@muster/contract'
import { requireWholeCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { countOfUndelivered, selectUndelivered } from './undelivered.queries.ts'

export type FindPeople = (
  ctx: Ctx,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, { id: string; companyId: string; name: string; login: string }>>
type Asked = { companyId: string; within: MailPeriod; names: boolean; cursor: string | undefined; limit: number }

const sinceOf = (ctx: Ctx, within: MailPeriod) => new Date(ctx.now.getTime() - Number(within) * 86_400_000)

/** Pitfall 20: how many mails of a company did not arrive, as far as it is known. */
export async function countUndelivered(ctx: Ctx, companyId: string, within: MailPeriod): Promise<number> {
  return countOfUndelivered(ctx, { companyId, since: sinceOf(ctx, within) })
}

/**
 * Pitfall 20: a page of the mails of a company that the server refused, or of which nobody knows whether they arrived. P-2: without names
 * only how many. MB-15, MB-16: of whom the company has no more, neither who they are now nor their address, which a server's words may repeat.
 * @throws forbidden, input_invalid
 */
export async function listUndelivered(ctx: Ctx, findPeople: FindPeople, asked: Asked): Promise<UndeliveredMails> {
  const { companyId, within, names, cursor, limit } = asked
  await requireWholeCompany(ctx, companyId)
  const total = await countUndelivered(ctx, companyId, within)
  if (!names) return { items: [], next: null, total, namesHidden: true }
  const after = keysOf(cursor, ([at, id]) => {
    const createdAt = new Date(String(at))
    return isId(id) && !Number.isNaN(createdAt.getTime()) ? { createdAt, id } : undefined
  })
  const rows = await selectUndelivered(ctx, { companyId, since: sinceOf(ctx, within) }, { after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const people = await findPeople(
    ctx,
    shown.map((row) => row.memberId),
  )
  return {
    items: shown.map(({ id, kind, memberId, address, createdAt, failedAt, reply }) => {
      const found = people.get(memberId)
      const who = found?.companyId === companyId ? found : undefined
      return {
        id,
        kind,
        member: who ? { id: who.id, name: who.name, login: who.login } : null,
        address: who ? address : null,
        outcome: failedAt ? ('refused' as const) : ('unknown' as const),
        at: createdAt.toISOString(),
        reply: who ? reply : null,
      }
    }),
    next: last ? cursorOf([last.createdAt.toISOString(), last.id]) : null,
    total,
    namesHidden: false,
  }
}
