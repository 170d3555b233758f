import type { CompiledQuery } from 'kysely'
import type { DeviceSort, Locale } from '@muster/contract'
import { getCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { countRowsUpTo, fileQuery } from './file.queries.ts'
import { fileTexts, systems } from './file.texts.ts'
import { soughtOf, type Asked } from './list.service.ts'
import { selectMdm } from './mdm.queries.ts'
import { selectNewest } from './newest.queries.ts'

export type AskedFile = Asked & { sort: DeviceSort; direction: 'asc' | 'desc'; locale: Locale }

/** DS-8: the device list as searched, for a file: its head, and the query of its rows. @throws names_hidden, not_found */
export async function queryDevices(ctx: Ctx, asked: AskedFile): Promise<{ titles: string[]; query: CompiledQuery }> {
  if (!asked.reach.names) throw new AppError('names_hidden')
  const { columns, ...words } = fileTexts[asked.locale]
  const { domain, zones } = await getCompany(ctx, asked.companyId)
  const { mode } = await selectMdm(ctx, asked.companyId)
  const sought = (await soughtOf(ctx, asked)) ?? null
  const newest = await selectNewest(ctx, asked.companyId)
  const { sort, direction } = asked
  const { profile, vendorId, ...others } = columns
  const { model, ...rest } = others
  return {
    titles: [model, ...(mode === 'off' ? [] : [profile, vendorId]), ...Object.values(rest)],
    query: fileQuery(ctx, sought, { ...words, systems }, { sort, direction, mode, domain, zones, newest }),
  }
}

/** DS-8: how many device rows a search finds, counted up to `most`. @throws names_hidden, not_found */
export async function countDevicesUpTo(ctx: Ctx, asked: Asked, most: number): Promise<number> {
  const sought = await soughtOf(ctx, asked)
  return sought ? countRowsUpTo(ctx, sought, most) : 0
}
