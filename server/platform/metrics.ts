import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'

/** `/metrics` in Prometheus text: the process, the database pool, and requests by route. No label holds a member or tenant. */
export function mountMetrics(app: FastifyInstance, pool: pg.Pool, gauges: Record<string, { help: string; read: () => number }>): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'muster_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'muster_refused_total',
    help: 'Requests answered 4xx',
    labelNames: ['status'],
    registers: [registry],
  })
  const pooled: Gauge = new Gauge({
    name: 'muster_database_connections',
    help: 'Connections of the pool',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      pooled.set({ state: 'open' }, pool.totalCount)
      pooled.set({ state: 'idle' }, pool.idleCount)
      pooled.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  for (const [name, { help, read }] of Object.entries(gauges)) {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) })
  }
  app.addHook('onResponse', async (req, reply) => {
    requests.observe({ method: req.method, route: req.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000)
    if (reply.statusCode >= 400 && reply.statusCode < 500) refused.inc({ status: reply.statusCode })
  })
  app.get('/metrics', { config: { rateLimit: false } }, async (_req, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
