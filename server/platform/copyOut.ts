import { Socket } from 'node:net'
import type { Submittable } from 'pg'

/** What is used of the driver's connection: its own reader of answers is set aside while rows come, since it makes objects of each. */
type Connection = { stream: Socket; query(text: string): void }
type Handler = (chunk: Buffer) => void

const bufferBytes = 128 * 1024
/** Who takes what comes into a socket's one buffer, in place of the driver. */
const taps = new WeakMap<Socket, { to: Handler | undefined }>()

/** A socket for the driver that reads into one buffer: a file of a hundred megabytes leaves none of them behind for the garbage. */
export function copySocket(): Socket {
  const tap: { to: Handler | undefined } = { to: undefined }
  const socket: Socket = new Socket({
    onread: {
      buffer: Buffer.allocUnsafeSlow(bufferBytes),
      callback: (size, into) => {
        const chunk = Buffer.from(into.buffer, into.byteOffset, size)
        if (!tap.to) return socket.push(Buffer.from(chunk))
        tap.to(chunk)
        return true
      },
    },
  })
  taps.set(socket, tap)
  return socket
}

export type CopyOut = {
  /** To be given to a client's `query`. */
  query: Submittable
  /** The rows as they come, as lines; each chunk is good until the next is asked for. @throws what the database answered, or that it is gone */
  chunks(): AsyncGenerator<Buffer>
  /** How many rows have come. */
  rows(): number
  /** Ends it in the middle: the connection is of no more use. */
  stop(why: Error): void
}

/**
 * `COPY … TO STDOUT`, whose rows are messages of their own. Their heads are taken out where they lie, so that a million rows are neither a
 * million objects nor copied twice; who reads slowly holds the database up. Over TLS the socket is another, whose chunks come as they do.
 */
export function copyOut(text: string): CopyOut {
  const reader = createReader()
  let wake: () => void = () => undefined
  let failure: Error | undefined
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => undefined)
  let stream: Socket | undefined
  let driver: Handler | undefined
  let come: Buffer | undefined
  const take = (chunk: Buffer) => {
    stream?.pause()
    come = chunk
    wake()
  }
  const fail = (err: Error) => {
    failure ??= err
    ready.reject(err)
    wake()
  }
  const gone = () => fail(new Error('the connection ended'))
  const changed = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })

  const tapped = (socket: Socket, to: Handler | undefined) => {
    const tap = taps.get(socket)
    if (tap) tap.to = to
    else if (to) socket.on('data', to)
    else socket.off('data', take)
  }

  /** The driver reads on by itself. */
  const handBack = (rest: Buffer) => {
    if (!stream || !driver) return
    tapped(stream, undefined)
    stream.on('data', driver)
    driver(Buffer.from(rest))
    // It was paused when its last chunk came.
    process.nextTick(() => stream?.resume())
  }

  return {
    query: {
      // The driver's type for it says nothing of its stream.
      submit(connection: unknown) {
        const { stream: socket, query } = connection as Connection
        stream = socket
        driver = socket.listeners('data')[0] as Handler
        socket.off('data', driver)
        tapped(socket, take)
        socket.resume()
        socket.once('close', gone)
        query.call(connection, text)
      },
      // What the driver tells whoever asked, once it reads by itself again.
      handleError: fail,
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => ready.resolve(),
    } as Submittable,
    rows: reader.rows,
    stop: fail,
    async *chunks() {
      try {
        for (let whole = false; !whole;) {
          if (failure) throw failure
          const chunk = come
          if (!chunk) {
            await changed()
            continue
          }
          const { size, rest } = reader.take(chunk)
          whole = rest !== undefined
          if (size > 0) yield chunk.subarray(0, size)
          come = undefined
          if (rest) handBack(rest)
          else stream?.resume()
        }
        await ready.promise
      } finally {
        stream?.off('close', gone)
      }
    },
  }
}

const code = (letter: string) => letter.charCodeAt(0)
const copyData = code('d')
const copyDone = code('c')
const errorResponse = code('E')
const headBytes = 5

/** Takes the heads of messages out of what comes, wherever it is cut. */
export function createReader() {
  /** Of a head that is cut: what is there of it. */
  let head = Buffer.alloc(0)
  /** Of the message that has begun: what is to come, and whether it is a row. */
  let left = 0
  let isRow = false
  let rows = 0
  return {
    rows: () => rows,
    /**
     * Moves the rows of a chunk to its front. @returns how many bytes they are; `rest`: rows are over, and this is for the driver
     */
    take(chunk: Buffer): { size: number; rest?: Buffer } {
      let [from, to] = [0, 0]
      for (;;) {
        const take = Math.min(left, chunk.length - from)
        if (take > 0) {
          if (isRow) {
            if (to !== from) chunk.copyWithin(to, from, from + take)
            to += take
          }
          from += take
          left -= take
        }
        if (left > 0) return { size: to }
        const missing = headBytes - head.length
        if (chunk.length - from < missing) {
          head = Buffer.concat([head, chunk.subarray(from)])
          return { size: to }
        }
        const whole = head.length === 0
        const at = whole ? chunk : Buffer.concat([head, chunk.subarray(from, from + missing)])
        const begin = whole ? from : 0
        const kind = at[begin] ?? 0
        if (kind === errorResponse || kind === copyDone)
          return { size: to, rest: Buffer.concat(whole ? [chunk.subarray(from)] : [head, chunk.subarray(from)]) }
        left = at.readUInt32BE(begin + 1) - 4
        isRow = kind === copyData
        if (isRow) rows++
        from += missing
        if (!whole) head = Buffer.alloc(0)
      }
    },
  }
}
