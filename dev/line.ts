import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { interactionPolicy, Provider, type AdapterFactory, type AdapterPayload, type Configuration } from 'oidc-provider'

export type FakeLine = { issuer: string; channelId: string; secret: string; close(): Promise<void> }

const channelId = '2000000001'
const secret = 'f'.repeat(32)
const page = `<!doctype html><meta name="viewport" content="width=device-width"><title>LINE (sample)</title>
<body style="font:16px system-ui;max-width:320px;margin:64px auto"><h1>LINE (sample)</h1><p>This stands in for LINE. Any name is an account.</p>
<form method="post"><p><label>Name<br><input name="account" required autofocus></label></p>
<p><button name="ok" value="1">Log in</button> <button name="cancel" value="1" formnovalidate>Cancel</button></p></form>`

/**
 * LINE Login as far as Muster meets it: a real OpenID provider that asks for PKCE, authenticates the channel by its secret in the body, and
 * signs ID tokens with that secret. Whoever types a name has that LINE account.
 */
export async function startFakeLine(): Promise<FakeLine> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configuration())
  // Muster's port is chosen when it starts.
  provider.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).pathname === '/signin/line/callback'
  const callback = provider.callback()
  const login = async (req: IncomingMessage, res: ServerResponse) => {
    if (req.method !== 'POST') return res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    const typed = new URLSearchParams(await text(req))
    const result = typed.has('cancel') ? { error: 'access_denied' } : { login: { accountId: `U${typed.get('account') ?? ''}` } }
    return provider.interactionFinished(req, res, result)
  }
  server.on('request', (req, res) => {
    if (!req.url?.startsWith('/login/')) return void callback(req, res)
    login(req, res).catch(() => res.writeHead(400).end())
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { issuer, channelId, secret, close }
}

function configuration(): Configuration {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return {
    clients: [
      {
        client_id: channelId,
        client_secret: secret,
        redirect_uris: ['http://localhost/signin/line/callback'],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'HS256',
      },
    ],
    jwks: {
      keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig' }],
    } as NonNullable<Configuration['jwks']>,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'HS256'] },
    // Apart from Muster's own, which is the same provider on the same host.
    cookies: { keys: ['sample'], names: { interaction: 'line_interaction', resume: 'line_resume', session: 'line_session' } },
    adapter: memory(),
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_ctx, interaction) => `/login/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: sub.slice(1) }) }),
    loadExistingGrant: async ({ oidc: { provider, client, session } }) => {
      const grant = new provider.Grant({
        ...(client ? { clientId: client.clientId } : {}),
        ...(session?.accountId ? { accountId: session.accountId } : {}),
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  }
}

/** Keeps what the provider keeps, for as long as the process runs. */
function memory(): AdapterFactory {
  const kept = new Map<string, AdapterPayload>()
  return (kind) => {
    const find = async (id: string) => kept.get(`${kind} ${id}`)
    const findBy = (field: 'uid' | 'userCode') => async (value: string) =>
      [...kept].find(([key, one]) => key.startsWith(`${kind} `) && one[field] === value)?.[1]
    return {
      find,
      findByUid: findBy('uid'),
      findByUserCode: findBy('userCode'),
      upsert: async (id, payload) => void kept.set(`${kind} ${id}`, payload),
      consume: async (id) => void Object.assign((await find(id)) ?? {}, { consumed: Math.floor(Date.now() / 1_000) }),
      destroy: async (id) => void kept.delete(`${kind} ${id}`),
      revokeByGrantId: async (grant) => {
        for (const [key, one] of kept) if (one.grantId === grant) kept.delete(key)
      },
    }
  }
}
