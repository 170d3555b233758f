import { errors, Provider, type Adapter, type AdapterPayload } from 'oidc-provider'
import { commandClient, type EndReason } from '@muster/contract'
import { endSessions } from '#modules/sessions'
import { doorTenant, type Db } from '../../platform/db.ts'
import type { Clock } from '../../platform/clock.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { isId } from '../../platform/cursor.ts'
import { requestOf } from '../../platform/request.ts'
import type { Json } from '../../platform/tables.ts'
import { findApp, holdSecret } from './app.queries.ts'
import { appMetadata } from './app.rules.ts'
import {
  artifactHash,
  bindArtifact,
  dropArtifact,
  findArtifact,
  findArtifactOf,
  findToken,
  locate,
  retakeArtifact,
  takeArtifact,
  writeArtifact,
  type Artifact,
  type FoundArtifact,
} from './artifact.queries.ts'
import { accountOf } from './account.rules.ts'
import { countUserCode } from './device.service.ts'
import { findInteraction, saveInteraction } from './interaction.queries.ts'
import { currentWork } from './request.adapter.ts'

export type AdapterDeps = { db: Db; scopes: Scopes; clock: Clock }

/**
 * Keeps the OpenID provider's artifacts in PostgreSQL. What makes it more than storage (SX-2, SX-3):
 * a bearer value stands at rest only as its hash; what belongs to a connection is written only while that connection lives, the
 * registry row being locked; a single-sign-on session that has ended is never written again; what a service is given is written only
 * while the secret it came with is its secret.
 */
export function createAdapter({ db, scopes, clock }: AdapterDeps): (kind: string) => Adapter {
  const actor = systemActor('openid')
  return (kind) => {
    if (kind === 'Client') return clientAdapter(db)
    if (kind === 'Interaction') return interactionAdapter({ db, clock })
    const hashOf = (id: string) => stoodIn(kind, id) ?? artifactHash(kind, id)
    const present = (found: FoundArtifact | undefined, secret: Record<string, string>) => {
      if (!found) return undefined
      const consumed = found.consumedAt ? { consumed: Math.floor(found.consumedAt.getTime() / 1000) } : {}
      return { ...found.payload, ...secret, ...consumed } as AdapterPayload
    }
    return {
      upsert: async (id, payload, expiresIn) => {
        const account = typeof payload.accountId === 'string' ? accountOf(payload.accountId) : undefined
        const ofMember = kind === 'Session' && account !== undefined
        if (ofMember && payload.uid === undefined) return
        const artifact = {
          kind,
          hash: hashOf(id),
          uid: ofMember ? (payload.uid ?? null) : null,
          grantId: payload.grantId ?? null,
          connectionId: connectionOf(kind, id, payload),
          payload: handedOut.has(kind) ? withParent(payload) : withoutSecrets(payload),
          expiresAt: new Date(clock().getTime() + (expiresIn ?? 3600) * 1000),
        }
        if (ofClient.has(kind)) return writeOfClient({ db, scopes }, artifact, payload, stoodIn(kind, id) === undefined)
        const writing = { tenant: account?.tenant ?? doorTenant, artifact, memberId: account?.memberId }
        const work = currentWork()
        if (work) work.writes.set(artifact.hash.toString('hex'), writing)
        else await writeArtifact(db, writing.tenant, artifact, writing.memberId)
      },
      find: async (id) => {
        const found = await find(db, kind, id, hashOf(id))
        return present(found && isExchanged(kind) ? { ...found, consumedAt: null } : found, { jti: id })
      },
      findByUid: async (uid) => present(currentWork()?.read.get(`Session ${uid}`) ?? (await findArtifactOf(db, uid)), {}),
      findByUserCode: async (userCode) => {
        const context = Provider.ctx
        if (context) await countUserCode({ db, clock }, { ip: requestOf(context.req).ip, accountId: context.oidc.session?.accountId })
        const named = await findArtifact(db, artifactHash('UserCode', userCode))
        const device = named?.payload['device']
        if (typeof device !== 'string') return undefined
        return present(await findArtifact(db, Buffer.from(device, 'hex')), { jti: standIn + device, userCode })
      },
      destroy: (id) => drop(db, hashOf(id)),
      consume: async (id) => {
        const [hash, now] = [artifactHash(kind, id), clock()]
        const used = await takeArtifact(db, hash, now)
        if (!used || used.taken) return
        if (isExchanged(kind) && (await retakeArtifact(db, hash, new Date(now.getTime() - lostAnswerMs), now))) return
        // Used twice: what it was exchanged for ends.
        const { tenant, connectionId } = used
        if (connectionId) await scopes(tenant, actor).transaction((ctx) => endSessions(ctx, { connectionId }, 'refresh_reused'))
        throw new errors.InvalidGrant('already used')
      },
      revokeByGrantId: (grantId) => inTenantOfGrant(db, scopes, grantId),
    }
  }
}

