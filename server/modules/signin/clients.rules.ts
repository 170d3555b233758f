import type { ClientMetadata } from 'oidc-provider'
import { commandClient } from '@muster/contract'

export type ClientSettings = {
  url: string
  webRedirectUris: string[]
  /** SX-3: its hash, in hexadecimal digits, as of every client's. */ consoleSecretHash: string
}

const code = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] } as const

/** A signature with a key on a curve costs a twentieth of one by RSA, which libraries expect where nothing is said. */
const signed = { id_token_signed_response_alg: 'ES256' } as const

/**
 * SX-1: the suite's apps and web as OpenID Connect clients, authorization code with PKCE. Apps come back to a loopback address (any
 * port) or to their own scheme; the console is a confidential client whose tokens never leave the server.
 */
export function suiteClientMetadata(s: ClientSettings): ClientMetadata[] {
  const native = (id: string, name: string): ClientMetadata => ({
    client_id: id,
    client_name: name,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback', `app.muster.${id.replace('_', '-')}:/callback`],
    ...signed,
    ...code,
    grant_types: [...code.grant_types],
    response_types: [...code.response_types],
  })
  return [
    native('mobile', 'Mobile app'),
    native('pc', 'PC app'),
    native('drive_mobile', 'Drive mobile app'),
    native('drive_explorer', 'Drive explorer'),
    {
      ...signed,
      client_id: 'web',
      client_name: 'Web',
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      redirect_uris: s.webRedirectUris.length > 0 ? s.webRedirectUris : [`${s.url}/web/callback`],
      grant_types: [...code.grant_types],
      response_types: [...code.response_types],
    },
    {
      ...signed,
      client_id: 'console',
      client_name: 'Admin console',
      client_secret: s.consoleSecretHash,
      application_type: 'web',
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [`${s.url}/console/callback`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
    // RE-1: the command, which shows a code (RFC 8628).
    {
      ...signed,
      client_id: commandClient,
      client_name: 'muster',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
    },
  ]
}
