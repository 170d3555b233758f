import {
  maxTokens,
  tokenClient,
  tokenPrefix,
  tokenUseMinutes,
  type CompanyToken,
  type Permissions,
  type Token,
  type TokenInput,
} from '@muster/contract'
import { recordEvent } from '#modules/audit'
import {
  exceeding,
  findActorGrant,
  getCompany,
  grantThrough,
  listAdministrations,
  listAdministrators,
  listGrants,
  mayActOn,
  mayUse,
  permissionsOf,
  requireMayActOn,
  type Grant,
} from '#modules/company'
import { findPeople, lockForSignIn } from '#modules/members'
import { createConnection, endSessions, findConnection } from '#modules/sessions'
import type { Ctx, Scope, Through } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import { newId, newSecret } from '../../platform/ids.ts'
import { artifactHash, writeArtifact } from './artifact.queries.ts'
import { sharePolicy } from './policy.queries.ts'
import {
  connectionsOfTokens,
  countTokens,
  findToken,
  insertToken,
  noteTokenUse,
  selectLiveNames,
  selectTokens,
  type TokenRow,
  type TokensOf,
} from './token.queries.ts'

/** RE-1: a member's own API tokens, the newest first. They are few: see `maxTokens`, and those that ended lately. */
export async function listOwnTokens(ctx: Ctx, memberId: string): Promise<Token[]> {
  const rows = await selectTokens(ctx, { memberId }, { after: null, limit: 1_000 })
  const held = new Map((await listAdministrations(ctx, memberId)).map((a) => [a.company.id, a.grant]))
  const names = await companyNames(ctx, rows)
  return rows.map((row) => present(row, names.get(row.companyId) ?? '', held.get(row.companyId), ctx.now))
}

async function companyNames(ctx: Ctx, rows: readonly TokenRow[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(rows.map((row) => row.companyId))) names.set(id, (await getCompany(ctx, id)).name)
  return names
}

type Made = { id: string; token: string; expiresAt: string }

/**
 * RE-1: makes an API token for the acting member, in one transaction with the connection that it is (SX-2): made by what its maker is signed in by,
 * so that turning that way off ends it too (MB-5). Whoever makes it is signed in still, and may do what it opens; it is answered this once (SX-3).
 * @throws not_signed_in, not_found for a company they do not administer, token_exceeds_role, name_taken, limit_reached
 */
export async function createToken(ctx: Ctx, input: TokenInput): Promise<Made> {
  const { actor } = ctx
  const member = actor.kind === 'member' ? await lockForSignIn(ctx, actor.memberId) : undefined
  if (actor.kind !== 'member' || !member) throw new AppError('not_signed_in')
  // MB-5: easy login that the company turns off at the same time has ended the session by now, or ends the token.
  await sharePolicy(ctx, member.companyId)
  const session = await findConnection(ctx, actor.sessionId)
  if (session?.ended !== false) throw new AppError('not_signed_in')
  const grant = await findActorGrant(ctx, input.company)
  const more = grant ? exceeding(permissionsOf(grant), input.permissions) : []
  if (more.length > 0) throw new AppError('token_exceeds_role', { menus: more })
  const names = await selectLiveNames(ctx, member.id)
  if (names.length >= maxTokens) throw new AppError('limit_reached', { limit: maxTokens })
  if (names.includes(input.name)) throw new AppError('name_taken')
  const [id, token] = [newId(ctx.now), tokenPrefix + newSecret()]
  const expiresAt = new Date(ctx.now.getTime() + input.days * 86_400_000)
  await createConnection(ctx, {
    connectionId: id,
    memberId: member.id,
    companyId: member.companyId,
    surface: 'web',
    clientId: tokenClient,
    ssoId: null,
    method: 'token',
    madeBy: session.madeBy,
    secondStep: null,
    provedAt: null,
    ip: actor.ip,
    userAgent: null,
  })
  const artifact = {
    kind: 'ApiToken',
    hash: artifactHash('ApiToken', token),
    uid: null,
    grantId: null,
    connectionId: id,
    payload: {},
    expiresAt,
  }
  if (!(await writeArtifact(ctx.db, ctx.tenant, artifact))) throw new AppError('not_signed_in')
  const { name, permissions } = input
  await insertToken(ctx, { id, memberId: member.id, companyId: input.company, name, permissions, ending: token.slice(-4), expiresAt })
  await recordEvent(ctx, {
    action: 'token.created',
    companyId: input.company,
    subject: { kind: 'token', id },
    after: { name, permissions, expiresAt: expiresAt.toISOString() },
  })
  return { id, token, expiresAt: expiresAt.toISOString() }
}

/** RE-1, SX-2: revokes one of the acting member's tokens. @returns false when it had ended before @throws not_found */
export async function revokeOwnToken(ctx: Ctx, memberId: string, id: string): Promise<boolean> {
  return revoke(ctx, { memberId }, id)
}

type Page = { cursor?: string | undefined; limit: number }
type Listed = { items: CompanyToken[]; next: string | null; total: number }

