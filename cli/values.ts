import { readFile } from 'node:fs/promises'
import type { Field } from './fields.ts'
import { usage } from './problem.ts'
import type { Terminal } from './terminal.ts'

/** What was typed after a flag, as the API takes it. @throws a usage problem that names the flag */
export async function valueOf(field: Field, typed: string | string[], terminal: Terminal): Promise<unknown> {
  if (Array.isArray(typed)) return field.nullable && typed.length === 1 && typed[0] === 'none' ? null : typed
  if (field.nullable && typed === 'none') return null
  switch (field.kind) {
    case 'number': {
      if (typed.trim() === '' || Number.isNaN(Number(typed))) throw usage(`--${field.flag}: ${typed} is no number`)
      return Number(typed)
    }
    case 'boolean':
      return typed === 'true'
    case 'bytes':
      return (await bytesOf(field, typed, terminal)).toString('base64')
    case 'json':
      return jsonOf(`--${field.flag}`, typed)
    default:
      return field.secret && typed === '-' ? (await terminal.readInput()).replace(/\r?\n$/, '') : typed
  }
}

async function bytesOf(field: Field, path: string, terminal: Terminal): Promise<Buffer> {
  if (path === '-') return Buffer.from(await terminal.readInput())
  return readFile(path).catch((err: unknown) => {
    throw usage(`--${field.flag}: ${reasonOf(err)}`)
  })
}

/** The whole body from a file, or from standard input. @throws a usage problem */
export async function bodyOf(path: string, terminal: Terminal): Promise<Record<string, unknown>> {
  const text =
    path === '-'
      ? await terminal.readInput()
      : await readFile(path, 'utf8').catch((err: unknown) => {
          throw usage(`--file: ${reasonOf(err)}`)
        })
  const body = jsonOf('--file', text)
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw usage('--file: must hold one JSON object')
  return { ...body }
}

function jsonOf(flag: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (err) {
    throw usage(`${flag}: is no JSON: ${reasonOf(err)}`)
  }
}

const reasonOf = (err: unknown) => (err instanceof Error ? err.message : String(err))

/** Puts a value where its path says, into what is there. */
export function place(into: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const there = into[name]
  const inner = there !== null && typeof there === 'object' && !Array.isArray(there) ? { ...there } : {}
  into[name] = inner
  place(inner as Record<string, unknown>, rest, value)
}
