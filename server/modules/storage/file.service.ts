import type { CompiledQuery } from 'kysely'
import type { Locale, StorageKind } from '@muster/contract'
import { getCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { fileQuery } from './storage.queries.ts'
import { countLargest, soughtOf, type AskedStorage } from './storage.service.ts'

type Texts = { kinds: Record<StorageKind, string>; columns: Record<'name' | 'id' | 'used' | 'limit' | 'share' | 'at', string> }

/** RE-2: the words of the file, its columns in their order. */
const texts: Record<Locale, Texts> = {
  en: {
    kinds: { drive: 'Drive', mail: 'Mail' },
    columns: { name: 'Name', id: 'ID', used: '{kind} in use (bytes)', limit: '{kind} limit (bytes)', share: 'In use (%)', at: 'As of' },
  },
  ko: {
    kinds: { drive: '드라이브', mail: '메일' },
    columns: { name: '이름', id: 'ID', used: '{kind} 사용량(바이트)', limit: '{kind} 한도(바이트)', share: '사용률(%)', at: '기준 시각' },
  },
  ja: {
    kinds: { drive: 'ドライブ', mail: 'メール' },
    columns: {
      name: '名前',
      id: 'ID',
      used: '{kind}使用量（バイト）',
      limit: '{kind}上限（バイト）',
      share: '使用率（％）',
      at: '基準日時',
    },
  },
}

export type AskedFile = AskedStorage & { locale: Locale }

/** DS-8: the list of the largest as searched, for a file: its head, and the query of its rows. @throws names_hidden, not_found */
export async function queryStorage(ctx: Ctx, asked: AskedFile): Promise<{ titles: string[]; query: CompiledQuery }> {
  if (!asked.reach.names) throw new AppError('names_hidden')
  const { kinds, columns } = texts[asked.locale]
  return {
    titles: Object.values(columns).map((title) => title.replace('{kind}', kinds[asked.kind])),
    query: fileQuery(ctx, await soughtOf(ctx, asked), await getCompany(ctx, asked.companyId)),
  }
}

/** DS-8: how many rows it will have. @throws not_found */
export async function countStorage(ctx: Ctx, asked: AskedStorage): Promise<number> {
  const sought = await soughtOf(ctx, asked)
  return sought ? countLargest(ctx, sought) : 0
}
