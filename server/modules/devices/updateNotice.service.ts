import type { UpdateNotices, UpdateRefusal } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant } from '#modules/company'
import { findPeople, findTeamsWithin, findUsableSurfaces } from '#modules/members'
import { notifyMember } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { listedSince } from './list.rules.ts'
import { selectNewest, type NewestRow } from './newest.queries.ts'
import { holdRows, noteTold, type NotifiableRow } from './updateNotice.queries.ts'
import { noticeRefusedBy, toldSince } from './updateNotice.rules.ts'
import { isOutdated } from './version.rules.ts'

type Told = { row: NotifiableRow; newest: NewestRow }

/**
 * DS-6: sends the members of device rows the notice to update the app, one a row; all others are answered by name with the reason, none is
 * dropped. Asked twice, by whomever, it sends once. @throws names_hidden
 */
export async function notifyUpdate(ctx: Ctx, companyId: string, wanted: readonly string[]): Promise<UpdateNotices> {
  const ids = [...new Set(wanted)]
  const rows = await reachedRows(ctx, companyId, ids)
  const newest = await selectNewest(ctx, companyId)
  const refusedBy = await refusalsOf(ctx, rows, newest)
  const due = rows.flatMap((row): Told[] => {
    const known = newestOf(newest, row)
    return known && !refusedBy.get(row.id) ? [{ row, newest: known }] : []
  })
  const noted = await noteTold(
    ctx,
    due.map((told) => ({ id: told.row.id, key: told.newest.key })),
    toldSince(ctx.now),
  )
  for (const told of due) if (noted.has(told.row.id)) await tell(ctx, companyId, told)
  return {
    sent: ids.filter((id) => noted.has(id)),
    refused: await present(
      ctx,
      ids.filter((id) => !noted.has(id)),
      rows,
      refusedBy,
    ),
  }
}

/** P-2: the device rows of these that the actor's role reaches. */
async function reachedRows(ctx: Ctx, companyId: string, ids: readonly string[]): Promise<NotifiableRow[]> {
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.names === false) throw new AppError('names_hidden')
  const teams = await findTeamsWithin(ctx, companyId, undefined, grant?.team ?? null)
  return holdRows(ctx, { companyId, ids, since: listedSince(ctx.now), teams })
}

const membersOf = (rows: readonly NotifiableRow[]) => [...new Set(rows.map(({ memberId }) => memberId))]
const newestOf = (newest: readonly NewestRow[], { app, os }: NotifiableRow) => newest.find((n) => n.app === app && n.os === os)

async function refusalsOf(
  ctx: Ctx,
  rows: readonly NotifiableRow[],
  newest: readonly NewestRow[],
): Promise<Map<string, UpdateRefusal | null>> {
  const [people, usable] = await Promise.all([findPeople(ctx, membersOf(rows)), findUsableSurfaces(ctx, membersOf(rows))])
  return new Map(
    rows.map((row) => {
      const state = people.get(row.memberId)?.state ?? 'deleted'
      const mayUseApp = usable.get(row.memberId)?.includes(row.app) ?? false
      const updateAvailable = isOutdated(row.appKey, newestOf(newest, row)?.key)
      return [row.id, noticeRefusedBy({ state, mayUseApp, updateAvailable })]
    }),
  )
}

async function tell(ctx: Ctx, companyId: string, { row, newest }: Told): Promise<void> {
  const { app, os, model, memberId } = row
  await notifyMember(ctx, {
    memberId,
    kind: 'update_available',
    data: { app, os, model, running: row.appVersion, newest: newest.version },
  })
  await recordEvent(ctx, {
    action: 'device.update_notified',
    companyId,
    subject: { kind: 'member', id: memberId },
    before: { device: model, deviceApp: app, appVersion: row.appVersion },
    after: { appVersion: newest.version },
  })
}

/** Those that got none, with who their members are and why; what is not said otherwise was told within the last hour. */
async function present(
  ctx: Ctx,
  ids: readonly string[],
  rows: readonly NotifiableRow[],
  refusedBy: ReadonlyMap<string, UpdateRefusal | null>,
): Promise<UpdateNotices['refused']> {
  const people = await findPeople(ctx, membersOf(rows))
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id)
    const member = row && people.get(row.memberId)
    if (!row) return { row: id, member: null, model: null, reason: 'gone' as const }
    return {
      row: id,
      member: member ? { id: member.id, name: member.name, login: member.login } : null,
      model: row.model,
      reason: refusedBy.get(id) ?? ('told' as const),
    }
  })
}
