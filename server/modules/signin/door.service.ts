import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { artifactHash, locate } from './artifact.queries.ts'

export type DoorDeps = { db: Db; scopes: Scopes }

/** A link that somebody presents who is not signed in: what it is for, and what to say when it is none of ours. */
export type Link = { kind: 'Invitation' | 'Reset'; token: string; ip: string | null; over: 'invitation_over' | 'reset_over' }

/** Runs `work` in the tenant that a link belongs to. @throws the link's `over` for one nobody sent */
export async function atDoor<T>({ db, scopes }: DoorDeps, link: Link, work: (ctx: Ctx, hash: Buffer) => Promise<T>): Promise<T> {
  const hash = artifactHash(link.kind, link.token)
  const tenant = await locate(db, hash)
  if (!tenant) throw new AppError(link.over)
  return scopes(tenant, { ...systemActor('link'), ip: link.ip }).transaction((ctx) => work(ctx, hash))
}
