import { basename } from 'node:path'
import type { z } from 'zod'
import { mainColumnsOf } from './columns.ts'
import { kebab, needsCompany, positionalsOf, type Endpoint } from './endpoints.ts'
import type { Field } from './fields.ts'
import { isListed, print, save, type Shape } from './print.ts'
import { localeOf, Problem, usage } from './problem.ts'
import { companyOf, isUuid, send, write, type Telling } from './request.ts'
import { openSession, type Session } from './session.ts'
import type { Terminal } from './terminal.ts'
import { bodyOf, place, valueOf } from './values.ts'

/** What was typed: the things in the path, and the flags. */
export type Typed = { positionals: readonly string[]; flags: Readonly<Record<string, unknown>> }

/** `min-length` as commander keeps it. */
const keyOf = (flag: string) => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** RE-1: asks the API what was typed, and prints the answer. @throws a Problem */
export async function run(terminal: Terminal, endpoint: Endpoint, fields: readonly Field[], typed: Typed): Promise<void> {
  const { flags } = typed
  const telling: Telling = { locale: localeOf(terminal.env), flagOf: (path) => flagAt(fields, path) }
  const input = await inputOf(terminal, endpoint, fields, typed)
  const key = text(flags['idempotencyKey'])
  if (needsCompany(endpoint)) {
    const asked = text(flags['company'])
    input['company'] = asked !== undefined && isUuid(asked) ? asked : someCompany
  }
  requireValid(endpoint.input, input, telling)
  const isDry = flags['dryRun'] === true && !fields.some((field) => field.flag === 'dry-run')
  if (isDry) {
    if (needsCompany(endpoint)) input['company'] = (await knownCompany(terminal, flags)) ?? someCompany
    const { method, path, body } = write(endpoint, input, key)
    terminal.out(`${[`${method} ${path}`, ...(body === undefined ? [] : [body])].join('\n').replaceAll(someCompany, '{company}')}\n`)
    return
  }
  const session = await openSession(terminal, text(flags['profile']))
  if (needsCompany(endpoint)) input['company'] = await companyOf(session, text(flags['company']), telling)
  if (endpoint.isFile) return saveFile(terminal, await send(session, write(endpoint, input, key), telling), text(flags['output']))
  await print(terminal, pagesOf(session, endpoint, input, { telling, key, all: flags['all'] === true }), shapeOf(endpoint, flags))
}

/** Stands for the company until it is known which. */
const someCompany = '00000000-0000-7000-8000-000000000000'

/** The id of the company that is meant, as far as it is known without asking the server. */
async function knownCompany(terminal: Terminal, flags: Typed['flags']): Promise<string | undefined> {
  const asked = text(flags['company'])
  const meant =
    asked ?? (await openSession(terminal, text(flags['profile'])).catch(notThere))?.company ?? (terminal.env['MUSTER_COMPANY'] || undefined)
  return meant !== undefined && isUuid(meant) ? meant : undefined
}

/** Whoever is not signed in is shown a request too. */
function notThere(err: unknown): undefined {
  if (!(err instanceof Problem)) throw err
}

/** The input as the API takes it: the body of a file first, flags over it. */
async function inputOf(
  terminal: Terminal,
  endpoint: Endpoint,
  fields: readonly Field[],
  { positionals, flags }: Typed,
): Promise<Record<string, unknown>> {
  const file = fields.some((field) => field.flag === 'file') ? undefined : text(flags['file'])
  const input = file === undefined ? {} : await bodyOf(file, terminal)
  for (const [at, name] of positionalsOf(endpoint).entries()) input[name] = positionals[at]
  for (const field of fields) {
    const value = flags[keyOf(field.flag)]
    if (typeof value === 'string' || Array.isArray(value))
      place(input, field.path, await valueOf(field, value as string | string[], terminal))
  }
  return input
}

/** What is certainly refused is told at once, field by field. @throws a usage problem */
function requireValid(shape: z.ZodType | undefined, input: Record<string, unknown>, { flagOf }: Telling): void {
  const parsed = shape?.safeParse(input)
  if (!parsed || parsed.success) return
  const issues = parsed.error.issues.map(
    ({ path, message }) => `  ${path.length === 0 ? '' : `${flagOf(path.map(String).join('.'))}: `}${message}`,
  )
  throw usage(['some of what was given is not valid', ...issues].join('\n'))
}

/** What a field of the API is called here; one without a flag by its own name. */
function flagAt(fields: readonly Field[], path: string): string {
  const found = fields.find((field) => field.path.join('.') === path) ?? fields.find((field) => path.startsWith(`${field.path.join('.')}.`))
  return found ? `--${found.flag}` : path === 'company' ? '--company' : kebab(path)
}

function shapeOf(endpoint: Endpoint, flags: Typed['flags']): Shape {
  if (flags['json'] === true && flags['csv'] === true) throw usage('--json or --csv, not both')
  const format = flags['json'] === true ? 'json' : flags['csv'] === true ? 'csv' : 'table'
  const show = text(flags['show'])?.split(',') ?? (format === 'table' ? mainColumnsOf(endpoint) : undefined)
  return { format, show, output: text(flags['output']) }
}

type Paging = { telling: Telling; key: string | undefined; all: boolean }

/** The answer; of a list all pages, if they are wanted. */
async function* pagesOf(
  session: Session,
  endpoint: Endpoint,
  input: Record<string, unknown>,
  { telling, key, all }: Paging,
): AsyncGenerator<unknown> {
  let cursor: unknown = input['cursor']
  do {
    const asked = cursor === undefined ? input : { ...input, cursor }
    const answer: unknown = await (await send(session, write(endpoint, asked, key), telling)).json()
    yield answer
    cursor = all && isListed(answer) ? (answer.next ?? undefined) : undefined
  } while (cursor !== undefined)
}

/** Saves the answer under the name that was given, else under the server's own, in the folder where one is. */
async function saveFile(terminal: Terminal, answer: Response, output: string | undefined): Promise<void> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (output === '-' || (output === undefined && terminal.columns === null)) return terminal.out(bytes)
  const path = output ?? basename(nameIn(answer.headers.get('content-disposition')) ?? 'file')
  await save(path, bytes)
  terminal.err(`saved ${path}, ${bytes.length} bytes\n`)
}

function nameIn(disposition: string | null): string | undefined {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? []
  if (encoded !== undefined) return decodeURIComponent(encoded)
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1]
}
