import { tokenClient, type Connection, type EndReason, type Locale } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompanyClock, requireMayActOn } from '#modules/company'
import { findDevices } from '#modules/devices'
import { getReachable } from '#modules/members'
import { countConnections, endSessions, findConnection, listConnections } from '#modules/sessions'
import type { Ctx, Scope } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import type { Places } from '../../platform/place.ts'
import { environmentOf } from '../../platform/userAgent.ts'
import { selectAppNames } from './app.queries.ts'
import { surfaceOf } from './account.rules.ts'
import { selectUsable } from './artifact.queries.ts'
import { connectionCells, connectionTexts } from './connection.texts.ts'
import { selectTokenNames } from './token.queries.ts'
import { forgetBrowsers } from './remembered.service.ts'

type Page = { kind?: 'app' | 'web' | undefined; cursor?: string | undefined; limit: number }
type Listed = { items: Connection[]; next: string | null; total: number }
type Of = { companyId: string; memberId: string }

/** MB-11: a page of a member's connections, as an administrator sees them. @throws not_found, names_hidden, input_invalid */
export async function listMemberConnections(ctx: Ctx, places: Places, of: Of, page: Page): Promise<Listed> {
  await getReachable(ctx, of.companyId, of.memberId)
  return pageOf(ctx, places, of.memberId, page)
}

/** MB-11: a page of the acting member's own connections. */
export async function listOwnConnections(ctx: Ctx, places: Places, memberId: string, page: Page): Promise<Listed> {
  return pageOf(ctx, places, memberId, page)
}

