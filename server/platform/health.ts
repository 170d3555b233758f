import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { AppError } from './errors.ts'
import type { Listener } from './listener.ts'

/** Probes ask often and from one address: neither logged nor limited. */
const probe = { logLevel: 'silent', config: { rateLimit: false } } as const

/** `/healthz`: the process answers. `/readyz`: it can serve, that is, its database answers and its listening connection is up. */
export function mountHealth(app: FastifyInstance, pool: pg.Pool, listener: Listener): void {
  app.get('/healthz', probe, async () => ({ ok: true }))
  app.get('/readyz', probe, async () => {
    const answers = await pool.query('select 1').then(
      () => true,
      () => false,
    )
    if (!answers || !listener.connected()) throw new AppError('unavailable', { database: answers, listening: listener.connected() })
    return { ok: true }
  })
}
