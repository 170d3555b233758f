/** One server-sent event. */
export type StreamEvent = { event: string; data: string }

const lineEnd = /\r\n|\n|\r/

/**
 * The events of a `text/event-stream` body, until it ends. `idleMs` without a byte (the server sends a comment far more often)
 * means that the connection is dead, though nobody said so: the events end.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, idleMs: number): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const chunk = await readWithin(reader, idleMs)
      if (!chunk) return
      text += decoder.decode(chunk, { stream: true })
      // A CR at the end may be half of CR LF.
      const lines = text.split(text.endsWith('\r') ? /\r\n|\n|\r(?!$)/ : lineEnd)
      text = lines.pop() ?? ''
      for (const line of lines) {
        const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? []
        if (field === 'event') event = value
        else if (field === 'data') data.push(value)
        else if (line === '') {
          if (event !== '' || data.length > 0) yield { event: event || 'message', data: data.join('\n') }
          event = ''
          data = []
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The next bytes; undefined at the end or after `idleMs` of silence. */
async function readWithin(reader: ReadableStreamDefaultReader<Uint8Array>, idleMs: number): Promise<Uint8Array | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), idleMs)
  })
  try {
    return (await Promise.race([reader.read(), silence]))?.value
  } finally {
    clearTimeout(timer)
  }
}
