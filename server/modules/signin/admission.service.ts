import type { Ctx, Scopes } from '../../platform/context.ts'
import { systemActor } from '../../platform/context.ts'
import { compileNetwork, type Admits } from '../../platform/network.ts'
import type { Places } from '../../platform/place.ts'
import { findNetwork } from './network.queries.ts'

/** Rules kept compiled, about 20 kB each at their longest; the one used longest ago goes. */
const mostKept = 1_000

/** What binds a connection: a company's rules at a revision; null: none do. */
export type Bound = { tenant: string; companyId: string; network: number | null }

export type Admission = {
  /** SX-2: whether what is bound so may go on from an address. Costs nothing where no rules bind. */
  admits(bound: Bound, ip: string | null): Promise<boolean>
  /** The same inside a transaction of the tenant. */
  admitsWithin(ctx: Ctx, bound: Omit<Bound, 'tenant'>, ip: string | null): Promise<boolean>
}

/** From where companies let their members in: each company's rules compiled once per change, on each node. */
export function createAdmission(scopes: Scopes, places: Places): Admission {
  const kept = new Map<string, { revision: number; admits: Admits }>()

  /** The rules of a revision, or newer ones. `within`: how they are read. */
  async function rulesOf(bound: Bound, within: (read: (ctx: Ctx) => Promise<void>) => Promise<void>): Promise<Admits> {
    const key = `${bound.tenant} ${bound.companyId}`
    const known = kept.get(key)
    if (known && known.revision >= (bound.network ?? 0)) return known.admits
    let admits: Admits = () => false
    await within(async (ctx) => {
      const rules = await findNetwork(ctx, bound.companyId)
      if (!rules) return
      admits = compileNetwork(rules, places)
      kept.delete(key)
      kept.set(key, { revision: rules.revision, admits })
    })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return admits
  }

  const admitsWithin = async (ctx: Ctx, bound: Omit<Bound, 'tenant'>, ip: string | null) =>
    bound.network === null || (await rulesOf({ ...bound, tenant: ctx.tenant }, (work) => work(ctx)))(ip)

  return {
    admitsWithin,
    admits: async (bound, ip) => {
      if (bound.network === null) return true
      const read = (work: (ctx: Ctx) => Promise<void>) => scopes(bound.tenant, systemActor('admission')).transaction(work)
      return (await rulesOf(bound, read))(ip)
    },
  }
}
