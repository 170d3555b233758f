import type { CompiledQuery } from 'kysely'
import { exportAccess, type AskedList, type ExportList, type Locale, type Plan } from '@muster/contract'
import { countEventsUpTo, readEvents, type LogNeighbours } from '#modules/audit'
import { accessRefusedBy, findActorGrant, getCompany, type Grant } from '#modules/company'
import { countDevicesUpTo, queryDevices } from '#modules/devices'
import { columnsOf, countMembers, readMembers } from '#modules/members'
import { countMemberConnections, readConnections } from '#modules/signin'
import { countStorage, queryStorage } from '#modules/storage'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Places } from '../../platform/place.ts'
import { isOfNames } from './file.rules.ts'

/** Rows for a file: made by the database alone, or part by part where they need code. */
type Rows = { titles: string[] } & ({ query: CompiledQuery } | { parts: AsyncIterable<string[][]> })

/** A list as asked for, within the reach of the one who acts. */
export type Source = {
  /** Counted up to `most`, as far as counting costs. @throws what the list refuses: it is asked anew each time */
  count(ctx: Ctx, most: number): Promise<number>
  read(scope: Scope): Promise<Rows>
}

export type Lists = { places: () => Promise<Places>; log: LogNeighbours }

type Reach = Grant & { plan: Plan }

/** P-1, P-2: what the acting member reaches of a list now. @throws not_found, forbidden, plan_required, names_hidden */
export async function requireReach(ctx: Ctx, companyId: string, list: ExportList): Promise<Reach> {
  const grant = await findActorGrant(ctx, companyId)
  const { plan } = await getCompany(ctx, companyId)
  const reach = grant ? { ...grant, plan } : undefined
  const refused = accessRefusedBy(reach, exportAccess[list])
  if (refused || !reach) throw new AppError(refused ?? 'not_found')
  if (!reach.names && isOfNames(list)) throw new AppError('names_hidden')
  return reach
}

/** P-1, P-2: whether the acting member reaches a list now. */
export async function reaches(ctx: Ctx, companyId: string, list: ExportList): Promise<boolean> {
  try {
    await requireReach(ctx, companyId, list)
    return true
  } catch (err) {
    if (err instanceof AppError) return false
    throw err
  }
}

type Of = { companyId: string; locale: Locale; reach: Reach }

/** DS-8: a list by what was asked of it. */
export function sourceOf(lists: Lists, asked: AskedList, { companyId, locale, reach }: Of): Source {
  switch (asked.list) {
    case 'devices': {
      const all = { ...asked, companyId, reach, locale }
      return {
        count: (ctx, most) => countDevicesUpTo(ctx, all, most),
        read: (scope) => scope.transaction((ctx) => queryDevices(ctx, all)),
      }
    }
    case 'members': {
      const all = { ...asked, columns: columnsOf(asked.columns?.join(',')), companyId, reach, locale }
      return { count: (ctx) => countMembers(ctx, all), read: (scope) => readMembers(scope, all) }
    }
    case 'connections': {
      const of = { companyId, memberId: asked.member, kind: asked.kind }
      return {
        count: (ctx) => countMemberConnections(ctx, of, asked.kind),
        read: async (scope) => readConnections(scope, await lists.places(), of, locale),
      }
    }
    case 'storage': {
      const all = { ...asked, companyId, reach, locale }
      return { count: (ctx) => countStorage(ctx, all), read: (scope) => scope.transaction((ctx) => queryStorage(ctx, all)) }
    }
    case 'audit': {
      const reading = { companyId, names: reach.names, filter: asked.filter }
      return {
        count: (ctx, most) => countEventsUpTo(ctx, lists.log, reading, most),
        read: (scope) => readEvents(scope, lists.log, reading, locale),
      }
    }
  }
}
