import { Argument, Option, type Command } from 'commander'
import { needsCompany, positionalsOf, type Endpoint } from './endpoints.ts'
import { exampleOf } from './examples.ts'
import { choicesAt, fieldsOf, type Field } from './fields.ts'
import { idNote, nouns } from './nouns.ts'
import { run } from './run.ts'
import type { Terminal } from './terminal.ts'

/** The command of these words under another; made where it is not there yet. */
function under(parent: Command, words: readonly string[]): Command {
  return words.reduce((at, word) => {
    const there = at.commands.find((command) => command.name() === word)
    return there ?? at.command(word).description(nouns[word] ?? '')
  }, parent)
}

type Asked = { terminal: Terminal; words: readonly string[] }

/** RE-1: adds an endpoint's command, with its flags and an example where it is the one that is asked for. */
export function addEndpoint(program: Command, endpoint: Endpoint, { terminal, words }: Asked): void {
  const [verb = ''] = endpoint.words.slice(-1)
  const group = under(program, endpoint.words.slice(0, -1))
  const command = group.command(verb).summary(endpoint.summary).description(descriptionOf(endpoint))
  if (!endpoint.words.every((word, at) => words[at] === word)) return
  const fields = fieldsOf(endpoint)
  for (const name of positionalsOf(endpoint)) {
    const choices = choicesAt(endpoint, name)
    const argument = new Argument(`<${name}>`, choices ? undefined : idNote(name))
    command.addArgument(choices ? argument.choices(choices) : argument)
  }
  if (needsCompany(endpoint)) command.option('--company <id, domain or name>', 'the company, where you administer several')
  for (const field of fields) command.addOption(optionOf(field))
  addOptions(command, endpoint, fields)
  command.addHelpText('after', `\nExample:\n  ${exampleOf(endpoint, fields)}\n`)
  command.action(() => run(terminal, endpoint, fields, { positionals: command.args, flags: command.opts() }))
}

function descriptionOf({ summary, description, meta }: Endpoint): string {
  return [
    `${summary}.`,
    ...(description === undefined ? [] : [description]),
    ...(meta.stepUp ? ['A dangerous act: confirm that it is you, unless you did in the last 15 minutes.'] : []),
    ...(meta.byToken ? [] : ['Not open to API tokens.']),
  ].join('\n')
}

/** Whether no text of a list has a comma in it. */
const byComma = (field: Field) => field.choices !== undefined || /^(members|rows|ranges|countries|exempt)$/.test(field.path.at(-1) ?? '')

/** A field as a flag. */
function optionOf(field: Field): Option {
  const holder = field.kind === 'boolean' ? 'true|false' : field.kind === 'bytes' ? 'file' : field.kind === 'list' ? 'value' : field.kind
  const ids = field.isId ? idNote(field.path.at(-1) ?? '') : undefined
  const notes = [
    ...(field.description === undefined ? [] : [field.description]),
    ...(ids === undefined ? [] : [ids]),
    ...(field.kind === 'list' ? [`several: again${byComma(field) ? ', or with commas' : ''}`] : []),
    ...(field.nullable ? ['none: there is none'] : []),
    ...(field.secret ? ['-: from standard input'] : []),
    ...(field.required ? ['required'] : []),
  ]
  const option = new Option(`--${field.flag} <${holder}>`, notes.join('; '))
  const choices = field.kind === 'boolean' ? ['true', 'false'] : field.choices
  const allowed = choices && [...choices, ...(field.nullable ? ['none'] : [])]
  if (field.kind !== 'list') return allowed && field.kind !== 'number' ? option.choices(allowed) : option
  if (allowed) option.description += ` (${allowed.join(', ')})`
  return option.argParser((typed: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...(byComma(field) ? typed.split(',') : [typed]),
  ])
}

/** Flags that commands have beside their fields. */
function addOptions(command: Command, endpoint: Endpoint, fields: readonly Field[]): void {
  const taken = new Set(fields.map((field) => field.flag))
  const add = (flags: string, text: string) => {
    const [, name = ''] = /--([\w-]+)/.exec(flags) ?? []
    if (!taken.has(name)) command.option(flags, text)
  }
  if (endpoint.isFile) add('--output <file>', 'where to save it; -: to standard output')
  else {
    add('--json', 'as the API answers')
    add('--csv', 'as CSV, every field a column')
    add('--show <fields>', 'only these fields, with commas; a table shows the main ones without it')
    add('--output <file>', 'into a file')
  }
  if (fields.some((field) => field.flag === 'cursor')) add('--all', 'every page')
  if (endpoint.method !== 'GET' && endpoint.input !== undefined)
    add('--file <file>', 'the body as JSON from a file; -: from standard input. Flags go before it')
  if (endpoint.meta.once) add('--idempotency-key <key>', 'sent again with the same one, it is not done twice')
  add('--profile <name>', 'as which profile')
  add('--dry-run', 'shows the request, and sends nothing')
}
