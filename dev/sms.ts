import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'

export type SentText = { id: string; to: string; from: string; text: string }
export type SmsSink = {
  url: string
  token: string
  /** What was taken, in order. */
  texts: SentText[]
  close(): Promise<void>
}

const status = (authorization: string | undefined, token: string, to: string): number =>
  authorization !== `Bearer ${token}` ? 401 : to.endsWith('0000') ? 400 : 202

/** A real SMS gateway, as docs/operate.md describes one, that keeps what it takes; it refuses numbers that end with 0000. */
export async function startSmsSink(onText?: (text: SentText) => void): Promise<SmsSink> {
  const texts: SentText[] = []
  const token = 'sms-sink'
  const take = async (req: IncomingMessage): Promise<number> => {
    // What Muster sends, as docs/operate.md says.
    const text = (await json(req)) as SentText
    const code = status(req.headers.authorization, token, text.to)
    // One that comes again is taken once.
    if (code === 202 && !texts.some(({ id }) => id === text.id)) {
      texts.push(text)
      onText?.(text)
    }
    return code
  }
  const server = createServer(async (req, res) => {
    res.writeHead(await take(req).catch(() => 400)).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}/texts`, token, texts, close }
}
