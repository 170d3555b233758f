import { Agent, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { percentile, timed } from './figure.ts'

/** The bytes of one request; whole and ready, so that making load costs little beside what is measured. */
export function requestBytes(method: string, path: string, headers: Record<string, string>): Buffer {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}

type Line = { send(bytes: Buffer): Promise<number>; close(): void }

/** One kept-alive connection, one request at a time. Answers the status once the whole answer is there. */
async function openLine(port: number): Promise<Line> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting: { resolve: (status: number) => void; reject: (err: Error) => void } | undefined
  let got = ''
  const lost = (err?: Error) => waiting?.reject(err ?? new Error('connection closed'))
  socket.setEncoding('latin1')
  socket.on('error', lost)
  socket.on('close', () => lost())
  socket.on('data', (chunk: string) => {
    got += chunk
    const head = got.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(got.slice(0, head + 2))?.[1]
    if (got.length < head + 4 + Number(length ?? 0)) return
    const status = Number(got.slice(9, 12))
    got = ''
    waiting?.resolve(status)
  })
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(bytes)
      }),
    close: () => {
      waiting = undefined
      socket.destroy()
    },
  }
}

export type Load = { requests: number; seconds: number; perSecond: number; refused: number }

/** As many requests as `connections` can make, each connection sending its next as soon as it is answered, until `next` has none or the time is over. */
export async function closedLoop(port: number, connections: number, seconds: number, next: () => Buffer | undefined): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)))
  const started = performance.now()
  const until = started + seconds * 1000
  let requests = 0
  let refused = 0
  const run = async (line: Line) => {
    for (let bytes = next(); bytes && performance.now() < until; bytes = next()) {
      const status = await line.send(bytes)
      requests++
      if (status >= 300) refused++
    }
  }
  await Promise.all(lines.map(run))
  const took = (performance.now() - started) / 1000
  for (const line of lines) line.close()
  return { requests, seconds: took, perSecond: requests / took, refused }
}

/** Requests at even distances, whatever becomes of those before; latencies count from when each was due. */
export async function openLoop(
  port: number,
  connections: number,
  perSecond: number,
  all: readonly Buffer[],
): Promise<{ latencies: number[]; refused: number }> {
  const idle = await Promise.all(Array.from({ length: connections }, () => openLine(port)))
  const lines = [...idle]
  const latencies: number[] = []
  let refused = 0
  const waiting: { bytes: Buffer; due: number }[] = []
  let finished: () => void = () => undefined
  let failed: (err: unknown) => void = () => undefined
  const answered = new Promise<void>((resolve, reject) => {
    finished = resolve
    failed = reject
  })
  const send = async (line: Line, { bytes, due }: { bytes: Buffer; due: number }): Promise<void> => {
    const status = await line.send(bytes)
    latencies.push(performance.now() - due)
    if (status >= 300) refused++
    if (latencies.length === all.length) finished()
    const next = waiting.shift()
    if (next) await send(line, next)
    else idle.push(line)
  }
  const started = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(all.length, ((performance.now() - started) / 1000) * perSecond)
    for (; sent < due; sent++) {
      const asked = { bytes: all[sent] ?? Buffer.alloc(0), due: started + (sent / perSecond) * 1000 }
      const line = idle.pop()
      if (line) void send(line, asked).catch(failed)
      else waiting.push(asked)
    }
    if (sent === all.length) clearInterval(timer)
  }, 1)
  await answered
  for (const line of lines) line.close()
  return { latencies, refused }
}

/** Makes requests one after another over kept-alive connections, as a browser does. */
export function createGetter() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (url: string, headers: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      const req = httpRequest(url, { agent, headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(chunks).toString())
          else reject(new Error(`answered ${answer.statusCode ?? '?'}`))
        })
      })
      req.once('error', reject)
      req.end()
    })
  return {
    /** Milliseconds until the whole answer, compressed, is there. */
    latency: (url: string, cookie: string) => timed(() => ask(url, { cookie, 'accept-encoding': 'gzip' })),
    body: (url: string, cookie: string) => ask(url, { cookie }),
    close: () => agent.destroy(),
  }
}

export const percentiles = (values: readonly number[]) => [50, 95, 99].map((p) => `p${p} ${percentile(values, p).toFixed(2)} ms`).join(', ')
