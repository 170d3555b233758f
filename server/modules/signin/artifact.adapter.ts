import { errors, Provider, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { EndReason } from '@muster/contract'
import { endSessions, lockLiveConnection, lockLiveSso } from '#modules/sessions'
import { doorTenant, type Db } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import type { Json } from '../../platform/tables.ts'
import {
  artifactHash,
  consumeArtifact,
  deleteArtifact,
  findArtifact,
  findConnectionOf,
  findHashOfUid,
  locate,
  putLocator,
  upsertArtifact,
} from './artifact.queries.ts'
import { accountOf } from './account.rules.ts'

/**
 * Keeps the OpenID provider's artifacts in PostgreSQL. What makes it more than storage (SX-2, SX-3):
 * a bearer value stands at rest only as its hash; what belongs to a connection is written only while that connection lives, the
 * registry row being locked; a single-sign-on session that has ended is never written again.
 */
export function createAdapter(db: Db, scopes: Scopes): (kind: string) => Adapter {
  const actor = systemActor('openid')
  return (kind) => {
    const find = async (hash: Buffer, secret: Record<string, string>) => {
      const found = await findArtifact(db, hash)
      if (!found) return undefined
      const consumed = found.consumedAt ? { consumed: Math.floor(found.consumedAt.getTime() / 1000) } : {}
      return { ...found.payload, ...secret, ...consumed } as AdapterPayload
    }
    const inTenantOf = async (id: string, work: (ctx: Ctx, hash: Buffer) => Promise<unknown>) => {
      const hash = artifactHash(kind, id)
      const tenant = await locate(db, hash)
      if (tenant) await scopes(tenant, actor).transaction((ctx) => work(ctx, hash))
    }
    return {
      upsert: async (id, payload, expiresIn) => {
        const account = typeof payload.accountId === 'string' && kind !== 'Interaction' ? accountOf(payload.accountId) : undefined
        await scopes(account?.tenant ?? doorTenant, actor).transaction(async (ctx) => {
          if (!(await mayWrite(ctx, kind, id, payload, account?.memberId))) return
          const expiresAt = new Date(ctx.now.getTime() + (expiresIn ?? 3600) * 1000)
          const hash = artifactHash(kind, id)
          const uid = kind === 'Session' && account ? (payload.uid ?? null) : null
          await putLocator(ctx, hash, expiresAt)
          if (uid) await putLocator(ctx, uidHash(uid), expiresAt)
          await upsertArtifact(ctx, {
            kind,
            hash,
            uid,
            grantId: payload.grantId ?? null,
            connectionId: connectionOf(kind, id, payload),
            payload: withoutSecrets(payload),
            expiresAt,
          })
        })
      },
      find: (id) => find(artifactHash(kind, id), { jti: id }),
      findByUid: async (uid) => {
        const tenant = await locate(db, uidHash(uid))
        const hash = tenant && (await scopes(tenant, actor).transaction((ctx) => findHashOfUid(ctx, uid)))
        return hash ? find(hash, {}) : undefined
      },
      findByUserCode: async () => undefined,
      destroy: (id) => inTenantOf(id, deleteArtifact),
      consume: async (id) => {
        let used = false
        await inTenantOf(id, async (ctx, hash) => {
          used = !(await consumeArtifact(ctx, hash))
          const connectionId = used && (await findConnectionOf(ctx, hash))
          // Two at once are two uses: the one that comes second ends what the first was given.
          if (connectionId) await endSessions(ctx, { connectionId }, 'refresh_reused')
        })
        if (used) throw new errors.InvalidGrant('already used')
      },
      revokeByGrantId: (grantId) => inTenantOfGrant(db, scopes, grantId),
    }
  }
}

const uidHash = (uid: string) => artifactHash('uid', uid)

/** A grant's id is its connection's id: ending the one is ending the other. */
function connectionOf(kind: string, id: string, payload: AdapterPayload): string | null {
  if (kind === 'Grant') return id
  return kind === 'Interaction' ? null : (payload.grantId ?? null)
}

async function mayWrite(ctx: Ctx, kind: string, id: string, payload: AdapterPayload, memberId: string | undefined): Promise<boolean> {
  if (kind === 'Session' && memberId) return payload.uid !== undefined && lockLiveSso(ctx, payload.uid, memberId)
  const connectionId = connectionOf(kind, id, payload)
  return connectionId === null || lockLiveConnection(ctx, connectionId)
}

/** SX-3: the payload's own copies of bearer values stay out of the database; `find` gives them back from what was presented. */
function withoutSecrets({ jti: _, ...payload }: AdapterPayload): Json {
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
