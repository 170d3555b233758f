import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose'
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
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
}

/**
 * The provider's signing keys, the same on every node: made on the first start, at rest only encrypted (SX-3).
 * @throws when MUSTER_SECRET is not the one they were sealed with
 */
export async function loadSigningKeys(scopes: Scopes, secret: string): Promise<JWK[]> {
  const { publicKey: _, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const fresh = await exportJWK(privateKey)
  const kid = await calculateJwkThumbprint(fresh)
  const { privateKey: rsa } = await generateKeyPair('RS256', { extractable: true })
  const freshRsa = await exportJWK(rsa)
  const rsaKid = await calculateJwkThumbprint(freshRsa)
  const scope = scopes(doorTenant, systemActor('keys'))
  return scope.transaction(async (ctx: Ctx) => {
    await lockKeys(ctx)
    const kept = await selectKeys(ctx)
    if (kept.length > 0) return kept.map((k) => JSON.parse(unseal(secret, k)) as JWK)
    const keys: JWK[] = [
      { ...freshRsa, kid: rsaKid, use: 'sig', alg: 'RS256' },
      { ...fresh, kid, use: 'sig', alg: 'ES256' },
    ]
    for (const key of keys) await insertKey(ctx, key.kid ?? '', seal(secret, JSON.stringify(key)))
    return keys
  })
}

/** A secret for one purpose, derived from MUSTER_SECRET. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}