/** RE-1: a page of a company's tokens, the newest first. @throws names_hidden for a role that sees no names (P-2), input_invalid */
export async function listCompanyTokens(ctx: Ctx, companyId: string, page: Page): Promise<Listed> {
  const actor = await requireNames(ctx, companyId)
  const after = keysOf(page.cursor, ([id]) => (isId(id) ? id : undefined))
  const rows = await selectTokens(ctx, { companyId }, { after, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const makers = [...new Set(shown.map((row) => row.memberId))]
  const [people, { name }] = [await findPeople(ctx, makers), await getCompany(ctx, companyId)]
  const held = new Map((await listAdministrators(ctx, companyId)).map(({ memberId, grant }) => [memberId, grant]))
  const blocked = new Map<string, CompanyToken['blockedBy']>()
  for (const maker of makers) blocked.set(maker, await revocationBlockedBy(ctx, actor, maker))
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => {
      const person = people.get(row.memberId)
      return {
        ...present(row, name, held.get(row.memberId), ctx.now),
        maker: { id: row.memberId, name: person?.name ?? '', login: person?.login ?? '' },
        blockedBy: blocked.get(row.memberId) ?? null,
      }
    }),
    next: last ? cursorOf([last.id]) : null,
    total: await countTokens(ctx, { companyId }),
  }
}

/** P-2: whose tokens there are, names somebody. @throws names_hidden */
async function requireNames(ctx: Ctx, companyId: string): Promise<Grant | null> {
  const actor = await findActorGrant(ctx, companyId)
  if (actor?.names === false) throw new AppError('names_hidden')
  return actor
}

const isActor = (ctx: Ctx, memberId: string) => ctx.actor.kind === 'member' && ctx.actor.memberId === memberId

/** P-3: why the acting member may not revoke what another made; null: they may, as they may their own. */
async function revocationBlockedBy(ctx: Ctx, actor: Grant | null, maker: string): Promise<CompanyToken['blockedBy']> {
  if (!actor) return null
  if (!mayUse(permissionsOf(actor), 'settings', 'manage')) return 'forbidden'
  return isActor(ctx, maker) || mayActOn(actor, await listGrants(ctx, maker)) ? null : 'not_allowed_on_superior'
}

/** RE-1, SX-2, P-3: revokes a token of the company. @returns false when it had ended before @throws not_found, names_hidden, not_allowed_on_superior */
export async function revokeCompanyToken(ctx: Ctx, companyId: string, id: string): Promise<boolean> {
  await requireNames(ctx, companyId)
  const found = await findToken(ctx, { companyId }, id)
  if (!found) throw new AppError('not_found')
  if (!isActor(ctx, found.memberId)) await requireMayActOn(ctx, companyId, found.memberId)
  return revoke(ctx, { companyId }, id)
}

async function revoke(ctx: Ctx, of: TokensOf, id: string): Promise<boolean> {
  const found = await findToken(ctx, of, id)
  if (!found) throw new AppError('not_found')
  const [ended] = await endSessions(ctx, { connectionId: id }, 'token_revoked')
  if (ended)
    await recordEvent(ctx, {
      action: 'token.revoked',
      companyId: found.companyId,
      subject: { kind: 'token', id },
      before: { name: found.name },
    })
  return ended !== undefined
}

/**
 * RE-1: whoever loses the role in a company loses what they made by it, and does not have it again with another role. Locks the member, as
 * making a token does: of the two at once the second sees what the first left.
 */
export async function endTokensOf(ctx: Ctx, companyId: string, memberId: string): Promise<void> {
  await lockForSignIn(ctx, memberId)
  await endSessions(ctx, { connections: connectionsOfTokens(ctx, companyId, memberId) }, 'role_taken')
}

function present(row: TokenRow, company: string, grant: Grant | undefined, now: Date): Token {
  const { id, name, permissions, ending, lastUsedAt, endedAt, expiresAt } = row
  return {
    id,
    name,
    company: { id: row.companyId, name: company },
    permissions,
    effective: effectiveOf(row, grant, now),
    ending,
    createdAt: row.createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsed: lastUsedAt && { at: lastUsedAt.toISOString(), ip: row.lastIp },
    ended: endedAt ? { at: endedAt.toISOString(), reason: row.endReason ?? 'expired' } : endOfTime(expiresAt, now),
  }
}

const endOfTime = (expiresAt: Date, now: Date): Token['ended'] =>
  expiresAt <= now ? { at: expiresAt.toISOString(), reason: 'expired' } : null

function effectiveOf(row: TokenRow, grant: Grant | undefined, now: Date): Permissions {
  const left = grant && !row.endedAt && row.expiresAt > now ? grantThrough(grant, row.companyId, row) : undefined
  return left ? permissionsOf(left) : {}
}

/** Tokens whose last use is kept in memory, of this node; the older half goes when the newer is full. */
const generationSize = 10_000

/** RE-1: notes that a token is used, at most once an hour: what a request costs does not grow by it. Resolves when it is committed. */
export function createTokenNotes(): (through: Pick<Through, 'id'>, scope: Scope, ip: string | null) => Promise<void> {
  let newer = new Map<string, number>()
  let older = new Map<string, number>()
  return async ({ id }, scope, ip) => {
    const at = scope.now.getTime()
    const known = newer.get(id) ?? older.get(id)
    if (known !== undefined && at < known + tokenUseMinutes * 60_000) return
    newer.set(id, at)
    if (newer.size >= generationSize) [older, newer] = [newer, new Map()]
    await scope.transaction((ctx) => noteTokenUse(ctx, id, ip))
  }
}
