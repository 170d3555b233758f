import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type ReceivedEvent = { path: string; headers: Record<string, string>; body: string }
export type WebhookReceiver = {
  url: string
  /** What arrived, in order, also what was not answered well. */
  received: ReceivedEvent[]
  /** What is answered from now on; the default is 204 and nothing. `after`: only then. */
  answer(how: Partial<{ status: number; body: string; location: string; retryAfter: string; after: Promise<unknown> }>): void
  stop(): Promise<void>
}

const plain = (headers: IncomingHttpHeaders) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** A real service that is told of events: keeps what arrives before it answers, as it is told to. */
export async function startWebhookReceiver({
  port = 0,
  onEvent,
}: { port?: number; onEvent?: (event: ReceivedEvent) => void } = {}): Promise<WebhookReceiver> {
  const received: ReceivedEvent[] = []
  let how: Parameters<WebhookReceiver['answer']>[0] = {}
  const server = createServer(async (req, res) => {
    const event = { path: req.url ?? '', headers: plain(req.headers), body: await text(req) }
    received.push(event)
    onEvent?.(event)
    const { status = 204, body = '', location, retryAfter, after } = how
    await after
    res.writeHead(status, { ...(location && { location }), ...(retryAfter && { 'retry-after': retryAfter }) }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received,
    answer: (next) => (how = next),
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}
