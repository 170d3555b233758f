import * as openid from 'openid-client'
import { commandClient } from '@muster/contract'
import { Problem, exitCodes } from './problem.ts'
import type { Tokens } from './profiles.ts'
import type { Terminal } from './terminal.ts'

const discover = (url: string) =>
  openid.discovery(new URL(`${url}/oidc`), commandClient, undefined, openid.None(), {
    // Only to this machine: see serverUrl.
    execute: url.startsWith('http:') ? [openid.allowInsecureRequests] : [],
  })

/**
 * RE-1: device authorization (RFC 8628): shows a code, and waits until a member has let it in in a browser. `prove`: though the browser is signed
 * in, the member proves again who they are (MB-8); the provider takes no `prompt` here, but the age of a sign-in. @throws a problem when the member declines, or nobody comes
 */
export async function authorize(terminal: Pick<Terminal, 'err'>, url: string, { prove }: { prove: boolean }): Promise<Tokens> {
  try {
    const config = await discover(url)
    const flow = await openid.initiateDeviceAuthorization(config, { scope: 'openid offline_access', ...(prove && { max_age: '1' }) })
    terminal.err(`Open ${flow.verification_uri_complete ?? flow.verification_uri}\nand confirm the code ${flow.user_code}\n`)
    return tokensOf(await openid.pollDeviceAuthorizationGrant(config, flow))
  } catch (err) {
    throw problemOf(err, url)
  }
}

/** Renews tokens; undefined: the member was signed out. */
export async function refresh(url: string, tokens: Tokens): Promise<Tokens | undefined> {
  try {
    return tokensOf(await openid.refreshTokenGrant(await discover(url), tokens.refresh))
  } catch (err) {
    if (err instanceof openid.ResponseBodyError && err.error === 'invalid_grant') return undefined
    throw problemOf(err, url)
  }
}

/** Signs out. What cannot be told to the server ends by itself; it is no failure. */
export async function revoke(url: string, tokens: Tokens): Promise<void> {
  await discover(url)
    .then((config) => openid.tokenRevocation(config, tokens.refresh))
    .catch(() => undefined)
}

function tokensOf(given: openid.TokenEndpointResponse): Tokens {
  if (given.refresh_token === undefined) throw new Problem('The server gave no refresh token.')
  return { access: given.access_token, refresh: given.refresh_token, until: Date.now() + (given.expires_in ?? 0) * 1_000 }
}

function problemOf(err: unknown, url: string): Problem {
  if (err instanceof Problem) return err
  if (err instanceof openid.ResponseBodyError) {
    const sentence = { access_denied: 'It was declined, or you may not sign in.', expired_token: 'The code was not confirmed in time.' }[
      err.error
    ]
    return new Problem(sentence ?? `Signing in failed: ${err.error_description ?? err.error}`, exitCodes.notSignedIn)
  }
  return new Problem(`${url} does not answer as Muster does: ${err instanceof Error ? err.message : String(err)}`)
}
