import { importJWK, type SignJWT } from 'jose'
import type { Scopes } from '../../platform/context.ts'
import { keysAt } from './keys.rules.ts'
import { loadSigningKeys } from './keys.service.ts'

/** Signs what others are told in this server's name; `typ`: what kind of token it is, so that none passes for another. */
export type Signer = (token: SignJWT, typ: string) => Promise<string>

/** RE-3: signs with the key that signs ID tokens at `now`: whoever verifies those finds it at the same place. */
export async function loadSigner(scopes: Scopes, secret: string, now: Date): Promise<Signer> {
  const key = keysAt(await loadSigningKeys(scopes, secret), now).find(({ alg }) => alg === 'RS256')
  if (!key) throw new Error('there is no key to sign with')
  const signing = await importJWK(key.jwk, key.alg)
  return (token, typ) => token.setProtectedHeader({ alg: key.alg, kid: key.kid, typ }).sign(signing)
}