async function pageOf(ctx: Ctx, places: Places, memberId: string, { kind, cursor, limit }: Page): Promise<Listed> {
  const after = keysOf(cursor, ([at, id]) => {
    const startedAt = new Date(String(at))
    return isId(id) && !Number.isNaN(startedAt.getTime()) ? { startedAt, id } : undefined
  })
  const rows = await listConnections(ctx, { memberId, kind, after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const usable = await selectUsable(
    ctx,
    shown.filter((c) => !c.endedAt).map((c) => c.id),
  )
  const devices = await findDevices(
    ctx,
    shown.flatMap((c) => c.deviceId ?? []),
  )
  const names = await selectAppNames(
    ctx,
    shown.map((c) => c.clientId).filter((id) => !surfaceOf(id)),
  )
  const tokens = await selectTokenNames(
    ctx,
    shown.flatMap((c) => (c.clientId === tokenClient ? c.id : [])),
  )
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((c) => {
      const device = c.deviceId ? devices.get(c.deviceId) : undefined
      return {
        id: c.id,
        startedAt: c.startedAt.toISOString(),
        ended: endOf(c, usable.has(c.id)),
        surface: c.surface,
        client: c.clientId,
        appName: names.get(c.clientId) ?? tokens.get(c.id) ?? null,
        ...environmentOf(c.userAgent),
        device: device ? { id: device.id, model: device.model } : null,
        ip: c.ip,
        place: places.of(c.ip),
        method: c.method,
        secondStep: c.secondStep,
        isOwn: ctx.actor.kind === 'member' && ctx.actor.sessionId === c.id,
      }
    }),
    next: last ? cursorOf([last.startedAt.toISOString(), last.id]) : null,
    total: await countConnections(ctx, { memberId, kind }),
  }
}

/** DS-8: how many connections of a member there are to list. @throws not_found, names_hidden */
export async function countMemberConnections(ctx: Ctx, of: Of, kind: Page['kind']): Promise<number> {
  await getReachable(ctx, of.companyId, of.memberId)
  return countConnections(ctx, { memberId: of.memberId, kind })
}

const rowsAtOnce = 500

/** DS-8: a member's connections for a file: its head, and its rows part by part. @throws not_found, names_hidden */
export async function readConnections(
  scope: Scope,
  places: Places,
  of: Of & { kind: Page['kind'] },
  locale: Locale,
): Promise<{ titles: string[]; parts: AsyncIterable<string[][]> }> {
  const clock = await scope.transaction(async (ctx) => {
    await getReachable(ctx, of.companyId, of.memberId)
    return getCompanyClock(ctx, of.companyId)
  })
  const titles = Object.values(connectionTexts[locale].columns)
  return { titles, parts: partsOf(scope, places, of, (c) => connectionCells(locale, c, (at) => clock.wallAt(new Date(at)))) }
}

async function* partsOf(
  scope: Scope,
  places: Places,
  { memberId, kind }: Of & { kind: Page['kind'] },
  cellsOf: (c: Connection) => string[],
): AsyncGenerator<string[][]> {
  let cursor: string | undefined
  do {
    const asked = { kind, cursor, limit: rowsAtOnce }
    const page = await scope.transaction((ctx) => pageOf(ctx, places, memberId, asked))
    if (page.items.length > 0) yield page.items.map(cellsOf)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** A connection whose last token expired has ended too, though nobody ended it. */
function endOf(c: { endedAt: Date | null; endReason: EndReason | null }, usable: boolean): Connection['ended'] {
  if (c.endedAt) return { at: c.endedAt.toISOString(), reason: c.endReason ?? 'expired' }
  return usable ? null : { at: null, reason: 'expired' }
}

/**
 * MB-11, SX-2: logs a member out of one connection and of that only. An administrator's own may be among them.
 * @returns false when it had ended before @throws not_found, names_hidden, not_allowed_on_superior
 */
export async function logOut(ctx: Ctx, of: Of, connectionId: string): Promise<boolean> {
  await getReachable(ctx, of.companyId, of.memberId)
  const isSelf = ctx.actor.kind === 'member' && ctx.actor.memberId === of.memberId
  if (!isSelf) await requireMayActOn(ctx, of.companyId, of.memberId)
  return endOne(ctx, of, connectionId, 'logged_out')
}

/** MB-11, SX-2: logs the acting member out of one of their connections. @throws not_found */
export async function logOutOwn(ctx: Ctx, of: Of, connectionId: string): Promise<boolean> {
  return endOne(ctx, of, connectionId, 'signed_out')
}

async function endOne(ctx: Ctx, { companyId, memberId }: Of, connectionId: string, why: EndReason): Promise<boolean> {
  const found = await findConnection(ctx, connectionId)
  if (found?.memberId !== memberId) throw new AppError('not_found')
  const [ended] = await endSessions(ctx, { connectionId }, why)
  if (ended)
    await recordEvent(ctx, { action: 'member.logged_out', companyId, subject: { kind: 'member', id: memberId }, after: { connectionId } })
  return ended !== undefined
}

/** MB-11, SX-2: logs a member out everywhere; no browser is remembered then. @returns of how many connections @throws not_found, own_account, not_allowed_on_superior */
export async function logOutEverywhere(ctx: Ctx, of: Of): Promise<number> {
  await getReachable(ctx, of.companyId, of.memberId)
  await requireMayActOn(ctx, of.companyId, of.memberId)
  await forgetBrowsers(ctx, { id: of.memberId, companyId: of.companyId })
  return recorded(ctx, of, await endSessions(ctx, { memberId: of.memberId }, 'logged_out'))
}

/** MB-11, SX-2: logs the acting member out everywhere but where they ask for it. */
export async function logOutElsewhere(ctx: Ctx, of: Of, here: string): Promise<number> {
  await forgetBrowsers(ctx, { id: of.memberId, companyId: of.companyId })
  return recorded(ctx, of, await endSessions(ctx, { memberId: of.memberId, but: here }, 'signed_out'))
}

async function recorded(ctx: Ctx, { companyId, memberId }: Of, ended: string[]): Promise<number> {
  if (ended.length > 0)
    await recordEvent(ctx, {
      action: 'member.logged_out',
      companyId,
      subject: { kind: 'member', id: memberId },
      after: { connections: ended.length },
    })
  return ended.length
}
