import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import swaggerFolder from 'swagger-ui-dist/absolute-path.js'

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Muster API</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="reference/swagger-ui.css"></head>
<body><main id="reference"></main><script src="reference/swagger-ui-bundle.js"></script><script src="reference/start.js"></script></body></html>`

const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', domNode: document.getElementById('reference'), deepLinking: true, defaultModelsExpandDepth: 0, docExpansion: 'list', validatorUrl: null })`

/** `/api/v1/reference`: the OpenAPI document as a page to read and try, by Swagger UI, served from here alone. */
export async function mountReference(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.get('/api/v1/reference', async (_req, reply) => reply.type('text/html; charset=utf-8').send(page))
    scope.get('/api/v1/reference/start.js', async (_req, reply) => reply.type('text/javascript; charset=utf-8').send(start))
    await scope.register(fastifyStatic, {
      root: swaggerFolder(),
      prefix: '/api/v1/reference/',
      decorateReply: false,
      wildcard: false,
      index: false,
      globIgnore: ['**/*.map', '**/*.html', '**/*.json', '**/*.md'],
    })
  })
}
