import type { FastifyInstance, FastifyRequest } from 'fastify'
import { plainIp } from '../../platform/request.ts'
import type { Access } from './access.service.ts'
import type { Streams } from './stream.service.ts'

/** `GET /client/v1/stream`: server-sent events to one app. `ready` at once, `notice` when there may be a new service notification, `signed_out` when its access ends. */
export async function streamRoutes(
  app: FastifyInstance,
  deps: { streams: Streams; authenticate: (req: FastifyRequest) => Promise<Access> },
): Promise<void> {
  app.get('/client/v1/stream', { compress: false }, async (req, reply) => {
    const access = await deps.authenticate(req)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const send = (event: string) => raw.write(`event: ${event}\ndata: {}\n\n`)
    const close = () => raw.end()
    const remove = deps.streams.add({
      tenant: access.tenant,
      memberId: access.memberId,
      connectionId: access.connectionId,
      ip: plainIp(req.ip),
      close,
      notice: () => send('notice'),
      signedOut: () => (send('signed_out'), close()),
    })
    if (raw.writableEnded) return
    send('ready')
    const heartbeat = setInterval(() => raw.write(': \n\n'), 20_000)
    raw.once('close', () => {
      clearInterval(heartbeat)
      remove()
    })
  })
}
