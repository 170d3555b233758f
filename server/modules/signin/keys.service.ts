import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose'
import { StartError } from '../../platform/config.ts'
import { doorTenant } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { createSeal } from '../../platform/seal.ts'
import { insertKey, lockKeys, selectKeys } from './keys.queries.ts'

/**
 * The provider's signing keys, the same on every node: made on the first start, at rest only encrypted (SX-3).
 * @throws StartError when MUSTER_SECRET is not the one they were sealed with
 */
export async function loadSigningKeys(scopes: Scopes, secret: string): Promise<JWK[]> {
  const scope = scopes(doorTenant, systemActor('keys'))
  const seal = createSeal(secret, 'signing keys')
  const open = (sealed: Buffer[]) =>
    sealed.map((key) => {
      const text = seal.open(key)
      if (text === undefined)
        throw new StartError('MUSTER_SECRET is not the one this database was set up with: its signing keys cannot be read')
      return JSON.parse(text) as JWK
    })
  const kept = await scope.transaction(selectKeys)
  if (kept.length > 0) return open(kept)
  const fresh = [await newKey('RS256'), await newKey('ES256')]
  return scope.transaction(async (ctx: Ctx) => {
    await lockKeys(ctx)
    const meanwhile = await selectKeys(ctx)
    if (meanwhile.length === 0) for (const key of fresh) await insertKey(ctx, key.kid ?? '', seal.close(JSON.stringify(key)))
    return open(await selectKeys(ctx))
  })
}

async function newKey(alg: 'RS256' | 'ES256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const key = await exportJWK(privateKey)
  return { ...key, kid: await calculateJwkThumbprint(key), use: 'sig', alg }
}

/** A secret for one purpose, derived from MUSTER_SECRET. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}
