import { maxSavedSearches, type SavedSearch } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { deleteSearch, selectSearches, upsertSearch } from './search.queries.ts'

type Own = { companyId: string; memberId: string }

/** DS-12: an administrator's own saved searches. */
export async function listSearches(ctx: Ctx, { companyId, memberId }: Own): Promise<SavedSearch[]> {
  return selectSearches(ctx, companyId, memberId)
}

/** DS-12: saves a search; one of the same name is replaced. Nobody else sees it, so that it is in no audit log. @throws limit_reached */
export async function saveSearch(ctx: Ctx, own: Own, search: Omit<SavedSearch, 'id'>): Promise<SavedSearch> {
  const all = await selectSearches(ctx, own.companyId, own.memberId)
  if (all.length >= maxSavedSearches && !all.some(({ name }) => name === search.name)) throw new AppError('limit_reached')
  return { ...search, id: await upsertSearch(ctx, { ...own, ...search, id: newId(ctx.now) }) }
}

/** @throws not_found */
export async function forgetSearch(ctx: Ctx, { companyId, memberId }: Own, searchId: string): Promise<void> {
  if (!(await deleteSearch(ctx, companyId, memberId, searchId))) throw new AppError('not_found')
}
