import type { FastifyInstance } from 'fastify'
import { signals } from './signal.rules.ts'

/**
 * RE-3: what a receiver of Shared Signals has to know (SSF 1.0, transmitter configuration metadata). Streams are set up by administrators, so
 * there is no address to manage them at; their ids are the endpoints'.
 */
export function sharedSignalsRoutes(app: FastifyInstance, url: string): void {
  const metadata = {
    spec_version: '1_0',
    issuer: url,
    jwks_uri: `${url}/oidc/jwks`,
    delivery_methods_supported: ['urn:ietf:rfc:8935'],
    critical_subject_members: ['user', 'session'],
    default_subjects: 'ALL',
    events_supported: Object.values(signals),
  }
  app.get('/.well-known/ssf-configuration', async (_, reply) => reply.header('cache-control', 'public, max-age=300').send(metadata))
}
