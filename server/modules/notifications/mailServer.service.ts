import type { Locale, MailServerChoice, MailSettings, MailTest } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, requireWholeCompany } from '#modules/company'
import { systemActor, type Ctx, type Scope, type Scopes } from '../../platform/context.ts'
import { doorTenant } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { sendTried, type MailServer } from '../../platform/mail.ts'
import type { Seal } from '../../platform/seal.ts'
import { smtpServerOf } from '../../platform/smtp.ts'
import type { Json } from '../../platform/tables.ts'
import { findMailServer, reservePace, writeMailServer, type MailServerRow } from './mailServer.queries.ts'
import { isMailPort, isPasswordNeeded, mayChangeMailServer } from './mailServer.rules.ts'
import { testMailTexts } from './mailServer.texts.ts'

/** A server as mails are sent through it. `key` tells it from others; `perMinute`: mails at most, null: as many as it takes; `isShared`: by all tenants. */
export type CompanyMailServer = { server: MailServer; key: string; perMinute: number | null; isShared: boolean }

export type MailServers = {
  /** Through which server a company's mails leave: its own, else the operator's; undefined: they are held. */
  find(ctx: Ctx, companyId: string): Promise<CompanyMailServer | undefined>
  /**
   * Reserves a server's next mails where it takes only so many a minute, whichever worker asks: the instant from which they may leave; null:
   * none before an instant.
   */
  reserve(scopes: Scopes, tenant: string, server: CompanyMailServer, asked: { mails: number; before: Date }): Promise<Date | null>
  get(ctx: Ctx, companyId: string): Promise<MailSettings>
  update(ctx: Ctx, companyId: string, wanted: { revision: number; server: MailServerChoice }): Promise<number>
  remove(ctx: Ctx, companyId: string, revision: number): Promise<number>
  /** Sends a test mail outside of any transaction. */
  test(scope: Scope, input: { companyId: string; server?: MailServerChoice | undefined; to: Receiver }): Promise<MailTest>
}

type Receiver = { name: string; address: string; locale: Locale }
type Deps = { seal: Seal; operators: MailServer | undefined; operatorsPerMinute: number | null; operatorFrom: string; anyTarget: boolean }

const own = (row: Awaited<ReturnType<typeof findMailServer>>): MailServerRow | undefined => (row && row.host !== null ? row : undefined)

