import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const main = path.resolve(import.meta.dirname, '../server/main.ts')

export type Process = {
  pid: number
  stdout(): string
  stderr(): string
  /** Waits for a match on standard output; rejects when the process ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** How it ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  running(): boolean
  signal(name: NodeJS.Signals): void
}

const started = new Set<ChildProcess>()

/** Ends what a failed test has left running. Their databases end by themselves once their folders are gone. */
export async function endPrograms(): Promise<void> {
  for (const child of started) child.kill('SIGKILL')
  await Promise.all([...started].map((child) => new Promise((resolve) => child.once('close', resolve))))
}

/** Starts the real server program with nothing of this process's environment but the path and where compiled code is kept. */
export function startProgram(env: Record<string, string>): Process {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, [main], { env: { PATH, NODE_COMPILE_CACHE, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  started.add(child)
  child.once('close', () => started.delete(child))
  return watch(child)
}

function watch(child: ChildProcess): Process {
  let [out, err, ended] = ['', '', false]
  const waiting = new Set<() => void>()
  const tell = () => [...waiting].forEach((look) => look())
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    tell()
  })
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    // `close`, not `exit`: what it said last has been read by then.
    child.once('close', (code, signal) => {
      ended = true
      resolve({ code, signal })
      tell()
    })
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => out,
    stderr: () => err,
    exited,
    running: () => !ended,
    signal: (name) => void child.kill(name),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(out)
          if (!found && !ended) return
          waiting.delete(look)
          if (found) resolve(found)
          else reject(new Error(`ended without saying ${String(pattern)}: ${err || out.slice(-2000)}`))
        }
        waiting.add(look)
        look()
      }),
  }
}

/** The processes that a process started, by the system's own table. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
}

/** Whether a process is there, be it only waiting to be buried: PostgreSQL takes that for alive, too. */
export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

function parentOf(pid: string): number {
  try {
    // The program's name stands in parentheses and may hold anything.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    )
  } catch {
    return 0
  }
}
