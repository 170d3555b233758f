import { Command, CommanderError } from 'commander'
import manifest from './package.json' with { type: 'json' }
import { addEndpoint } from './endpointCommand.ts'
import { listEndpoints } from './endpoints.ts'
import { whereElse } from './nouns.ts'
import { Problem, exitCodes } from './problem.ts'
import { addOwnCommands, candidates } from './ownCommands.ts'
import { completeWord } from './completion.ts'
import type { Terminal } from './terminal.ts'

const about = `Every endpoint of Muster's API as a command: muster <noun> <verb>.

Exit codes: 0 done, 1 failed, 2 called wrongly, 3 not signed in, 4 not permitted.
Variables: MUSTER_URL, MUSTER_TOKEN, MUSTER_COMPANY, MUSTER_PROFILE, MUSTER_CONFIG.`

/**
 * RE-1: runs the command. Where it fails it says why, and, of what was typed wrongly, which field.
 * @returns the exit code
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const words = args.map(spelled)
  const program = programOf(words, terminal)
  try {
    if (words[0] === completeWord) {
      const asked = words.slice(1)
      for (const { word, text } of candidates(programOf(asked, terminal), asked)) terminal.out(`${word}\t${text}\n`)
      return exitCodes.done
    }
    await program.parseAsync(words, { from: 'user' })
    return exitCodes.done
  } catch (err) {
    if (err instanceof CommanderError) return err.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (!(err instanceof Problem)) throw err
    terminal.err(`muster: ${err.message}\n`)
    return err.exitCode
  }
}

/** Filters are named as in the screens' addresses: `--appVersion` is `--app-version`. */
function spelled(word: string): string {
  const [, flag, rest = ''] = /^(--[a-zA-Z][\w.-]*)(=[^]*)?$/.exec(word) ?? []
  return flag === undefined ? word : flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) + rest
}

/** The whole tree of commands; what is not asked for has no flags yet. */
function programOf(words: readonly string[], terminal: Terminal): Command {
  const program = new Command('muster').description(about).helpCommand(true).showSuggestionAfterError(true)
  addOwnCommands(program, terminal)
  program.version(manifest.version, '--version', 'its version').enablePositionalOptions()
  for (const endpoint of listEndpoints()) addEndpoint(program, endpoint, { terminal, words })
  program.configureHelp({ sortSubcommands: true })
  everyCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'muster: '))
        if (text.startsWith('error: unknown command')) write(whereElse(wordsOf(command)))
      },
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    })
  })
  return program
}

/** The words by which a command is called, without the program's own name. */
const wordsOf = (command: Command): string[] => (command.parent ? [...wordsOf(command.parent), command.name()] : [])

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const inner of command.commands) everyCommand(inner, visit)
}
