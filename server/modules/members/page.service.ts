import type { Ctx } from '../../platform/context.ts'
import type { Scope } from './list.queries.ts'
import { daysToWalk, gatherFoundAtMost, isGathered, type Sought } from './list.rules.ts'
import { isCutShort, selectPage, type Page, type Sorting } from './page.queries.ts'
import { countTallied } from './tally.queries.ts'

/** Finds a page in the way that reads least. All ways answer the same. */
export async function findPage(ctx: Ctx, scope: Scope, sorting: Sorting, known: number | null): Promise<Page> {
  if (scope.sought.words !== null) {
    const gathered = await selectPage(ctx, scope, sorting, { gather: gatherFoundAtMost })
    if (!gathered.overflow) return gathered
  } else if (await isFew(ctx, scope, known)) {
    return selectPage(ctx, scope, sorting, { gather: null })
  }
  const walked = sorting.sort === 'lastUse' ? await walkDays(ctx, scope, sorting) : await walk(ctx, scope, sorting)
  return walked ?? selectPage(ctx, scope, sorting, { gather: null })
}

async function isFew(ctx: Ctx, { sought, within }: Scope, known: number | null): Promise<boolean> {
  const count = (others: Sought) => countTallied(ctx, { ...others, words: null, lastUse: null, expiring: null })
  // However few have lapsed: no index knows them, and gathering them reads everyone.
  const told = sought.lastUse === 'lapsed' ? null : known
  if (!within) return isGathered(null, told ?? (await count(sought)))
  if (isGathered(within.members, null)) return true
  const everyone = { ...sought, state: null, levelId: null, userTypeId: null, onLeave: null, blocked: null }
  return isGathered(within.members, await count(sought), await count(everyone))
}

/** Null: what was walked through did not fill the page, and there is more. */
async function walk(ctx: Ctx, scope: Scope, sorting: Sorting): Promise<Page | null> {
  const page = await selectPage(ctx, scope, sorting, 'walk')
  const whole = page.rows.length === sorting.limit || sorting.sort === 'order' || !(await isCutShort(ctx, scope, sorting))
  return whole ? page : null
}

/** The sort by last use, day after day: a day ends where its members do. Null as above, and where days come that have few. */
async function walkDays(ctx: Ctx, scope: Scope, sorting: Sorting): Promise<Page | null> {
  const rows: Page['rows'] = []
  let { after } = sorting
  for (const day of daysToWalk(scope.today, scope.sought.lastUse, sorting.direction, after?.[0])) {
    const rest = { ...sorting, after, limit: sorting.limit - rows.length }
    const page = await selectPage(ctx, scope, rest, { day })
    rows.push(...page.rows)
    if (rows.length === sorting.limit) return { rows, total: null, overflow: false }
    if (await isCutShort(ctx, scope, rest)) return null
    after = null
  }
  return null
}