/** How long a refresh token that was used may be presented again because its answer was lost. */
const lostAnswerMs = 10 * 60_000

/**
 * Whether a refresh token is presented to be exchanged, and not to be revoked or looked up. A used one looks unused to the provider then, which would end
 * its connection at once: whether its answer was lost, `consume` finds out.
 */
const isExchanged = (kind: string) => kind === 'RefreshToken' && Provider.ctx?.oidc.route === 'token'

const handedOut = new Set(['AccessToken', 'RefreshToken'])

/** What is handed out for a refresh token, with that one's hash: where the answer is lost, it is found and superseded. */
function withParent(payload: AdapterPayload): Json {
  const parent = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti
  const kept = withoutSecrets(payload)
  return parent ? { ...(kept as Record<string, Json>), parent: artifactHash('RefreshToken', parent).toString('hex') } : kept
}

/** An artifact as it will be after the request. With a code or refresh token comes what the provider looks at next. */
async function find(db: Db, kind: string, id: string, hash: Buffer): Promise<FoundArtifact | undefined> {
  const work = currentWork()
  const written = work?.writes.get(hash.toString('hex'))
  if (written !== undefined) return written ? { payload: written.artifact.payload as Record<string, unknown>, consumedAt: null } : undefined
  const known = work?.read.get(`${kind} ${id}`)
  if (known || !work || !comesWithMore.has(kind)) return known ?? findArtifact(db, hash)
  const [token, ...more] = await findToken(db, hash)
  for (const one of more)
    work.read.set(`${one.kind} ${String(one.kind === 'Session' ? one.payload['uid'] : token?.payload['grantId'])}`, one)
  return token
}

const comesWithMore = new Set(['AuthorizationCode', 'RefreshToken'])

async function drop(db: Db, hash: Buffer): Promise<void> {
  const work = currentWork()
  if (work) work.writes.set(hash.toString('hex'), null)
  else await dropArtifact(db, hash)
}

/**
 * A sign-in under way. Begun and ended by the provider's requests; in between, by our pages, it is only saved: what is over
 * meanwhile does not come back.
 */
function interactionAdapter({ db, clock }: Pick<AdapterDeps, 'db' | 'clock'>): Adapter {
  const unused = () => Promise.reject(new Error('a sign-in under way is found by its cookie'))
  return {
    upsert: async (id, payload, expiresIn) => {
      const [hash, kept, work] = [artifactHash('Interaction', id), withoutSecrets(payload), currentWork()]
      if (!work) {
        if (!(await saveInteraction(db, hash, kept))) throw new errors.SessionNotFound('interaction session not found')
        return
      }
      const expiresAt = new Date(clock().getTime() + (expiresIn ?? 1800) * 1000)
      const artifact = { kind: 'Interaction', hash, uid: null, grantId: null, connectionId: null, payload: kept, expiresAt }
      work.writes.set(hash.toString('hex'), { tenant: doorTenant, artifact })
    },
    find: async (id) => {
      const payload = await findInteraction(db, artifactHash('Interaction', id))
      return payload && ({ ...payload, jti: id } as AdapterPayload)
    },
    destroy: (id) => drop(db, artifactHash('Interaction', id)),
    consume: unused,
    findByUid: unused,
    findByUserCode: unused,
    revokeByGrantId: unused,
  }
}

/** A grant's id is its connection's id: ending the one is ending the other. */
function connectionOf(kind: string, id: string, payload: AdapterPayload): string | null {
  if (kind === 'Grant') return id
  return payload.grantId ?? null
}