/** Servers that companies' mails leave through. A company's own must be a public one, unless the operator allows others. */
export function createMailServers(deps: Deps): MailServers {
  const { seal, operators, anyTarget } = deps

  const serverOf = (s: MailServerChoice): MailServer => ({
    ...smtpServerOf({ ...s, password: s.password ?? null, publicOnly: !anyTarget }),
    from: { name: s.fromName, address: s.fromAddress },
  })

  const find: MailServers['find'] = async (ctx, companyId) => {
    const row = own(await findMailServer(ctx, companyId))
    if (!row) return operators && { server: operators, key: 'operator', perMinute: deps.operatorsPerMinute, isShared: true }
    const server = serverOf({ ...row, password: row.sealed ? seal.open(row.sealed) : undefined })
    return { server, key: companyId, perMinute: row.perMinute, isShared: false }
  }

  return {
    find,
    reserve: async (scopes, tenant, { key, perMinute, isShared }, { mails, before }) => {
      // The operator's server is all tenants': its pace stands where nobody's tenant is.
      const scope = scopes(isShared ? doorTenant : tenant, systemActor('mail pace'))
      if (perMinute === null) return scope.now
      const takesMs = (mails * 60_000) / perMinute
      return scope.transaction((ctx) => reservePace(ctx, { server: key, takesMs, before }))
    },
    get: async (ctx, companyId) => {
      await getCompany(ctx, companyId)
      const actor = await requireWholeCompany(ctx, companyId)
      const found = await findMailServer(ctx, companyId)
      const row = own(found)
      return {
        revision: found?.revision ?? 0,
        source: row ? 'own' : operators ? 'operator' : 'none',
        own: row ? { ...shown(row), hasPassword: row.sealed !== null } : null,
        operatorFrom: operators ? deps.operatorFrom : null,
        anyTarget,
        mayChange: !actor || mayChangeMailServer(actor.role),
      }
    },
    update: async (ctx, companyId, { revision, server }) => {
      const { before, choice } = await completed(ctx, companyId, server)
      const { password, ...settings } = choice
      const written = await writeMailServer(ctx, companyId, revision + 1, { ...settings, sealed: password ? seal.close(password) : null })
      if (!written || (before?.revision ?? 0) !== revision) throw new AppError('changed_meanwhile', { revision: before?.revision ?? 0 })
      await note(ctx, companyId, own(before), settings)
      return revision + 1
    },
    remove: async (ctx, companyId, revision) => {
      await requireMayChange(ctx, companyId)
      const before = await findMailServer(ctx, companyId)
      if ((before?.revision ?? 0) !== revision || !(await writeMailServer(ctx, companyId, revision + 1, null)))
        throw new AppError('changed_meanwhile', { revision: before?.revision ?? 0 })
      await note(ctx, companyId, own(before), null)
      return revision + 1
    },
    test: async (scope, { companyId, server, to }) => {
      const { company, through } = await scope.transaction(async (ctx) => {
        await requireMayChange(ctx, companyId)
        const chosen = server ? serverOf((await completed(ctx, companyId, server)).choice) : (await find(ctx, companyId))?.server
        if (!chosen) throw new AppError('mail_off')
        return { company: (await getCompany(ctx, companyId)).name, through: chosen }
      })
      const t = testMailTexts[to.locale]
      const fill = (text: string) => text.replaceAll('{company}', () => company)
      const result = await sendTried(through, { to, subject: fill(t.subject), text: fill(t.text) })
      await scope.transaction((ctx) =>
        recordEvent(ctx, {
          action: 'company.mail_tested',
          companyId,
          subject: { kind: 'company', id: companyId },
          after: { mailHost: String(through.options.host ?? ''), mailProblem: result.problem },
        }),
      )
      return result
    },
  }

  /** What is chosen, with the password that is kept where none is given. @throws mail_password_needed, input_invalid, forbidden */
  async function completed(ctx: Ctx, companyId: string, server: MailServerChoice) {
    await requireMayChange(ctx, companyId)
    const before = await findMailServer(ctx, companyId)
    const row = own(before)
    if (!isMailPort(server.port, anyTarget))
      throw new AppError('input_invalid', { issues: [{ path: 'server.port', message: 'a port of mail servers: 25, 465, 587 or 2525' }] })
    if (server.user === null) return { before, choice: { ...server, password: undefined } }
    if (server.password === undefined && isPasswordNeeded(row && { ...row, hasPassword: row.sealed !== null }, server))
      throw new AppError('mail_password_needed')
    const kept = row?.sealed ? seal.open(row.sealed) : undefined
    const password = server.password ?? kept
    if (password === undefined) throw new AppError('mail_password_needed')
    return { before, choice: { ...server, password } }
  }
}

async function requireMayChange(ctx: Ctx, companyId: string): Promise<void> {
  const actor = await requireWholeCompany(ctx, companyId)
  if (actor && !mayChangeMailServer(actor.role)) throw new AppError('forbidden')
}

const shown = ({ host, port, tls, user, fromName, fromAddress, perMinute }: Omit<MailServerRow, 'revision' | 'sealed'>) => ({
  host,
  port,
  tls,
  user,
  fromName,
  fromAddress,
  perMinute,
})

/** P-4: never with the password. */
async function note(
  ctx: Ctx,
  companyId: string,
  before: MailServerRow | undefined,
  after: Omit<MailServerRow, 'revision' | 'sealed'> | null,
) {
  await recordEvent(ctx, {
    action: 'company.mail_server_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: before ? logged(before) : null,
    after: after ? logged(after) : null,
  })
}

const logged = (s: Omit<MailServerRow, 'revision' | 'sealed'>): Json => ({
  mailHost: s.host,
  mailPort: s.port,
  mailTls: s.tls,
  mailUser: s.user,
  mailFrom: s.fromAddress,
  perMinute: s.perMinute,
})
