import { errors, Provider, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { EndReason } from '@muster/contract'
import { endSessions } from '#modules/sessions'
import { doorTenant, type Db } from '../../platform/db.ts'
import type { Clock } from '../../platform/clock.ts'
import { systemActor, type Scopes } from '../../platform/context.ts'
import type { Json } from '../../platform/tables.ts'
import {
  artifactHash,
  dropArtifact,
  findArtifact,
  findArtifactOf,
  locate,
  takeArtifact,
  writeArtifact,
  type FoundArtifact,
} from './artifact.queries.ts'
import { accountOf } from './account.rules.ts'

export type AdapterDeps = { db: Db; scopes: Scopes; clock: Clock }

/**
 * Keeps the OpenID provider's artifacts in PostgreSQL. What makes it more than storage (SX-2, SX-3):
 * a bearer value stands at rest only as its hash; what belongs to a connection is written only while that connection lives, the
 * registry row being locked; a single-sign-on session that has ended is never written again.
 */
export function createAdapter({ db, scopes, clock }: AdapterDeps): (kind: string) => Adapter {
  const actor = systemActor('openid')
  return (kind) => {
    const present = (found: FoundArtifact | undefined, secret: Record<string, string>) => {
      if (!found) return undefined
      const consumed = found.consumedAt ? { consumed: Math.floor(found.consumedAt.getTime() / 1000) } : {}
      return { ...found.payload, ...secret, ...consumed } as AdapterPayload
    }
    return {
      upsert: async (id, payload, expiresIn) => {
        const account = typeof payload.accountId === 'string' && kind !== 'Interaction' ? accountOf(payload.accountId) : undefined
        const ofMember = kind === 'Session' && account !== undefined
        if (ofMember && payload.uid === undefined) return
        const artifact = {
          kind,
          hash: artifactHash(kind, id),
          uid: ofMember ? (payload.uid ?? null) : null,
          grantId: payload.grantId ?? null,
          connectionId: connectionOf(kind, id, payload),
          payload: withoutSecrets(payload),
          expiresAt: new Date(clock().getTime() + (expiresIn ?? 3600) * 1000),
        }
        await writeArtifact(db, account?.tenant ?? doorTenant, artifact, account?.memberId)
      },
      find: async (id) => present(await findArtifact(db, artifactHash(kind, id)), { jti: id }),
      findByUid: async (uid) => present(await findArtifactOf(db, uid), {}),
      findByUserCode: async () => undefined,
      destroy: (id) => dropArtifact(db, artifactHash(kind, id)),
      consume: async (id) => {
        const used = await takeArtifact(db, artifactHash(kind, id), clock())
        if (!used || used.taken) return
        // Two at once are two uses: the one that comes second ends what the first was given.
        const { tenant, connectionId } = used
        if (connectionId) await scopes(tenant, actor).transaction((ctx) => endSessions(ctx, { connectionId }, 'refresh_reused'))
        throw new errors.InvalidGrant('already used')
      },
      revokeByGrantId: (grantId) => inTenantOfGrant(db, scopes, grantId),
    }
  }
}

/** A grant's id is its connection's id: ending the one is ending the other. */
function connectionOf(kind: string, id: string, payload: AdapterPayload): string | null {
  if (kind === 'Grant') return id
  return kind === 'Interaction' ? null : (payload.grantId ?? null)
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
