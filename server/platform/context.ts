import type { Permissions } from '@muster/contract'
import { inTenant, type Db } from './db.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** Who acts. Only members act through the screens and the API; jobs and the setup act as `system`. */
export type Actor =
  | { kind: 'member'; memberId: string; name: string; sessionId: string; ip: string | null; through?: Through }
  | { kind: 'system'; name: string; ip: string | null }

/** RE-1: the API token through which a member acts, and what it was given. */
export type Through = { id: string; name: string; companyId: string; permissions: Permissions }

type Common = { tenant: string; actor: Actor; now: Date; log: Log; requestId: string | null }

/** What a service verb works in: one transaction of one tenant, and who acts when. */
export type Ctx = Common & { db: Db }

/** A request's or job's reach before it opens a transaction: one tenant, one actor, one instant. */
export type Scope = Common & { transaction<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> }

/** Makes scopes; the composition holds one. */
export type Scopes = (tenant: string, actor: Actor, requestId?: string) => Scope

/** Binds scopes to a database and a clock. `now` is taken once per scope (T-2). */
export function scopes(db: Db, clock: Clock, log: Log): Scopes {
  return (tenant, actor, requestId) => {
    const common: Common = { tenant, actor, now: clock(), log, requestId: requestId ?? null }
    return { ...common, transaction: (work) => inTenant(db, tenant, (tx) => work({ ...common, db: tx })) }
  }
}

/** The actor of jobs, start-up and the sample. */
export function systemActor(name: string): Actor {
  return { kind: 'system', name, ip: null }
}
