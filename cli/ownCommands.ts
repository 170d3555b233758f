import { Argument, type Command } from 'commander'
import { scriptOf, shells, type Shell } from './completion.ts'
import { tableOf } from './rows.ts'
import { usage } from './problem.ts'
import { changeProfiles, folderOf, readProfiles } from './profiles.ts'
import { signIn, signOut } from './session.ts'
import type { Terminal } from './terminal.ts'

/** What there is beside the endpoints: signing in and out, profiles, completion. */
export function addOwnCommands(program: Command, terminal: Terminal): void {
  program
    .command('sign-in')
    .description('Sign in to a server: it shows a code, which you confirm in a browser.')
    .argument('[address]', 'of the server; at the first time')
    .option('--profile <name>', 'the profile to keep it under')
    .addHelpText('after', '\nExample:\n  muster sign-in https://muster.example.com\n')
    .action(async (address: string | undefined, { profile }: { profile?: string }) => {
      terminal.err(`Signed in, as profile ${await signIn(terminal, address, profile)}.\n`)
    })
  program
    .command('sign-out')
    .description('Sign out of a server; the profile is forgotten.')
    .option('--profile <name>', 'of which profile')
    .addHelpText('after', '\nExample:\n  muster sign-out\n')
    .action(async ({ profile }: { profile?: string }) => {
      terminal.err(`Signed out of ${await signOut(terminal, profile)}.\n`)
    })
  program
    .command('profiles')
    .description('The profiles there are; and which of them, and which company, is meant where none is named.')
    .option('--use <name>', 'mean this one from now on')
    .option('--company <id>', 'mean this company with it')
    .addHelpText('after', '\nExample:\n  muster profiles --use staging\n')
    .action((flags: Chosen) => showProfiles(terminal, flags))
  program
    .command('completion')
    .description('What a shell sources so that the command completes in it.')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nExample:\n  source <(muster completion bash)\n')
    .action((shell: Shell) => terminal.out(scriptOf(shell)))
}

type Chosen = { use?: string; company?: string }

async function showProfiles(terminal: Terminal, { use, company }: Chosen): Promise<void> {
  const folder = folderOf(terminal)
  if (use !== undefined || company !== undefined)
    await changeProfiles(folder, async (now) => {
      const name = use ?? now.current
      const profile = now.profiles[name]
      if (!profile) throw usage(`there is no profile ${name}`)
      const next = company === undefined ? profile : { ...profile, company }
      return { next: { current: name, profiles: { ...now.profiles, [name]: next } }, answer: undefined }
    })
  const { current, profiles } = await readProfiles(folder)
  const rows = Object.entries(profiles).map(
    ([name, { url, company: meant, tokens }]) =>
      new Map([
        ['profile', name],
        ['server', url],
        ['company', meant ?? ''],
        ['signed in', tokens ? 'yes' : 'no'],
        ['meant', name === current ? 'yes' : ''],
      ]),
  )
  if (rows.length === 0) terminal.err('none: sign in by `muster sign-in <address>`\n')
  else terminal.out(`${tableOf(rows, ['profile', 'server', 'company', 'signed in', 'meant'], terminal.columns).lines.join('\n')}\n`)
}

/** RE-1: what may come next: commands, flags, and what a flag may be; the last word is under way. */
export function candidates(program: Command, words: readonly string[]): { word: string; text: string }[] {
  const typed = words.slice(0, -1)
  const under = words.at(-1) ?? ''
  let command = program
  for (const word of typed) command = command.commands.find((one) => one.name() === word) ?? command
  const before = command.options.find((option) => option.long === typed.at(-1) && option.required)
  const found = before
    ? (before.argChoices ?? []).map((word) => ({ word, text: '' }))
    : under.startsWith('-')
      ? command.options.map((option) => ({ word: option.long ?? '', text: option.description.split('\n')[0] ?? '' }))
      : command.commands.map((one) => ({ word: one.name(), text: one.summary() || (one.description().split('\n')[0] ?? '') }))
  return found.filter(({ word }) => word.startsWith(under))
}
