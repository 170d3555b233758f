import { sql } from 'kysely'
import type { MailServerSettings, MailTls } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** Settings without a server: its own was there, and went. */
export type MailServerRow = MailServerSettings & { revision: number; sealed: Buffer | null }

/** A company's own mail server; undefined: it never had one. */
export async function findMailServer(ctx: Ctx, companyId: string): Promise<MailServerRow | { revision: number; host: null } | undefined> {
  const row = await ctx.db
    .selectFrom('notifications.mail_server')
    .selectAll()
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  if (!row) return undefined
  const { revision, host, port, tls, login, from_name, from_address, per_minute, sealed } = row
  if (host === null) return { revision, host: null }
  return {
    revision,
    host,
    port: port ?? 0,
    tls: tls as MailTls,
    user: login,
    fromName: from_name ?? '',
    fromAddress: from_address ?? '',
    perMinute: per_minute,
    sealed,
  }
}

/** Writes a server, or that there is none, over the revision before; false when there is another by now. */
export async function writeMailServer(
  ctx: Ctx,
  companyId: string,
  revision: number,
  server: (MailServerSettings & { sealed: Buffer | null }) | null,
): Promise<boolean> {
  const values = {
    revision,
    host: server?.host ?? null,
    port: server?.port ?? null,
    tls: server?.tls ?? null,
    login: server?.user ?? null,
    sealed: server?.sealed ?? null,
    from_name: server?.fromName ?? null,
    from_address: server?.fromAddress ?? null,
    per_minute: server?.perMinute ?? null,
  }
  const written = await ctx.db
    .insertInto('notifications.mail_server')
    .values({ tenant_id: ctx.tenant, company_id: companyId, ...values })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet(values)
        .where('notifications.mail_server.revision', '=', revision - 1),
    )
    .returning('revision')
    .executeTakeFirst()
  return written !== undefined
}

/** Takes the next `takesMs` of a server's time, unless it is taken until an instant: from when on; null: it is. */
export async function reservePace(ctx: Ctx, asked: { server: string; takesMs: number; before: Date }): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    insert into notifications.mail_pace as p (tenant_id, server, free_at)
    values (${ctx.tenant}, ${asked.server}, ${ctx.now}::timestamptz + ${asked.takesMs} * interval '1 ms')
    on conflict (tenant_id, server) do update set free_at = greatest(p.free_at, ${ctx.now}) + ${asked.takesMs} * interval '1 ms'
      where p.free_at < ${asked.before}
    returning p.free_at - ${asked.takesMs} * interval '1 ms' as at`.execute(ctx.db)
  return rows[0]?.at ?? null
}
