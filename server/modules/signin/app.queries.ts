import { sql } from 'kysely'
import type { App, AppKind, AppScope, ServiceScope } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { RegisteredApp } from './app.rules.ts'
import { artifactHash, putLocator } from './artifact.queries.ts'

/** A client ID is looked up before the tenant is known, for as long as it is one. */
const forEver = new Date('9999-12-31T00:00:00Z')

/** Door: the app with a client ID. */
export async function findApp(db: Db, id: string): Promise<RegisteredApp | undefined> {
  const { rows } = await sql<{
    tenant_id: string
    company_id: string
    company_name: string
    app_id: string
    kind: AppKind
    name: string
    redirect_uris: string[]
    post_logout_uris: string[]
    logout_uri: string | null
    scopes: (AppScope | ServiceScope)[]
    secret_hash: Buffer | null
  }>`select * from signin.find_app(${artifactHash('Client', id)}, ${id}::uuid)`.execute(db)
  const r = rows[0]
  return (
    r && {
      tenant: r.tenant_id,
      companyId: r.company_id,
      companyName: r.company_name,
      id: r.app_id,
      kind: r.kind,
      name: r.name,
      redirectUris: r.redirect_uris,
      postLogoutUris: r.post_logout_uris,
      logoutUri: r.logout_uri,
      scopes: r.scopes,
      secretHash: r.secret_hash,
    }
  )
}

export type AppRow = Omit<App, 'secretSetAt' | 'createdAt' | 'logouts'> & { secretSetAt: Date | null; createdAt: Date }

/** The live connections of the apps of a company, by app. */
const liveOf = (ctx: Ctx, appId: string) => sql<number>`(
  select count(*) from sessions.connection c
  where c.tenant_id = ${ctx.tenant} and c.client_id = ${sql.ref(appId)}::text and c.ended_at is null and c.surface = 'web'
    and exists (select from signin.artifact f where f.tenant_id = c.tenant_id and f.connection_id = c.connection_id and f.expires_at > ${ctx.now})
)`

const selecting = (ctx: Ctx, companyId: string) =>
  ctx.db
    .selectFrom('signin.app as a')
    .select([
      'a.app_id as id',
      'a.kind',
      'a.name',
      'a.redirect_uris as redirectUris',
      'a.post_logout_uris as postLogoutUris',
      'a.logout_uri as logoutUri',
      'a.scopes',
      'a.revision',
      'a.secret_set_at as secretSetAt',
      'a.created_at as createdAt',
    ])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.company_id', '=', companyId)

const rowOf = <R extends { kind: string; scopes: string[] }>(row: R) => ({
  ...row,
  kind: row.kind as AppKind,
  scopes: row.scopes as (AppScope | ServiceScope)[],
})

/** The apps of a company, by name. */
export async function selectApps(ctx: Ctx, companyId: string): Promise<AppRow[]> {
  const rows = await selecting(ctx, companyId)
    .select(liveOf(ctx, 'a.app_id').as('connections'))
    .orderBy('a.name')
    .orderBy('a.app_id')
    .execute()
  return rows.map(rowOf)
}

export type LockedApp = Omit<AppRow, 'connections'>

/** Locks an app; undefined: the company has none with this id. */
export async function lockApp(ctx: Ctx, companyId: string, id: string): Promise<LockedApp | undefined> {
  const row = await selecting(ctx, companyId).where('a.app_id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

/** Registering one at a time in a company, so that names and number hold. */
export async function lockApps(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('signin.app ' || ${companyId}, 0))`.execute(ctx.db)
}

type Fields = Pick<App, 'name' | 'redirectUris' | 'postLogoutUris' | 'logoutUri'> & { scopes: readonly (AppScope | ServiceScope)[] }

const columnsOf = (fields: Fields) => ({
  name: fields.name,
  redirect_uris: fields.redirectUris,
  post_logout_uris: fields.postLogoutUris,
  logout_uri: fields.logoutUri,
  scopes: [...fields.scopes],
})

export async function insertApp(
  ctx: Ctx,
  app: Fields & { id: string; companyId: string; kind: AppKind; secretHash: Buffer | null },
): Promise<void> {
  await ctx.db
    .insertInto('signin.app')
    .values({
      tenant_id: ctx.tenant,
      app_id: app.id,
      company_id: app.companyId,
      kind: app.kind,
      ...columnsOf(app),
      secret_hash: app.secretHash,
      secret_set_at: app.secretHash && ctx.now,
      revision: 1,
      created_at: ctx.now,
    })
    .execute()
  await putLocator(ctx, artifactHash('Client', app.id), forEver)
}

export async function updateApp(ctx: Ctx, id: string, revision: number, fields: Fields): Promise<void> {
  await ctx.db
    .updateTable('signin.app')
    .set({ ...columnsOf(fields), revision })
    .where('tenant_id', '=', ctx.tenant)
    .where('app_id', '=', id)
    .execute()
}

/** Another secret; what a service was given for the one before is gone. */
export async function updateSecret(ctx: Ctx, id: string, hash: Buffer): Promise<void> {
  await ctx.db
    .updateTable('signin.app')
    .set({ secret_hash: hash, secret_set_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('app_id', '=', id)
    .execute()
  await ctx.db
    .deleteFrom('signin.artifact')
    .where('tenant_id', '=', ctx.tenant)
    .where('grant_id', '=', id)
    .where('kind', '=', 'ClientCredentials')
    .execute()
}

export async function deleteApp(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.deleteFrom('signin.app').where('tenant_id', '=', ctx.tenant).where('app_id', '=', id).execute()
  await putLocator(ctx, artifactHash('Client', id), ctx.now)
}

/** Locks an app against another secret until the commit; whether it still has this one. */
export async function holdSecret(ctx: Ctx, id: string, hash: string): Promise<boolean> {
  const { rows } = await sql<{ hash: string }>`
    select encode(secret_hash, 'hex') as hash from signin.app where tenant_id = ${ctx.tenant} and app_id::text = ${id} for share`.execute(
    ctx.db,
  )
  return rows[0]?.hash === hash
}

/** What some registered apps are called. */
export async function selectAppNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('signin.app')
    .select(['app_id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where('app_id', 'in', ids)
    .execute()
  return new Map(rows.map((r) => [r.app_id, r.name]))
}

/** A service's company, where it has let the service do something; undefined: it has not, or it is gone. */
export async function findCompanyOfService(ctx: Ctx, id: string, scope: ServiceScope): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('signin.app as a')
    .select(['a.company_id', 'a.scopes'])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.app_id', '=', id)
    .where('a.kind', '=', 'service')
    .executeTakeFirst()
  return row?.scopes.includes(scope) ? row.company_id : undefined
}
