import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose'
import { StartError } from '../../platform/config.ts'
import { doorTenant } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { createSeal, type Seal } from '../../platform/seal.ts'
import { deleteKeys, insertKey, lockKeys, notifyKeys, selectKeys, type KeyRow } from './keys.queries.ts'
import { algorithmsDue, keysOver, leadMs } from './keys.rules.ts'

const algorithms = ['RS256', 'ES256'] as const
type Algorithm = (typeof algorithms)[number]

export type SigningKey = { kid: string; alg: Algorithm; signsFrom: Date; jwk: JWK }

const sealOf = (secret: string) => createSeal(secret, 'signing keys')
const doorOf = (scopes: Scopes) => scopes(doorTenant, systemActor('keys'))

/**
 * SX-1: the provider's signing keys, the same on every node: made on the first start, at rest only encrypted (SX-3).
 * @throws StartError when MUSTER_SECRET is not the one they were sealed with
 */
export async function loadSigningKeys(scopes: Scopes, secret: string): Promise<SigningKey[]> {
  const scope = doorOf(scopes)
  const seal = sealOf(secret)
  const kept = await scope.transaction(selectKeys)
  if (kept.length > 0) return open(seal, kept)
  const fresh = await newKeys(algorithms)
  return scope.transaction(async (ctx) => {
    await lockKeys(ctx)
    if ((await selectKeys(ctx)).length === 0) await keep(ctx, seal, fresh, ctx.now)
    return open(seal, await selectKeys(ctx))
  })
}

/**
 * SX-1: publishes the successors of keys that have signed for 90 days less a day, and drops keys by which nothing lives any more. The
 * fresh keys are made before it is known whether they are needed: two workers at once must not both find them missing.
 * @returns whether anything changed
 */
export async function rotateSigningKeys(scopes: Scopes, secret: string): Promise<boolean> {
  const scope = doorOf(scopes)
  const seal = sealOf(secret)
  const due = algorithmsDue(open(seal, await scope.transaction(selectKeys)), scope.now) as Algorithm[]
  const fresh = await newKeys(due)
  return scope.transaction(async (ctx) => {
    await lockKeys(ctx)
    const kept = open(seal, await selectKeys(ctx))
    const still = algorithmsDue(kept, ctx.now)
    const added = fresh.filter((jwk) => still.includes(jwk.alg ?? ''))
    const over = keysOver(kept, ctx.now).map((key) => key.kid)
    await keep(ctx, seal, added, new Date(ctx.now.getTime() + leadMs))
    await deleteKeys(ctx, over)
    if (added.length + over.length === 0) return false
    await notifyKeys(ctx)
    return true
  })
}

/** SX-1: new keys that sign at once, and none of the old ones any longer: for keys that somebody else has come to know. */
export async function replaceSigningKeys(scopes: Scopes, secret: string): Promise<void> {
  const seal = sealOf(secret)
  const fresh = await newKeys(algorithms)
  await doorOf(scopes).transaction(async (ctx) => {
    await lockKeys(ctx)
    const kept = await selectKeys(ctx)
    open(seal, kept)
    await deleteKeys(
      ctx,
      kept.map((key) => key.kid),
    )
    await keep(ctx, seal, fresh, ctx.now)
    await notifyKeys(ctx)
  })
}

function open(seal: Seal, rows: readonly KeyRow[]): SigningKey[] {
  return rows.map(({ kid, sealed, signsFrom }) => {
    const text = seal.open(sealed)
    if (text === undefined)
      throw new StartError('MUSTER_SECRET is not the one this database was set up with: its signing keys cannot be read')
    const jwk = JSON.parse(text) as JWK
    return { kid, alg: jwk.alg as Algorithm, signsFrom, jwk }
  })
}

async function keep(ctx: Ctx, seal: Seal, fresh: readonly JWK[], signsFrom: Date): Promise<void> {
  for (const jwk of fresh) await insertKey(ctx, { kid: jwk.kid ?? '', sealed: seal.close(JSON.stringify(jwk)), signsFrom })
}

async function newKeys(algs: readonly Algorithm[]): Promise<JWK[]> {
  const keys: JWK[] = []
  for (const alg of algs) {
    const { privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = await exportJWK(privateKey)
    keys.push({ ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg })
  }
  return keys
}

/** A secret for one purpose, derived from MUSTER_SECRET. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}
