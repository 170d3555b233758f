import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { AppError } from './errors.ts'

const dist = fileURLToPath(new URL('../../console/dist/', import.meta.url))
/** What is never a page of the console: an unknown address beneath answers JSON. */
const notPages = /^\/(api|client|device|service|oidc|console|signin|assets|healthz|readyz|metrics)(\/|$)/

/** Serves the built console: its assets for ever, and its index for every address that is a page. */
export async function mountPages(app: FastifyInstance): Promise<void> {
  if (!existsSync(dist)) return
  await app.register(fastifyStatic, {
    root: dist,
    wildcard: false,
    preCompressed: true,
    index: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/*', async (req, reply) => {
    const path = req.url.split('?', 1)[0] ?? '/'
    if (notPages.test(path)) throw new AppError('not_found')
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
  })
}
