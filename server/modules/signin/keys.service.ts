import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose'
import { StartError } from '../../platform/config.ts'
import { doorTenant } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { insertKey, lockKeys, selectKeys } from './keys.queries.ts'

function sealingKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'muster', 'signing keys', 32))
}

/** Encrypts with AES-256-GCM under a key derived from MUSTER_SECRET: nonce, tag, ciphertext. */
function seal(secret: string, text: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(secret: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    throw new StartError('MUSTER_SECRET is not the one this database was set up with: its signing keys cannot be read')
  }
}

/**
 * The provider's signing keys, the same on every node: made on the first start, at rest only encrypted (SX-3).
 * @throws StartError when MUSTER_SECRET is not the one they were sealed with
 */
export async function loadSigningKeys(scopes: Scopes, secret: string): Promise<JWK[]> {
  const scope = scopes(doorTenant, systemActor('keys'))
  const open = (sealed: Buffer[]) => sealed.map((key) => JSON.parse(unseal(secret, key)) as JWK)
  const kept = await scope.transaction(selectKeys)
  if (kept.length > 0) return open(kept)
  const fresh = [await newKey('RS256'), await newKey('ES256')]
  return scope.transaction(async (ctx: Ctx) => {
    await lockKeys(ctx)
    const meanwhile = await selectKeys(ctx)
    if (meanwhile.length === 0) for (const key of fresh) await insertKey(ctx, key.kid ?? '', seal(secret, JSON.stringify(key)))
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
