import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../cli/main.ts'

export type Ran = { code: number; out: string; err: string }
export type Running = {
  env?: Record<string, string>
  /** What stands in standard input. */
  input?: string
  /** The width of the window; null: none. */
  columns?: number | null
  /** Somebody looks on, and sees what is written meanwhile. */
  onErr?: (text: string) => void
}

/** Runs the command in this process, with a folder of its own for profiles where none is given. */
export async function command(args: readonly string[], { env = {}, input = '', columns = null, onErr }: Running = {}): Promise<Ran> {
  const ran: Ran = { code: 0, out: '', err: '' }
  const home = env['MUSTER_CONFIG'] ?? (await mkdtemp(join(tmpdir(), 'muster-command-')))
  ran.code = await main(args, {
    out: (text) => void (ran.out += typeof text === 'string' ? text : Buffer.from(text).toString('latin1')),
    err: (text) => {
      ran.err += text
      onErr?.(text)
    },
    readInput: async () => input,
    env: { MUSTER_CONFIG: home, ...env },
    home,
    columns,
    isAttended: onErr !== undefined,
  })
  return ran
}

/** What was typed, as a shell takes it apart. */
export const typed = (line: string): string[] => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