/** Kinds that stand in the tenant of the client they are given to: a device's code, before a member is known, and what a service is given. */
const ofClient = new Set(['DeviceCode', 'ClientCredentials'])

async function writeOfClient(
  { db, scopes }: Pick<AdapterDeps, 'db' | 'scopes'>,
  artifact: Artifact,
  { clientId = '', userCode }: AdapterPayload,
  isNew: boolean,
): Promise<void> {
  if (clientId === commandClient) return writeOfCommand(scopes, artifact, isNew ? userCode : undefined)
  const tenant = await locate(db, artifactHash('Client', clientId))
  if (!tenant) return
  await scopes(tenant, systemActor('openid')).transaction(async (ctx) => {
    if (artifact.kind === 'ClientCredentials') {
      const secretHash = Provider.ctx?.oidc.client?.clientSecret ?? ''
      if (await holdSecret(ctx, clientId, secretHash)) await writeArtifact(ctx.db, tenant, { ...artifact, grantId: clientId })
      return
    }
    if (!(await writeArtifact(ctx.db, tenant, artifact))) return
    if (isNew && userCode) await keepUserCode(ctx, userCode, artifact)
    // The member who lets it in is known after the code was written.
    else await bindArtifact(ctx, artifact)
  })
}

/**
 * RE-1: the command is nobody's tenant's, and so is its code until it is used: it stands bound to no connection. What it opens is bound: its
 * grant, which is looked for when the code is presented, is a connection's.
 */
async function writeOfCommand(scopes: Scopes, artifact: Artifact, userCode: string | undefined): Promise<void> {
  const unbound = { ...artifact, grantId: null, connectionId: null }
  await scopes(doorTenant, systemActor('openid')).transaction(async (ctx) => {
    await writeArtifact(ctx.db, doorTenant, unbound)
    if (userCode) await keepUserCode(ctx, userCode, unbound)
  })
}

/** SX-3: the code on a device's screen, by its hash, leads to the device's own. */
async function keepUserCode(ctx: Ctx, userCode: string, device: Artifact): Promise<void> {
  const [hash, payload] = [artifactHash('UserCode', userCode), { device: device.hash.toString('hex') }]
  await writeArtifact(ctx.db, ctx.tenant, { ...device, kind: 'UserCode', hash, payload })
}

/**
 * SX-3: who comes by the code on a device's screen does not get at the code that the device itself presents: that is not kept. The
 * provider is told where it stands instead; presented by anyone as a device's own, this opens nothing.
 */
const standIn = 'hash:'
function stoodIn(kind: string, id: string): Buffer | undefined {
  const isInside = kind === 'DeviceCode' && id.startsWith(standIn) && Provider.ctx?.oidc.route !== 'token'
  return isInside ? Buffer.from(id.slice(standIn.length), 'hex') : undefined
}

/** SX-1: apps that companies register. They register in the console, not here. */
function clientAdapter(db: Db): Adapter {
  const refuse = async () => {
    throw new errors.InvalidRequest('clients are registered by their company')
  }
  return {
    find: async (id) => {
      const app = isId(id) ? await findApp(db, id) : undefined
      return app && (appMetadata(app) as AdapterPayload)
    },
    upsert: refuse,
    destroy: refuse,
    consume: refuse,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    revokeByGrantId: refuse,
  }
}

/** SX-3: the payload's own copies of bearer values stay out of the database; `find` gives them back from what was presented. */
function withoutSecrets({ jti: _, userCode: ___, ...payload }: AdapterPayload): Json {
  if (payload.session && typeof payload.session === 'object') {
    const { cookie: __, ...session } = payload.session as Record<string, unknown>
    return { ...payload, session } as Json
  }
  return payload as Json
}

/**
 * The provider revokes a grant when a code or refresh token of it is presented twice, and when a client revokes its token (RFC 7009): the
 * connection ends. Which of the two it is, the request tells.
 */
async function inTenantOfGrant(db: Db, scopes: Scopes, grantId: string): Promise<void> {
  const why: EndReason = Provider.ctx?.oidc.route === 'token' ? 'refresh_reused' : 'signed_out'
  const tenant = await locate(db, artifactHash('Grant', grantId))
  if (tenant) await scopes(tenant, systemActor('openid')).transaction((ctx) => endSessions(ctx, { connectionId: grantId }, why))
}
