import { sql, type RawBuilder } from 'kysely'
import type { ConnectionMethod } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type MadeBy = { memberId: string; method: ConnectionMethod } | { companyId: string; method: ConnectionMethod }

/**
 * Which connections to end: one; or all of a member, perhaps only the apps', perhaps all `but` the one by which the member asks for it; or
 * those that a member, or a whole company, made by one method; or those of a browser, perhaps of one client; or those whose ids a query of
 * a module above finds, in the one statement that ends them; or those of an app that a company registered, perhaps of one member; or those
 * on a device, perhaps of one member, with what the browsers signed in to by which they came.
 */
export type Which =
  | { connectionId: string }
  | { memberId: string; apps?: true }
  | { memberId: string; but: string }
  | MadeBy
  | { ssoId: string; clientId?: string }
  | { connections: RawBuilder<string> }
  | { appId: string; memberId?: string }
  | OnDevice

export type OnDevice = { deviceId: string; memberId?: string }

/** By which browsers' single sign-on somebody came on a device. */
function ssosOn(ctx: Ctx, { deviceId, memberId }: OnDevice) {
  return ctx.db
    .selectFrom('sessions.connection')
    .select('sso_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', '=', deviceId)
    .where('sso_id', 'is not', null)
    .$if(memberId !== undefined, (q) => q.where('member_id', '=', memberId ?? ''))
}

export async function endConnections(ctx: Ctx, which: Which, why: string): Promise<string[]> {
  let update = ctx.db
    .updateTable('sessions.connection')
    .set({ ended_at: ctx.now, ended_reason: why })
    .where('tenant_id', '=', ctx.tenant)
    .where('ended_at', 'is', null)
  if ('connectionId' in which) {
    update = update.where('connection_id', '=', which.connectionId)
  } else if ('deviceId' in which) {
    update = update.where((e) => e.or([e('device_id', '=', which.deviceId), e('sso_id', 'in', ssosOn(ctx, which))]))
    if (which.memberId !== undefined) update = update.where('member_id', '=', which.memberId)
  } else if ('appId' in which) {
    update = update.where('client_id', '=', which.appId).where('surface', '=', 'web')
    if (which.memberId !== undefined) update = update.where('member_id', '=', which.memberId)
  } else if ('connections' in which) {
    update = update.where('connection_id', 'in', which.connections)
  } else if ('method' in which) {
    update = update.where(isMadeBy(which.method))
    update = 'memberId' in which ? update.where('member_id', '=', which.memberId) : update.where('company_id', '=', which.companyId)
  } else if ('memberId' in which) {
    update = update.where('member_id', '=', which.memberId)
    if ('but' in which) update = update.where('connection_id', '<>', which.but)
    else if (which.apps) update = update.where('surface', '<>', 'web')
  } else {
    update = update.where('sso_id', '=', which.ssoId)
    if (which.clientId) update = update.where('client_id', '=', which.clientId)
  }
  const rows = await update.returning('connection_id').execute()
  return rows.map((r) => r.connection_id)
}

/** Ends single sign-on: of a browser, or of all of a member's but the one that a connection came by. */
export async function endSsos(ctx: Ctx, which: { memberId: string; but?: string } | { ssoId: string }): Promise<void> {
  let update = ctx.db
    .updateTable('sessions.sso')
    .set({ ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('ended_at', 'is', null)
  if ('ssoId' in which) {
    update = update.where('sso_id', '=', which.ssoId)
  } else {
    const { memberId, but } = which
    update = update.where('member_id', '=', memberId)
    if (but !== undefined)
      update = update.where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('sessions.connection as c')
              .select('c.connection_id')
              .where('c.tenant_id', '=', ctx.tenant)
              .where('c.connection_id', '=', but)
              .whereRef('c.sso_id', '=', 'sessions.sso.sso_id'),
          ),
        ),
      )
  }
  await update.execute()
}

/** Ends the single sign-on of the browsers by which somebody came on a device. */
export async function endSsosOn(ctx: Ctx, which: OnDevice): Promise<void> {
  await ctx.db
    .updateTable('sessions.sso')
    .set({ ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('ended_at', 'is', null)
    .where('sso_id', 'in', ssosOn(ctx, which))
    .execute()
}

const isMadeBy = (method: ConnectionMethod) => sql<boolean>`coalesce(made_by, method) = ${method}`

/**
 * Ends the single sign-on that was made by one method: of a member, or of those who are signed in so in a company; also of a browser from
 * which nothing but a device was let in, whose connection names no browser.
 */
export async function endSsosMadeBy(ctx: Ctx, which: MadeBy): Promise<void> {
  const update = ctx.db
    .updateTable('sessions.sso')
    .set({ ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('ended_at', 'is', null)
    .where('method', '=', which.method)
  if ('memberId' in which) {
    await update.where('member_id', '=', which.memberId).execute()
    return
  }
  const members = ctx.db
    .selectFrom('sessions.connection')
    .select('member_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', which.companyId)
    .where(isMadeBy(which.method))
  await update.where('member_id', 'in', members).execute()
}

/** Tells every node that access ended in this tenant. Sent with the commit; the number shows a listener what it missed. */
export async function notifyEnded(ctx: Ctx): Promise<void> {
  await sql`select pg_notify('muster_access', ${ctx.tenant} || ':' || nextval('sessions.ending'))`.execute(ctx.db)
}
