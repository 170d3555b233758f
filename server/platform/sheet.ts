import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const reader = fileURLToPath(new URL('./sheetReader.ts', import.meta.url))
const maxMemoryMb = 128
const timeLimitMs = 10_000
/** What a full heap ends with where there are no signals. */
const aborted = 134

let last: Promise<unknown> = Promise.resolve()

/**
 * The cells of the first sheet of an XLSX file as text; undefined: it is not readable, or holds more than any list of members. A few
 * bytes can say a sheet of a thousand million cells, and a heap that is full ends its process: so it is read in a process apart, which
 * may take so much memory and time. One file at a time: many at once would take many times as much.
 */
export function readSheet(bytes: Uint8Array): Promise<string[][] | undefined> {
  const read = last.then(() => readApart(bytes))
  last = read.catch(() => undefined)
  return read
}

async function readApart(bytes: Uint8Array): Promise<string[][] | undefined> {
  const child = fork(reader, {
    // Nothing of ours is within its reach: no environment, no output.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-old-space-size=${maxMemoryMb}`],
    serialization: 'advanced',
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  })
  const answered = new Promise<string[][] | undefined>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { cells: string[][] | undefined }).cells))
    child.once('error', reject)
    // Ended for want of memory or time; with a code of its own it is a defect.
    child.once('exit', (code, signal) =>
      signal || code === aborted ? resolve(undefined) : reject(new Error(`the reader of sheets ended with ${code}`)),
    )
  })
  child.send(bytes, () => undefined)
  return answered.finally(() => child.kill('SIGKILL'))
}
