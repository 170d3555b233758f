/** What the command reaches of the world around it, so that a test can run it in its own process. */
export type Terminal = {
  out(text: string | Uint8Array): void
  err(text: string): void
  /** All of standard input. */
  readInput(): Promise<string>
  env: Readonly<Record<string, string | undefined>>
  /** The folder of whoever runs it. */
  home: string
  /** The width of the window; null: what is printed goes to a file or another program. */
  columns: number | null
  /** Whether somebody looks on, who can be asked to confirm who they are. */
  isAttended: boolean
}

/** Reads a stream to its end, as UTF-8. */
export async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part)
  return Buffer.concat(parts).toString('utf8')
}
