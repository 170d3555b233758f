import { maxApps, type App, type AppInput, type LogoutFailure } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { requireWholeCompany } from '#modules/company'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret, newId, newSecret } from '../../platform/ids.ts'
import { deleteApp, insertApp, lockApp, lockApps, selectApps, updateApp, updateSecret, type LockedApp } from './app.queries.ts'
import { fieldsOf } from './app.rules.ts'
import { countLogouts, type LogoutCounts } from './logout.queries.ts'

/** SX-1: the apps that a company has registered, by name. */
export async function listApps(ctx: Ctx, companyId: string): Promise<App[]> {
  const rows = await selectApps(ctx, companyId)
  const told = await countLogouts(
    ctx,
    rows.map((r) => r.id),
  )
  return rows.map((r) => ({
    ...r,
    logouts: r.logoutUri === null ? null : shownLogouts(told.get(r.id)),
    secretSetAt: r.secretSetAt?.toISOString() ?? null,
    createdAt: r.createdAt.toISOString(),
  }))
}

function shownLogouts(counts: LogoutCounts | undefined): App['logouts'] {
  if (!counts) return { waiting: 0, delivered: 0, givenUp: 0, lastFailure: null }
  const { lastFailure: last, ...rest } = counts
  return { ...rest, lastFailure: last && { at: last.at.toISOString(), reason: last.reason as LogoutFailure, status: last.status } }
}

/** SX-1, SX-3: registers an app. The secret is answered this once; a device has none. @throws name_taken, limit_reached, forbidden (P-2) */
export async function createApp(ctx: Ctx, companyId: string, input: AppInput): Promise<{ id: string; secret: string | null }> {
  await requireWholeCompany(ctx, companyId)
  await lockApps(ctx, companyId)
  const all = await selectApps(ctx, companyId)
  if (all.length >= maxApps) throw new AppError('limit_reached', { limit: maxApps })
  if (all.some((app) => app.name === input.name)) throw new AppError('name_taken')
  const id = newId(ctx.now)
  const secret = input.kind === 'device' ? null : newSecret()
  const fields = fieldsOf(input)
  await insertApp(ctx, { ...fields, id, companyId, kind: input.kind, secretHash: secret === null ? null : hashSecret(secret) })
  const { name, redirectUris, postLogoutUris, logoutUri, scopes } = fields
  await recordEvent(ctx, {
    action: 'app.registered',
    companyId,
    subject: { kind: 'app', id },
    after: { appKind: input.kind, name, redirectUris, postLogoutUris, logoutUri, scopes },
  })
  return { id, secret }
}

async function getLocked(ctx: Ctx, companyId: string, id: string): Promise<LockedApp> {
  await requireWholeCompany(ctx, companyId)
  const app = await lockApp(ctx, companyId, id)
  if (!app) throw new AppError('not_found')
  return app
}

/** SX-1: changes what is known of an app, but not what kind it is. @returns the next revision @throws not_found, changed_meanwhile, name_taken, app_kind */
export async function changeApp(ctx: Ctx, companyId: string, id: string, revision: number, input: AppInput): Promise<number> {
  await lockApps(ctx, companyId)
  const before = await getLocked(ctx, companyId, id)
  if (before.revision !== revision) throw new AppError('changed_meanwhile', { revision: before.revision })
  if (before.kind !== input.kind) throw new AppError('app_kind')
  if ((await selectApps(ctx, companyId)).some((app) => app.id !== id && app.name === input.name)) throw new AppError('name_taken')
  const after = fieldsOf(input)
  await updateApp(ctx, id, revision + 1, after)
  const shown = ({ name, redirectUris, postLogoutUris, logoutUri, scopes }: typeof after) => ({
    name,
    redirectUris,
    postLogoutUris,
    logoutUri,
    scopes,
  })
  await recordEvent(ctx, { action: 'app.changed', companyId, subject: { kind: 'app', id }, before: shown(before), after: shown(after) })
  return revision + 1
}

/** SX-3: another secret; the one before and what a service was given for it stop working with the commit. @throws not_found, app_kind */
export async function renewSecret(ctx: Ctx, companyId: string, id: string): Promise<string> {
  const { kind, name } = await getLocked(ctx, companyId, id)
  if (kind === 'device') throw new AppError('app_kind')
  const secret = newSecret()
  await updateSecret(ctx, id, hashSecret(secret))
  await recordEvent(ctx, { action: 'app.secret_renewed', companyId, subject: { kind: 'app', id }, after: { name } })
  return secret
}

/** SX-2: deletes an app, and ends every connection of it. @returns how many @throws not_found */
export async function removeApp(ctx: Ctx, companyId: string, id: string): Promise<number> {
  const { name } = await getLocked(ctx, companyId, id)
  // Of a large company there may be very many.
  await withoutTimeout(ctx.db)
  const ended = await endSessions(ctx, { appId: id }, 'app_removed')
  await deleteApp(ctx, id)
  await recordEvent(ctx, {
    action: 'app.deleted',
    companyId,
    subject: { kind: 'app', id },
    before: { name },
    after: { connections: ended.length },
  })
  return ended.length
}
